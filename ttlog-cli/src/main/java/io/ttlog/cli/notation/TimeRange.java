/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import io.ttlog.query.sql.TimestampText;
import org.jspecify.annotations.Nullable;

/**
 * A range of time.
 *
 * @param fromNanos the first nanosecond in it
 * @param toNanos the last nanosecond in it
 */
public record TimeRange(long fromNanos, long toNanos) {
    /** Every time. */
    public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

    /** What the option takes, for errors. */
    public static final String CHOICE =
            "last-hour, last-day, today (UTC), a duration up to now as 90m, or FROM..TO, each a time as 2026-01-31T12:00:00Z,"
                    + " a duration before now, or nothing";

    private static final long NANOS_PER_HOUR = 3_600_000_000_000L;
    private static final long NANOS_PER_DAY = 24 * NANOS_PER_HOUR;

    /** The range that the text means, without its end; null when it means none or an empty one. */
    public static @Nullable TimeRange parse(String text, long nowNanos) {
        return switch (text) {
            case "last-hour" -> new TimeRange(nowNanos - NANOS_PER_HOUR, nowNanos - 1);
            case "last-day" -> new TimeRange(nowNanos - NANOS_PER_DAY, nowNanos - 1);
            case "today" -> new TimeRange(nowNanos - Math.floorMod(nowNanos, NANOS_PER_DAY), nowNanos - 1);
            default -> other(text, nowNanos);
        };
    }

    private static @Nullable TimeRange other(String text, long nowNanos) {
        int dots = text.indexOf("..");
        String first = dots < 0 ? text : text.substring(0, dots);
        String last = dots < 0 ? "0s" : text.substring(dots + 2);
        if (dots < 0 && TimestampText.nanos(text) != null) {
            return null; // a time alone may mean from there or that day
        }
        Long from = first.isEmpty() && dots >= 0 ? Long.valueOf(Long.MIN_VALUE) : moment(first, nowNanos);
        Long to = last.isEmpty() ? Long.valueOf(Long.MAX_VALUE) : moment(last, nowNanos);
        if (from == null || to == null || from >= to) {
            return null;
        }
        return new TimeRange(from, last.isEmpty() ? to : to - 1);
    }

    private static @Nullable Long moment(String text, long nowNanos) {
        Long time = TimestampText.nanos(text);
        if (time != null) {
            return time;
        }
        if (text.isEmpty() || !Character.isLetter(text.charAt(text.length() - 1))) {
            return null; // a plain number has no unit
        }
        Long before = Durations.parse(text, TimeUnits.NANOS);
        return before == null || before < 0 ? null : Long.valueOf(nowNanos - before);
    }

    /** Whether every time is in it. */
    public boolean isAll() {
        return fromNanos == Long.MIN_VALUE && toNanos == Long.MAX_VALUE;
    }
}
