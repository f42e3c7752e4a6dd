/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number with a unit: a duration such as {@code 1500ms} or {@code 1h30m}, or a size such as {@code 10MB}.
 *
 * @param value nanoseconds or bytes
 * @param duration whether it is a duration
 */
public record Quantity(long value, boolean duration) {
    private static final Map<String, Long> NANOS_BY_UNIT = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "\u00b5s", 1_000L,
            "\u03bcs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L,
            "d", 86_400_000_000_000L,
            "w", 604_800_000_000_000L);

    private static final Map<String, Long> NANOS_BY_WORD = Map.of(
            "nanosecond", 1L,
            "microsecond", 1_000L,
            "millisecond", 1_000_000L,
            "second", 1_000_000_000L,
            "minute", 60_000_000_000L,
            "hour", 3_600_000_000_000L,
            "day", 86_400_000_000_000L,
            "week", 604_800_000_000_000L);

    private static final Map<String, Long> BYTES_BY_UNIT = Map.of(
            "b", 1L,
            "kb", 1_000L,
            "mb", 1_000_000L,
            "gb", 1_000_000_000L,
            "tb", 1_000_000_000_000L,
            "kib", 1L << 10,
            "mib", 1L << 20,
            "gib", 1L << 30,
            "tib", 1L << 40);

    /** Longest text that is looked at: no number with units needs more. */
    private static final int LENGTH_MAX = 100;

    /**
     * Reads {@code 1500ms}, {@code 1h30m}, {@code 10MB}, without blanks.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static Quantity parse(String text) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("a number with a unit has at most " + LENGTH_MAX + " characters");
        }
        BigDecimal total = BigDecimal.ZERO;
        boolean duration = false;
        int at = 0;
        while (at < text.length()) {
            int unitAt = at;
            while (unitAt < text.length() && (Character.isDigit(text.charAt(unitAt)) || text.charAt(unitAt) == '.')) {
                unitAt++;
            }
            int end = unitAt;
            while (end < text.length() && !Character.isDigit(text.charAt(end)) && text.charAt(end) != '.') {
                end++;
            }
            String unit = text.substring(unitAt, end);
            Long nanos = NANOS_BY_UNIT.get(unit);
            Long factor = nanos != null ? nanos : BYTES_BY_UNIT.get(unit.toLowerCase(Locale.ROOT));
            if (factor == null || nanos == null && (at > 0 || end < text.length())) {
                throw new IllegalArgumentException("'" + unit + "' in " + text
                        + " is not a unit: expected ns, us, ms, s, m, h, d or w for a duration,"
                        + " or B, KB, MB, GB, TB, KiB, MiB, GiB or TiB for a size" + hint(unit));
            }
            duration = nanos != null;
            total = total.add(decimal(text.substring(at, unitAt)).multiply(BigDecimal.valueOf(factor)));
            at = end;
        }
        return new Quantity(exact(total, text), duration);
    }

    private static String hint(String unit) {
        return Suggestion.phrase(unit, NANOS_BY_UNIT.keySet());
    }

    /**
     * Reads a duration as a text has it: {@code 1500ms}, {@code 1h 30m}, {@code 1 hour 30 minutes}, {@code PT1.5S}, with an
     * optional sign.
     *
     * @return nanoseconds, or null when it is not a duration
     */
    public static @Nullable Long durationNanos(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty() || trimmed.length() > LENGTH_MAX) {
            return null;
        }
        boolean negative = trimmed.charAt(0) == '-';
        String unsigned = negative ? trimmed.substring(1) : trimmed;
        try {
            if (unsigned.startsWith("P")) {
                long nanos = java.time.Duration.parse(unsigned).toNanos();
                return negative ? Math.negateExact(nanos) : nanos;
            }
            BigDecimal total = BigDecimal.ZERO;
            int at = 0;
            while (at < unsigned.length()) {
                int unitAt = at;
                while (unitAt < unsigned.length() && isNumberPart(unsigned.charAt(unitAt))) {
                    unitAt++;
                }
                int end = unitAt;
                while (end < unsigned.length() && !isNumberPart(unsigned.charAt(end))) {
                    end++;
                }
                Long factor = nanosOf(unsigned.substring(unitAt, end).strip());
                if (factor == null) {
                    return null;
                }
                total = total.add(decimal(unsigned.substring(at, unitAt)).multiply(BigDecimal.valueOf(factor)));
                at = end;
            }
            return exact(negative ? total.negate() : total, text);
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            return null; // the caller says what was expected
        }
    }

    /** Nanoseconds of {@code ms}, {@code hour}, {@code Hours}...; null when it is not a unit. */
    static @Nullable Long nanosOf(String unit) {
        Long nanos = NANOS_BY_UNIT.get(unit);
        if (nanos != null) {
            return nanos;
        }
        String word = unit.toLowerCase(Locale.ROOT);
        return NANOS_BY_WORD.get(word.endsWith("s") ? word.substring(0, word.length() - 1) : word);
    }

    private static boolean isNumberPart(char c) {
        return c >= '0' && c <= '9' || c == '.';
    }

    private static BigDecimal decimal(String digits) {
        try {
            return new BigDecimal(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + digits + "' is not a number", e);
        }
    }

    /** Rounds below one nanosecond or byte; refuses what exceeds a long. */
    private static long exact(BigDecimal value, String text) {
        BigDecimal whole = value.setScale(0, RoundingMode.HALF_UP);
        if (whole.toBigInteger().bitLength() > 63) {
            throw new IllegalArgumentException(text + " is too large: the largest is " + Long.MAX_VALUE);
        }
        return whole.longValueExact();
    }
}
