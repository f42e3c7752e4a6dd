/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.core.event.EventFormat;
import java.util.Arrays;

/**
 * Cuts texts into words, which may vary from one message of a template to the next, and what stands between them, which may not.
 * How it cuts decides how small a chunk gets, never what comes back: word and rest together are the text. A word is
 *
 * <ul>
 *   <li>what stands in quotes, or behind a colon to the end of its line, as a whole: addresses, paths, user agents;
 *   <li>unless such a text has an identifier, a time of day or a long number inside, which are words of their own: UUIDs, hexadecimal runs
 *       of {@value #HEX_DIGITS_MIN} and more, {@code hh:mm:ss} with fractions, runs of {@value #DIGITS_MIN} digits and more;
 *   <li>a long text in quotes is one word of a message, whatever stands in it: it may have a template of its own;
 *   <li>otherwise a run of letters, digits and what often joins them.
 * </ul>
 */
final class TextScan {
    /** Longest text in quotes or behind a colon that is one word. */
    static final int PHRASE_BYTES_MAX = 256;

    /** Words of one text: of a longer one the rest is one word. */
    static final int WORDS_MAX = 4096;

    /** Shortest text in quotes that is one word whatever stands in it. */
    static final int LONG_PHRASE_BYTES_MIN = 200;

    static final int HEX_DIGITS_MIN = 16;
    static final int DIGITS_MIN = 5;
    static final int UUID_CHARS = 36;

    private static final long NEWLINES = 0x0A0A_0A0A_0A0A_0A0AL;

    // What a character is, in bits.
    private static final int JOINED = 1;
    private static final int HEX = 2;
    private static final int DIGIT = 4;
    private static final byte[] KIND = new byte[256];

    /** What ends a run of joined characters, or may be special in it. */
    private static final byte[] STOPS = new byte[256];

    /** Hexadecimal digits before the first hyphen of a UUID. */
    private static final int UUID_FIRST_DIGITS = 8;

    /**
     * How long the run of hexadecimal digits is that ends here, and in the upper half that of digits: both are counted without a branch,
     * because letters of words are hexadecimal digits at random. A character adds {@link #RUN_STEP} to what it leaves of them, by kind; the
     * counts begin where bit {@value #RUN_FLAG_BIT} says that the run is long enough to begin what is special: eight hexadecimal digits
     * as the first part of a UUID, or {@value #DIGITS_MIN} digits.
     */
    private static final int RUN_STEP = 0x10001;

    private static final int RUN_FLAG_BIT = 3;
    private static final int RUN_NONE = (1 << RUN_FLAG_BIT) - DIGITS_MIN << 16;
    private static final int RUN_FLAGS = 0x7FF8_FFF8;
    private static final int RUN_MASK = 0xFFFF;
    private static final int[] RUN_KEPT = new int[256];

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            KIND[c] = JOINED;
            KIND[c - 'a' + 'A'] = JOINED;
        }
        for (char c : "0123456789_-./\\$%@#&+*?!~^'".toCharArray()) {
            KIND[c] = JOINED;
        }
        Arrays.fill(KIND, 128, 256, (byte) JOINED);
        for (char c : "0123456789abcdefABCDEF".toCharArray()) {
            KIND[c] = (byte) (KIND[c] | (c <= '9' ? HEX | DIGIT : HEX));
        }
        for (int c = 0; c < KIND.length; c++) {
            STOPS[c] = (byte) ((KIND[c] & JOINED) == 0 || (KIND[c] & DIGIT) != 0 || c == '\\' ? 1 : 0);
            RUN_KEPT[c] = (KIND[c] & DIGIT) != 0 ? -1 : (KIND[c] & HEX) != 0 ? RUN_MASK : 0;
        }
    }

    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private byte[] bytes = new byte[0];
    private int to;
    private boolean json;
    private boolean lines;
    private boolean linesKnown;
    private boolean closes;
    private final boolean outer;

    /** Cuts messages, of which a long text in quotes is one word, or such words themselves. */
    TextScan(boolean outer) {
        this.outer = outer;
    }

    /** Number of words of the text. */
    int count() {
        return count;
    }

    /** Puts where all words start and end into arrays. */
    void copy(int[] wordStarts, int[] wordEnds, int at) {
        System.arraycopy(starts, 0, wordStarts, at, count);
        System.arraycopy(ends, 0, wordEnds, at, count);
    }

    /** Where a word starts. */
    int start(int word) {
        return starts[word];
    }

    /** Where a word ends. */
    int end(int word) {
        return ends[word];
    }

    /** Finds the words of a text. */
    void scan(byte[] text, int from, int end) {
        bytes = text;
        to = end;
        count = 0;
        json = from < end && (text[from] == '{' || !outer);
        closes = true;
        lines = json;
        linesKnown = json;
        int at = from;
        while (at < to && count < WORDS_MAX - 2) {
            int c = bytes[at] & 0xFF;
            if (c == '"') {
                int close = phraseEnd(at + 1, true);
                if (close < 0 && outer && closes) {
                    close = longPhraseEnd(at + 1);
                }
                if (close > at + 1) {
                    add(at + 1, close);
                    at = close;
                }
                at++;
            } else if (c == '\\' && json && isEscape(at)) {
                at += 2;
            } else if ((KIND[c] & JOINED) != 0) {
                at = afterColon(at, from) ? line(at) : joined(at);
            } else {
                at++;
            }
        }
        if (at < to) {
            add(at, to);
        }
    }

    private void add(int from, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            ends = Arrays.copyOf(ends, count * 2);
        }
        starts[count] = from;
        ends[count++] = end;
    }

    private boolean isEscape(int at) {
        if (at + 1 >= to) {
            return false;
        }
        byte c = bytes[at + 1];
        return c == 'n' || c == 'r' || c == 't' || c == '"';
    }

    private boolean afterColon(int at, int from) {
        return at - from >= 2
                && bytes[at - 2] == ':'
                && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t')
                && hasLines(from);
    }

    /** Whether the text has more than one line, or is JSON. */
    private boolean hasLines(int from) {
        if (!linesKnown) {
            linesKnown = true;
            int at = from;
            for (; to - at >= Long.BYTES && !lines; at += Long.BYTES) {
                long word = EventFormat.getLong(bytes, at) ^ NEWLINES;
                lines = (word - 0x0101_0101_0101_0101L & ~word & 0x8080_8080_8080_8080L) != 0; // some byte is zero
            }
            for (; at < to && !lines; at++) {
                lines = bytes[at] == '\n';
            }
        }
        return lines;
    }

    private int line(int at) {
        int end = phraseEnd(at, false);
        if (end <= at) {
            return joined(at);
        }
        add(at, end);
        return end;
    }

    /** Where the phrase ends that starts there; -1 when it is none or has something inside. */
    private int phraseEnd(int from, boolean quoted) {
        final byte[] text = bytes;
        int limit = Math.min(to, from + PHRASE_BYTES_MAX);
        int at = from;
        int run = RUN_NONE;
        int flags = 0;
        for (; at < limit; at++) {
            byte c = text[at];
            if (c == ':') {
                flags |= run + (3 << 16); // two digits before it may begin a time of day
            }
            int kept = RUN_KEPT[c & 0xFF];
            run = (run + RUN_STEP & kept) + (RUN_NONE & ~kept);
            flags |= run;
            if (c == '\\' && (quoted || json) && at + 1 < limit) {
                if (!quoted && isEscape(at)) {
                    break;
                }
                at++;
                flags |= is(HEX, text[at]) ? RUN_FLAGS : 0; // it was not counted
            } else if (quoted ? c == '"' : c == '\r' || c == '\n' || json && c == '"') {
                break;
            } else if (c >= 0 && c < ' ') {
                return -1;
            }
        }
        if (at >= limit && (quoted || at < to)) {
            return -1;
        }
        int phraseEnd = Math.min(at, to);
        return (flags & RUN_FLAGS) != 0 && holdsSpecial(from, phraseEnd) ? -1 : phraseEnd;
    }

    /** Whether a phrase has something special that is not all of it. */
    private boolean holdsSpecial(int from, int end) {
        for (int i = from; i < end; i++) {
            int special = is(HEX, bytes[i]) ? specialEnd(i, from, end) : -1;
            if (special > 0 && (i > from || special < end)) {
                return true;
            }
        }
        return false;
    }

    /** Where the long text in quotes ends that starts there; -1 when it does not end. Each place is looked at once. */
    private int longPhraseEnd(int from) {
        for (int at = from; at < to; at++) {
            byte c = bytes[at];
            if (c == '\\') {
                at++;
            } else if (c == '"') {
                return at - from >= LONG_PHRASE_BYTES_MIN ? at : -1;
            } else if (c >= 0 && c < ' ') {
                break;
            }
        }
        closes = false;
        return -1;
    }

    /**
     * Cuts a run of joined characters at what is special inside. That has a digit: what stands before one is looked at again, and the rest is passed over.
     */
    private int joined(int from) {
        final byte[] text = bytes;
        final int textEnd = to;
        int start = from;
        int at = from;
        int low = from; // what stands before is dealt with
        while (true) {
            while (at < textEnd && STOPS[text[at] & 0xFF] == 0) {
                at++;
            }
            if (at == textEnd) {
                break;
            }
            int c = text[at];
            if (c == '\\') {
                if (!json) {
                    at++;
                } else if (isEscape(at)) {
                    break;
                } else {
                    at += at + 1 < textEnd && text[at + 1] == '\\' ? 2 : 1;
                    low = at;
                }
                continue;
            }
            if (!isDigit(c)) {
                break;
            }
            int runStart = at;
            while (runStart > low && is(HEX, text[runStart - 1])) {
                runStart--;
            }
            int digits = 0;
            int most = 0;
            for (int kind = HEX | DIGIT; kind != 0; kind = at < textEnd ? KIND[text[at] & 0xFF] & (HEX | DIGIT) : 0) {
                digits = (kind & DIGIT) == 0 ? 0 : digits + 1;
                most = Math.max(most, digits);
                at++;
            }
            if (most < DIGITS_MIN && at - runStart < UUID_FIRST_DIGITS) {
                continue;
            }
            for (int i = runStart; i < at; i++) {
                int special = specialEnd(i, from, textEnd);
                if (special > 0) {
                    start = special(i, special, start, from);
                    if (special > at && text[i + 2] == ':') {
                        return special;
                    }
                    at = Math.max(at, special);
                    i = special - 1;
                }
            }
            low = at;
        }
        if (at < textEnd
                && text[at] == ':'
                && at - low >= 2
                && isDigit(text[at - 1])
                && isDigit(text[at - 2])
                && (at - low == 2 || !isDigit(text[at - 3]))) {
            int special = specialEnd(at - 2, from, textEnd);
            if (special > 0) {
                return special(at - 2, special, start, from);
            }
        }
        if (start < at) {
            add(start, at);
        }
        return at;
    }

    /** Adds something special, with a sign, and what stands before it; returns where it ends. */
    private int special(int at, int end, int start, int from) {
        boolean signed = at == from + 1 && bytes[from] == '-' && start == from && isDigit(bytes[at]);
        int wordStart = signed ? from : at;
        if (wordStart > start) {
            add(start, wordStart);
        }
        add(wordStart, end);
        return end;
    }

    /** Where the identifier, time or long number ends that starts there; -1 when none does. */
    private int specialEnd(int at, int from, int limit) {
        int first = bytes[at];
        if (at > from && isHex(bytes[at - 1]) && (isDigit(bytes[at - 1]) || !isDigit(first))) {
            return -1;
        }
        if (isDigit(first) && isClock(at, limit)) {
            int end = at + 8;
            if (end + 1 < limit && (bytes[end] == '.' || bytes[end] == ',') && isDigit(bytes[end + 1])) {
                end++;
                while (end < limit && isDigit(bytes[end])) {
                    end++;
                }
            }
            return end;
        }
        if (isUuid(bytes, at, limit)) {
            return at + UUID_CHARS;
        }
        int end = at;
        while (end < limit && isDigit(bytes[end])) {
            end++;
        }
        int digits = end - at;
        while (end < limit && isHex(bytes[end])) {
            end++;
        }
        if (end - at >= HEX_DIGITS_MIN) {
            return end;
        }
        return digits >= DIGITS_MIN ? at + digits : -1;
    }

    private boolean isClock(int at, int limit) {
        return limit - at >= 8
                && bytes[at + 2] == ':'
                && bytes[at + 5] == ':'
                && isDigit(bytes[at + 1])
                && isDigit(bytes[at + 3])
                && isDigit(bytes[at + 4])
                && isDigit(bytes[at + 6])
                && isDigit(bytes[at + 7])
                && (limit - at == 8 || !isDigit(bytes[at + 8]));
    }

    static boolean isUuid(byte[] bytes, int at, int limit) {
        if (limit - at < UUID_CHARS || bytes[at + 8] != '-') {
            return false;
        }
        for (int i = 0; i < UUID_CHARS; i++) {
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? bytes[at + i] != '-' : !isHex(bytes[at + i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean is(int kind, byte c) {
        return (KIND[c & 0xFF] & kind) != 0;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(int c) {
        return (KIND[c & 0xFF] & HEX) != 0;
    }

    /** Whether a word looks like one that programmers write into their texts: letters alone. */
    static boolean isPlainWord(byte[] bytes, int from, int end) {
        if (end - from < 2 || end - from > 64) {
            return false;
        }
        for (int i = from; i < end; i++) {
            int c = bytes[i] | 0x20;
            if ((c < 'a' || c > 'z') && bytes[i] != '_' && bytes[i] != '.') {
                return false;
            }
        }
        return true;
    }
}
