/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.field;

import org.jspecify.annotations.Nullable;

/** Pairs of a line such as {@code level=info msg="two words" retry}. Stateless. */
public final class Logfmt {
    private Logfmt() {}

    /** The value of the first pair of that key; {@code true} of a key without a value; null when there is none. */
    public static @Nullable String value(String line, String key) {
        int at = 0;
        while (at < line.length()) {
            if (line.charAt(at) <= ' ') {
                at++;
                continue;
            }
            int from = at;
            while (at < line.length() && line.charAt(at) > ' ' && line.charAt(at) != '=') {
                at++;
            }
            boolean wanted = at > from && at - from == key.length() && line.startsWith(key, from);
            if (at >= line.length() || line.charAt(at) != '=') {
                if (wanted) {
                    return "true";
                }
                continue;
            }
            int value = ++at;
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            boolean escaped = false;
            if (quoted) {
                at++;
                while (at < line.length() && line.charAt(at) != '"') {
                    escaped |= line.charAt(at) == '\\';
                    at += line.charAt(at) == '\\' ? 2 : 1;
                }
                at = Math.min(at + 1, line.length());
            } else {
                while (at < line.length() && line.charAt(at) > ' ') {
                    at++;
                }
            }
            if (wanted) {
                if (!quoted) {
                    return line.substring(value, at);
                }
                boolean closed = at - 1 > value && line.charAt(at - 1) == '"';
                String text = line.substring(value + 1, closed ? at - 1 : at);
                return escaped ? unescaped(text) : text;
            }
        }
        return null;
    }

    private static String unescaped(String text) {
        StringBuilder result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                result.append(c);
                continue;
            }
            char next = text.charAt(++i);
            result.append(next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next);
        }
        return result.toString();
    }
}
