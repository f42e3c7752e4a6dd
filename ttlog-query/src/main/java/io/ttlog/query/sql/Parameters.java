/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.storage.column.ColumnType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that a query has for {@code ?} and {@code :name}. A value is a whole number, a Double or Float, Boolean, text,
 * Instant, Duration, byte[] or null. Immutable.
 *
 * @param values of {@code ?}, from left to right
 * @param named of {@code :name}
 */
public record Parameters(List<@Nullable Object> values, Map<String, ? extends @Nullable Object> named) {
    /** None. */
    public static final Parameters NONE = new Parameters(List.of(), Map.of());

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The value as the engine has it; null when it is of no type that the engine knows. */
    static Expr.@Nullable Literal literal(Place place, @Nullable Object value) {
        if (value == null) {
            return new Expr.Literal(place, ColumnType.ANY, null);
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return new Expr.Literal(place, ColumnType.LONG, ((Number) value).longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return new Expr.Literal(place, ColumnType.DOUBLE, ((Number) value).doubleValue());
        }
        if (value instanceof Boolean) {
            return new Expr.Literal(place, ColumnType.BOOLEAN, value);
        }
        if (value instanceof CharSequence || value instanceof Enum<?>) {
            return new Expr.Literal(place, ColumnType.TEXT, value.toString());
        }
        if (value instanceof byte[] bytes) {
            return new Expr.Literal(place, ColumnType.BYTES, bytes.clone());
        }
        try {
            if (value instanceof Duration duration) {
                return new Expr.Literal(place, ColumnType.DURATION, duration.toNanos());
            }
            if (value instanceof Instant instant) {
                long seconds = Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND);
                return new Expr.Literal(place, ColumnType.TIMESTAMP, Math.addExact(seconds, instant.getNano()));
            }
        } catch (ArithmeticException e) {
            return null; // beyond what 64 bits of nanoseconds reach
        }
        return null;
    }
}
