/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.chunk.RowOrder;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one table, which go into segments in the order of {@link RowOrder}, rows alike in the order of arrival. Belongs to one
 * thread.
 */
public final class SealedRows {
    /** Fewer rows of a service share a row group with its neighbours: small chunks compress badly. */
    static final int SERVICE_ROWS_MIN = 1 << 14;

    private static final int[] NONE = {};

    private final List<Column.View> views;
    private final int rowCount;
    private final IntList.View rowBytes;
    private final RowOrder rowOrder;
    private final boolean byService;

    /** Of readings. */
    private final int[] seriesOfRow;

    private int @Nullable [] ranks;

    SealedRows(Table table) {
        rowCount = table.rowCountPlain();
        views = table.views(rowCount);
        rowBytes = table.rowBytes();
        byService = table.signal() == Signal.LOG || table.signal() == Signal.GAP;
        if (table.signal() == Signal.METRIC) {
            seriesOfRow = table.seriesOfRow().copy(0, rowCount);
            int seriesCount = table.seriesCountPlain();
            rowOrder = RowOrder.ofSeries(
                    columns(),
                    key -> view(key) instanceof SeriesView of ? of.ofSeries(seriesCount) : null,
                    seriesCount,
                    seriesOfRow,
                    whole(RowOrder.TIMESTAMP));
        } else {
            seriesOfRow = NONE;
            rowOrder = new RowOrder(table.signal(), columns(), this::whole, rowCount, false);
        }
    }

    /** Number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** When each row happened. */
    public long timestamp(int row) {
        return rowOrder.timestamp(row);
    }

    /** Bytes of the row at natural width. */
    public int naturalBytes(int row) {
        return rowBytes.get(row);
    }

    /** The columns that have an entry at all. */
    public List<ColumnKey> columns() {
        List<ColumnKey> columns = new ArrayList<>();
        for (Column.View view : views) {
            columns.add(view.key());
        }
        return columns;
    }

    /**
     * Where the row group that starts at that place of the order ends. Of logs and gaps: at a change of service, if the group or the rows
     * of the next service are worth a group of their own, so that a query about a service reads little else. Of spans and metrics:
     * behind a trace or a series, unless that is longer than a group.
     */
    public int groupEnd(int[] order, int from) {
        int end = MemtableRun.groupEnd(from, order.length, order, rowBytes);
        if (!byService) {
            int at = end;
            while (at > from && at < order.length && rowOrder.together(order[at - 1], order[at])) {
                at--;
            }
            return at > from ? at : end;
        }
        int at = from;
        while (at < end) {
            int next = serviceEnd(order, at, Math.max(end, Math.min(order.length, at + SERVICE_ROWS_MIN)));
            if (at > from && (at - from >= SERVICE_ROWS_MIN || next - at >= SERVICE_ROWS_MIN)) {
                return at;
            }
            at = next;
        }
        return end;
    }

    private int serviceEnd(int[] order, int from, int limit) {
        int at = from + 1;
        while (at < limit && rowOrder.together(order[from], order[at])) {
            at++;
        }
        return at;
    }

    /**
     * Some rows, as a segment is made of them.
     *
     * @param order row after row
     * @param groupEnds where in the order each row group ends
     */
    public OrderedRows rows(int[] order, int[] groupEnds) {
        return new Ordered(order, groupEnds);
    }

    private final class Ordered implements OrderedRows {
        private final int[] order;
        private final int[] groupEnds;

        // Of the row group that was asked for last.
        private int runsOf = -1;
        private int[] runSeries = NONE;
        private int[] runEnds = NONE;

        Ordered(int[] order, int[] groupEnds) {
            this.order = order;
            this.groupEnds = groupEnds;
        }

        private int start(int group) {
            return group == 0 ? 0 : groupEnds[group - 1];
        }

        @Override
        public List<ColumnKey> columns() {
            return SealedRows.this.columns();
        }

        @Override
        public Chunks chunks(ColumnKey key) {
            Column.View view = view(key);
            if (view == null) {
                return group -> null;
            }
            if (view instanceof SeriesView ofSeries) {
                return new SeriesChunks(ofSeries);
            }
            if (view.isDense(rowCount)) {
                return group -> view.gather(order, start(group), groupEnds[group]);
            }
            int[] entryByRow = new int[rowCount];
            view.entriesByRow(entryByRow, rowCount);
            return group -> view.gather(order, start(group), groupEnds[group], entryByRow);
        }

        /** A column of which each series has one entry: where that is one a stretch, rows are not looked at. */
        private final class SeriesChunks implements Chunks {
            private final SeriesView view;
            private boolean folded;

            SeriesChunks(SeriesView view) {
                this.view = view;
            }

            @Override
            public @Nullable Chunk ofGroup(int group) {
                int[] all = series(group);
                int[] ends = seriesEnds(group);
                int[] entries = new int[ends.length];
                int at = 0;
                folded = true;
                for (int stretch = 0; stretch < ends.length && folded; stretch++) {
                    int entry = view.entryOf(all[at]);
                    for (at++; at < ends[stretch] && folded; at++) {
                        int other = view.entryOf(all[at]);
                        folded = entry == other || entry >= 0 && other >= 0 && view.same(entry, other);
                    }
                    entries[stretch] = entry;
                }
                if (folded) {
                    return view.chunk(entries);
                }
                int[] ofRows = new int[groupEnds[group] - start(group)];
                for (int i = 0; i < ofRows.length; i++) {
                    ofRows[i] = view.entryOf(seriesOfRow[order[start(group) + i]]);
                }
                return view.chunk(ofRows);
            }

            @Override
            public boolean folded() {
                return folded;
            }
        }

        /** The series of a row group in the order of its rows, the same one not twice in a row. */
        private int[] series(int group) {
            runs(group);
            return runSeries;
        }

        /** Where in them each stretch ends. */
        private int[] seriesEnds(int group) {
            runs(group);
            return runEnds;
        }

        private void runs(int group) {
            if (runsOf == group) {
                return;
            }
            int[] ends = Objects.requireNonNull(stretchEnds(group), "readings have stretches");
            IntArray series = new IntArray();
            runEnds = new int[ends.length];
            int from = start(group);
            int row = 0;
            for (int stretch = 0; stretch < ends.length; stretch++) {
                int last = -1;
                for (; row < ends[stretch]; row++) {
                    int own = seriesOfRow[order[from + row]];
                    if (own != last) {
                        series.add(own);
                        last = own;
                    }
                }
                runEnds[stretch] = series.size();
            }
            runSeries = series.toArray();
            runsOf = group;
        }

        /** Of spans and metrics: where the rows of each trace or series end. */
        @Override
        public int @Nullable [] stretchEnds(int group) {
            if (byService) {
                return null;
            }
            int from = start(group);
            int to = groupEnds[group];
            int[] ends = new int[to - from];
            int stretches = 0;
            for (int i = from + 1; i <= to; i++) {
                if (i == to || !rowOrder.together(order[i - 1], order[i])) {
                    ends[stretches++] = i - from;
                }
            }
            return Arrays.copyOf(ends, stretches);
        }
    }

    /** Sorts rows, which come in the order of arrival: by counting those of each lead, then by time within it, mostly in order already. */
    public void sort(int[] rows) {
        int[] rank = ranks;
        if (rank == null) {
            ranks = rank = rowOrder.ranks();
        }
        int[] ends = new int[rowOrder.leadCount() + 1];
        for (int row : rows) {
            ends[rank[row] + 1]++;
        }
        for (int i = 1; i < ends.length; i++) {
            ends[i] += ends[i - 1];
        }
        int[] sorted = new int[rows.length];
        for (int row : rows) {
            sorted[ends[rank[row]]++] = row;
        }
        int from = 0;
        for (int to : ends) { // each is where its lead ends now
            byTime(sorted, from, to);
            from = to;
        }
        System.arraycopy(sorted, 0, rows, 0, rows.length);
    }

    /** A bottom-up merge sort: stable, no boxes, and no pass where the rows came in order. */
    private void byTime(int[] rows, int start, int end) {
        boolean inOrder = true;
        for (int i = start + 1; i < end && inOrder; i++) {
            inOrder = rowOrder.timestamp(rows[i - 1]) <= rowOrder.timestamp(rows[i]);
        }
        if (inOrder) {
            return;
        }
        int[] from = Arrays.copyOfRange(rows, start, end);
        int[] to = new int[from.length];
        for (int width = 1; width < from.length; width *= 2) {
            for (int low = 0; low < from.length; low += 2 * width) {
                int middle = Math.min(low + width, from.length);
                int high = (int) Math.min(low + 2L * width, from.length);
                merge(from, low, middle, high, to);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        System.arraycopy(from, 0, rows, start, from.length);
    }

    private void merge(int[] from, int low, int middle, int high, int[] to) {
        if (middle >= high || !after(from[middle - 1], from[middle])) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            if (left < middle && (right >= high || !after(from[left], from[right]))) {
                to[i] = from[left++];
            } else {
                to[i] = from[right++];
            }
        }
    }

    private boolean after(int row, int other) {
        return rowOrder.timestamp(row) > rowOrder.timestamp(other);
    }

    private Column.@Nullable View view(ColumnKey key) {
        for (Column.View view : views) {
            if (view.key().equals(key)) {
                return view;
            }
        }
        return null;
    }

    private @Nullable Chunk whole(ColumnKey key) {
        Column.View view = view(key);
        return view == null ? null : view.chunk(0, rowCount);
    }
}
