/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.TTLogException;
import io.ttlog.core.FuzzContract;
import io.ttlog.core.event.Wtf8;
import io.ttlog.query.exec.QueryLimits;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** SQL text: an answer, or an error of the query that points into it. {@link FuzzTest} makes up queries of known words. */
class SqlFuzz extends FuzzContract {
    private static final SqlEngine ENGINE = new SqlEngine(
            Clock.fixed(Instant.parse("2026-03-01T00:00:00Z"), ZoneOffset.UTC), new QueryLimits(1000, 1000, 1000));

    private final MemorySnapshot snapshot = RandomTable.of(new Random(1), 12).snapshot(5);

    @Override
    protected boolean isAccepted(byte[] input) {
        String sql = Wtf8.decode(input, 0, input.length);
        try {
            check(ENGINE.query(snapshot, sql));
            return true;
        } catch (TTLogException e) {
            check(e);
            return false;
        }
    }

    private static void check(QueryResult result) {
        int columns = result.columns().size();
        for (Row row : result.rows()) {
            for (int i = 0; i < columns; i++) {
                row.get(i);
            }
        }
        if (columns == 0 || result.toString().isEmpty()) {
            throw new AssertionError("nothing to show of " + columns + " columns");
        }
    }

    private static void check(TTLogException error) {
        String message = Objects.requireNonNull(error.getMessage());
        boolean expected = switch (error.code()) {
            case SQL_SYNTAX, SQL_SEMANTIC -> message.endsWith("^");
            case QUERY_LIMIT -> !(error.getCause() instanceof StackOverflowError);
            default -> false;
        };
        if (!expected) {
            throw error;
        }
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        put(
                seeds,
                "group",
                "SELECT service, count(*) AS c, p99(n), sum(d) FROM logs WHERE n > -2 AND t LIKE 'a%' "
                        + "GROUP BY service HAVING count(*) > 0 ORDER BY c DESC NULLS LAST LIMIT 5 OFFSET 0");
        put(
                seeds,
                "case",
                "SELECT CASE WHEN b THEN lower(t) ELSE concat(t, '-', n) END x, attrs['w'], CAST(n AS DOUBLE) "
                        + "FROM logs WHERE NOT (n IN (1, 2) OR d IS NULL) ORDER BY seq");
        put(
                seeds,
                "time",
                "SELECT time_bucket(5m, timestamp) AS bucket, avg(d) FILTER (WHERE n = 1) FROM logs "
                        + "WHERE timestamp > now() - INTERVAL '2 hours' AND timestamp < TIMESTAMP '2026-01-01 00:00:00' GROUP BY bucket");
        put(seeds, "distinct", "SELECT DISTINCT n % 3, m::text || 'x', coalesce(t, \"service\") FROM logs -- rest");
        put(
                seeds,
                "star",
                "/* all */ SELECT * FROM logs WHERE w BETWEEN 1e3 AND 9223372036854775807 AND attrs.n <> 1;");
        put(
                seeds,
                "join",
                "WITH w(a, b) AS (SELECT n, count(*) FROM logs GROUP BY ALL) SELECT l.t, w.* FROM logs l "
                        + "LEFT JOIN w ON l.n = w.a AND l.n > 0 WHERE n IN (SELECT a FROM w) LIMIT 1 BY t");
        put(
                seeds,
                "window",
                "EXPLAIN ANALYZE SELECT seq, sum(n) OVER (PARTITION BY service ORDER BY seq ROWS 1 PRECEDING) FROM logs "
                        + "QUALIFY row_number() OVER (ORDER BY seq) < 3 UNION ALL VALUES (1, 2)");
        return seeds;
    }

    private static void put(Map<String, byte[]> seeds, String name, String sql) {
        seeds.put(name, Wtf8.encode(sql));
    }

    /** Twelve rows; a text may grow with each of the calls and concatenations in some hundred characters. */
    @Override
    protected long allocatedBytesMax() {
        return 64L << 20;
    }
}
