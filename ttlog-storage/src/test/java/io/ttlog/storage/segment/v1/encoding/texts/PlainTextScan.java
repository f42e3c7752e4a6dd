/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import java.util.Arrays;

/** Cuts as {@link TextScan} does, slowly and plainly: each place is asked whether something special begins there. */
final class PlainTextScan {
    /** Longest text in quotes or behind a colon that is one word. */
    static final int PHRASE_BYTES_MAX = 256;

    /** Words of one text: of a longer one the rest is one word. */
    static final int WORDS_MAX = 4096;

    /** Shortest text in quotes that is one word whatever stands in it. */
    static final int LONG_PHRASE_BYTES_MIN = 200;

    static final int HEX_DIGITS_MIN = 16;
    static final int DIGITS_MIN = 5;
    static final int UUID_CHARS = 36;

    private static final boolean[] JOINED = new boolean[256];
    private static final boolean[] HEX = new boolean[256];

    static {
        for (int c = 'a'; c <= 'z'; c++) {
            JOINED[c] = true;
            JOINED[c - 'a' + 'A'] = true;
        }
        for (char c : "0123456789_-./\\$%@#&+*?!~^'".toCharArray()) {
            JOINED[c] = true;
        }
        Arrays.fill(JOINED, 128, 256, true);
        for (char c : "0123456789abcdefABCDEF".toCharArray()) {
            HEX[c] = true;
        }
    }

    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int count;
    private byte[] bytes = new byte[0];
    private int to;
    private boolean json;
    private boolean lines;
    private boolean closes;
    private final boolean outer;

    /** Cuts messages, of which a long text in quotes is one word, or such words themselves. */
    PlainTextScan(boolean outer) {
        this.outer = outer;
    }

    /** Number of words of the text. */
    int count() {
        return count;
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
        for (int i = from; i < end && !lines; i++) {
            lines = text[i] == '\n';
        }
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
            } else if (JOINED[c]) {
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
        return lines && at - from >= 2 && bytes[at - 2] == ':' && (bytes[at - 1] == ' ' || bytes[at - 1] == '\t');
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
        int limit = Math.min(to, from + PHRASE_BYTES_MAX);
        int at = from;
        for (; at < limit; at++) {
            byte c = bytes[at];
            if (c == '\\' && (quoted || json) && at + 1 < limit) {
                if (!quoted && isEscape(at)) {
                    break;
                }
                at++;
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
        for (int i = from; i < phraseEnd; i++) {
            int special = HEX[bytes[i] & 0xFF] ? specialEnd(i, from, phraseEnd) : -1;
            if (special > 0 && (i > from || special < phraseEnd)) {
                return -1;
            }
        }
        return phraseEnd;
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

    /** Cuts a run of joined characters at what is special inside. */
    private int joined(int from) {
        int end = from;
        while (end < to && JOINED[bytes[end] & 0xFF] && !(json && bytes[end] == '\\' && isEscape(end))) {
            end += json && bytes[end] == '\\' && end + 1 < to && bytes[end + 1] == '\\' ? 2 : 1;
        }
        int start = from;
        int i = from;
        while (i < end) {
            int special = HEX[bytes[i] & 0xFF] ? specialEnd(i, from, to) : -1;
            if (special < 0) {
                i++;
                continue;
            }
            if (i == from + 1 && bytes[from] == '-' && start == from && isDigit(bytes[i])) {
                i = from; // a sign
            }
            if (i > start) {
                add(start, i);
            }
            add(i, special);
            start = special;
            i = special;
        }
        if (start < end) {
            add(start, end);
        }
        return Math.max(start, end);
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

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    static boolean isHex(int c) {
        return HEX[c & 0xFF];
    }
}
