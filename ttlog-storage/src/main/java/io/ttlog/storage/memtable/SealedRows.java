/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.Signal;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.chunk.RowOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one table, which go into segments in the order of {@link RowOrder}, rows alike in the order of arrival. Belongs to one
 * thread.
 */
public final class SealedRows {
    /** Fewer rows of a service share a row group with its neighbours: small chunks compress badly. */
    static final int SERVICE_ROWS_MIN = 1 << 14;

    private final List<Column.View> views;
    private final int rowCount;
    private final IntList.View rowBytes;
    private final RowOrder rowOrder;
    private final boolean byService;

    SealedRows(Table table) {
        rowCount = table.rowCountPlain();
        views = table.views(rowCount);
        rowBytes = table.rowBytes();
        byService = table.signal() == Signal.LOG || table.signal() == Signal.GAP;
        rowOrder = new RowOrder(table.signal(), columns(), this::whole, rowCount, false);
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
            for (Column.View view : views) {
                if (view.key().equals(key)) {
                    int[] entryByRow = new int[rowCount];
                    view.entriesByRow(entryByRow, rowCount);
                    return group -> view.gather(order, start(group), groupEnds[group], entryByRow);
                }
            }
            return group -> null;
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

    /** Sorts rows, which come in the order of arrival. */
    public void sort(int[] rows) {
        int[] rank = rowOrder.ranks();
        int[] from = rows;
        int[] to = new int[rows.length];
        // A bottom-up merge sort: stable, no boxes, and one pass of comparisons where the rows came in order.
        for (int width = 1; width < rows.length; width *= 2) {
            for (int low = 0; low < rows.length; low += 2 * width) {
                int middle = Math.min(low + width, rows.length);
                int high = (int) Math.min(low + 2L * width, rows.length);
                merge(from, low, middle, high, to, rank);
            }
            int[] swap = from;
            from = to;
            to = swap;
        }
        if (from != rows) {
            System.arraycopy(from, 0, rows, 0, rows.length);
        }
    }

    private void merge(int[] from, int low, int middle, int high, int[] to, int[] rank) {
        if (middle >= high || !after(from[middle - 1], from[middle], rank)) {
            System.arraycopy(from, low, to, low, high - low);
            return;
        }
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            if (left < middle && (right >= high || !after(from[left], from[right], rank))) {
                to[i] = from[left++];
            } else {
                to[i] = from[right++];
            }
        }
    }

    private boolean after(int row, int other, int[] rank) {
        return rank[row] != rank[other] ? rank[row] > rank[other] : rowOrder.timestamp(row) > rowOrder.timestamp(other);
    }

    private @Nullable Chunk whole(ColumnKey key) {
        for (Column.View view : views) {
            if (view.key().equals(key)) {
                return view.chunk(0, rowCount);
            }
        }
        return null;
    }
}
