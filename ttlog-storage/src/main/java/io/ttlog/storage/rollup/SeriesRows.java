/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the rows of a segment of metrics or of a tier, series after series. Holds the columns that somebody asked for of one row group.
 * Belongs to one thread.
 */
final class SeriesRows {
    private static final ColumnKey SERVICE = new ColumnKey("service", false, ColumnType.TEXT);
    private static final ColumnKey NAME = new ColumnKey("name", false, ColumnType.TEXT);

    private final SegmentFile file;
    private final Runnable betweenGroups;
    private final Iterator<? extends RowGroup> groups;
    private final Map<ColumnKey, @Nullable Chunk> chunks = new HashMap<>();
    private final Map<ColumnKey, Cells> cells = new HashMap<>();
    private @Nullable RowOrder order;
    private int row = -1;

    /** Stands at the first row. */
    SeriesRows(SegmentFile file, Runnable betweenGroups) {
        this.file = file;
        this.betweenGroups = betweenGroups;
        this.groups = file.groups().iterator();
        advance();
    }

    /** The rows of the row group that it stands in; null behind the last row. */
    @Nullable
    RowOrder order() {
        return order;
    }

    /** The row in that row group. */
    int row() {
        return row;
    }

    /** The segment, in errors. */
    String path() {
        return file.name();
    }

    long timestamp() {
        RowOrder known = order;
        return known == null ? Long.MAX_VALUE : known.timestamp(row);
    }

    /** To the next row; whether it is of the series of that row. */
    boolean advance(RowOrder series, int seriesRow) {
        RowOrder before = order;
        int rowBefore = row;
        advance();
        RowOrder now = order;
        if (now == null) {
            return false;
        }
        return now == before ? now.together(row, rowBefore) : now.together(row, series, seriesRow);
    }

    private void advance() {
        row++;
        RowOrder known = order;
        while (known == null || row == known.rowCount()) {
            if (!groups.hasNext()) {
                order = null;
                chunks.clear();
                cells.clear();
                return;
            }
            betweenGroups.run();
            chunks.clear();
            cells.clear();
            RowGroup group = groups.next();
            known = new RowOrder(file.signal(), file.columns(), read(group), group.rowCount(), true);
            for (ColumnKey key : file.columns()) {
                cells.computeIfAbsent(key, k -> new Cells(() -> read(group).apply(k), group.rowCount()));
            }
            row = 0;
        }
        order = known;
    }

    /** Each column is read once. */
    private Function<ColumnKey, @Nullable Chunk> read(RowGroup group) {
        return key -> {
            if (!chunks.containsKey(key)) {
                Chunk chunk = group.read(key, read(group));
                chunks.put(key, chunk);
                return chunk;
            }
            return chunks.get(key);
        };
    }

    /** A column of the row group; without a value when there is no such column. */
    Cells column(ColumnKey key) {
        Cells known = cells.get(key);
        return known == null ? Cells.NONE : known;
    }

    /** What tells the series of the row from others: byte arrays and {@link Long}s, by column. */
    Map<ColumnKey, Object> labels() {
        Map<ColumnKey, Object> labels = new LinkedHashMap<>();
        for (ColumnKey key : file.columns()) {
            if (key.attribute() || key.equals(SERVICE) || key.equals(NAME)) {
                Cells column = column(key);
                if (column.has(row)) {
                    boolean binary = key.type() == ColumnType.TEXT || key.type() == ColumnType.BYTES;
                    labels.put(key, binary ? column.bytes(row) : (Object) column.bits(row));
                }
            }
        }
        return labels;
    }

    /** The values of a column in a row group, by row; decoded when the first is asked for. */
    static final class Cells {
        static final Cells NONE = new Cells(() -> null, 0);

        private interface Source {
            @Nullable
            Chunk read();
        }

        private final Source source;
        private final int rowCount;
        private boolean read;
        private boolean @Nullable [] nulls;
        private int[] valueOfRow = new int[0];
        private long[] bits = new long[0];
        private @Nullable BinaryValues binary;
        private boolean empty = true;

        Cells(Source source, int rowCount) {
            this.source = source;
            this.rowCount = rowCount;
        }

        private void read() {
            read = true;
            Chunk chunk = rowCount == 0 ? null : source.read();
            if (chunk == null) {
                return;
            }
            empty = false;
            nulls = chunk.nulls();
            boolean[] absent = chunk.nulls();
            if (absent != null) {
                valueOfRow = new int[absent.length];
                int value = 0;
                for (int i = 0; i < absent.length; i++) {
                    valueOfRow[i] = absent[i] ? -1 : value++;
                }
            }
            if (chunk.values() instanceof NumberValues numbers) {
                bits = numbers.bits();
            } else {
                binary = (BinaryValues) chunk.values();
            }
        }

        private void readOnce() {
            if (!read) {
                read();
            }
        }

        boolean has(int row) {
            readOnce();
            boolean[] absent = nulls;
            return !empty && (absent == null || !absent[row]);
        }

        private int value(int row) {
            return nulls == null ? row : valueOfRow[row];
        }

        long bits(int row) {
            readOnce();
            return bits[value(row)];
        }

        double number(int row) {
            return Double.longBitsToDouble(bits(row));
        }

        /** The text; the same object for the same entry of the dictionary. */
        @Nullable
        String text(int row) {
            BinaryValues known = has(row) ? binary : null;
            return known == null ? null : known.text(known.ids()[value(row)]);
        }

        byte[] bytes(int row) {
            readOnce();
            BinaryValues known = binary;
            if (known == null) {
                throw new IllegalStateException("no bytes in a column of numbers");
            }
            int id = known.ids()[value(row)];
            return Arrays.copyOfRange(known.bytes(), known.offsets()[id], known.offsets()[id + 1]);
        }
    }
}
