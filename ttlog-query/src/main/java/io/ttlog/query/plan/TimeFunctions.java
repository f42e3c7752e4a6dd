/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of time. All calendars are UTC. */
final class TimeFunctions {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** Monday, 3 January 2000: buckets of a week start on Mondays, and of a day at midnight. */
    private static final long ORIGIN_NANOS = 946_857_600L * NANOS_PER_SECOND;

    private static final Map<String, Long> UNIT_NANOS = Map.of(
            "microsecond", 1_000L,
            "millisecond", 1_000_000L,
            "second", NANOS_PER_SECOND,
            "minute", 60 * NANOS_PER_SECOND,
            "hour", 3_600 * NANOS_PER_SECOND,
            "day", 86_400 * NANOS_PER_SECOND,
            "week", 604_800 * NANOS_PER_SECOND);

    private static final Map<String, Integer> UNIT_MONTHS = Map.of("month", 1, "quarter", 3, "year", 12);

    private TimeFunctions() {}

    private interface LongFunction {
        /** The value, or null when it does not fit. */
        @Nullable
        Long apply(long value);
    }

    static void register(Map<String, Functions.Rule> rules, long nowNanos) {
        rules.put("now", new Functions.Rule(0, 0, a -> Constant.of(ColumnType.TIMESTAMP, nowNanos)));
        rules.put("time_bucket", new Functions.Rule(2, 3, TimeFunctions::timeBucket));
        rules.put("date_trunc", new Functions.Rule(2, 2, TimeFunctions::dateTrunc));
        rules.put("to_timestamp", new Functions.Rule(1, 1, TimeFunctions::toTimestamp));
        epoch(rules, "epoch_ns", 1);
        epoch(rules, "epoch_us", 1_000);
        epoch(rules, "epoch_ms", 1_000_000);
        epoch(rules, "epoch_s", NANOS_PER_SECOND);
    }

    private static Expression timeBucket(Functions.Arguments a) {
        long width = (Long) a.constant(0, ColumnType.DURATION);
        if (width <= 0) {
            throw a.source().semantic(a.place(0), "time_bucket expected a width above 0 but found " + width + " ns");
        }
        long origin = a.count() == 3 ? (Long) a.constant(2, ColumnType.TIMESTAMP) : ORIGIN_NANOS;
        return longs("time_bucket", ColumnType.TIMESTAMP, a.as(1, ColumnType.TIMESTAMP), t -> floor(t, width, origin));
    }

    /** The last multiple of the width, counted from the origin, that is not after the time; null below the smallest long. */
    private static @Nullable Long floor(long time, long width, long origin) {
        long past = Math.floorMod(Math.floorMod(time, width) - Math.floorMod(origin, width), width);
        return time < Long.MIN_VALUE + past ? null : (Long) (time - past);
    }

    private static Expression dateTrunc(Functions.Arguments a) {
        String unit = ((String) a.constant(0, ColumnType.TEXT)).toLowerCase(Locale.ROOT);
        Expression time = a.as(1, ColumnType.TIMESTAMP);
        Long nanos = UNIT_NANOS.get(unit);
        if (nanos != null) {
            return longs("date_trunc", ColumnType.TIMESTAMP, time, t -> floor(t, nanos, ORIGIN_NANOS));
        }
        Integer months = UNIT_MONTHS.get(unit);
        if (months != null) {
            return longs("date_trunc", ColumnType.TIMESTAMP, time, t -> floorMonths(t, months));
        }
        throw a.source()
                .semantic(
                        a.place(0),
                        "'" + unit + "' is not a unit: expected microsecond, millisecond, second, minute, hour, day,"
                                + " week, month, quarter or year"
                                + Suggestion.phrase(unit, UNIT_NANOS.keySet()));
    }

    private static @Nullable Long floorMonths(long time, int months) {
        LocalDate date = Instant.ofEpochSecond(Math.floorDiv(time, NANOS_PER_SECOND))
                .atOffset(ZoneOffset.UTC)
                .toLocalDate();
        LocalDate first = LocalDate.of(date.getYear(), (date.getMonthValue() - 1) / months * months + 1, 1);
        long seconds = first.toEpochDay() * 86_400;
        return seconds < Long.MIN_VALUE / NANOS_PER_SECOND ? null : (Long) (seconds * NANOS_PER_SECOND);
    }

    /** A number of seconds since 1970, or ISO-8601 text. */
    private static Expression toTimestamp(Functions.Arguments a) {
        Expression x = a.get(0);
        return switch (x.type()) {
            case TIMESTAMP -> x;
            case TEXT -> Conversion.cast(x, ColumnType.TIMESTAMP);
            case LONG ->
                longs(
                        "to_timestamp",
                        ColumnType.TIMESTAMP,
                        x,
                        seconds -> seconds > Long.MAX_VALUE / NANOS_PER_SECOND
                                        || seconds < Long.MIN_VALUE / NANOS_PER_SECOND
                                ? null
                                : (Long) (seconds * NANOS_PER_SECOND));
            case DOUBLE, ANY -> fractional(a.as(0, ColumnType.DOUBLE));
            default -> throw a.wrongType(0, "seconds or a text");
        };
    }

    private static Expression fractional(Expression seconds) {
        return new Function("to_timestamp", ColumnType.TIMESTAMP, List.of(seconds), (vectors, count) -> {
            ColumnBuilder builder = new ColumnBuilder(ColumnType.TIMESTAMP, count);
            for (int row = 0; row < count; row++) {
                Double value = (Double) vectors[0].boxed(row);
                // decimal, so that 0.1 is 100 ms and not one nanosecond more
                boolean finite = value != null && Math.abs(value) < 1e10;
                BigDecimal nanos = finite && value != null
                        ? BigDecimal.valueOf(value).movePointRight(9).setScale(0, RoundingMode.HALF_UP)
                        : null;
                boolean fits = nanos != null && nanos.toBigInteger().bitLength() < 64;
                builder.appendBoxed(fits && nanos != null ? (Long) nanos.longValueExact() : null);
            }
            return builder.build();
        });
    }

    private static void epoch(Map<String, Functions.Rule> rules, String name, long nanosPerUnit) {
        rules.put(name, new Functions.Rule(1, 1, a -> {
            Expression x = a.get(0).type() == ColumnType.DURATION ? a.get(0) : a.as(0, ColumnType.TIMESTAMP);
            return longs(name, ColumnType.LONG, x, nanos -> Math.floorDiv(nanos, nanosPerUnit));
        }));
    }

    private static Expression longs(String name, ColumnType type, Expression operand, LongFunction function) {
        return new Function(name, type, List.of(operand), (vectors, count) -> {
            long[] values = ((LongVector) vectors[0]).values();
            ColumnBuilder builder = new ColumnBuilder(type, count);
            for (int row = 0; row < count; row++) {
                Long result = vectors[0].isNull(row) ? null : function.apply(values[row]);
                if (result == null) {
                    builder.appendNull();
                } else {
                    builder.appendLong(result);
                }
            }
            return builder.build();
        });
    }
}
