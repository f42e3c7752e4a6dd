/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * A result in columns; rows are made when asked for. Immutable and safe to share. Where several columns have one name, the
 * name means the first.
 */
public final class ResultTable implements QueryResult {
    /** For a debugger or a first println; whoever wants all rows asks for them. */
    private static final int ROWS_SHOWN_MAX = 20;

    /** The column that holds all fields of an event as JSON. */
    private static final String ATTRS = "attrs";

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final List<Column> columns;
    private final List<Vector> vectors;
    private final Execution execution;
    private final Map<String, Integer> indexByName = new HashMap<>();
    private final List<Row> rows;

    ResultTable(List<Column> columns, List<Vector> vectors, int rowCount, Execution execution) {
        this.columns = List.copyOf(columns);
        this.vectors = List.copyOf(vectors);
        this.execution = execution;
        for (int i = 0; i < columns.size(); i++) {
            indexByName.putIfAbsent(columns.get(i).name().toLowerCase(Locale.ROOT), i);
        }
        this.rows = new RowList(rowCount);
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public List<Row> rows() {
        return rows;
    }

    @Override
    public Execution execution() {
        return execution;
    }

    @Override
    public Iterator<Row> iterator() {
        return rows.iterator();
    }

    /** The first {@value #ROWS_SHOWN_MAX} rows, one a line, and how many more there are. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows.subList(0, Math.min(rows.size(), ROWS_SHOWN_MAX))) {
            text.append(text.isEmpty() ? "" : "\n").append(row);
        }
        if (rows.isEmpty()) {
            text.append("no rows");
        } else if (rows.size() > ROWS_SHOWN_MAX) {
            text.append("\n... and ").append(rows.size() - ROWS_SHOWN_MAX).append(" more");
        }
        return text.toString();
    }

    private int index(String name) {
        Integer index = indexByName.get(name.toLowerCase(Locale.ROOT));
        if (index == null) {
            List<String> names = columns.stream().map(Column::name).toList();
            throw new TTLogException(
                    ErrorCode.SQL_SEMANTIC,
                    "the result has no column " + name + ": it has " + String.join(", ", names)
                            + Suggestion.phrase(name, names)
                            + (indexByName.containsKey(ATTRS)
                                    ? "; event fields are inside attrs; name them: select(\"" + name + "\")"
                                    : ""));
        }
        return index;
    }

    private final class RowList extends AbstractList<Row> implements RandomAccess {
        private final int size;

        RowList(int size) {
            this.size = size;
        }

        @Override
        public Row get(int index) {
            return new RowView(Objects.checkIndex(index, size));
        }

        @Override
        public int size() {
            return size;
        }
    }

    private final class RowView implements Row {
        private final int row;

        RowView(int row) {
            this.row = row;
        }

        @Override
        public @Nullable Object get(int columnIndex) {
            if (columnIndex < 0 || columnIndex >= vectors.size()) {
                throw new TTLogException(
                        ErrorCode.SQL_SEMANTIC,
                        "the result has no column " + columnIndex + ": indexes go from 0 to " + (vectors.size() - 1));
            }
            Vector vector = vectors.get(columnIndex);
            Object value = vector.boxed(row);
            if (value == null) {
                return null;
            }
            return switch (Vectors.typeAt(vector, row)) {
                case TIMESTAMP -> instant((Long) value);
                case DURATION -> Duration.ofNanos((Long) value);
                default -> value;
            };
        }

        @Override
        public @Nullable Object get(String column) {
            return get(index(column));
        }

        private Object value(String column, String wanted) {
            Object value = vectors.get(index(column)).boxed(row);
            if (value == null) {
                throw new TTLogException(
                        ErrorCode.SQL_SEMANTIC,
                        "column " + column + " is null in this row and cannot be " + wanted
                                + "; use get, or coalesce in the query");
            }
            return value;
        }

        private ColumnType type(String column) {
            return Vectors.typeAt(vectors.get(index(column)), row);
        }

        private TTLogException wrongType(String column, String wanted) {
            return new TTLogException(
                    ErrorCode.SQL_SEMANTIC, "column " + column + " is " + type(column) + ", not " + wanted);
        }

        @Override
        public long getLong(String column) {
            if (value(column, "a long") instanceof Long number) {
                return number;
            }
            throw wrongType(column, "LONG, TIMESTAMP or DURATION");
        }

        @Override
        public double getDouble(String column) {
            Object value = value(column, "a double");
            if (value instanceof Number number && type(column) != ColumnType.TIMESTAMP) {
                return number.doubleValue();
            }
            throw wrongType(column, "a number");
        }

        @Override
        public boolean getBoolean(String column) {
            if (value(column, "a boolean") instanceof Boolean truth) {
                return truth;
            }
            throw wrongType(column, "BOOLEAN");
        }

        @Override
        public @Nullable String getString(String column) {
            Vector vector = vectors.get(index(column));
            Object value = vector.boxed(row);
            return value == null ? null : Conversion.text(value, Vectors.typeAt(vector, row));
        }

        @Override
        public @Nullable Instant getInstant(String column) {
            Object value = get(column);
            if (value == null || value instanceof Instant) {
                return (Instant) value;
            }
            throw wrongType(column, "TIMESTAMP");
        }

        @Override
        public @Nullable Duration getDuration(String column) {
            Object value = get(column);
            if (value == null || value instanceof Duration) {
                return (Duration) value;
            }
            throw wrongType(column, "DURATION");
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("{");
            for (int i = 0; i < columns.size(); i++) {
                Object value = vectors.get(i).boxed(row);
                text.append(i == 0 ? "" : ", ")
                        .append(columns.get(i).name())
                        .append('=')
                        .append(value == null ? "null" : Conversion.text(value, Vectors.typeAt(vectors.get(i), row)));
            }
            return text.append('}').toString();
        }
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
}
