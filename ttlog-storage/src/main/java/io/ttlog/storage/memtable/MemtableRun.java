/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a table of a memtable held at one moment, in the order of arrival. Safe for all threads. */
final class MemtableRun implements Run {
    private final Map<ColumnKey, Column.View> views = new HashMap<>();
    private final List<ColumnKey> columns = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final int rowCount;
    private final Set<ColumnKey> restKeys;

    MemtableRun(List<Column.View> columnViews, int rowCount, IntList.View rowBytes, Set<ColumnKey> restKeys) {
        this.rowCount = rowCount;
        this.restKeys = restKeys;
        for (Column.View view : columnViews) {
            views.put(view.key(), view);
            columns.add(view.key());
        }
        for (int from = 0; from < rowCount; ) {
            int to = groupEnd(from, rowCount, null, rowBytes);
            groups.add(new Group(from, to));
            from = to;
        }
    }

    /** Where a row group that starts there ends: after {@link Chunk#ROWS_MAX} rows or {@link Chunk#NATURAL_BYTES_SOFT}. */
    static int groupEnd(int from, int rowCount, int @Nullable [] order, IntList.View rowBytes) {
        int limit = Math.min(rowCount, from + Chunk.ROWS_MAX);
        long bytes = 0;
        int row = from;
        while (row < limit && bytes < Chunk.NATURAL_BYTES_SOFT) {
            bytes += rowBytes.get(order == null ? row : order[row]);
            row++;
        }
        return row;
    }

    @Override
    public List<ColumnKey> columns() {
        return columns;
    }

    /** Those of later rows included: then an answer has a column too many, which is NULL. */
    @Override
    public Set<ColumnKey> restKeys() {
        return restKeys;
    }

    @Override
    public List<Group> groups() {
        return groups;
    }

    @Override
    public boolean mayHold(long fromNanos, long toNanos, Collection<String> services) {
        return rowCount > 0;
    }

    @Override
    public long rowCount() {
        return rowCount;
    }

    private final class Group implements RowGroup {
        private final int from;
        private final int to;

        Group(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public int rowCount() {
            return to - from;
        }

        @Override
        public @Nullable Chunk read(ColumnKey key) {
            Column.View view = views.get(key);
            return view == null ? null : view.chunk(from, to);
        }

        @Override
        public boolean mayHold(long fromNanos, long toNanos, Collection<String> services) {
            return true;
        }
    }
}
