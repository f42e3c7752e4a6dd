/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A result that a test spells out: names of columns, then values row by row; times and durations are nanoseconds. */
final class Rows implements QueryResult {
    private final List<String> names;
    private final List<Row> rows = new ArrayList<>();

    Rows(String... names) {
        this.names = List.of(names);
    }

    Rows row(@Nullable Object... values) {
        rows.add(new Values(Arrays.asList(values)));
        return this;
    }

    @Override
    public List<Column> columns() {
        return names.stream().map(name -> new Column(name, Type.ANY)).toList();
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    @Override
    public Execution execution() {
        return new Execution(0, rows.size(), 0, 0, RowGroups.NONE, List.of(), Completeness.ALL);
    }

    @Override
    public Iterator<Row> iterator() {
        return rows.iterator();
    }

    private final class Values implements Row {
        private final List<@Nullable Object> values;

        Values(List<@Nullable Object> values) {
            this.values = values;
        }

        @Override
        public @Nullable Object get(int columnIndex) {
            return values.get(columnIndex);
        }

        @Override
        public @Nullable Object get(String column) {
            return values.get(names.indexOf(column));
        }

        @Override
        public long getLong(String column) {
            return ((Number) present(column)).longValue();
        }

        @Override
        public double getDouble(String column) {
            return ((Number) present(column)).doubleValue();
        }

        @Override
        public boolean getBoolean(String column) {
            return (Boolean) present(column);
        }

        @Override
        public @Nullable String getString(String column) {
            return (String) get(column);
        }

        @Override
        public @Nullable Instant getInstant(String column) {
            return Instant.ofEpochSecond(0, getLong(column));
        }

        @Override
        public @Nullable Duration getDuration(String column) {
            return Duration.ofNanos(getLong(column));
        }

        private Object present(String column) {
            Object value = get(column);
            if (value == null) {
                throw new IllegalStateException(column + " is null");
            }
            return value;
        }
    }
}
