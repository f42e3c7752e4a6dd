/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All rows of one table in the order of sealing: by service, then by time, rows alike in the order of arrival. The service
 * comes first because most questions name one, and because its columns compress better side by side. Belongs to one thread.
 */
public final class SealedRows {
    /** Fewer rows of a service share a row group with its neighbours: small chunks compress badly. */
    static final int SERVICE_ROWS_MIN = 1 << 14;

    private final List<Column.View> views;
    private final int rowCount;
    private final IntList.View rowBytes;
    private final long[] timestamps;
    private final String[] services;
    private final int[] serviceOfRow;
    private final int[] entryByRow;

    SealedRows(Table table) {
        rowCount = table.rowCountPlain();
        views = table.views(rowCount);
        rowBytes = table.rowBytes();
        entryByRow = new int[rowCount];
        timestamps = timestamps();
        serviceOfRow = new int[rowCount];
        services = services();
    }

    /** Number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** When each row happened. */
    public long timestamp(int row) {
        return timestamps[row];
    }

    /** The service of the row; the empty text when it has none. */
    public String service(int row) {
        return services[serviceOfRow[row]];
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
     * Where the row group that starts at that place of the order ends: at a change of service, if the group or the rows of the
     * next service are worth a group of their own, so that a query about a service reads little else.
     */
    public int groupEnd(int[] order, int from) {
        int end = MemtableRun.groupEnd(from, order.length, order, rowBytes);
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
        int service = serviceOfRow[order[from]];
        int at = from + 1;
        while (at < limit && serviceOfRow[order[at]] == service) {
            at++;
        }
        return at;
    }

    /**
     * One column of some row groups.
     *
     * @param order rows, group after group
     * @param groupEnds where in the order each group ends
     * @return a chunk a group; null where no row has an entry
     */
    public List<@Nullable Chunk> gather(int column, int[] order, int[] groupEnds) {
        Column.View view = views.get(column);
        view.entriesByRow(entryByRow, rowCount);
        List<@Nullable Chunk> chunks = new ArrayList<>();
        int from = 0;
        for (int to : groupEnds) {
            chunks.add(view.gather(order, from, to, entryByRow));
            from = to;
        }
        return chunks;
    }

    /** All rows in order. */
    public int[] order() {
        int[] rank = serviceRanks();
        int[] order = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            order[i] = i;
        }
        return sort(order, rank);
    }

    private int[] serviceRanks() {
        String[] sorted = services.clone();
        Arrays.sort(sorted);
        int[] rank = new int[services.length];
        for (int i = 0; i < services.length; i++) {
            rank[i] = Arrays.binarySearch(sorted, services[i]);
        }
        return rank;
    }

    /** A bottom-up merge sort: stable, no boxes, and one pass of comparisons where the rows came in order. */
    private int[] sort(int[] rows, int[] rank) {
        int[] from = rows;
        int[] to = new int[rows.length];
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
        return from;
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
        int service = rank[serviceOfRow[row]];
        int otherService = rank[serviceOfRow[other]];
        return service != otherService ? service > otherService : timestamps[row] > timestamps[other];
    }

    private long[] timestamps() {
        Chunk chunk = whole("timestamp", ColumnType.TIMESTAMP);
        return chunk == null ? new long[0] : ((NumberValues) chunk.values()).bits();
    }

    private String[] services() {
        Chunk chunk = whole("service", ColumnType.TEXT);
        if (chunk == null) {
            return new String[] {""};
        }
        BinaryValues values = (BinaryValues) chunk.values();
        String[] texts = new String[values.dictionaryCount() + 1];
        texts[0] = "";
        for (int id = 0; id < values.dictionaryCount(); id++) {
            texts[id + 1] = values.text(id);
        }
        boolean[] nulls = chunk.nulls();
        int value = 0;
        for (int row = 0; row < rowCount; row++) {
            if (nulls == null || !nulls[row]) {
                serviceOfRow[row] = values.ids()[value++] + 1;
            }
        }
        return texts;
    }

    private @Nullable Chunk whole(String name, ColumnType type) {
        for (Column.View view : views) {
            if (view.key().equals(new ColumnKey(name, false, type))) {
                return view.chunk(0, rowCount);
            }
        }
        return null;
    }
}
