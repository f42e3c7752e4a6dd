/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes random expressions over a {@link RandomTable}: their SQL, and what they mean for one row, written as plainly as can be.
 * Whole numbers stay small where they are calculated with, so that nothing overflows.
 */
final class RandomExpression {
    private final Random random;

    RandomExpression(Random random) {
        this.random = random;
    }

    /** What an expression is for a row; null is NULL. */
    interface Meaning {
        @Nullable
        Object of(Map<String, Object> row);
    }

    /** SQL text and meaning. */
    record Term(String sql, Meaning meaning) {
        @Nullable
        Object of(Map<String, Object> row) {
            return meaning.of(row);
        }
    }

    private static Term column(String name) {
        return new Term(name, row -> row.get(name));
    }

    private static Term literal(String sql, @Nullable Object value) {
        return new Term(sql, row -> value);
    }

    // ---- conditions

    Term condition(int depth) {
        if (depth == 0) {
            return switch (random.nextInt(8)) {
                case 0 -> literal("TRUE", true);
                case 1 -> literal("FALSE", false);
                case 2 -> literal("CAST(NULL AS BOOLEAN)", null);
                case 3, 4 -> column("b");
                default -> comparison(0);
            };
        }
        return switch (random.nextInt(12)) {
            case 0, 1 -> logical(condition(depth - 1), "AND", condition(depth - 1));
            case 2, 3 -> logical(condition(depth - 1), "OR", condition(depth - 1));
            case 4 -> not(condition(depth - 1));
            case 5 -> isNull(any(depth - 1));
            case 6 -> between(depth - 1);
            case 7 -> in(depth - 1);
            case 8 -> like(depth - 1);
            case 9 -> caseOf(condition(depth - 1), condition(depth - 1), condition(depth - 1));
            case 10 -> truth(condition(depth - 1));
            default -> comparison(depth - 1);
        };
    }

    private static Term logical(Term a, String operator, Term b) {
        boolean decides = operator.equals("OR");
        return new Term("(" + a.sql + " " + operator + " " + b.sql + ")", row -> {
            Object x = a.of(row);
            Object y = b.of(row);
            if (Boolean.valueOf(decides).equals(x) || Boolean.valueOf(decides).equals(y)) {
                return decides;
            }
            return x == null || y == null ? null : (Object) !decides;
        });
    }

    static Term not(Term a) {
        return new Term("(NOT " + a.sql + ")", row -> a.of(row) instanceof Boolean x ? !x : null);
    }

    static Term isNull(Term a) {
        return new Term("(" + a.sql + " IS NULL)", row -> a.of(row) == null);
    }

    private Term truth(Term a) {
        boolean wanted = random.nextBoolean();
        boolean negated = random.nextBoolean();
        return new Term(
                "(" + a.sql + " IS " + (negated ? "NOT " : "") + (wanted ? "TRUE" : "FALSE") + ")",
                row -> negated != Boolean.valueOf(wanted).equals(a.of(row)));
    }

    private Term comparison(int depth) {
        String operator = List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")
                .get(random.nextInt(8));
        Term[] two = pair(depth);
        return new Term("(" + two[0].sql + " " + operator + " " + two[1].sql + ")", row -> {
            Object x = two[0].of(row);
            Object y = two[1].of(row);
            if (operator.startsWith("IS")) {
                boolean same = x == null || y == null ? x == y : order(x, y) == 0;
                return same == operator.contains("NOT");
            }
            return compare(operator, x, y);
        });
    }

    private static @Nullable Boolean compare(String operator, @Nullable Object x, @Nullable Object y) {
        if (x == null || y == null) {
            return null;
        }
        int order = order(x, y);
        return switch (operator) {
            case "=" -> order == 0;
            case "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            default -> order >= 0;
        };
    }

    /** NaN above all numbers and equal to itself, zeros equal, texts by code point; a LONG meets a DOUBLE as a double. */
    static int order(Object x, Object y) {
        if (x instanceof Long a && y instanceof Long b) {
            return a.compareTo(b);
        }
        if (x instanceof Number a && y instanceof Number b) {
            return Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0);
        }
        if (x instanceof Boolean a && y instanceof Boolean b) {
            return a.compareTo(b);
        }
        int[] a = ((String) x).codePoints().toArray();
        int[] b = ((String) y).codePoints().toArray();
        return java.util.Arrays.compare(a, b);
    }

    private Term between(int depth) {
        Term[] low = pair(depth);
        Term high = low[2];
        boolean negated = random.nextBoolean();
        Term both = logical(
                new Term("", row -> compare(">=", low[0].of(row), low[1].of(row))),
                "AND",
                new Term("", row -> compare("<=", low[0].of(row), high.of(row))));
        String sql = "(" + low[0].sql + (negated ? " NOT" : "") + " BETWEEN " + low[1].sql + " AND " + high.sql + ")";
        return new Term(sql, negated ? not(both).meaning : both.meaning);
    }

    private Term in(int depth) {
        boolean texts = random.nextBoolean();
        Term operand = texts ? text(depth) : whole(depth);
        List<Term> list = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            list.add(random.nextInt(6) == 0 ? literal("NULL", null) : texts ? text(0) : whole(0));
        }
        boolean negated = random.nextBoolean();
        String items = String.join(", ", list.stream().map(Term::sql).toList());
        Meaning in = row -> {
            Object x = operand.of(row);
            boolean unknown = false;
            for (Term item : list) {
                Boolean equal = compare("=", x, item.of(row));
                unknown |= equal == null;
                if (equal != null && equal) {
                    return true;
                }
            }
            return unknown ? null : (Object) false;
        };
        Term plain = new Term("", in);
        return new Term(
                "(" + operand.sql + (negated ? " NOT" : "") + " IN (" + items + "))",
                negated ? not(plain).meaning : in);
    }

    private Term like(int depth) {
        Term operand = text(depth);
        String pattern = List.of("%", "a%", "%b", "_", "%a%b%", "", "a!_b", "!%", "__", "%🎉", "A%", "%'%")
                .get(random.nextInt(12));
        boolean ignoreCase = random.nextBoolean();
        boolean negated = random.nextBoolean();
        Term plain = new Term("", row -> {
            if (!(operand.of(row) instanceof String text)) {
                return null;
            }
            int[] subject = (ignoreCase ? text.toLowerCase(Locale.ROOT) : text)
                    .codePoints()
                    .toArray();
            int[] wanted = (ignoreCase ? pattern.toLowerCase(Locale.ROOT) : pattern)
                    .codePoints()
                    .toArray();
            return isLike(subject, 0, wanted, 0);
        });
        return new Term(
                "(" + operand.sql + (negated ? " NOT " : " ") + (ignoreCase ? "ILIKE " : "LIKE ") + quoted(pattern)
                        + " ESCAPE '!')",
                negated ? not(plain).meaning : plain.meaning);
    }

    private static boolean isLike(int[] text, int at, int[] pattern, int p) {
        if (p == pattern.length) {
            return at == text.length;
        }
        if (pattern[p] == '%') {
            return isLike(text, at, pattern, p + 1) || at < text.length && isLike(text, at + 1, pattern, p);
        }
        boolean escaped = pattern[p] == '!';
        int wanted = pattern[escaped ? p + 1 : p];
        boolean matches = at < text.length && (!escaped && wanted == '_' || text[at] == wanted);
        return matches && isLike(text, at + 1, pattern, p + (escaped ? 2 : 1));
    }

    static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private Term caseOf(Term condition, Term then, Term otherwise) {
        return new Term(
                "CASE WHEN " + condition.sql + " THEN " + then.sql + " ELSE " + otherwise.sql + " END",
                row -> Boolean.TRUE.equals(condition.of(row)) ? then.of(row) : otherwise.of(row));
    }

    /** Three terms that can be compared. */
    private Term[] pair(int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> new Term[] {whole(depth), whole(depth), whole(depth)};
            case 1 -> new Term[] {real(depth), real(depth), real(depth)};
            case 2 -> new Term[] {whole(depth), real(depth), whole(depth)};
            case 3 -> new Term[] {large(), large(), large()};
            default -> new Term[] {text(depth), text(depth), text(depth)};
        };
    }

    // ---- values

    Term any(int depth) {
        return switch (random.nextInt(5)) {
            case 0 -> whole(depth);
            case 1 -> real(depth);
            case 2 -> text(depth);
            case 3 -> large();
            default -> condition(depth);
        };
    }

    private Term large() {
        long value = RandomTable.LARGE.get(random.nextInt(RandomTable.LARGE.size()));
        return random.nextInt(3) == 0 ? literal(Long.toString(value), value) : column("w");
    }

    Term whole(int depth) {
        if (depth == 0) {
            long value = random.nextInt(7) - 3L;
            return switch (random.nextInt(4)) {
                case 0 -> literal(value < 0 ? "(" + value + ")" : "" + value, value);
                case 1 -> column("m");
                default -> column("n");
            };
        }
        Term a = whole(depth - 1);
        Term b = whole(depth - 1);
        return switch (random.nextInt(9)) {
            case 0 -> whole(a, "+", b);
            case 1 -> whole(a, "-", b);
            case 2 -> whole(whole(0), "*", whole(0));
            case 3 -> whole(a, "/", b);
            case 4 -> whole(a, "%", b);
            case 5 -> caseOf(condition(depth - 1), a, b);
            case 6 -> coalesce(a, b);
            case 7 -> new Term("abs(" + a.sql + ")", row -> a.of(row) instanceof Long x ? Math.abs(x) : null);
            default -> {
                Term text = text(depth - 1);
                yield new Term(
                        "length(" + text.sql + ")",
                        row -> text.of(row) instanceof String x ? (long) x.codePointCount(0, x.length()) : null);
            }
        };
    }

    private static Term whole(Term a, String operator, Term b) {
        return new Term("(" + a.sql + " " + operator + " " + b.sql + ")", row -> {
            if (!(a.of(row) instanceof Long x) || !(b.of(row) instanceof Long y)) {
                return null;
            }
            return switch (operator) {
                case "+" -> x + y;
                case "-" -> x - y;
                case "*" -> x * y;
                case "/" -> y == 0 ? null : (Object) (x / y);
                default -> y == 0 ? null : (Object) (x % y);
            };
        });
    }

    private static Term coalesce(Term a, Term b) {
        return new Term("coalesce(" + a.sql + ", " + b.sql + ")", row -> {
            Object x = a.of(row);
            return x == null ? b.of(row) : x;
        });
    }

    Term real(int depth) {
        if (depth == 0) {
            return random.nextInt(3) == 0 ? literal("1.5", 1.5) : column("d");
        }
        Term a = real(depth - 1);
        Term b = random.nextInt(3) == 0 ? whole(depth - 1) : real(depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> real(a, "+", b);
            case 1 -> real(a, "-", b);
            case 2 -> real(a, "*", b);
            case 3 -> real(a, "/", b);
            case 4 -> caseOf(condition(depth - 1), a, real(depth - 1));
            default -> {
                Term whole = whole(depth - 1);
                yield new Term(
                        "CAST(" + whole.sql + " AS DOUBLE)",
                        row -> whole.of(row) instanceof Long x ? (double) x : null);
            }
        };
    }

    private static Term real(Term a, String operator, Term b) {
        return new Term("(" + a.sql + " " + operator + " " + b.sql + ")", row -> {
            if (!(a.of(row) instanceof Number m) || !(b.of(row) instanceof Number n)) {
                return null;
            }
            double x = m.doubleValue();
            double y = n.doubleValue();
            return switch (operator) {
                case "+" -> x + y;
                case "-" -> x - y;
                case "*" -> x * y;
                default -> y == 0 ? null : (Object) (x / y);
            };
        });
    }

    Term text(int depth) {
        if (depth == 0) {
            String value = RandomTable.TEXTS.get(random.nextInt(RandomTable.TEXTS.size()));
            return switch (random.nextInt(4)) {
                case 0 -> literal(quoted(value), value);
                case 1 -> column("service");
                default -> column("t");
            };
        }
        Term a = text(depth - 1);
        Term b = text(depth - 1);
        return switch (random.nextInt(5)) {
            case 0 ->
                new Term(
                        "(" + a.sql + " || " + b.sql + ")",
                        row -> a.of(row) instanceof String x && b.of(row) instanceof String y ? x + y : null);
            case 1 ->
                new Term(
                        "upper(" + a.sql + ")",
                        row -> a.of(row) instanceof String x ? x.toUpperCase(Locale.ROOT) : null);
            case 2 -> caseOf(condition(depth - 1), a, b);
            case 3 -> coalesce(a, b);
            default ->
                new Term("nullif(" + a.sql + ", " + b.sql + ")", row -> {
                    Object x = a.of(row);
                    Object y = b.of(row);
                    return x != null && x.equals(y) ? null : x;
                });
        };
    }
}
