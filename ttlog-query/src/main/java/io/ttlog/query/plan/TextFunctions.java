/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Functions of text. Positions and lengths count characters (code points) from 1. */
final class TextFunctions {
    private TextFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        texts(rules, "lower", ColumnType.TEXT, 1, v -> text(v, 0).toLowerCase(Locale.ROOT));
        texts(rules, "upper", ColumnType.TEXT, 1, v -> text(v, 0).toUpperCase(Locale.ROOT));
        texts(rules, "length", ColumnType.LONG, 1, v ->
                (long) text(v, 0).codePointCount(0, text(v, 0).length()));
        texts(rules, "contains", ColumnType.BOOLEAN, 2, v -> text(v, 0).contains(text(v, 1)));
        texts(rules, "starts_with", ColumnType.BOOLEAN, 2, v -> text(v, 0).startsWith(text(v, 1)));
        texts(rules, "ends_with", ColumnType.BOOLEAN, 2, v -> text(v, 0).endsWith(text(v, 1)));
        texts(
                rules,
                "replace",
                ColumnType.TEXT,
                3,
                v -> text(v, 1).isEmpty() ? text(v, 0) : text(v, 0).replace(text(v, 1), text(v, 2)));
        trim(rules, "trim", true, true);
        trim(rules, "ltrim", true, false);
        trim(rules, "rtrim", false, true);
        Functions.Rule.Body substr = a -> {
            List<Expression> arguments = new ArrayList<>();
            arguments.add(a.as(0, ColumnType.TEXT));
            for (int i = 1; i < a.count(); i++) {
                arguments.add(a.as(i, ColumnType.LONG));
            }
            return Rowwise.of("substr", ColumnType.TEXT, arguments, TextFunctions::substr);
        };
        rules.put("substr", new Functions.Rule(2, 3, substr));
        rules.put("substring", new Functions.Rule(2, 3, substr));
        rules.put("concat", new Functions.Rule(1, Integer.MAX_VALUE, a -> {
            List<Expression> arguments = new ArrayList<>();
            for (Expression argument : a.list()) {
                arguments.add(Conversion.cast(argument, ColumnType.TEXT));
            }
            return new Function("concat", ColumnType.TEXT, arguments, (vectors, count) -> {
                ColumnBuilder builder = new ColumnBuilder(ColumnType.TEXT, count);
                for (int row = 0; row < count; row++) {
                    StringBuilder text = new StringBuilder();
                    for (Vector vector : vectors) {
                        text.append(vector.isNull(row) ? "" : vector.boxed(row));
                    }
                    builder.appendText(text.toString());
                }
                return builder.build();
            });
        }));
    }

    private static String text(Object[] values, int index) {
        return (String) values[index];
    }

    private static void texts(
            Map<String, Functions.Rule> rules, String name, ColumnType type, int count, Rowwise.Body function) {
        rules.put(name, new Functions.Rule(count, count, a -> {
            List<Expression> arguments = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                arguments.add(a.as(i, ColumnType.TEXT));
            }
            return Rowwise.of(name, type, arguments, function);
        }));
    }

    private static String substr(Object[] values) {
        String text = text(values, 0);
        int length = text.codePointCount(0, text.length());
        long start = (Long) values[1];
        // the window may begin before the text, as in the standard: substr('abc', 0, 2) is 'a'
        long end = Long.MAX_VALUE;
        if (values.length == 3) {
            long count = Math.max(0, (Long) values[2]);
            end = start > Long.MAX_VALUE - count ? Long.MAX_VALUE : start + count;
        }
        int from = (int) Math.min(length, Math.max(0, start == Long.MIN_VALUE ? 0 : start - 1));
        int to = (int) Math.min(length, Math.max(from, end == Long.MIN_VALUE ? 0 : end - 1));
        return text.substring(text.offsetByCodePoints(0, from), text.offsetByCodePoints(0, to));
    }

    private static void trim(Map<String, Functions.Rule> rules, String name, boolean left, boolean right) {
        rules.put(name, new Functions.Rule(1, 2, a -> {
            List<Expression> arguments = new ArrayList<>();
            for (int i = 0; i < a.count(); i++) {
                arguments.add(a.as(i, ColumnType.TEXT));
            }
            return Rowwise.of(name, ColumnType.TEXT, arguments, v -> {
                String text = text(v, 0);
                String removed = v.length == 2 ? text(v, 1) : " \t\r\n";
                int from = 0;
                int to = text.length();
                while (left && from < to && removed.indexOf(text.codePointAt(from)) >= 0) {
                    from += Character.charCount(text.codePointAt(from));
                }
                while (right && from < to && removed.indexOf(text.codePointBefore(to)) >= 0) {
                    to -= Character.charCount(text.codePointBefore(to));
                }
                return text.substring(from, to);
            });
        }));
    }

    /** {@code left || right}: any values, as text; null when either is. */
    static Expression concatenate(Expression left, Expression right) {
        List<Expression> arguments =
                List.of(Conversion.cast(left, ColumnType.TEXT), Conversion.cast(right, ColumnType.TEXT));
        return Rowwise.of("||", ColumnType.TEXT, arguments, v -> text(v, 0) + text(v, 1));
    }
}
