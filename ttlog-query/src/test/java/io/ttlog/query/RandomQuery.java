/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random queries over tables {@code t0} to {@code t2}, each with whole numbers {@code a}, {@code b} and a text {@code c}, in
 * SQL that means the same to any engine. Each query has the columns a (whole number), b (whole number), c (text).
 */
final class RandomQuery {
    private static final int TABLES = 3;
    private final Random random;
    private final boolean windows;

    RandomQuery(Random random, boolean windows) {
        this.random = random;
        this.windows = windows;
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** A query of three columns. */
    String query(int depth) {
        if (depth > 0 && random.nextInt(4) == 0) {
            return "(" + query(depth - 1) + ") "
                    + any("UNION", "UNION ALL", "INTERSECT", "INTERSECT ALL", "EXCEPT", "EXCEPT ALL") + " ("
                    + query(depth - 1) + ")";
        }
        if (depth > 0 && random.nextInt(6) == 0) {
            return "WITH w AS (" + query(depth - 1) + ") SELECT x.a, y.b, x.c FROM w x " + any("JOIN", "LEFT JOIN")
                    + " w y ON x.a = y.b";
        }
        if (windows && random.nextInt(2) == 0) {
            return window(depth);
        }
        return random.nextInt(3) == 0 ? grouped(depth) : plain(depth);
    }

    private String from(int depth, String alias) {
        if (depth > 0 && random.nextInt(3) == 0) {
            return "(" + query(depth - 1) + ") " + alias;
        }
        return "t" + random.nextInt(TABLES) + " " + alias;
    }

    private String joined(int depth, List<String> aliases) {
        StringBuilder from = new StringBuilder(from(depth, "p"));
        aliases.add("p");
        for (int i = random.nextInt(3); i > 0; i--) {
            String alias = "q" + i;
            String kind = any("JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "SEMI JOIN", "ANTI JOIN", ",");
            String right = from(depth, alias);
            if (kind.equals(",")) {
                from.append(" CROSS JOIN ").append(right);
                aliases.add(alias);
                continue;
            }
            String left = aliases.get(random.nextInt(aliases.size()));
            from.append(' ').append(kind).append(' ').append(right).append(" ON ");
            from.append(left).append(any(".a = ", ".b = ")).append(alias).append(any(".a", ".b"));
            if (random.nextInt(3) == 0) {
                from.append(" AND ").append(left).append(".c = ").append(alias).append(".c");
            }
            // DuckDB takes no other conditions than equalities and comparisons of both sides for each kind
            if (random.nextInt(4) == 0 && !kind.equals("FULL JOIN")) {
                from.append(" AND ")
                        .append(left)
                        .append(any(".b <= ", ".a <> "))
                        .append(alias)
                        .append(".b");
            }
            if (random.nextInt(4) == 0 && !kind.equals("FULL JOIN")) {
                from.append(" AND ").append(random.nextBoolean() ? left : alias).append(".a > 1");
            }
            if (!kind.startsWith("SEMI") && !kind.startsWith("ANTI")) {
                aliases.add(alias);
            }
        }
        return from.toString();
    }

    private String number(List<String> aliases) {
        return aliases.get(random.nextInt(aliases.size())) + any(".a", ".b");
    }

    private String text(List<String> aliases) {
        return aliases.get(random.nextInt(aliases.size())) + ".c";
    }

    private String condition(int depth, List<String> aliases) {
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> number(aliases) + any(" = ", " < ", " >= ", " <> ") + number(aliases);
            case 1 -> number(aliases) + any(" = ", " < ", " >= ", " <> ") + random.nextInt(4);
            case 2 -> text(aliases) + any(" = 'x'", " < 'y'", " IS NULL", " IS NOT NULL", " LIKE '%y%'");
            case 3 -> "(" + condition(depth, aliases) + " OR " + condition(depth, aliases) + ")";
            case 4 -> condition(depth, aliases) + " AND " + condition(depth, aliases);
            case 5 -> "NOT (" + condition(depth, aliases) + ")";
            case 6 ->
                number(aliases) + any(" IN ", " NOT IN ") + "(SELECT " + any("a", "b") + " FROM (" + query(depth - 1)
                        + ") z)";
            case 7 ->
                number(aliases) + any(" = ", " < ", " >= ") + "(SELECT " + any("max", "min", "count") + "("
                        + any("a", "b") + ") FROM (" + query(depth - 1) + ") z)";
            default -> any("EXISTS ", "NOT EXISTS ") + "(SELECT 1 FROM (" + query(depth - 1) + ") z WHERE z.a > 2)";
        };
    }

    private String where(int depth, List<String> aliases) {
        return random.nextInt(3) == 0 ? "" : " WHERE " + condition(depth, aliases);
    }

    private String plain(int depth) {
        List<String> aliases = new ArrayList<>();
        String from = joined(depth, aliases);
        return "SELECT " + any("", "DISTINCT ") + number(aliases) + " AS a, " + number(aliases)
                + any("", " + 1", " * 2") + " AS b, " + text(aliases) + " AS c FROM " + from + where(depth, aliases);
    }

    private String grouped(int depth) {
        List<String> aliases = new ArrayList<>();
        String from = joined(depth, aliases);
        String key = number(aliases);
        String having = any("", "", " HAVING " + key + " > 0", " HAVING count(*) > 1", " HAVING " + key + " IS NULL");
        return "SELECT " + key + " AS a, "
                + any("count(*)", "min(", "max(", "count(DISTINCT ")
                        .replaceFirst("\\($", "(" + number(aliases) + ")")
                        .replaceFirst("DISTINCT $", "DISTINCT " + number(aliases) + ")")
                + " AS b, max(" + text(aliases)
                + ") AS c FROM " + from + where(depth, aliases) + " GROUP BY " + key + having;
    }

    /** Every order is total but for rows that are equal throughout, so that there is one answer. */
    private String window(int depth) {
        String total = "a" + any("", " DESC") + " NULLS " + any("FIRST", "LAST") + ", b" + any("", " DESC")
                + " NULLS LAST, c NULLS LAST";
        String partition = any("", "PARTITION BY c ", "PARTITION BY a ", "PARTITION BY b, c ");
        String rows = " ROWS BETWEEN " + any("UNBOUNDED PRECEDING", "1 PRECEDING", "CURRENT ROW", "2 PRECEDING")
                + " AND " + any("CURRENT ROW", "1 FOLLOWING", "UNBOUNDED FOLLOWING", "2 FOLLOWING");
        String order = partition + "ORDER BY " + total;
        String function = switch (random.nextInt(9)) {
            case 0 -> "rank() OVER (" + partition + "ORDER BY a NULLS LAST)";
            case 1 -> "dense_rank() OVER (" + partition + "ORDER BY b DESC NULLS LAST)";
            case 2 -> any("lag", "lead") + "(" + any("a", "b") + any("", ", 1", ", 2, -7") + ") OVER (" + order + ")";
            case 3 -> any("first_value", "last_value") + "(b) OVER (" + order + rows + ")";
            case 4 -> any("count", "min", "max") + "(b) OVER (" + order + rows + ")";
            case 5 -> "ntile(" + (1 + random.nextInt(4)) + ") OVER (" + order + ")";
            case 6 -> "count(*) OVER (" + partition + ")";
            case 7 -> "nth_value(a, 2) OVER (" + order + rows + ")";
            default ->
                any("count", "max") + "(b) OVER (" + partition + "ORDER BY a" + any("", " DESC") + " NULLS LAST"
                        + any(
                                "",
                                " RANGE BETWEEN 1 PRECEDING AND CURRENT ROW",
                                " RANGE BETWEEN CURRENT ROW AND 1 FOLLOWING")
                        + ")";
        };
        String qualify = random.nextInt(3) == 0 ? " QUALIFY row_number() OVER (" + order + ") <= 3" : "";
        return "SELECT a, " + function + " AS b, c FROM (SELECT DISTINCT a, b, c FROM (" + query(Math.max(0, depth - 1))
                + ") v) u" + qualify;
    }
}
