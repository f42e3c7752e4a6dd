/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RowGroup;
import java.util.ArrayList;
import java.util.List;

/**
 * What some row must have, or else no row of the row group makes a condition true. It may ask for less than the condition does, never
 * for more. A column that is NULL in a row gives it nothing. Immutable.
 */
public sealed interface Need {
    /** Nothing is known to be needed. */
    Need NOTHING = new Nothing();

    /** How a row group stands to a need. */
    enum Ruling {
        /** It may have a row. */
        POSSIBLE,
        /** It has none: least and largest values, or NULLs, say so. */
        ZONE,
        /** It has none: a filter says so. */
        FILTER
    }

    /** What is known of a row group. Wrong only towards yes. */
    interface Evidence {
        /** Whether a row may have a value in the column. */
        boolean mayHaveValue(ColumnKey column);

        /** Whether a row may have a number from low to high, both included; BOOLEAN as 0 and 1. */
        boolean mayBeWithin(ColumnKey column, long low, long high);

        /** The same of DOUBLE; NaN is greater than any. */
        boolean mayBeWithin(ColumnKey column, double low, double high);

        /** Whether the column may have the key. */
        boolean mayHold(ColumnKey column, KeyKind kind, long key);
    }

    /** What the evidence says. */
    Ruling ruling(Evidence evidence);

    /** What a row group says; those in memory give no evidence. */
    static Ruling ruling(Need need, RowGroup group) {
        return group instanceof Evidence evidence ? need.ruling(evidence) : Ruling.POSSIBLE;
    }

    /** Nothing is known to be needed. */
    record Nothing() implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            return Ruling.POSSIBLE;
        }
    }

    /** All of them. */
    record AllOf(List<Need> needs) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            Ruling result = Ruling.POSSIBLE;
            for (Need need : needs) {
                Ruling ruling = need.ruling(evidence);
                if (ruling == Ruling.ZONE) {
                    return ruling;
                }
                result = ruling == Ruling.POSSIBLE ? result : ruling;
            }
            return result;
        }
    }

    /** One of them at least; none, and there is no such row. */
    record OneOf(List<Need> needs) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            Ruling result = Ruling.ZONE;
            for (Need need : needs) {
                Ruling ruling = need.ruling(evidence);
                if (ruling == Ruling.POSSIBLE) {
                    return ruling;
                }
                result = ruling == Ruling.ZONE ? result : ruling;
            }
            return result;
        }
    }

    /** Any value in a column. */
    record Value(ColumnKey column) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            return evidence.mayHaveValue(column) ? Ruling.POSSIBLE : Ruling.ZONE;
        }
    }

    /** A number of LONG, TIMESTAMP, DURATION or BOOLEAN from low to high, both included. */
    record Within(ColumnKey column, long low, long high) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            return evidence.mayHaveValue(column) && evidence.mayBeWithin(column, low, high)
                    ? Ruling.POSSIBLE
                    : Ruling.ZONE;
        }
    }

    /** A DOUBLE from low to high, both included. */
    record WithinDoubles(ColumnKey column, double low, double high) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            return evidence.mayHaveValue(column) && evidence.mayBeWithin(column, low, high)
                    ? Ruling.POSSIBLE
                    : Ruling.ZONE;
        }
    }

    /** A text, or bytes, with all of these keys. */
    record Keyed(ColumnKey column, List<Key> keys) implements Need {
        @Override
        public Ruling ruling(Evidence evidence) {
            if (!evidence.mayHaveValue(column)) {
                return Ruling.ZONE;
            }
            for (Key key : keys) {
                if (!evidence.mayHold(column, key.kind(), key.hash())) {
                    return Ruling.FILTER;
                }
            }
            return Ruling.POSSIBLE;
        }
    }

    /** One key. */
    record Key(KeyKind kind, long hash) {}

    /** A column that is equal to a text. */
    static Need equal(ColumnKey column, String text) {
        byte[] bytes = Wtf8.encode(text);
        List<Key> keys = new ArrayList<>();
        keys.add(new Key(KeyKind.VALUES, Keys.of(bytes, 0, bytes.length)));
        addTo(keys, bytes, false, false);
        return new Keyed(column, List.copyOf(keys));
    }

    /** A column that is equal to bytes. */
    static Need equal(ColumnKey column, byte[] bytes) {
        return new Keyed(column, List.of(new Key(KeyKind.VALUES, Keys.of(bytes, 0, bytes.length))));
    }

    /**
     * A column of texts that contain a part.
     *
     * @param openBefore whether something may stand before it
     * @param openBehind whether something may stand behind it
     */
    static Need part(ColumnKey column, String part, boolean openBefore, boolean openBehind) {
        List<Key> keys = new ArrayList<>();
        addTo(keys, Wtf8.encode(part), openBefore, openBehind);
        return new Keyed(column, List.copyOf(keys));
    }

    private static void addTo(List<Key> keys, byte[] text, boolean openBefore, boolean openBehind) {
        Keys words = new Keys();
        Keys ids = new Keys();
        TextKeys.add(text, 0, text.length, openBefore, openBehind, words, ids);
        for (long id : ids.sorted()) {
            keys.add(new Key(KeyKind.IDS, id));
        }
        for (long word : words.sorted()) {
            keys.add(new Key(KeyKind.WORDS, word));
        }
    }
}
