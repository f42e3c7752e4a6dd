/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as text, in nanoseconds, and nanoseconds as text for people. Stateless. */
public final class Durations {
    private static final int DURATION_CHARS_MAX = 100;
    private static final Pattern PART = Pattern.compile("\\G(\\d+(?:\\.\\d+)?|\\.\\d+)(ns|us|µs|μs|ms|s|m|h|d)");

    private Durations() {}

    /**
     * The text as nanoseconds: a plain number in the unit given, {@code 1.5s}, {@code 2m30s}, {@code 250ms} or ISO-8601
     * ({@code PT1.5S}); null when it is none of these or does not fit a long.
     */
    public static @Nullable Long parse(String text, TimeUnits unit) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.length() > DURATION_CHARS_MAX) {
            return null;
        }
        Long whole = Numbers.wholeNumber(trimmed);
        if (whole != null) {
            return unit.toNanos(whole);
        }
        BigDecimal decimal = Numbers.decimal(trimmed);
        if (decimal != null) {
            return unit.toNanos(decimal);
        }
        return trimmed.charAt(0) == 'P' || trimmed.startsWith("-P") ? iso(trimmed) : parts(trimmed);
    }

    private static @Nullable Long iso(String text) {
        try {
            return Duration.parse(text).toNanos();
        } catch (DateTimeParseException | ArithmeticException e) {
            return null;
        }
    }

    private static @Nullable Long parts(String text) {
        boolean negative = text.charAt(0) == '-';
        Matcher part = PART.matcher(text).region(negative ? 1 : 0, text.length());
        BigDecimal sum = BigDecimal.ZERO;
        int end = negative ? 1 : 0;
        if (end == text.length()) {
            return null;
        }
        while (part.find()) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(nanosOf(part.group(2)))));
            end = part.end();
        }
        return end == text.length() ? TimeUnits.NANOS.toNanos(negative ? sum.negate() : sum) : null;
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "ns" -> 1L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> 1_000L; // three ways to write a microsecond
        };
    }

    /** Nanoseconds for people, with three decimals of the largest unit up to seconds: {@code 1.234s}, {@code 12.000ms}. */
    public static String human(Duration duration) {
        boolean negative = duration.isNegative();
        Duration size = duration.abs();
        long seconds = size.getSeconds();
        int nanos = size.getNano();
        String text;
        if (seconds > 0) {
            text = seconds + "." + thousandths(nanos / 1_000_000) + "s";
        } else if (nanos >= 1_000_000) {
            text = nanos / 1_000_000 + "." + thousandths(nanos / 1_000 % 1_000) + "ms";
        } else if (nanos >= 1_000) {
            text = nanos / 1_000 + "." + thousandths(nanos % 1_000) + "us";
        } else {
            text = nanos + "ns";
        }
        return negative ? "-" + text : text;
    }

    private static String thousandths(int value) {
        return Integer.toString(1_000 + value).substring(1);
    }
}
