/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.notation;

import org.jspecify.annotations.Nullable;

/**
 * A trace, span or parent id read from hexadecimal text of up to 32 digits, padded with zeros on the left.
 *
 * @param high the first 16 of 32 digits
 * @param low the last 16 of 32 digits
 */
public record HexId(long high, long low) {
    private static final int DIGITS_PER_LONG = 16;

    /** The text as an id of at most so many digits (16 or 32), or null when it is anything else. */
    public static @Nullable HexId parse(String text, int digitsMax) {
        int length = text.length();
        if (length == 0 || length > digitsMax) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return null;
            }
            if (length - i > DIGITS_PER_LONG) {
                high = high << 4 | digit;
            } else {
                low = low << 4 | digit;
            }
        }
        return new HexId(high, low);
    }
}
