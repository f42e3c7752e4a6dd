/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Row;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.MemoryTable;
import io.ttlog.query.source.MemoryTables;
import io.ttlog.storage.column.ColumnType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions and aggregates of random arguments give what DuckDB gives of the same rows, where both mean the same. */
class FunctionOracleTest {
    private static final int ROUNDS = Integer.getInteger("ttlog.rounds", 25);
    private static final int ROWS = 40;
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "ab,c",
            "a,b,,c",
            "error 42 in x7",
            "GET /a?b=1 404",
            "é🎉x",
            "2024-01-05",
            "AbC abc",
            "10.1.2.3",
            "x=1 y=\"2\"");
    private static final List<String> PATTERNS = List.of(
            "a",
            "[0-9]+",
            "(b)(,)",
            "^a.*c$",
            "\\\\d\\\\d",
            "x|y",
            "(?i)abc",
            "[^a]+",
            "b*",
            "\\\\bx",
            "(\\\\w+) (\\\\w+)");
    private static final List<String> UNITS =
            List.of("year", "quarter", "month", "week", "day", "hour", "minute", "second");

    /** # stands for the column of texts, N of whole numbers, D of doubles, T of times; {n} for a small number; {p} pattern; {u} unit. */
    private static final List<String> TEMPLATES = List.of(
            "left(#, {n})",
            "right(#, {n})",
            "lpad(#, abs({n}), 'xy')",
            "rpad(#, abs({n}), 'é')",
            "repeat(#, abs({n}))",
            "reverse(#)",
            "strpos(#, 'b')",
            "split_part(#, ',', abs({n}) + 1)",
            "split_part(#, ',', -1 - abs({n}))",
            "regexp_matches(#, '{p}')",
            "regexp_replace(#, '{p}', '-')",
            "regexp_replace(#, '{p}', '<\\\\0>', 'g')",
            "regexp_extract(#, '{p}')",
            "sqrt(abs(N))",
            "power(N, 2)",
            "round(exp(D / 100), 9)",
            "round(ln(abs(D) + 1), 9)",
            "round(log10(abs(D) + 1), 9)",
            "round(log2(abs(D) + 1), 9)",
            "trunc(D)",
            "sign(N)",
            "N % 7",
            "date_part('{u}', T)",
            "date_part('dow', T)",
            "date_part('isodow', T)",
            "date_part('doy', T)",
            "extract(hour FROM T)",
            "date_diff('{v}', T, TIMESTAMP '2024-03-01 12:00:00')",
            "strftime(T, '%Y-%m-%d %H:%M:%S %a %b %j %p %I %y %%')");

    private static final List<String> AGGREGATES = List.of(
            "round(stddev(D), 6)",
            "round(stddev_pop(D), 6)",
            "round(variance(N), 6)",
            "round(var_pop(N), 6)",
            "arg_min(N, T)",
            "arg_max(N, T)",
            "min_by(#, T)",
            "bool_and(N > 2)",
            "bool_or(N > 2)",
            "quantile_disc(N, 0.5)",
            "quantile_disc(D, 0.9)",
            "round(quantile_cont(D, 0.3), 6)",
            "median(N)",
            "count(DISTINCT #)",
            "round(sum(D), 6)",
            "round(avg(D), 6)",
            "first(N ORDER BY T)",
            "last(# ORDER BY T)");

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private MemoryTables tables(Statement duck) throws SQLException {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put("id", ColumnType.LONG);
        columns.put("s", ColumnType.TEXT);
        columns.put("n", ColumnType.LONG);
        columns.put("d", ColumnType.DOUBLE);
        columns.put("t", ColumnType.TIMESTAMP);
        MemoryTable table = new MemoryTable("r", columns, 1 + random.nextInt(ROWS));
        duck.execute("CREATE OR REPLACE TABLE r (id BIGINT, s VARCHAR, n BIGINT, d DOUBLE, t TIMESTAMP)");
        for (long id = 0; id < ROWS; id++) {
            String s = random.nextInt(8) == 0 ? null : one(TEXTS);
            Long n = random.nextInt(8) == 0 ? null : (Long) (random.nextInt(100) - 20L);
            Double d = random.nextInt(8) == 0 ? null : (Double) ((random.nextInt(2_000) - 500) / 8.0);
            long seconds = 1_600_000_000L + random.nextInt(200_000_000);
            table.add(id, s, n, d, seconds * 1_000_000_000L);
            duck.execute("INSERT INTO r VALUES (" + id + ", " + (s == null ? "NULL" : "'" + s + "'") + ", " + n + ", "
                    + d + ", make_timestamp(" + seconds + "000000))");
        }
        MemoryTables tables = new MemoryTables();
        tables.put(table);
        return tables;
    }

    private String filled(String template) {
        return template.replace("#", "s")
                .replaceAll("\\bN\\b", "n")
                .replaceAll("\\bD\\b", "d")
                .replaceAll("\\bT\\b", "t")
                .replace("{n}", "(" + (random.nextInt(9) - 3) + ")")
                .replace("{p}", one(PATTERNS).replace("\\\\", "\\"))
                .replace("{u}", one(UNITS))
                // of weeks DuckDB counts seven days, not Mondays
                .replace("{v}", one(UNITS).replace("week", "day"))
                .replace("\\\\", "\\");
    }

    private static String plain(@Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof Number number) {
            double x = number.doubleValue();
            return Math.abs(x) < 1e-9 ? "0" : String.format(java.util.Locale.ROOT, "%.9g", x);
        }
        return value.toString();
    }

    private void compare(MemoryTables tables, Statement duck, String sql, String duckSql) throws SQLException {
        List<String> expected = new ArrayList<>();
        try (ResultSet result = duck.executeQuery(duckSql)) {
            while (result.next()) {
                expected.add(plain(result.getObject(1)) + "|" + plain(result.getObject(2)));
            }
        }
        List<String> found = new ArrayList<>();
        for (Row row : ENGINE.query(tables, sql)) {
            found.add(plain(row.get(0)) + "|" + plain(row.get(1)));
        }
        assertThat(found).as("%s, -Dttlog.seed=%d", sql, seed).isEqualTo(expected);
    }

    @Test
    void functionsGiveWhatDuckDbGives() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duck = connection.createStatement()) {
            for (int round = 0; round < ROUNDS; round++) {
                MemoryTables tables = tables(duck);
                for (String template : TEMPLATES) {
                    String call = filled(template);
                    // of no match, ours is NULL and theirs the empty text, and so is a group
                    String ours = call.startsWith("regexp_extract")
                            ? "coalesce(" + call + ", CASE WHEN s IS NULL THEN NULL ELSE '' END)"
                            : call;
                    compare(
                            tables,
                            duck,
                            "SELECT id, " + ours + " FROM r ORDER BY id",
                            "SELECT id, " + call + " FROM r ORDER BY id");
                }
            }
        }
    }

    @Test
    void aggregatesGiveWhatDuckDbGives() throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement duck = connection.createStatement()) {
            for (int round = 0; round < ROUNDS; round++) {
                MemoryTables tables = tables(duck);
                int groups = 1 + random.nextInt(6);
                for (String template : AGGREGATES) {
                    String call = filled(template);
                    String rest = " FROM r GROUP BY k ORDER BY k";
                    String ours = call.replace(" ORDER BY t", ", t");
                    boolean skipsNull = call.contains(" ORDER BY t");
                    String theirs = skipsNull
                            ? call + " FILTER (WHERE " + call.charAt(call.indexOf('(') + 1) + " IS NOT NULL)"
                            : call;
                    compare(
                            tables,
                            duck,
                            "SELECT id % " + groups + " AS k, " + ours + rest,
                            "SELECT id % " + groups + " AS k, " + theirs + rest);
                }
            }
        }
    }
}
