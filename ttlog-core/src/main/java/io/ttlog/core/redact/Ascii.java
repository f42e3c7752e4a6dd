/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

/** Classes of bytes, and a match as one number: where it begins and ends. Stateless. */
final class Ascii {
    /** No match. */
    static final long NONE = -1;

    static final int UPPER = 1;
    static final int LOWER = 1 << 1;
    static final int DIGIT = 1 << 2;
    static final int LETTER = UPPER | LOWER;
    static final int ALNUM = LETTER | DIGIT;
    /** The two that base64url has beside {@link #ALNUM}. */
    static final int DASH = 1 << 3; // - _
    /** The two that base64 has beside {@link #ALNUM}. */
    static final int SLASH = 1 << 4; // + /

    static final int BASE64URL = ALNUM | DASH;
    static final int BASE64 = ALNUM | SLASH;
    /** What else a token of RFC 6750 has: {@code . ~ =}. */
    static final int TOKEN_MORE = 1 << 5;

    static final int TOKEN = ALNUM | DASH | SLASH | TOKEN_MORE;
    static final int SPACE = 1 << 6; // blank, tab

    private static final byte[] CLASSES = new byte[256];
    private static final byte[] BASE64_VALUES = new byte[256];

    static {
        for (int c = 'A'; c <= 'Z'; c++) {
            CLASSES[c] = UPPER;
            BASE64_VALUES[c] = (byte) (c - 'A');
        }
        for (int c = 'a'; c <= 'z'; c++) {
            CLASSES[c] = LOWER;
            BASE64_VALUES[c] = (byte) (c - 'a' + 26);
        }
        for (int c = '0'; c <= '9'; c++) {
            CLASSES[c] = DIGIT;
            BASE64_VALUES[c] = (byte) (c - '0' + 52);
        }
        CLASSES['-'] = CLASSES['_'] = DASH;
        CLASSES['+'] = CLASSES['/'] = SLASH;
        CLASSES['.'] = CLASSES['~'] = CLASSES['='] = TOKEN_MORE;
        CLASSES[' '] = CLASSES['\t'] = SPACE;
        BASE64_VALUES['-'] = BASE64_VALUES['+'] = 62;
        BASE64_VALUES['_'] = BASE64_VALUES['/'] = 63;
    }

    private Ascii() {}

    static boolean is(byte b, int classes) {
        return (CLASSES[b & 0xFF] & classes) != 0;
    }

    /** Whether the byte at the place, if there is one, is of the classes. */
    static boolean isAt(byte[] text, int at, int start, int end, int classes) {
        return at >= start && at < end && is(text[at], classes);
    }

    /** Where the run of bytes of the classes ends that begins here. */
    static int runEnd(byte[] text, int from, int end, int classes) {
        int at = from;
        while (at < end && is(text[at], classes)) {
            at++;
        }
        return at;
    }

    /** Whether the text goes on like this from here. */
    static boolean startsWith(byte[] text, int from, int end, String expected) {
        if (expected.length() > end - from) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (text[from + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As {@link #startsWith}, without regard to case; what is expected is in lower case. */
    static boolean startsWithIgnoringCase(byte[] text, int from, int end, String expected) {
        if (expected.length() > end - from) {
            return false;
        }
        for (int i = 0; i < expected.length(); i++) {
            final byte b = text[from + i];
            if ((is(b, UPPER) ? b + 32 : b) != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The six bits of a byte of base64 or base64url; 0 for any other. */
    static int base64(byte b) {
        return BASE64_VALUES[b & 0xFF];
    }

    static long match(int from, int to) {
        return (long) from << Integer.SIZE | to;
    }

    static int from(long match) {
        return (int) (match >>> Integer.SIZE);
    }

    static int to(long match) {
        return (int) match;
    }
}
