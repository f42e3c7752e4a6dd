/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Growth, which no query of a few rows reaches: the arrays are replaced while values are appended. */
final class ColumnBuilderTest {
    /** Several times the first capacity, whatever it is. */
    private static final int ROWS = 1_000;

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    void growsWhileValuesAreAppended(ColumnType type) {
        ColumnBuilder builder = new ColumnBuilder(type, 0);
        for (int row = 0; row < ROWS; row++) {
            append(builder, type, row);
        }
        assertHolds(builder.build(), type, ROWS);
    }

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    void growsWhileRowsOfAVectorAreAppended(ColumnType type) {
        ColumnBuilder source = new ColumnBuilder(type, ROWS);
        for (int row = 0; row < ROWS; row++) {
            append(source, type, row);
        }
        ColumnBuilder builder = new ColumnBuilder(type, 0);
        builder.appendAll(source.build(), ROWS);
        assertHolds(builder.build(), type, ROWS);
    }

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    void growsWhileOnlyNullsAreAppended(ColumnType type) {
        ColumnBuilder builder = new ColumnBuilder(type, 0);
        for (int row = 0; row < ROWS; row++) {
            builder.appendNull();
        }
        Vector vector = builder.build();
        assertThat(vector.rowCount()).isEqualTo(ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(vector.boxed(row)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(value = ColumnType.class, mode = EnumSource.Mode.EXCLUDE, names = "ANY")
    void growsWhileBoxedValuesAreAppended(ColumnType type) {
        ColumnBuilder builder = new ColumnBuilder(type, 0);
        for (int row = 0; row < ROWS; row++) {
            builder.appendBoxed(value(type, row));
        }
        assertHolds(builder.build(), type, ROWS);
    }

    private static void append(ColumnBuilder builder, ColumnType type, int row) {
        Object value = value(type, row);
        if (value == null) {
            builder.appendNull();
        } else if (value instanceof Long number) {
            if (type == ColumnType.ANY) {
                builder.appendAny(ColumnType.LONG, number);
            } else {
                builder.appendLong(number);
            }
        } else if (value instanceof Double number) {
            builder.appendDouble(number);
        } else if (value instanceof Boolean truth) {
            builder.appendBoolean(truth);
        } else if (value instanceof String text) {
            if (type == ColumnType.ANY) {
                builder.appendAny(ColumnType.TEXT, text);
            } else {
                builder.appendText(text);
            }
        } else {
            builder.appendBoxed(value);
        }
    }

    /** Every seventh is null; ANY takes turns between numbers and texts. */
    private static @Nullable Object value(ColumnType type, int row) {
        if (row % 7 == 3) {
            return null;
        }
        return switch (type) {
            case LONG, TIMESTAMP, DURATION -> (long) row * row;
            case DOUBLE -> row / 8.0;
            case BOOLEAN -> row % 3 == 0;
            case TEXT, JSON -> "text " + row;
            case BYTES -> ("bytes " + row).getBytes(StandardCharsets.UTF_8);
            case ANY -> row % 2 == 0 ? (Object) (long) row : "any " + row;
        };
    }

    private static void assertHolds(Vector vector, ColumnType type, int rows) {
        assertThat(vector.rowCount()).isEqualTo(rows);
        for (int row = 0; row < rows; row++) {
            assertThat(vector.boxed(row)).as("row %d", row).isEqualTo(value(type, row));
        }
    }
}
