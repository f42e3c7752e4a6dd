/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.index;

/**
 * What words and ids of a text are: the one definition for who writes filters and for who asks them. Stateless.
 *
 * <p>A <em>run</em> is as many letters, digits, underscores and characters beyond ASCII as stand together; everything else separates runs. A
 * <em>word</em> is a run, but not one of the five of a UUID, nor one of 16 hexadecimal digits and more. An <em>id</em> is
 * <ul>
 *   <li>a UUID, 8-4-4-4-12 hexadecimal digits, whatever stands around it, so it is found within any text;
 *   <li>as many hexadecimal digits as stand together, 16 to 31 of them, whatever stands around;
 *   <li>of 32 and more digits: of each 32 digits the 12 whose hash is least (winnowing: Schleimer, Wilkerson, Aiken 2003). So 32 digits are one id, and any
 *       32 digits out of more are found, too.
 * </ul>
 *
 * <p>Of a text of which only a part is known, as between the {@code %} of LIKE, those keys are certain that do not depend on what
 * stands before and behind the part. All is case-sensitive, and works on WTF-8.
 */
public final class TextKeys {
    /** Fewest digits of a hexadecimal run that is an id. */
    static final int DIGITS_MIN = 16;

    /** Digits of a window, of which the least gram is taken. */
    static final int WINDOW_DIGITS = 32;

    /** Digits of a gram. */
    static final int GRAM_DIGITS = 12;

    /** Bounds what is allocated. */
    private static final int DIGITS_AT_ONCE = 4096;

    private static final int UUID_BYTES = 36;
    private static final int UUID_FIRST_DIGITS = 8;
    private static final long GRAM_MASK = (1L << 4 * GRAM_DIGITS) - 1;

    private static final byte OTHER = 0;
    private static final byte RUN = 1;
    private static final byte DIGIT = 2;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (int c = 0; c < CLASSES.length; c++) {
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80;
            boolean digit = c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
            CLASSES[c] = digit ? DIGIT : letter ? RUN : OTHER;
        }
    }

    private TextKeys() {}

    /** Adds the keys of a whole text. */
    public static void add(byte[] text, int from, int to, Keys words, Keys ids) {
        add(text, from, to, false, false, words, ids);
    }

    /**
     * Adds the keys that every text has that contains this part.
     *
     * @param openBefore whether something may stand before the part
     * @param openBehind whether something may stand behind it
     */
    public static void add(
            byte[] text, int from, int to, boolean openBefore, boolean openBehind, Keys words, Keys ids) {
        boolean isPart = openBefore || openBehind;
        int uuidTo = from;
        int at = from;
        while (at < to) {
            if (classOf(text, at) == OTHER) {
                at++;
                continue;
            }
            int runFrom = at;
            boolean hexadecimal = true;
            int digitsFrom = at;
            for (; at < to; at++) {
                byte c = classOf(text, at);
                if (c == OTHER) {
                    break;
                }
                if (c == RUN) {
                    hexadecimal = false;
                    digits(text, digitsFrom, at, digitsFrom == from && openBefore, false, ids);
                    digitsFrom = at + 1;
                }
            }
            digits(text, digitsFrom, at, digitsFrom == from && openBefore, at == to && openBehind, ids);
            int uuidFrom = at - UUID_FIRST_DIGITS;
            if (uuidFrom >= runFrom && isUuid(text, uuidFrom, to)) {
                int end = uuidFrom + UUID_BYTES;
                ids.add(Keys.of(text, uuidFrom, end));
                boolean alone = uuidFrom == runFrom && (end == to || classOf(text, end) == OTHER);
                if (alone) {
                    uuidTo = end;
                }
            }
            boolean open = runFrom == from && openBefore || at == to && openBehind;
            boolean isId = hexadecimal && at - runFrom >= DIGITS_MIN;
            boolean perhapsOfUuid = isPart && hexadecimal && mayBeOfUuid(text, runFrom, at, from, to);
            if (!open && !isId && at > uuidTo && !perhapsOfUuid) {
                words.add(Keys.of(text, runFrom, at));
            }
        }
    }

    private static byte classOf(byte[] text, int at) {
        return CLASSES[text[at] & 0xFF];
    }

    private static boolean areDigits(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (classOf(text, i) != DIGIT) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUuid(byte[] text, int from, int to) {
        return to - from >= UUID_BYTES
                && text[from + 8] == '-'
                && text[from + 13] == '-'
                && text[from + 18] == '-'
                && text[from + 23] == '-'
                && areDigits(text, from, from + 8)
                && areDigits(text, from + 9, from + 13)
                && areDigits(text, from + 14, from + 18)
                && areDigits(text, from + 19, from + 23)
                && areDigits(text, from + 24, from + 36);
    }

    /** Whether a run of hexadecimal digits may be one of the five of a UUID of which the part does not show everything. */
    private static boolean mayBeOfUuid(byte[] text, int runFrom, int runTo, int from, int to) {
        int digits = runTo - runFrom;
        return (digits == 4 || digits == 8 || digits == 12)
                && (runFrom > from && text[runFrom - 1] == '-' || runTo < to && text[runTo] == '-');
    }

    /** Adds the ids of hexadecimal digits that stand together. */
    private static void digits(byte[] text, int from, int to, boolean openBefore, boolean openBehind, Keys ids) {
        int count = to - from;
        if (count < DIGITS_MIN) {
            return;
        }
        if (count < WINDOW_DIGITS) {
            if (!openBefore && !openBehind) {
                ids.add(Keys.of(text, from, to));
            }
            return;
        }
        if (count > DIGITS_AT_ONCE) { // windows do not depend on each other
            for (int part = from; to - part >= WINDOW_DIGITS; part += DIGITS_AT_ONCE - WINDOW_DIGITS + 1) {
                digits(text, part, Math.min(to, part + DIGITS_AT_ONCE), true, true, ids);
            }
            return;
        }
        int grams = count - GRAM_DIGITS + 1;
        int gramsOfWindow = WINDOW_DIGITS - GRAM_DIGITS + 1;
        long[] hashes = new long[grams];
        long gram = 0;
        for (int i = 0; i < count; i++) {
            gram = (gram << 4 | Character.digit(text[from + i], 16)) & GRAM_MASK;
            if (i >= GRAM_DIGITS - 1) {
                hashes[i - GRAM_DIGITS + 1] = Keys.mixed(gram + 1);
            }
        }
        int least = -1;
        for (int window = 0; window + gramsOfWindow <= grams; window++) {
            int last = window + gramsOfWindow - 1;
            if (least < window) {
                least = window;
                for (int i = window + 1; i <= last; i++) {
                    least = hashes[i] < hashes[least] ? i : least;
                }
            } else if (hashes[last] < hashes[least]) {
                least = last;
            }
            ids.add(Keys.mixed(hashes[least])); // the least of many is no even hash
        }
    }
}
