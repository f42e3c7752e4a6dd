/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.QueryResult.Completeness;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Tables as if they had only the rows of a range of times. Tables without a {@link Table#timeColumn} are as they are. */
public final class TablesInTime implements Tables {
    private final Tables tables;
    private final long fromNanos;
    private final long toNanos;

    /** The rows of these tables from (inclusive) to (inclusive). */
    public TablesInTime(Tables tables, long fromNanos, long toNanos) {
        this.tables = tables;
        this.fromNanos = fromNanos;
        this.toNanos = toNanos;
    }

    @Override
    public @Nullable Table table(String name) {
        Table table = tables.table(name);
        if (table == null) {
            return null;
        }
        ColumnRef time = table.timeColumn();
        return time == null ? table : new TableInTime(table, time);
    }

    @Override
    public List<String> names() {
        return tables.names();
    }

    @Override
    public List<String> damage() {
        return tables.damage();
    }

    private final class TableInTime implements Table {
        private final Table table;
        private final ColumnRef time;

        TableInTime(Table table, ColumnRef time) {
            this.table = table;
            this.time = time;
        }

        @Override
        public String name() {
            return table.name();
        }

        @Override
        public Map<String, ColumnType> columns() {
            return table.columns();
        }

        @Override
        public boolean hasAttributes() {
            return table.hasAttributes();
        }

        @Override
        public SortedMap<String, ColumnType> attributes() {
            return table.attributes();
        }

        @Override
        public ColumnRef timeColumn() {
            return time;
        }

        /** Of the whole table: whether names can be told from misspelt ones does not depend on the range. */
        @Override
        public boolean isEmpty() {
            return table.isEmpty();
        }

        private Wanted within(Wanted wanted, List<ColumnRef> columns) {
            return new Wanted(
                    columns,
                    Math.max(fromNanos, wanted.fromNanos()),
                    Math.min(toNanos, wanted.toNanos()),
                    wanted.services(),
                    wanted.need(),
                    wanted.order());
        }

        @Override
        public Cursor scan(Wanted wanted) {
            List<ColumnRef> columns = new ArrayList<>(wanted.columns());
            int at = columns.indexOf(time);
            if (at < 0) {
                at = columns.size();
                columns.add(time);
            }
            return new RowsInTime(table.scan(within(wanted, columns)), at);
        }

        @Override
        public Completeness completeness(Wanted wanted) {
            return table.completeness(within(wanted, wanted.columns()));
        }
    }

    /** Takes out the rows of other times: a table may give them, as row groups are not cut. */
    private final class RowsInTime implements Table.Cursor {
        private final Table.Cursor cursor;
        private final int time;

        RowsInTime(Table.Cursor cursor, int time) {
            this.cursor = cursor;
            this.time = time;
        }

        @Override
        public @Nullable Batch next() {
            Batch batch = cursor.next();
            if (batch == null) {
                return null;
            }
            LongVector times = (LongVector) batch.vectors().get(time);
            int[] positions = new int[batch.rowCount()];
            int count = 0;
            for (int row = 0; row < batch.rowCount(); row++) {
                positions[count] = row;
                count += times.values()[row] >= fromNanos && times.values()[row] <= toNanos ? 1 : 0;
            }
            return count == batch.rowCount() ? batch : new Batch(count, gathered(batch.vectors(), positions, count));
        }

        private static List<Vector> gathered(List<Vector> vectors, int[] positions, int count) {
            @Nullable Vector[] known = new Vector[vectors.size()];
            return new AbstractList<>() {
                @Override
                public Vector get(int index) {
                    Vector vector = known[index];
                    if (vector == null) {
                        vector = Vectors.gather(vectors.get(index), positions, count);
                        known[index] = vector;
                    }
                    return vector;
                }

                @Override
                public int size() {
                    return known.length;
                }
            };
        }

        @Override
        public void narrow(long from, long to) {
            cursor.narrow(from, to);
        }

        @Override
        public ScanCounts counts() {
            return cursor.counts();
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
