/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.field;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a JSON document: {@code $.key[0]."other key"}, or one key by itself. A document is read only up to the value, in linear time and
 * without recursion; what stands behind it is not checked. Of a key that stands twice in an object, the first counts. Immutable.
 */
public final class JsonPath {
    private static final int STEPS_MAX = 64;

    /** Keys as text, indexes as Long; a negative one counts from the end. */
    private final List<Object> steps;

    private JsonPath(List<Object> steps) {
        this.steps = List.copyOf(steps);
    }

    /** A path that cannot be read. */
    public static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final int index;

        Unreadable(int index, String what) {
            super(what);
            this.index = index;
        }

        /** Where in the path, counted from 0. */
        public int index() {
            return index;
        }
    }

    /** The element of an array. */
    public static JsonPath ofIndex(long index) {
        return new JsonPath(List.of(index));
    }

    /** Reads a path; what does not begin with $ is a key. Fails with {@link Unreadable}. */
    public static JsonPath of(String path) {
        if (!path.startsWith("$")) {
            return new JsonPath(List.of(path));
        }
        List<Object> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int from = at;
            if (steps.size() == STEPS_MAX) {
                throw new Unreadable(at, "it has more than " + STEPS_MAX + " steps");
            }
            if (path.startsWith(".\"", at)) {
                int end = path.indexOf('"', at + 2);
                if (end < 0) {
                    throw new Unreadable(at + 1, "this key has no end: expected \"");
                }
                steps.add(path.substring(at + 2, end));
                at = end + 1;
            } else if (path.charAt(at) == '.') {
                at++;
                while (at < path.length() && path.charAt(at) != '.' && path.charAt(at) != '[') {
                    at++;
                }
                if (at == from + 1) {
                    throw new Unreadable(from, "expected a key behind the dot");
                }
                steps.add(path.substring(from + 1, at));
            } else if (path.charAt(at) == '[') {
                int end = path.indexOf(']', at);
                String digits = end < 0 ? "" : path.substring(at + 1, end);
                if (!digits.matches("-?[0-9]{1,9}")) {
                    throw new Unreadable(from, "expected an index such as [0]");
                }
                steps.add(Long.valueOf(digits));
                at = end + 1;
            } else {
                throw new Unreadable(at, "expected .key or [index]");
            }
        }
        return new JsonPath(steps);
    }

    /** The value as it stands in the document; null when there is none. */
    public @Nullable String json(String document) {
        Scan scan = new Scan(document);
        return scan.find(steps) ? scan.value() : null;
    }

    /** The value as text: a string without quotes and escapes, null as null, others as they stand. */
    public @Nullable String text(String document) {
        String json = json(document);
        if (json == null || json.equals("null")) {
            return null;
        }
        return json.startsWith("\"") ? unescaped(json, 1, json.length() - 1) : json;
    }

    private static String unescaped(String text, int from, int to) {
        int at = text.indexOf('\\', from);
        if (at < 0 || at >= to) {
            return text.substring(from, to);
        }
        StringBuilder result = new StringBuilder(to - from);
        int copied = from;
        while (at >= 0 && at + 1 < to) {
            result.append(text, copied, at);
            char c = text.charAt(at + 1);
            int length = 2;
            switch (c) {
                case 'n' -> result.append('\n');
                case 't' -> result.append('\t');
                case 'r' -> result.append('\r');
                case 'b' -> result.append('\b');
                case 'f' -> result.append('\f');
                case 'u' -> {
                    boolean valid =
                            at + 6 <= to && text.substring(at + 2, at + 6).matches("[0-9a-fA-F]{4}");
                    result.append(valid ? (char) Integer.parseInt(text.substring(at + 2, at + 6), 16) : 'u');
                    length = valid ? 6 : 2;
                }
                default -> result.append(c);
            }
            copied = at + length;
            at = text.indexOf('\\', copied);
        }
        return result.append(text, copied, to).toString();
    }

    /** Reads one document. */
    private static final class Scan {
        private final String text;
        private int at;

        Scan(String text) {
            this.text = text;
        }

        /** Whether the steps lead to a value, at which this stands then. */
        boolean find(List<Object> steps) {
            blanks();
            for (Object step : steps) {
                boolean found = step instanceof Long index ? element(index) : member((String) step);
                if (!found) {
                    return false;
                }
            }
            return at < text.length();
        }

        @Nullable
        String value() {
            int from = at;
            return skip() ? text.substring(from, at) : null;
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private boolean accept(char c) {
            if (peek() != c || at >= text.length()) {
                return false;
            }
            at++;
            blanks();
            return true;
        }

        private void blanks() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private boolean member(String key) {
            if (!accept('{')) {
                return false;
            }
            while (peek() == '"') {
                int from = at + 1;
                if (!string()) {
                    return false;
                }
                boolean same = matches(key, from, at - 1);
                blanks();
                if (!accept(':')) {
                    return false;
                }
                if (same) {
                    return true;
                }
                if (!skip()) {
                    return false;
                }
                blanks();
                if (!accept(',')) {
                    return false;
                }
            }
            return false;
        }

        private boolean matches(String key, int from, int to) {
            int escape = text.indexOf('\\', from);
            return escape < 0 || escape >= to
                    ? key.length() == to - from && text.startsWith(key, from)
                    : unescaped(text, from, to).equals(key);
        }

        private boolean element(long index) {
            if (peek() != '[') {
                return false;
            }
            long wanted = index;
            if (index < 0) {
                int begin = at;
                wanted = count() + index;
                at = begin;
            }
            accept('[');
            if (wanted < 0 || peek() == ']') {
                return false;
            }
            for (long i = 0; i < wanted; i++) {
                if (!skip()) {
                    return false;
                }
                blanks();
                if (!accept(',')) {
                    return false;
                }
            }
            return at < text.length();
        }

        private long count() {
            accept('[');
            long count = peek() == ']' ? 0 : 1;
            while (count > 0 && skip()) {
                blanks();
                if (!accept(',')) {
                    return count;
                }
                count++;
            }
            return 0;
        }

        /** Moves behind the closing quote of a string. */
        private boolean string() {
            for (int i = at + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    at = i + 1;
                    return true;
                }
            }
            return false;
        }

        /** Moves behind the value; whether there is a whole one. */
        private boolean skip() {
            int depth = 0;
            int from = at;
            while (at < text.length()) {
                char c = text.charAt(at);
                if (c == '"') {
                    if (!string()) {
                        return false;
                    }
                } else if (c == '{' || c == '[') {
                    depth++;
                    at++;
                } else if (c == '}' || c == ']') {
                    if (depth == 0) {
                        return at > from;
                    }
                    depth--;
                    at++;
                } else if (depth == 0) {
                    while (at < text.length() && ",]} \t\r\n:\"[{".indexOf(text.charAt(at)) < 0) {
                        at++;
                    }
                    return at > from;
                } else {
                    at++;
                }
                if (depth == 0) {
                    return true;
                }
            }
            return false;
        }
    }
}
