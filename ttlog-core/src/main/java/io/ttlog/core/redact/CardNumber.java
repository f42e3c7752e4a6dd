/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

/**
 * Payment card numbers (ISO/IEC 7812): digits in a row, or in the groups in which they are embossed with one blank or dash between
 * (4-4-4-4, 4-6-5, 4-6-4), of a prefix and length that some issuer has, with the check digit of Luhn's formula. Prefixes of Visa,
 * Mastercard (also 2221 to 2720), American Express, Discover, Diners Club, JCB and UnionPay: Wikipedia, "Payment card number". Of
 * random digits of such a length about one in 25 passes. Stateless.
 */
final class CardNumber {
    private static final int DIGITS_MIN = 13;
    private static final int DIGITS_MAX = 19;
    private static final int GROUP = 4;
    private static final int LONG_GROUP = 6;
    private static final int AMEX = 15;
    private static final int DINERS = 14;
    private static final int USUAL = 16;

    private CardNumber() {}

    /** The number that begins here, at the first digit of a run. */
    static long at(byte[] text, int start, int at, int end) {
        if (Ascii.isAt(text, at - 1, start, end, Ascii.ALNUM | Ascii.DASH | Ascii.TOKEN_MORE)
                && !isOpening(text, at, start)) {
            return Ascii.NONE;
        }
        int to = Ascii.runEnd(text, at, Math.min(end, at + DIGITS_MAX + 1), Ascii.DIGIT);
        if (to - at == GROUP) {
            to = groupsEnd(text, at, end);
        } else if (to - at < DIGITS_MIN || to - at > DIGITS_MAX) {
            return Ascii.NONE;
        }
        return to > 0 && isEnd(text, to, end) && isCard(text, at, to) ? Ascii.match(at, to) : Ascii.NONE;
    }

    /** Behind an equals sign, or a dash or dot that itself stands behind nothing: not in an id, a decimal or a longer number. */
    private static boolean isOpening(byte[] text, int at, int start) {
        final byte before = text[at - 1];
        return before == '='
                || (before == '-' || before == '.' || before == '_')
                        && !Ascii.isAt(text, at - 2, start, at, Ascii.ALNUM);
    }

    /** Where the groups end; 0 when they are not those of a card. */
    private static int groupsEnd(byte[] text, int at, int end) {
        final int first = at + GROUP;
        if (first >= end || text[first] != ' ' && text[first] != '-') {
            return 0;
        }
        final byte separator = text[first];
        final int second = Ascii.runEnd(text, first + 1, Math.min(end, first + 2 + LONG_GROUP), Ascii.DIGIT);
        final int secondDigits = second - first - 1;
        if (second >= end || text[second] != separator) {
            return 0;
        }
        final int third = Ascii.runEnd(text, second + 1, Math.min(end, second + 2 + LONG_GROUP), Ascii.DIGIT);
        final int thirdDigits = third - second - 1;
        if (secondDigits == LONG_GROUP) {
            return thirdDigits == AMEX - 10 || thirdDigits == DINERS - 10 ? third : 0;
        }
        if (secondDigits != GROUP || thirdDigits != GROUP || third >= end || text[third] != separator) {
            return 0;
        }
        final int fourth = Ascii.runEnd(text, third + 1, Math.min(end, third + 2 + GROUP), Ascii.DIGIT);
        return fourth - third - 1 == GROUP ? fourth : 0;
    }

    /** Whether a number may end here: no letter or digit follows, nor a dash or dot with one. */
    private static boolean isEnd(byte[] text, int to, int end) {
        if (to == end) {
            return true;
        }
        final byte next = text[to];
        return !Ascii.is(next, Ascii.ALNUM)
                && next != '_'
                && !((next == '-' || next == '.') && Ascii.isAt(text, to + 1, to, end, Ascii.ALNUM));
    }

    private static boolean isCard(byte[] text, int from, int to) {
        int digits = 0;
        int prefix = 0; // of four digits
        int even = 0; // Luhn's sum if the number of digits is even: every second one from the first is doubled
        int odd = 0;
        for (int i = from; i < to; i++) {
            if (Ascii.is(text[i], Ascii.DIGIT)) {
                final int digit = text[i] - '0';
                final int twice = digit < 5 ? 2 * digit : 2 * digit - 9;
                even += (digits & 1) == 0 ? twice : digit;
                odd += (digits & 1) == 0 ? digit : twice;
                if (digits < GROUP) {
                    prefix = 10 * prefix + digit;
                }
                digits++;
            }
        }
        return ((digits & 1) == 0 ? even : odd) % 10 == 0 && isIssued(prefix, digits);
    }

    private static boolean isIssued(int prefix, int digits) {
        final int two = prefix / 100;
        return switch (prefix / 1000) {
            case 4 -> digits == 13 || digits == USUAL || digits == DIGITS_MAX; // Visa
            case 5 -> two >= 51 && two <= 55 && digits == USUAL; // Mastercard
            case 2 -> prefix >= 2221 && prefix <= 2720 && digits == USUAL; // Mastercard
            case 3 ->
                (two == 34 || two == 37) && digits == AMEX
                        || (prefix / 10 >= 300 && prefix / 10 <= 305 || two == 36 || two == 38 || two == 39)
                                && digits >= DINERS
                        || prefix >= 3528 && prefix <= 3589 && digits >= USUAL; // JCB
            case 6 ->
                (prefix == 6011 || prefix >= 6440 && prefix <= 6499 || two == 65 || two == 62) // Discover, UnionPay
                        && digits >= USUAL;
            default -> false;
        };
    }
}
