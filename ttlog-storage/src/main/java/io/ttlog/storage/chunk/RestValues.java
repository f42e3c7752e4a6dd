/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes in the {@link RestColumn} of one row group, as columns. Made in one pass over all entries, of which each takes 12
 * or 16 bytes of memory. Belongs to one thread.
 */
public final class RestValues {
    private final int rowCount;
    private final BinaryValues rest;
    private final Map<ColumnKey, Attribute> attributes = new LinkedHashMap<>();

    /** The values of one attribute, in the order of rows. */
    private static final class Attribute {
        private final boolean binary;
        private int[] rows = new int[4];
        private long[] bits = new long[4]; // of a text or bytes: where they start, and in the upper half where they end
        private int count;

        Attribute(boolean binary) {
            this.binary = binary;
        }

        void add(int row, long value) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
                bits = Arrays.copyOf(bits, count * 2);
            }
            rows[count] = row;
            bits[count++] = value;
        }

        boolean endsWith(int row) {
            return count > 0 && rows[count - 1] == row;
        }

        /** The first value of that row or a later one. */
        int indexOf(int row) {
            int found = Arrays.binarySearch(rows, 0, count, row);
            return found < 0 ? -found - 1 : found;
        }
    }

    /** Those of a chunk of the rest column; every entry is checked. */
    public RestValues(Chunk chunk) {
        rowCount = chunk.rowCount();
        rest = (BinaryValues) chunk.values();
        DictionaryBuilder keys = new DictionaryBuilder(); // an attribute is decoded once
        List<Attribute> byId = new ArrayList<>();
        boolean[] nulls = chunk.nulls();
        int value = 0;
        for (int row = 0; row < rowCount; row++) {
            if (nulls == null || !nulls[row]) {
                add(row, rest.ids()[value++], keys, byId);
            }
        }
    }

    private void add(int row, int id, DictionaryBuilder keys, List<Attribute> byId) {
        RestColumn.Entries entries = new RestColumn.Entries(rest.bytes(), rest.offsets()[id], rest.offsets()[id + 1]);
        while (entries.next()) {
            int keyId = keys.idOf(rest.bytes(), entries.keyFrom(), entries.keyTo());
            if (keyId == byId.size()) {
                Attribute added = new Attribute(entries.binary());
                byId.add(added);
                attributes.put(entries.key(), added);
            }
            Attribute attribute = byId.get(keyId);
            if (attribute.endsWith(row)) {
                throw new CorruptDataException("rest column", 0, "a row has " + entries.key() + " twice");
            }
            attribute.add(
                    row, entries.binary() ? (long) entries.to() << Integer.SIZE | entries.from() : entries.bits());
        }
    }

    /** The attributes that a row has. */
    public Set<ColumnKey> keys() {
        return attributes.keySet();
    }

    /** The rows that have an attribute; empty for an unknown one. */
    public int[] rows(ColumnKey key) {
        Attribute attribute = attributes.get(key);
        return attribute == null ? new int[0] : Arrays.copyOf(attribute.rows, attribute.count);
    }

    /** The values of an attribute; null when no row has one. */
    public @Nullable Chunk chunk(ColumnKey key) {
        return chunk(key, 0, rowCount);
    }

    /** Some rows of it, as {@link Chunk#slice}; null when none of them has a value. */
    public @Nullable Vector slice(ColumnKey key, int from, int to) {
        Chunk chunk = chunk(key, from, to);
        return chunk == null ? null : chunk.slice(0, to - from);
    }

    private @Nullable Chunk chunk(ColumnKey key, int from, int to) {
        Attribute attribute = attributes.get(key);
        if (attribute == null) {
            return null;
        }
        int first = attribute.indexOf(from);
        int last = attribute.indexOf(to);
        if (first == last) {
            return null;
        }
        boolean[] nulls = new boolean[to - from];
        Arrays.fill(nulls, true);
        for (int i = first; i < last; i++) {
            nulls[attribute.rows[i] - from] = false;
        }
        return new Chunk(
                key.type(), to - from, last - first == to - from ? null : nulls, values(attribute, first, last));
    }

    private Values values(Attribute attribute, int first, int last) {
        long[] bits = Arrays.copyOfRange(attribute.bits, first, last);
        if (!attribute.binary) {
            return new NumberValues(bits, bits.length);
        }
        DictionaryBuilder dictionary = new DictionaryBuilder();
        int[] ids = new int[bits.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = dictionary.idOf(rest.bytes(), (int) bits[i], (int) (bits[i] >>> Integer.SIZE));
        }
        return dictionary.values(ids, ids.length);
    }

    /** One column of two: of each row the value of the one that has it. */
    public static @Nullable Chunk union(@Nullable Chunk one, @Nullable Chunk other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        int rows = one.rowCount();
        boolean[] nulls = new boolean[rows];
        long[] bits = new long[rows];
        int[] ids = new int[rows];
        DictionaryBuilder dictionary = new DictionaryBuilder();
        int[] next = new int[2];
        int count = 0;
        for (int row = 0; row < rows; row++) {
            boolean hasOne = one.nulls() == null || !one.nulls()[row];
            boolean hasOther = other.nulls() == null || !other.nulls()[row];
            nulls[row] = !hasOne && !hasOther;
            int index = next[hasOne ? 0 : 1];
            next[0] += hasOne ? 1 : 0;
            next[1] += hasOther ? 1 : 0;
            if (nulls[row]) {
                continue;
            }
            Values values = hasOne ? one.values() : other.values();
            if (values instanceof BinaryValues binary) {
                int id = binary.ids()[index];
                ids[count++] = dictionary.idOf(binary.bytes(), binary.offsets()[id], binary.offsets()[id + 1]);
            } else {
                bits[count++] = ((NumberValues) values).bits()[index];
            }
        }
        Values all =
                one.values() instanceof BinaryValues ? dictionary.values(ids, count) : new NumberValues(bits, count);
        return new Chunk(one.type(), rows, count == rows ? null : nulls, all);
    }
}
