/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Functions that find, cut and join pieces of texts. Positions and lengths count code points, from 1. */
final class PieceFunctions {
    private static final List<ColumnType> TEXTS = List.of(ColumnType.TEXT, ColumnType.TEXT);
    private static final List<ColumnType> TEXT_AND_COUNT = List.of(ColumnType.TEXT, ColumnType.LONG);

    private PieceFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        for (String name : List.of("strpos", "position", "instr")) {
            Rowwise.register(rules, name, ColumnType.LONG, 2, TEXTS, v -> position((String) v[0], (String) v[1]));
        }
        rules.put("has_token", new Functions.Rule(2, 2, PieceFunctions::hasToken));
        Rowwise.register(
                rules,
                "split_part",
                ColumnType.TEXT,
                3,
                List.of(ColumnType.TEXT, ColumnType.TEXT, ColumnType.LONG),
                v -> part((String) v[0], (String) v[1], (Long) v[2]));
        Rowwise.register(rules, "left", ColumnType.TEXT, 2, TEXT_AND_COUNT, v -> {
            String text = (String) v[0];
            return text.substring(0, text.offsetByCodePoints(0, kept(text, (Long) v[1])));
        });
        Rowwise.register(rules, "right", ColumnType.TEXT, 2, TEXT_AND_COUNT, v -> {
            String text = (String) v[0];
            return text.substring(text.offsetByCodePoints(text.length(), -kept(text, (Long) v[1])));
        });
        Rowwise.register(
                rules,
                "reverse",
                ColumnType.TEXT,
                1,
                List.of(ColumnType.TEXT),
                v -> new StringBuilder((String) v[0]).reverse().toString());
        rules.put(
                "repeat",
                new Functions.Rule(
                        2,
                        2,
                        a -> Rowwise.fallible("repeat", ColumnType.TEXT, Rowwise.arguments(a, TEXT_AND_COUNT), v -> {
                            String text = (String) v[0];
                            long times = text.isEmpty() ? 0 : Math.max(0, (Long) v[1]);
                            a.checkLength(times > Functions.TEXT_LENGTH_MAX ? times : times * text.length());
                            return text.repeat((int) times);
                        })));
        rules.put("lpad", new Functions.Rule(2, 3, a -> pad(a, true)));
        rules.put("rpad", new Functions.Rule(2, 3, a -> pad(a, false)));
    }

    private static long position(String text, String part) {
        int index = text.indexOf(part);
        return index < 0 ? 0 : text.codePointCount(0, index) + 1L;
    }

    /** How many code points stay; of a negative count all but so many. */
    private static int kept(String text, long count) {
        int length = text.codePointCount(0, text.length());
        return (int) (count >= 0 ? Math.min(count, length) : Math.max(0, length + Math.max(count, -length)));
    }

    /** The n-th part between separators, of a negative n from the end; empty when there is none. */
    private static String part(String text, String separator, long n) {
        if (separator.isEmpty()) {
            return n == 1 || n == -1 ? text : "";
        }
        if (n > 0) {
            int from = 0;
            for (long i = 1; i < n; i++) {
                int index = text.indexOf(separator, from);
                if (index < 0) {
                    return "";
                }
                from = index + separator.length();
            }
            int end = text.indexOf(separator, from);
            return text.substring(from, end < 0 ? text.length() : end);
        }
        List<Integer> starts = new ArrayList<>(List.of(0));
        for (int index = text.indexOf(separator);
                index >= 0;
                index = text.indexOf(separator, index + separator.length())) {
            starts.add(index + separator.length());
        }
        if (n == 0 || n < -starts.size()) {
            return "";
        }
        int which = (int) (starts.size() + n);
        int end = which + 1 < starts.size() ? starts.get(which + 1) - separator.length() : text.length();
        return text.substring(starts.get(which), end);
    }

    /** Letters, digits, underscores and what is beyond ASCII, as {@link io.ttlog.storage.index.TextKeys} has runs. */
    private static boolean isOfToken(char c) {
        return c >= 0x80 || c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    private static Expression hasToken(Functions.Arguments a) {
        if (Coercion.isNull(a.get(1))) {
            return Constant.nullOf(ColumnType.BOOLEAN);
        }
        String token = (String) a.constant(1, ColumnType.TEXT);
        for (int i = 0; i < token.length(); i++) {
            if (!isOfToken(token.charAt(i))) {
                throw a.source()
                        .semantic(
                                a.within(1, i),
                                "a token has letters, digits, underscores and characters beyond ASCII only; write contains(t,"
                                        + " part), or several has_token joined by AND");
            }
        }
        if (token.isEmpty()) {
            throw a.source().semantic(a.place(1), "has_token expected a token but found an empty text");
        }
        return Rowwise.of(
                "has_token", ColumnType.BOOLEAN, Rowwise.arguments(a, TEXTS), v -> hasToken((String) v[0], token));
    }

    private static boolean hasToken(String text, String token) {
        int at = text.indexOf(token);
        while (at >= 0) {
            int end = at + token.length();
            boolean whole = (at == 0 || !isOfToken(text.charAt(at - 1)))
                    && (end == text.length() || !isOfToken(text.charAt(end)));
            if (whole) {
                return true;
            }
            // a token begins behind a separator, so none begins before the end of the run that this one stands in
            while (end < text.length() && isOfToken(text.charAt(end))) {
                end++;
            }
            at = text.indexOf(token, end);
        }
        return false;
    }

    private static Expression pad(Functions.Arguments a, boolean left) {
        List<ColumnType> types = List.of(ColumnType.TEXT, ColumnType.LONG, ColumnType.TEXT);
        String name = a.call().function();
        return Rowwise.fallible(name, ColumnType.TEXT, Rowwise.arguments(a, types), v -> {
            String text = (String) v[0];
            String filling = v.length == 3 ? (String) v[2] : " ";
            long length = Math.max(0, (Long) v[1]);
            int present = text.codePointCount(0, text.length());
            if (length <= present || filling.isEmpty()) {
                return text.substring(0, text.offsetByCodePoints(0, (int) Math.min(length, present)));
            }
            a.checkLength(length);
            int missing = (int) length - present;
            int points = filling.codePointCount(0, filling.length());
            int rest = filling.offsetByCodePoints(0, missing % points);
            a.checkLength((long) (missing / points) * filling.length() + rest + text.length());
            String padding = filling.repeat(missing / points) + filling.substring(0, rest);
            return left ? padding + text : text + padding;
        });
    }
}
