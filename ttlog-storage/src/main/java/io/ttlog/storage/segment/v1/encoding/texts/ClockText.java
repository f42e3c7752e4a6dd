/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.wire.ByteWriter;

/** Numbers as texts and back: whole ones, some digits with zeros in front, times of day. Reading gives -1 for what writing would not give back. */
final class ClockText {
    static final int FRACTION_DIGITS_MAX = 9;
    private static final long SECONDS_MAX = 100 * 3600L;
    private static final int SHORT_BYTES = 8;

    private static final long[] POWERS = new long[19];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private ClockText() {}

    /** Whether it is a whole number as {@link #putNumber} writes it. */
    static boolean isNumber(byte[] bytes, int from, int to) {
        int at = from < to && bytes[from] == '-' ? from + 1 : from;
        int digits = to - at;
        if (digits < 1 || digits > TextSlot.DIGITS_MAX || bytes[at] == '0' && (digits > 1 || at > from)) {
            return false;
        }
        return isDigits(bytes, at, to);
    }

    static boolean isDigits(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!TextScan.isDigit(bytes[i])) {
                return false;
            }
        }
        return to > from;
    }

    static long number(byte[] bytes, int from, int to) {
        boolean negative = bytes[from] == '-';
        long value = 0;
        for (int i = negative ? from + 1 : from; i < to; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return negative ? -value : value;
    }

    static void putNumber(long value, ByteWriter target) {
        if (value < 0) {
            target.putByte('-');
        }
        long rest = Math.abs(value);
        int digits = 1;
        while (digits < TextSlot.DIGITS_MAX && rest >= POWERS[digits]) {
            digits++;
        }
        putDigits(rest, digits, target);
    }

    static boolean isNumberInRange(long value) {
        return value > -POWERS[TextSlot.DIGITS_MAX] && value < POWERS[TextSlot.DIGITS_MAX];
    }

    static boolean isDigitsInRange(long value, int digits) {
        return value >= 0 && value < POWERS[digits];
    }

    static void putDigits(long value, int digits, ByteWriter target) {
        int at = target.reserve(digits) + digits;
        byte[] out = target.array();
        long rest = value;
        for (int i = 0; i < digits; i++) {
            out[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /** Whether it is {@code hh:mm:ss} with or without a fraction after that character. */
    static boolean isClock(byte[] bytes, int from, int to, char separator) {
        int length = to - from;
        if (length != SHORT_BYTES && (length < SHORT_BYTES + 2 || length > SHORT_BYTES + 1 + FRACTION_DIGITS_MAX)) {
            return false;
        }
        return bytes[from + 2] == ':'
                && bytes[from + 5] == ':'
                && isDigits(bytes, from, from + 2)
                && isDigits(bytes, from + 3, from + 5)
                && isDigits(bytes, from + 6, from + 8)
                && bytes[from + 3] < '6'
                && bytes[from + 6] < '6'
                && (length == SHORT_BYTES || bytes[from + 8] == separator && isDigits(bytes, from + 9, to));
    }

    static int fractionDigits(int length) {
        return length == SHORT_BYTES ? 0 : length - SHORT_BYTES - 1;
    }

    static long clock(byte[] bytes, int from, int to) {
        long seconds = (number(bytes, from, from + 2) * 60 + number(bytes, from + 3, from + 5)) * 60
                + number(bytes, from + 6, from + 8);
        int digits = fractionDigits(to - from);
        return seconds * POWERS[digits] + (digits == 0 ? 0 : number(bytes, from + 9, to));
    }

    static boolean isClockInRange(long value, int digits) {
        return value >= 0 && value < SECONDS_MAX * POWERS[digits];
    }

    static void putClock(long value, int digits, char separator, ByteWriter target) {
        long seconds = value / POWERS[digits];
        putDigits(seconds / 3600, 2, target);
        target.putByte(':');
        putDigits(seconds / 60 % 60, 2, target);
        target.putByte(':');
        putDigits(seconds % 60, 2, target);
        if (digits > 0) {
            target.putByte(separator);
            putDigits(value % POWERS[digits], digits, target);
        }
    }
}
