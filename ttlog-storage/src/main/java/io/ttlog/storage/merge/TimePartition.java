/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the name of a partition tells: {@code h20261121-14} an hour, {@code d20261121} a day; others are larger than a day. */
public final class TimePartition {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT);
    private static final int DATE_CHARS = 8;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimePartition() {}

    /** The partition of the day that an hour belongs to; any other one itself. */
    public static String day(String partition) {
        int end = 1 + DATE_CHARS;
        return partition.startsWith("h") && partition.length() > end && partition.charAt(end) == '-'
                ? "d" + partition.substring(1, end)
                : partition;
    }

    /** When the day is over, in nanoseconds since 1970; for a partition that is no day the end of time. */
    public static long endNanos(String partition) {
        if (!partition.startsWith("d")) {
            return Long.MAX_VALUE;
        }
        try {
            LocalDate next = LocalDate.parse(partition.substring(1), DATE).plusDays(1);
            return Math.multiplyExact(next.atStartOfDay().toEpochSecond(ZoneOffset.UTC), NANOS_PER_SECOND);
        } catch (DateTimeException | ArithmeticException e) {
            return Long.MAX_VALUE; // a year that the clock of nanoseconds does not reach: never over
        }
    }
}
