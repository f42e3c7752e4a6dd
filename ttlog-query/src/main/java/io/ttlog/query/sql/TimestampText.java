/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Timestamps as text: ISO-8601 with a blank allowed for the T, UTC unless it says otherwise. Stateless. */
public final class TimestampText {
    /** What {@link #nanos} reads, for error messages. */
    public static final String EXPECTED = "expected ISO-8601 such as 2026-01-31, 2026-01-31 12:00 or"
            + " 2026-01-31T12:00:00.123456789Z, between the years 1678 and 2262";

    /** No alternative can match what another matches, so that matching takes linear time. */
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?"
                    + " ?([Zz]|[+-]\\d{2}(?::?\\d{2})?)?)?");

    private static final int LENGTH_MAX = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private TimestampText() {}

    /** Nanoseconds since 1970 UTC, or null when the text is no timestamp or out of range. */
    public static @Nullable Long nanos(String text) {
        String trimmed = text.strip();
        if (trimmed.length() > LENGTH_MAX) {
            return null;
        }
        Matcher matcher = ISO.matcher(trimmed);
        if (!matcher.matches()) {
            return null;
        }
        try {
            LocalDateTime time = LocalDateTime.of(
                    group(matcher, 1),
                    group(matcher, 2),
                    group(matcher, 3),
                    group(matcher, 4),
                    group(matcher, 5),
                    group(matcher, 6));
            String fraction = matcher.group(7);
            long nanos = fraction == null ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
            String zone = matcher.group(8);
            ZoneOffset offset = zone == null || zone.equalsIgnoreCase("z") ? ZoneOffset.UTC : ZoneOffset.of(zone);
            return Math.addExact(Math.multiplyExact(time.toEpochSecond(offset), NANOS_PER_SECOND), nanos);
        } catch (DateTimeException | ArithmeticException e) {
            return null; // 31 February, or beyond what a long of nanoseconds holds: not a timestamp of ours
        }
    }

    private static int group(Matcher matcher, int index) {
        String digits = matcher.group(index);
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
