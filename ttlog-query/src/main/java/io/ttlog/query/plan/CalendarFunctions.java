/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Arithmetic;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Parts of times, times in zones, and what lies between times. Without a zone, calendars are UTC. */
final class CalendarFunctions {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final Map<String, ToLongFunction<ZonedDateTime>> PARTS = new TreeMap<>(Map.ofEntries(
            Map.entry("year", t -> t.getYear()),
            Map.entry("quarter", t -> t.get(IsoFields.QUARTER_OF_YEAR)),
            Map.entry("month", t -> t.getMonthValue()),
            Map.entry("week", t -> t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
            Map.entry("isoyear", t -> t.get(IsoFields.WEEK_BASED_YEAR)),
            Map.entry("day", t -> t.getDayOfMonth()),
            Map.entry("doy", t -> t.getDayOfYear()),
            Map.entry("dow", t -> t.getDayOfWeek().getValue() % 7),
            Map.entry("isodow", t -> t.getDayOfWeek().getValue()),
            Map.entry("hour", t -> t.getHour()),
            Map.entry("minute", t -> t.getMinute()),
            Map.entry("second", t -> t.getSecond()),
            Map.entry("millisecond", t -> t.getSecond() * 1_000L + t.getNano() / 1_000_000),
            Map.entry("microsecond", t -> t.getSecond() * 1_000_000L + t.getNano() / 1_000),
            Map.entry("nanosecond", t -> t.getSecond() * NANOS_PER_SECOND + t.getNano()),
            Map.entry("epoch", t -> t.toEpochSecond())));

    private static final Map<String, Long> UNIT_NANOS = new TreeMap<>(Map.of(
            "nanosecond",
            1L,
            "microsecond",
            1_000L,
            "millisecond",
            1_000_000L,
            "second",
            NANOS_PER_SECOND,
            "minute",
            60 * NANOS_PER_SECOND,
            "hour",
            3_600 * NANOS_PER_SECOND,
            "day",
            86_400 * NANOS_PER_SECOND,
            "week",
            604_800 * NANOS_PER_SECOND));

    private static final Map<String, Integer> UNIT_MONTHS = new TreeMap<>(Map.of("month", 1, "quarter", 3, "year", 12));

    /** Monday, 29 December 1969: weeks start on Mondays. */
    private static final long MONDAY_NANOS = -3 * 86_400 * NANOS_PER_SECOND;

    private CalendarFunctions() {}

    static void register(Map<String, Functions.Rule> rules, long nowNanos) {
        rules.put("date_part", new Functions.Rule(2, 3, CalendarFunctions::datePart));
        rules.put("strftime", new Functions.Rule(2, 3, CalendarFunctions::format));
        rules.put("timezone", new Functions.Rule(2, 2, a -> {
            ZoneId zone = zone(a, 0);
            return Rowwise.of(
                    "timezone",
                    ColumnType.TEXT,
                    List.of(a.as(1, ColumnType.TIMESTAMP)),
                    v -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time(v[0], zone)));
        }));
        rules.put("date_diff", new Functions.Rule(3, 3, CalendarFunctions::difference));
        rules.put("age", new Functions.Rule(1, 2, a -> {
            Expression first = a.as(0, ColumnType.TIMESTAMP);
            Expression now = Constant.of(ColumnType.TIMESTAMP, nowNanos);
            return new Arithmetic(
                    a.source(),
                    a.call().place(),
                    ColumnType.DURATION,
                    '-',
                    a.count() == 1 ? now : first,
                    a.count() == 1 ? first : a.as(1, ColumnType.TIMESTAMP));
        }));
        timestamp(rules, "make_timestamp_ns", 1);
        timestamp(rules, "make_timestamp", 1_000);
        timestamp(rules, "make_timestamp_ms", 1_000_000);
    }

    private static void timestamp(Map<String, Functions.Rule> rules, String name, long nanosPerUnit) {
        Rowwise.register(rules, name, ColumnType.TIMESTAMP, 1, List.of(ColumnType.LONG), v -> {
            long units = (Long) v[0];
            boolean fits = units <= Long.MAX_VALUE / nanosPerUnit && units >= Long.MIN_VALUE / nanosPerUnit;
            return fits ? (Object) (units * nanosPerUnit) : null;
        });
    }

    private static ZonedDateTime time(Object nanos, ZoneId zone) {
        long time = (Long) nanos;
        return Instant.ofEpochSecond(Math.floorDiv(time, NANOS_PER_SECOND), Math.floorMod(time, NANOS_PER_SECOND))
                .atZone(zone);
    }

    private static ZoneId zone(Functions.Arguments a, int index) {
        if (a.count() <= index) {
            return ZoneOffset.UTC;
        }
        String name = (String) a.constant(index, ColumnType.TEXT);
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw a.source()
                    .semantic(
                            a.place(index),
                            "'" + name + "' is no time zone: expected one such as Europe/Berlin, UTC or +02:00"
                                    + Suggestion.phrase(name, ZoneId.getAvailableZoneIds()));
        }
    }

    /** The name of a unit, without a plural s. */
    private static String unit(Functions.Arguments a, Iterable<String> known) {
        String typed = ((String) a.constant(0, ColumnType.TEXT)).toLowerCase(Locale.ROOT);
        for (String name : known) {
            if (typed.equals(name) || typed.equals(name + "s")) {
                return name;
            }
        }
        String all = String.join(", ", known);
        throw a.source()
                .semantic(
                        a.place(0),
                        "'" + typed + "' is not a unit: expected one of " + all
                                + Suggestion.phrase(typed, List.of(all.split(", "))));
    }

    private static Expression datePart(Functions.Arguments a) {
        String unit = unit(a, PARTS.keySet());
        ToLongFunction<ZonedDateTime> part = PARTS.get(unit);
        if (part == null) {
            throw new IllegalStateException(unit + " was found among the parts");
        }
        ZoneId zone = zone(a, 2);
        return Rowwise.of(
                "date_part",
                ColumnType.LONG,
                List.of(a.as(1, ColumnType.TIMESTAMP)),
                v -> part.applyAsLong(time(v[0], zone)));
    }

    /** How many starts of the unit lie between: behind the first time, up to the second. */
    private static Expression difference(Functions.Arguments a) {
        List<String> known = new java.util.ArrayList<>(UNIT_NANOS.keySet());
        known.addAll(UNIT_MONTHS.keySet());
        String unit = unit(a, known);
        Long nanos = UNIT_NANOS.get(unit);
        Integer months = UNIT_MONTHS.get(unit);
        List<Expression> times = List.of(a.as(1, ColumnType.TIMESTAMP), a.as(2, ColumnType.TIMESTAMP));
        return Rowwise.of("date_diff", ColumnType.LONG, times, v -> {
            if (nanos != null) {
                long origin = unit.equals("week") ? MONDAY_NANOS : 0;
                return floor((Long) v[1], nanos, origin) - floor((Long) v[0], nanos, origin);
            }
            return months(v[1], months) - months(v[0], months);
        });
    }

    private static long floor(long time, long unitNanos, long originNanos) {
        // as times reach the ends of a long, the origin is divided by itself
        return Math.floorDiv(time, unitNanos)
                - Math.floorDiv(originNanos, unitNanos)
                + (Math.floorMod(time, unitNanos) < Math.floorMod(originNanos, unitNanos) ? -1 : 0);
    }

    private static long months(Object time, @Nullable Integer perUnit) {
        ZonedDateTime at = time(time, ZoneOffset.UTC);
        long months = at.getYear() * 12L + at.getMonthValue() - 1;
        return Math.floorDiv(months, perUnit == null ? 1 : perUnit);
    }

    private static Expression format(Functions.Arguments a) {
        DateTimeFormatter formatter = formatter(a, (String) a.constant(1, ColumnType.TEXT));
        ZoneId zone = zone(a, 2);
        return Rowwise.of(
                "strftime",
                ColumnType.TEXT,
                List.of(a.as(0, ColumnType.TIMESTAMP)),
                v -> formatter.format(time(v[0], zone)));
    }

    private static DateTimeFormatter formatter(Functions.Arguments a, String format) {
        DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                builder.appendLiteral(c);
                continue;
            }
            char letter = ++i < format.length() ? format.charAt(i) : ' ';
            switch (letter) {
                case 'Y' -> builder.appendValue(ChronoField.YEAR, 4);
                case 'y' -> builder.appendValueReduced(ChronoField.YEAR, 2, 2, 2000);
                case 'm' -> builder.appendValue(ChronoField.MONTH_OF_YEAR, 2);
                case 'd' -> builder.appendValue(ChronoField.DAY_OF_MONTH, 2);
                case 'j' -> builder.appendValue(ChronoField.DAY_OF_YEAR, 3);
                case 'H' -> builder.appendValue(ChronoField.HOUR_OF_DAY, 2);
                case 'I' -> builder.appendValue(ChronoField.CLOCK_HOUR_OF_AMPM, 2);
                case 'M' -> builder.appendValue(ChronoField.MINUTE_OF_HOUR, 2);
                case 'S' -> builder.appendValue(ChronoField.SECOND_OF_MINUTE, 2);
                case 'g' -> builder.appendFraction(ChronoField.NANO_OF_SECOND, 3, 3, false);
                case 'f' -> builder.appendFraction(ChronoField.NANO_OF_SECOND, 6, 6, false);
                case 'n' -> builder.appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, false);
                case 'p' -> builder.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "AM", 1L, "PM"));
                case 'a' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.SHORT);
                case 'A' -> builder.appendText(ChronoField.DAY_OF_WEEK, TextStyle.FULL);
                case 'b' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.SHORT);
                case 'B' -> builder.appendText(ChronoField.MONTH_OF_YEAR, TextStyle.FULL);
                case 'u' -> builder.appendValue(ChronoField.DAY_OF_WEEK, 1);
                case 'V' -> builder.appendValue(IsoFields.WEEK_OF_WEEK_BASED_YEAR, 2);
                case 'z' -> builder.appendOffset("+HHMM", "+0000");
                case 'Z' -> builder.appendZoneText(TextStyle.SHORT);
                case '%' -> builder.appendLiteral('%');
                default ->
                    throw a.source()
                            .semantic(
                                    a.within(1, i - 1),
                                    "%" + (letter == ' ' ? "" : letter)
                                            + " has no meaning in a format: expected %Y %m %d %H %M %S"
                                            + " %g %f %n %y %j %I %p %a %A %b %B %u %V %z %Z or %%");
            }
        }
        return builder.toFormatter(Locale.ROOT);
    }
}
