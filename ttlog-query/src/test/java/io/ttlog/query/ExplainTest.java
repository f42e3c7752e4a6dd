/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.sql.Parameters;
import io.ttlog.storage.column.ColumnType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The tree that a query becomes, as EXPLAIN shows it. */
class ExplainTest {
    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private final MemorySnapshot snapshot = new MemorySnapshot(2);

    ExplainTest() {
        List<Map<String, MemorySnapshot.Value>> rows = new ArrayList<>();
        for (long i = 0; i < 10; i++) {
            rows.add(Map.of(
                    "timestamp", new MemorySnapshot.Value(ColumnType.TIMESTAMP, i),
                    "service", new MemorySnapshot.Value(ColumnType.TEXT, i < 4 ? "api" : "web"),
                    "message", new MemorySnapshot.Value(ColumnType.TEXT, "m" + i),
                    "n", new MemorySnapshot.Value(ColumnType.LONG, i)));
        }
        snapshot.put(Signal.LOG, rows);
        snapshot.put(Signal.SPAN, rows);
    }

    private List<String> plan(String sql) {
        List<String> lines = new ArrayList<>();
        for (Row row : engine.query(snapshot, sql)) {
            lines.add(Objects.requireNonNull(row.getString("plan")));
        }
        return lines;
    }

    @Test
    void conditionsGoDownToTheScanThroughQueriesAndOrders() {
        assertThat(plan("EXPLAIN SELECT m FROM (SELECT message AS m, service AS s FROM logs ORDER BY n) t"
                        + " WHERE s = 'api' AND m LIKE 'm%' LIMIT 3"))
                .containsExactly(
                        "Limit 3",
                        "  Project m",
                        "    Project s, m",
                        "      Project m, s",
                        "        Sort by #3",
                        "          Project message, service, n",
                        "            Filter service = 'api' AND message LIKE 'm%'",
                        "              Read logs (message, service, attrs['n']) of services api,"
                                + " row groups by zone maps and filters");
    }

    @Test
    void conditionsStayAboveLimits() {
        assertThat(plan("EXPLAIN SELECT message FROM (SELECT * FROM logs LIMIT 5) WHERE service = 'api'"))
                .anyMatch(line -> line.strip().startsWith("Filter service = 'api'"))
                .noneMatch(line -> line.contains("of services"));
    }

    @Test
    void conditionsGoToTheSidesOfJoinsButNotToTheOneThatGivesNulls() {
        List<String> inner = plan("EXPLAIN SELECT l.n FROM logs l, spans s"
                + " WHERE l.n = s.n AND l.service = 'api' AND s.service = 'web' AND l.message < s.name");
        assertThat(inner)
                .anyMatch(line -> line.contains("Join INNER on n = n AND message < name"))
                .anyMatch(line -> line.contains("Read logs") && line.contains("of services api"))
                .anyMatch(line -> line.contains("Read spans") && line.contains("of services web"));
        List<String> left = plan("EXPLAIN SELECT l.n FROM logs l LEFT JOIN spans s ON l.n = s.n AND s.service = 'web'"
                + " AND l.service = 'api' WHERE l.service = 'db' AND s.service = 'x'");
        assertThat(left)
                .anyMatch(line -> line.contains("Filter service = 'x'"))
                .anyMatch(line -> line.contains("Join LEFT on n = n AND service = 'api'"))
                .anyMatch(line -> line.contains("Read logs") && line.contains("of services db"))
                .anyMatch(line -> line.contains("Read spans") && line.contains("of services web"));
    }

    @Test
    void conditionsOnKeysGoBelowGroupsAndThoseOnAggregatesDoNot() {
        assertThat(plan("EXPLAIN SELECT service, count(*) FROM logs GROUP BY service"
                        + " HAVING service = 'api' AND count(*) > 1"))
                .containsExactly(
                        "Project #1, #2",
                        "  Filter #2 > 1",
                        "    Group by service of count(*)",
                        "      Filter service = 'api'",
                        "        Read logs (service) of services api, row groups by zone maps and filters");
    }

    @Test
    void answersOfSubqueriesAreConstantsOfThePlan() {
        assertThat(plan("EXPLAIN SELECT message FROM logs WHERE timestamp >= (SELECT max(timestamp) FROM spans)"))
                .contains("Subquery 1", "Query")
                .anyMatch(line -> line.contains("Read logs") && line.contains("from 1970-01-01T00:00:00.000000009Z"));
    }

    @Test
    void analyzeTellsWhatEachOperatorDid() {
        List<String> plan = plan(
                "EXPLAIN ANALYZE SELECT count(*) FROM logs l JOIN spans s ON l.n = s.n" + " WHERE l.service = 'api'");
        assertThat(plan)
                .anyMatch(line -> line.contains("Join INNER") && line.contains("rows 4,") && line.contains(" ms"))
                .anyMatch(line -> line.contains("right rows held 10"))
                .anyMatch(line -> line.contains("Read logs") && line.contains("segments 2 of 5"))
                .anyMatch(line -> line.contains("Read spans") && line.contains("rows 10, batches 5"));
    }

    @Test
    void parametersAreValuesNotText() {
        Parameters values = new Parameters(List.of("api", 2L, 1), Map.of());
        List<String> rows = new ArrayList<>();
        StoreTables tables = new StoreTables(snapshot);
        engine.query(tables, "SELECT message FROM logs WHERE service = ? AND n >= ? ORDER BY n LIMIT ?", values)
                .forEach(row -> rows.add(row.toString()));
        assertThat(rows).containsExactly("{message=m2}");
        Parameters named = new Parameters(List.of(), Map.of("x", "'; --"));
        assertThat(engine.query(tables, "SELECT :x AS x, :x::text || '!' AS y", named)
                        .rows()
                        .toString())
                .isEqualTo("[{x='; --, y='; --!}]");
    }
}
