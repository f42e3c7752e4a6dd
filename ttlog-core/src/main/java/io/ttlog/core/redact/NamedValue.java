/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Values that stand behind their name in a text: {@code key=value}, {@code key: value}, {@code "key":"value"}, also quoted once more
 * ({@code \"key\":\"value\"}), and in a header's or a query's form. A value is what is between quotes; without them it ends at a
 * blank, comma, semicolon, ampersand, bar, quote or closing bracket of any kind; that of {@code ...authorization} and {@code ...cookie} goes on over blanks and
 * semicolons. What is a hole of a template is no value, nor is, without quotes, what begins with a brace: it has names of its own. Looks a bounded way
 * back for the name, and forward no farther than the value. Belongs to one thread.
 */
final class NamedValue {
    private static final int SPACES_MAX = 4;
    private static final int ESCAPES_MAX = 4;
    private static final String[] CONSTANTS = {"null", "true", "false", "?"};
    private static final String[] SCHEMES = {"bearer ", "basic ", "token ", "apikey ", "negotiate "};
    /** Their parameters have commas and quotes. */
    private static final String[] LONG_SCHEMES = {"digest ", "aws4-hmac-sha256 "};

    private final Redaction names;
    private final Name name = new Name();
    private Redaction.@Nullable Way way;

    /** Finds the values of the keys that these rules are about. */
    NamedValue(Redaction names) {
        this.names = names;
    }

    /** What is to become of the value found last. */
    Redaction.Way way() {
        assert way != null;
        return way == null ? Redaction.Way.MASK : way;
    }

    /** The value behind the separator, an equals sign or colon, here. */
    long at(byte[] text, int start, int at, int end) {
        if (at + 1 < end && text[at] == ':' && text[at + 1] == ':' || !isNamedBefore(text, start, at)) {
            return Ascii.NONE;
        }
        if (text[at] == ':' && name.isBehindColon(start) && Ascii.isAt(text, at + 1, start, end, Ascii.ALNUM)) {
            return Ascii.NONE; // a part of a path, as of arn:aws:secretsmanager:us-east-1:1:secret:name
        }
        int i = at + 1;
        if (i < end && (text[i] == '=' || text[i] == '>')) {
            i++;
        }
        i = spacesEnd(text, i, end);
        if (i < end && text[i] == '[') {
            i++;
        }
        final int quote = escapesEnd(text, i, end);
        if (quote < end && (text[quote] == '"' || text[quote] == '\'')) {
            return quoted(text, quote, end, quote > i);
        }
        return bare(text, i, end);
    }

    /** Whether a name that the rules are about ends before the separator. */
    boolean isNamedBefore(byte[] text, int start, int separator) {
        int i = separator - 1;
        final int spaces = Math.max(start, separator - SPACES_MAX);
        while (i >= spaces && text[i] == ' ') {
            i--;
        }
        if (i >= start && (text[i] == '"' || text[i] == '\'')) {
            i--;
            final int escapes = Math.max(start, i + 1 - ESCAPES_MAX);
            while (i >= escapes && text[i] == '\\') {
                i--;
            }
        }
        final int to = i + 1;
        final int farthest = Math.max(start, to - Redaction.KEY_CHARS_MAX);
        while (i >= farthest && (Ascii.is(text[i], Ascii.ALNUM | Ascii.DASH) || text[i] == '.')) {
            i--;
        }
        name.set(text, i + 1, to);
        way = to > i + 1 ? names.ofKey(name) : null;
        return way != null;
    }

    /**
     * Whether a name, a separator and what may stand before a value are the end of the text: a hole that follows in a template
     * has a value of that name.
     */
    boolean isNamedAtEnd(byte[] text, int end) {
        int i = end;
        for (String scheme : SCHEMES) {
            if (Ascii.startsWithIgnoringCase(text, Math.max(0, i - scheme.length()), i, scheme)) {
                i -= scheme.length();
                break;
            }
        }
        while (i > 0 && (text[i - 1] == '"' || text[i - 1] == '\'' || text[i - 1] == '[' || text[i - 1] == '\\')) {
            i--;
        }
        while (i > 0 && (text[i - 1] == ' ' || text[i - 1] == '>')) {
            i--;
        }
        return i > 0 && (text[i - 1] == '=' || text[i - 1] == ':') && isNamedBefore(text, 0, i - 1);
    }

    private static long quoted(byte[] text, int quote, int end, boolean escaped) {
        final byte mark = text[quote];
        final int from = quote + 1;
        int to = from;
        while (to < end && text[to] != mark) {
            to += text[to] == '\\' && !escaped ? 2 : 1;
        }
        to = Math.min(to, end);
        while (escaped && to < end && to > from && text[to - 1] == '\\') {
            to--;
        }
        return to > from && !isHole(text, from, to) ? Ascii.match(from, to) : Ascii.NONE;
    }

    private static boolean isHole(byte[] text, int from, int to) {
        int i = from + 1;
        while (i < to && (Ascii.is(text[i], Ascii.ALNUM | Ascii.DASH) || text[i] == '.')) {
            i++;
        }
        return text[from] == '{' && i == to - 1 && text[i] == '}';
    }

    private long bare(byte[] text, int from, int end) {
        if (from >= end || text[from] == '{' || isStop(text[from])) {
            return Ascii.NONE;
        }
        final boolean cookie = name.endsWith("cookie");
        int to = from;
        if (cookie || name.endsWith("authorization")) {
            final boolean whole = !cookie && startsWithAny(text, from, end, LONG_SCHEMES) > 0;
            while (to < end && (whole ? text[to] != '\n' && text[to] != '\r' : !isStopOfHeader(text[to]))) {
                to++;
            }
        } else {
            to = from + startsWithAny(text, from, end, SCHEMES);
            while (to < end && !isStop(text[to])) {
                to++;
            }
        }
        return isConstant(text, from, to) ? Ascii.NONE : Ascii.match(from, to);
    }

    /** Bytes of the one that the text starts with, 0 if with none. */
    private static int startsWithAny(byte[] text, int from, int end, String[] words) {
        for (String word : words) {
            if (Ascii.startsWithIgnoringCase(text, from, end, word)) {
                return word.length();
            }
        }
        return 0;
    }

    private static boolean isConstant(byte[] text, int from, int to) {
        for (String constant : CONSTANTS) {
            if (to - from == constant.length() && Ascii.startsWith(text, from, to, constant)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isStop(byte b) {
        return (b & 0xFF) <= ' '
                || isStopOfHeader(b)
                || b == ';'
                || b == '&'
                || b == ')'
                || b == '<'
                || b == '>'
                || b == '|';
    }

    private static boolean isStopOfHeader(byte b) {
        return b == '\n' || b == '\r' || b == ',' || b == ']' || b == '}' || b == '{' || b == '"' || b == '\'';
    }

    private static int spacesEnd(byte[] text, int from, int end) {
        return Ascii.runEnd(text, from, Math.min(end, from + SPACES_MAX), Ascii.SPACE);
    }

    private static int escapesEnd(byte[] text, int from, int end) {
        int i = from;
        while (i < end && i - from < ESCAPES_MAX && text[i] == '\\') {
            i++;
        }
        return i;
    }

    /** A part of the text as a key. */
    private static final class Name implements CharSequence {
        private byte[] text = new byte[0];
        private int from;
        private int to;

        void set(byte[] bytes, int first, int end) {
            text = bytes;
            from = first;
            to = end;
        }

        boolean isBehindColon(int start) {
            return from > start && text[from - 1] == ':';
        }

        boolean endsWith(String end) {
            return to - from >= end.length() && Ascii.startsWithIgnoringCase(text, to - end.length(), to, end);
        }

        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            return (char) (text[from + index] & 0xFF);
        }

        @Override
        public CharSequence subSequence(int first, int end) {
            Name part = new Name();
            part.set(text, from + first, from + end);
            return part;
        }

        @Override
        public String toString() {
            return new String(text, from, to - from, java.nio.charset.StandardCharsets.ISO_8859_1);
        }
    }
}
