/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in memory, in the order in which they were added. Without bound: who adds them bounds them. Not to be changed while a
 * query reads it.
 */
public final class MemoryTable implements Table {
    private final String name;
    private final Map<String, ColumnType> columns;
    private final List<@Nullable Object[]> rows = new ArrayList<>();
    private final int batchRows;

    /** A table without rows. */
    public MemoryTable(String name, Map<String, ColumnType> columns) {
        this(name, columns, Batch.ROWS_MAX);
    }

    /** A table without rows that is read in small batches, so that a test sees what batches do. */
    public MemoryTable(String name, Map<String, ColumnType> columns, int batchRows) {
        if (batchRows < 1 || batchRows > Batch.ROWS_MAX || columns.containsValue(ColumnType.ANY)) {
            throw new IllegalArgumentException("1 to " + Batch.ROWS_MAX + " rows a batch, and no column of ANY");
        }
        this.name = name;
        this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        this.batchRows = batchRows;
    }

    /** Adds a row: a value a column, as {@link Vector#boxed} has it (a TIMESTAMP as Long), or null. */
    public void add(@Nullable Object... values) {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException(name + " has " + columns.size() + " columns, not " + values.length);
        }
        rows.add(Arrays.copyOf(values, values.length));
    }

    /** Takes all rows out. */
    public void clear() {
        rows.clear();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, ColumnType> columns() {
        return columns;
    }

    @Override
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    @Override
    public Cursor scan(Wanted wanted) {
        return new Walk(wanted.columns());
    }

    private final class Walk implements Cursor {
        private final int[] indexes;
        private final ColumnType[] types;
        private int at;

        Walk(List<ColumnRef> wanted) {
            List<String> names = List.copyOf(columns.keySet());
            indexes = wanted.stream()
                    .mapToInt(column -> names.indexOf(column.name()))
                    .toArray();
            types = Arrays.stream(indexes)
                    .mapToObj(index -> List.copyOf(columns.values()).get(index))
                    .toArray(ColumnType[]::new);
        }

        @Override
        public @Nullable Batch next() {
            if (at == rows.size()) {
                return null;
            }
            int to = Math.min(rows.size(), at + batchRows);
            List<Vector> vectors = new ArrayList<>();
            for (int c = 0; c < indexes.length; c++) {
                ColumnBuilder builder = new ColumnBuilder(types[c], to - at);
                for (int row = at; row < to; row++) {
                    builder.appendBoxed(rows.get(row)[indexes[c]]);
                }
                vectors.add(builder.build());
            }
            Batch batch = new Batch(to - at, vectors);
            at = to;
            return batch;
        }

        @Override
        public void close() {
            at = rows.size();
        }
    }
}
