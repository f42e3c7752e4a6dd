/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.exec.QueryLimits;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever text comes: an answer, or an error that points into the text; nothing else, and soon. */
@Timeout(120)
class FuzzTest {
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), new QueryLimits(1000, 1000, 1000));
    private static final int ROUNDS = 20_000;
    private static final List<String> TOKENS = List.of(
            "SELECT",
            "FROM",
            "WHERE",
            "GROUP BY",
            "HAVING",
            "ORDER BY",
            "LIMIT",
            "OFFSET",
            "DISTINCT",
            "AS",
            "AND",
            "OR",
            "NOT",
            "IN",
            "IS",
            "NULL",
            "LIKE",
            "ILIKE",
            "BETWEEN",
            "CASE",
            "WHEN",
            "THEN",
            "ELSE",
            "END",
            "CAST",
            "TRUE",
            "FALSE",
            "ASC",
            "DESC",
            "NULLS",
            "FIRST",
            "ESCAPE",
            "FILTER",
            "TIMESTAMP",
            "INTERVAL",
            "FROM logs",
            "EXPLAIN",
            "ANALYZE",
            "WITH x AS (",
            "VALUES (",
            "UNION",
            "INTERSECT",
            "EXCEPT",
            "ALL",
            "JOIN",
            "LEFT JOIN",
            "ANTI",
            "ASOF JOIN",
            "CROSS JOIN logs l",
            "ON",
            "USING (",
            "EXISTS (",
            "OVER (",
            "OVER w",
            "PARTITION BY",
            "ROWS BETWEEN",
            "UNBOUNDED",
            "PRECEDING",
            "WINDOW w AS (",
            "QUALIFY",
            "LIMIT 1 BY",
            "row_number()",
            "lag(n)",
            "(SELECT",
            "(SELECT n FROM logs)",
            "l.n",
            "l.*",
            ":x",
            "logs",
            "spans",
            "metrics",
            "seq",
            "n",
            "d",
            "t",
            "b",
            "attrs",
            "attrs.x",
            "attrs['x']",
            "count",
            "sum",
            "max",
            "p99",
            "percentile",
            "time_bucket",
            "now()",
            "lower",
            "substr",
            "concat",
            "coalesce",
            "(",
            ")",
            "[",
            "]",
            ",",
            ";",
            ".",
            "*",
            "+",
            "-",
            "/",
            "%",
            "=",
            "<",
            "<=",
            "<>",
            "!=",
            "::",
            "||",
            "'",
            "''",
            "'a'",
            "\"",
            "\"n\"",
            "--",
            "/*",
            "*/",
            "0",
            "1",
            "9223372036854775807",
            "9223372036854775808",
            "1e999",
            "1.5",
            ".5",
            "5m",
            "1h30m",
            "10MB",
            "5x",
            "\n",
            "\t",
            "\u0000",
            "é",
            "🎉",
            "\ud83c",
            "$",
            "?",
            "@",
            "\\",
            "{",
            "\u00a0");

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final MemorySnapshot snapshot = RandomTable.of(random, 20).snapshot(7);

    /** Runs it, and checks the error if there is one. */
    private boolean isAnswered(String sql) {
        try {
            ENGINE.query(snapshot, sql);
            return true;
        } catch (TTLogException e) {
            assertPoints(e, sql);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("-Dttlog.seed=" + seed + " of " + sql, e);
        }
    }

    private void assertPoints(TTLogException error, String sql) {
        String what = "-Dttlog.seed=" + seed + " of " + sql;
        String message = Objects.requireNonNull(error.getMessage());
        assertThat(error.code()).as(what).isIn(ErrorCode.SQL_SYNTAX, ErrorCode.SQL_SEMANTIC, ErrorCode.QUERY_LIMIT);
        if (error.code() == ErrorCode.QUERY_LIMIT) {
            return; // speaks of the data, not of a character
        }
        List<String> lines = message.lines().toList();
        assertThat(lines.size()).as(what + ": " + message).isGreaterThanOrEqualTo(3);
        String caret = lines.get(lines.size() - 1);
        String shown = lines.get(lines.size() - 2);
        assertThat(caret).as(what).matches(" *\\^");
        assertThat(caret.length()).as(what).isLessThanOrEqualTo(shown.length() + 1);
    }

    @Test
    void tokenSoupIsAnsweredOrRefused() {
        int answered = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder sql = new StringBuilder(random.nextInt(4) == 0 ? "" : "SELECT ");
            for (int i = random.nextInt(25); i >= 0; i--) {
                sql.append(TOKENS.get(random.nextInt(TOKENS.size())));
                sql.append(random.nextInt(8) == 0 ? "" : " ");
            }
            answered += isAnswered(sql.toString()) ? 1 : 0;
        }
        assertThat(answered)
                .as("some make sense, else this tests the first word only")
                .isPositive();
    }

    @Test
    void mutatedQueriesAreAnsweredOrRefused() throws IOException, URISyntaxException {
        List<String> queries = new ArrayList<>();
        Path folder = Path.of(
                Objects.requireNonNull(FuzzTest.class.getResource("/sql")).toURI());
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                for (SqlCase sqlCase : SqlCase.parse(file.toString(), Files.readAllLines(file))) {
                    if (!sqlCase.kind().equals("table")) {
                        queries.add(sqlCase.sql());
                    }
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(200);
        RandomExpression expressions = new RandomExpression(random);
        for (int round = 0; round < ROUNDS; round++) {
            String query = random.nextInt(3) == 0
                    ? "SELECT seq FROM logs WHERE " + expressions.condition(2).sql()
                    : queries.get(random.nextInt(queries.size()));
            StringBuilder sql = new StringBuilder(query);
            for (int i = random.nextInt(3); i >= 0; i--) {
                mutate(sql);
            }
            isAnswered(sql.toString());
        }
    }

    private void mutate(StringBuilder sql) {
        int at = random.nextInt(sql.length() + 1);
        int to = Math.min(sql.length(), at + random.nextInt(6));
        switch (random.nextInt(5)) {
            case 0 -> sql.delete(at, to);
            case 1 -> sql.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
            case 2 -> sql.insert(at, sql.substring(at, to));
            case 3 -> sql.replace(at, to, Character.toString(random.nextInt(0x10000)));
            default -> sql.insert(at, (char) random.nextInt(128));
        }
    }

    @Test
    void deepAndLongQueriesAreAnsweredOrRefused() {
        for (String nest : List.of(
                "(",
                "NOT ",
                "-(",
                "abs(",
                "CASE WHEN ",
                "- ",
                "n + ",
                "n = ",
                "b AND ",
                "t || ",
                "n IN (",
                "coalesce(n, ",
                "attrs.",
                "n::",
                "n BETWEEN ",
                "(SELECT ",
                "n IN (SELECT ",
                "EXISTS (SELECT ",
                "sum(n) OVER (ORDER BY ",
                "(SELECT 1 UNION SELECT ",
                "n IS NOT DISTINCT FROM ")) {
            for (int depth : new int[] {10, 999, 1_000, 1_001, 20_000}) {
                isAnswered("SELECT " + nest.repeat(depth));
                isAnswered("SELECT " + nest.repeat(depth) + "1 FROM logs");
                isAnswered("SELECT seq FROM logs WHERE " + nest.repeat(depth) + "1" + ")".repeat(depth));
            }
        }
        assertThat(isAnswered("SELECT seq FROM logs WHERE n IN (" + "1, ".repeat(20_000) + "2)"))
                .isTrue();
        assertThat(isAnswered("SELECT seq FROM logs WHERE " + "n = 1 OR ".repeat(20_000) + "n = 2"))
                .isTrue();
        isAnswered("SELECT '" + "x".repeat(5_000_000));
        isAnswered("SELECT t FROM logs WHERE t LIKE '" + "%a".repeat(5_000) + "'");
    }
}
