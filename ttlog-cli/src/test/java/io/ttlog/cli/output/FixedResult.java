/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result of values that a test names. Its rows answer by index only, which is all that a printer asks. */
record FixedResult(List<Column> columns, List<Row> rows) implements QueryResult {
    /** One row a value, of one column. */
    static FixedResult of(String name, Type type, @Nullable Object... values) {
        List<Row> rows =
                Arrays.stream(values).map(value -> (Row) new FixedRow(value)).toList();
        return new FixedResult(List.of(new Column(name, type)), rows);
    }

    /** One row of the columns. */
    static FixedResult row(List<Column> columns, @Nullable Object... values) {
        return new FixedResult(columns, List.of(new FixedRow(values)));
    }

    @Override
    public Execution execution() {
        return new Execution(0, 0, 0, 0, RowGroups.NONE, List.of(), Completeness.ALL);
    }

    @Override
    public Iterator<Row> iterator() {
        return rows.iterator();
    }

    private static final class FixedRow implements Row {
        private final @Nullable Object[] values;

        FixedRow(@Nullable Object... values) {
            this.values = values;
        }

        @Override
        public @Nullable Object get(int columnIndex) {
            return values[columnIndex];
        }

        @Override
        public Object get(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public long getLong(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public double getDouble(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public boolean getBoolean(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public String getString(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public Instant getInstant(String column) {
            throw new UnsupportedOperationException(column);
        }

        @Override
        public Duration getDuration(String column) {
            throw new UnsupportedOperationException(column);
        }
    }
}
