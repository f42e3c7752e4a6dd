/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

import io.ttlog.Signal;
import io.ttlog.core.event.Template;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the filters of a segment while its columns are written, and says at the end which are worth their bytes. Belongs to one thread; holds
 * the filters made so far, at most {@link #HELD_BYTES_MAX}, and the keys of one chunk.
 */
public final class IndexWriter {
    /** All filters of a segment take at most the bytes of its columns divided by this: 8.3%, so that Windows events stay below their bar. */
    public static final int COLUMN_BYTES_A_FILTER_BYTE = 12;

    /** Most bytes of filters that are held until the segment is finished; what does not fit is not made. */
    public static final int HELD_BYTES_MAX = 32 << 20;

    /** Fewest keys of a text other than the message: of fewer the column itself is read as fast. */
    public static final int KEYS_MIN = 32;

    /** Fewest row groups of a segment that gets words: they take most, and of a small segment could spare one row group. */
    public static final int WORDS_GROUPS_MIN = 2;

    /** The messages of logs: what most people search. */
    public static final ColumnKey MESSAGE = new ColumnKey("message", false, ColumnType.TEXT);

    /** Where a message comes from that is not stored. */
    public static final ColumnKey TEMPLATE = new ColumnKey("template", false, ColumnType.TEXT);

    /** Texts of few values, which are in all row groups, or by which rows are ordered. */
    private static final Set<String> FEW_VALUES =
            Set.of("service", "level", "kind", "status", "thread", "temporality", "unit", "description");

    private final Signal signal;
    private final int groupCount;
    private final boolean cheap;
    private final Map<ColumnKey, Map<KeyKind, byte @Nullable [][]>> filters = new LinkedHashMap<>();
    private long heldBytes;

    /**
     * For one segment.
     *
     * @param cheap whether only whole ids are wanted, for a seal beside the application
     */
    public IndexWriter(Signal signal, int groupCount, boolean cheap) {
        this.signal = signal;
        this.groupCount = groupCount;
        this.cheap = cheap;
    }

    /**
     * Filters of one column.
     *
     * @param ofGroups one a row group, without bytes when it holds no key; null where there is none
     */
    public record Filters(ColumnKey column, KeyKind kind, byte @Nullable [][] ofGroups) {
        /** Bytes of all. */
        public long bytes() {
            long bytes = 0;
            for (byte[] filter : ofGroups) {
                bytes += filter == null ? 0 : filter.length;
            }
            return bytes;
        }
    }

    /** Whether a column gets filters, so that its chunks are to be {@linkplain #add added}. */
    public boolean wants(ColumnKey column) {
        return isWhole(column) || isText(column);
    }

    private boolean isWhole(ColumnKey column) {
        if (column.type() == ColumnType.BYTES) {
            return !column.attribute() && column.name().equals("trace_id");
        }
        boolean isLabel = column.attribute() || column.name().equals("name");
        return signal == Signal.METRIC && column.type() == ColumnType.TEXT && isLabel && !cheap;
    }

    private boolean isText(ColumnKey column) {
        boolean ofTable = signal == Signal.LOG || signal == Signal.SPAN;
        return ofTable
                && !cheap
                && column.type() == ColumnType.TEXT
                && (column.attribute() || !FEW_VALUES.contains(column.name()));
    }

    /**
     * Takes a chunk of a column that is {@linkplain #wants wanted}.
     *
     * @param templates of {@link #MESSAGE}: the texts of rows without one come from there
     */
    public void add(ColumnKey column, int group, Chunk chunk, @Nullable Chunk templates) {
        BinaryValues values = (BinaryValues) chunk.values();
        Keys first = new Keys();
        if (isWhole(column)) {
            each(values, (bytes, from, to) -> first.add(Keys.of(bytes, from, to)));
            build(column, KeyKind.VALUES, group, first);
            return;
        }
        Keys ids = new Keys();
        each(values, (bytes, from, to) -> TextKeys.add(bytes, from, to, first, ids));
        boolean complete =
                !column.equals(MESSAGE) || chunk.nulls() == null || addTemplates(chunk, templates, first, ids);
        if (complete && (column.equals(MESSAGE) || first.count() + ids.count() >= KEYS_MIN)) {
            if (groupCount >= WORDS_GROUPS_MIN) {
                build(column, KeyKind.WORDS, group, first);
            }
            build(column, KeyKind.IDS, group, ids);
        }
    }

    private interface Entry {
        void accept(byte[] bytes, int from, int to);
    }

    /** The entries of the dictionary that values use. */
    private static void each(BinaryValues values, Entry entry) {
        boolean[] seen = new boolean[values.dictionaryCount()];
        for (int i = 0; i < values.count(); i++) {
            int id = values.ids()[i];
            if (!seen[id]) {
                seen[id] = true;
                entry.accept(values.bytes(), values.offsets()[id], values.offsets()[id + 1]);
            }
        }
    }

    /** Adds messages that are not stored because they are their template's text; false when one has holes, so that its text is not known here. */
    private static boolean addTemplates(Chunk messages, @Nullable Chunk templates, Keys words, Keys ids) {
        if (templates == null) {
            return true;
        }
        BinaryValues texts = (BinaryValues) templates.values();
        boolean[] stored = messages.nulls();
        boolean[] absent = templates.nulls();
        boolean[] seen = new boolean[texts.dictionaryCount()];
        int value = 0;
        for (int row = 0; row < templates.rowCount(); row++) {
            if (absent != null && absent[row]) {
                continue;
            }
            int id = texts.ids()[value++];
            if (stored != null && stored[row] && !seen[id]) {
                seen[id] = true;
                String text = texts.text(id);
                if (!Template.parse(text).holes().isEmpty()) {
                    return false;
                }
                byte[] bytes = Wtf8.encode(text);
                TextKeys.add(bytes, 0, bytes.length, words, ids);
            }
        }
        return true;
    }

    private void build(ColumnKey column, KeyKind kind, int group, Keys keys) {
        int bytes =
                keys.count() == 0 ? 0 : RibbonFilter.bytes(Math.min(keys.count(), RibbonFilter.KEYS_MAX), kind.bits());
        if (keys.count() > RibbonFilter.KEYS_MAX || heldBytes + bytes > HELD_BYTES_MAX) {
            return;
        }
        heldBytes += bytes;
        byte @Nullable [][] ofGroups = filters.computeIfAbsent(column, key -> new EnumMap<>(KeyKind.class))
                .computeIfAbsent(kind, key -> new byte @Nullable [groupCount][]);
        ofGroups[group] = bytes == 0 ? new byte[0] : RibbonFilter.build(keys.sorted(), keys.count(), kind.bits());
    }

    /**
     * What is to be written: in the order of worth as much as fits, all row groups of a column or none.
     *
     * @param columnBytes of the segment
     */
    public List<Filters> chosen(long columnBytes) {
        List<Filters> all = new ArrayList<>();
        filters.forEach(
                (column, kinds) -> kinds.forEach((kind, ofGroups) -> all.add(new Filters(column, kind, ofGroups))));
        all.sort(Comparator.comparingInt(IndexWriter::worth).thenComparingLong(Filters::bytes));
        long left = columnBytes / COLUMN_BYTES_A_FILTER_BYTE;
        List<Filters> chosen = new ArrayList<>();
        for (Filters candidate : all) {
            long bytes = candidate.bytes() + (long) groupCount * Integer.BYTES;
            if (bytes <= left) {
                left -= bytes;
                chosen.add(candidate);
            }
        }
        return chosen;
    }

    /** Traces first; ids in messages; names and labels of series, and words of messages; then what is small. */
    private static int worth(Filters filters) {
        if (filters.column().equals(MESSAGE)) {
            return filters.kind() == KeyKind.IDS ? 1 : 2;
        }
        return filters.kind() == KeyKind.VALUES ? (filters.column().type() == ColumnType.BYTES ? 0 : 2) : 3;
    }
}
