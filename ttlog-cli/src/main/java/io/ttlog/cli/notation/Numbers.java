/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers as text. Stateless. */
public final class Numbers {
    /** Longer texts are no numbers: bounds the work on hostile digits. */
    private static final int NUMBER_CHARS_MAX = 400;

    private Numbers() {}

    /** The text as a long if it is an optional minus and digits that fit, or null. */
    public static @Nullable Long wholeNumber(String text) {
        int length = text.length();
        int start = length > 0 && text.charAt(0) == '-' ? 1 : 0;
        if (length == start || length - start > 19) {
            return null;
        }
        long value = 0; // negative, because it reaches further
        for (int i = start; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                return null;
            }
            value = value * 10 - digit;
        }
        if (start == 1) {
            return value;
        }
        return value == Long.MIN_VALUE ? null : (Long) (-value);
    }

    /** The text as a decimal if it is digits with an optional sign, point and exponent, or null. */
    public static @Nullable BigDecimal decimal(String text) {
        if (!looksDecimal(text)) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null; // the exponent does not fit an int, or a part has no digits
        }
    }

    /** The text as a double: a decimal, or NaN and infinities as Prometheus and Java write them; or null. */
    public static @Nullable Double floating(String text) {
        switch (text) {
            case "NaN", "nan" -> {
                return Double.NaN;
            }
            case "+Inf", "Inf", "inf", "+inf", "Infinity", "+Infinity" -> {
                return Double.POSITIVE_INFINITY;
            }
            case "-Inf", "-inf", "-Infinity" -> {
                return Double.NEGATIVE_INFINITY;
            }
            default -> {
                if (!looksDecimal(text)) {
                    return null;
                }
            }
        }
        try {
            return Double.valueOf(text);
        } catch (NumberFormatException e) {
            return null; // a sign or a point without digits
        }
    }

    /**
     * A text without a type as the value it is: a Long or Double when that value's own text is exactly this one, else the
     * text. So {@code 007}, {@code 1.50} and {@code 1e3} stay what they were.
     */
    public static Object valueOf(String text) {
        if (text.isEmpty() || text.length() > 25) {
            return text;
        }
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        if (last < '0' || last > '9' || (first != '-' && (first < '0' || first > '9'))) {
            return text;
        }
        Long whole = wholeNumber(text);
        if (whole != null) {
            return Long.toString(whole).equals(text) ? whole : text;
        }
        Double floating = floating(text);
        return floating != null && Double.toString(floating).equals(text) ? floating : text;
    }

    private static boolean looksDecimal(String text) {
        if (text.isEmpty() || text.length() > NUMBER_CHARS_MAX) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
                return false;
            }
        }
        return true;
    }
}
