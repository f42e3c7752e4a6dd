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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Random queries with joins, set operations and subqueries have the rows that DuckDB gives of the same tables. */
class RelationalOracleTest {
    private static final int ROUNDS = Integer.getInteger("ttlog.rounds", 200);
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private @Nullable Connection connection;

    @BeforeEach
    void open() throws SQLException {
        connection = DriverManager.getConnection("jdbc:duckdb:");
    }

    @AfterEach
    void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    /** Few values, so that they meet; NULLs; batches of every size; sometimes no row at all. */
    private MemoryTables tables(Statement duck) throws SQLException {
        MemoryTables tables = new MemoryTables();
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put("a", ColumnType.LONG);
        columns.put("b", ColumnType.LONG);
        columns.put("c", ColumnType.TEXT);
        for (int t = 0; t < 3; t++) {
            MemoryTable table = new MemoryTable("t" + t, columns, 1 + random.nextInt(6));
            duck.execute("CREATE OR REPLACE TABLE t" + t + " (a BIGINT, b BIGINT, c VARCHAR)");
            for (int i = random.nextInt(8); i > 0; i--) {
                Long a = random.nextInt(5) == 0 ? null : (Long) (long) random.nextInt(4);
                Long b = random.nextInt(5) == 0 ? null : (Long) (long) random.nextInt(4);
                String c =
                        random.nextInt(5) == 0 ? null : List.of("x", "y", "xy").get(random.nextInt(3));
                table.add(a, b, c);
                duck.execute("INSERT INTO t" + t + " VALUES (" + a + ", " + b + ", "
                        + (c == null ? "NULL" : "'" + c + "'") + ")");
            }
            tables.put(table);
        }
        return tables;
    }

    private static List<String> expected(Statement duck, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (ResultSet result = duck.executeQuery(sql)) {
            while (result.next()) {
                rows.add(result.getString(1) + "|" + result.getString(2) + "|" + result.getString(3));
            }
        }
        rows.sort(null);
        return rows;
    }

    private List<String> found(MemoryTables tables, String sql) {
        List<String> rows = new ArrayList<>();
        try {
            for (Row row : ENGINE.query(tables, sql)) {
                rows.add(row.get(0) + "|" + row.get(1) + "|" + row.get(2));
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(sql + ", -Dttlog.seed=" + seed, e);
        }
        rows.sort(null);
        return rows;
    }

    private void compare(boolean windows) throws SQLException {
        Connection open = connection;
        if (open == null) {
            throw new IllegalStateException("not opened");
        }
        int answered = 0;
        try (Statement duck = open.createStatement()) {
            MemoryTables tables = tables(duck);
            RandomQuery queries = new RandomQuery(random, windows);
            for (int round = 0; round < ROUNDS; round++) {
                if (round % 20 == 19) {
                    tables = tables(duck);
                }
                String sql = queries.query(3);
                if (sql.length() > 4_000) {
                    continue;
                }
                List<String> expected;
                try {
                    expected = expected(duck, sql);
                } catch (SQLException refused) {
                    // Some joins are beyond the oracle; that most are not is asserted below.
                    assertThat(refused.getMessage()).as(sql).contains("Not implemented");
                    continue;
                }
                if (expected.size() > 100_000) {
                    continue;
                }
                answered++;
                assertThat(found(tables, sql))
                        .as("%s, -Dttlog.seed=%d", sql, seed)
                        .isEqualTo(expected);
            }
        }
        assertThat(answered).isGreaterThan(ROUNDS / 2);
    }

    @Test
    void joinsSetsAndSubqueriesHaveTheRowsOfTheOracle() throws SQLException {
        compare(false);
    }

    @Test
    void windowsHaveTheValuesOfTheOracle() throws SQLException {
        compare(true);
    }
}
