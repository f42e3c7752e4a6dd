/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.query.RandomExpression.Term;
import io.ttlog.query.exec.QueryLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random queries against a row-at-a-time oracle, and against each other. */
class OracleTest {
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private static final int ROUNDS = 1_500;
    private static final int ROWS = 60;
    private static final int DEPTH = 3;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final RandomExpression expressions = new RandomExpression(random);
    private final RandomTable table = RandomTable.of(random, ROWS);

    private QueryResult query(String sql) {
        try {
            // Sizes of segments change where batches end, which nothing may depend on.
            return ENGINE.query(table.snapshot(1 + random.nextInt(ROWS)), sql);
        } catch (RuntimeException e) {
            throw new AssertionError(sql + ", -Dttlog.seed=" + seed, e);
        }
    }

    private List<Long> sequences(String sql) {
        List<Long> found = new ArrayList<>();
        for (Row row : query(sql)) {
            found.add(row.getLong("seq"));
        }
        return found;
    }

    @Test
    void conditionsAcceptTheRowsThatTheOracleAccepts() {
        for (int round = 0; round < ROUNDS; round++) {
            Term condition = expressions.condition(DEPTH);
            List<Long> expected = new ArrayList<>();
            for (Map<String, Object> row : table.rows()) {
                if (Boolean.TRUE.equals(condition.of(row))) {
                    expected.add((Long) Objects.requireNonNull(row.get("seq")));
                }
            }
            assertThat(sequences("SELECT seq FROM logs WHERE " + condition.sql()))
                    .as("%s, -Dttlog.seed=%d", condition.sql(), seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void expressionsHaveTheValuesOfTheOracle() {
        for (int round = 0; round < ROUNDS; round++) {
            Term term = expressions.any(DEPTH);
            List<Object> expected = new ArrayList<>();
            for (Map<String, Object> row : table.rows()) {
                expected.add(plain(term.of(row)));
            }
            List<Object> values = new ArrayList<>();
            for (Row row : query("SELECT " + term.sql() + " AS x FROM logs")) {
                values.add(plain(row.get("x")));
            }
            assertThat(values).as("%s, -Dttlog.seed=%d", term.sql(), seed).isEqualTo(expected);
        }
    }

    /** Zeros are one value in SQL; NULL as text, so that lists can be compared. */
    private static Object plain(@Nullable Object value) {
        return value == null ? "(null)" : value instanceof Double number ? (Object) (number + 0.0) : value;
    }

    @Test
    void aConditionItsNegationAndItsAbsencePartitionTheRows() {
        for (int round = 0; round < ROUNDS; round++) {
            Term condition = expressions.condition(DEPTH + 1);
            List<Long> all = sequences("SELECT seq FROM logs WHERE " + condition.sql());
            all.addAll(sequences("SELECT seq FROM logs WHERE NOT " + condition.sql()));
            all.addAll(sequences("SELECT seq FROM logs WHERE (" + condition.sql() + ") IS NULL"));
            all.sort(null);
            assertThat(all)
                    .as("%s, -Dttlog.seed=%d", condition.sql(), seed)
                    .isEqualTo(sequences("SELECT seq FROM logs"));
        }
    }

    @Test
    void groupsHaveTheAggregatesOfTheOracle() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            Term key = random.nextBoolean() ? expressions.text(1) : expressions.whole(1);
            if (isConstant(key)) {
                continue; // GROUP BY 2 means the second item, not the number
            }
            Term value = expressions.whole(1);
            Term condition = expressions.condition(1);
            Map<Object, List<Map<String, Object>>> groups = new LinkedHashMap<>();
            for (Map<String, Object> row : table.rows()) {
                if (Boolean.TRUE.equals(condition.of(row))) {
                    groups.computeIfAbsent(plain(key.of(row)), k -> new ArrayList<>())
                            .add(row);
                }
            }
            Map<Object, List<Object>> expected = new LinkedHashMap<>();
            groups.forEach((k, rows) -> expected.put(k, aggregates(rows, value)));
            String sql = "SELECT " + key.sql() + " AS k, count(*) AS c0, count(" + value.sql()
                    + ") AS c1, count(DISTINCT "
                    + value.sql() + ") AS c2, sum(" + value.sql() + ") AS c3, min(" + value.sql() + ") AS c4, max("
                    + value.sql() + ") AS c5, avg(" + value.sql() + ") AS c6, median(" + value.sql()
                    + ") AS c7 FROM logs WHERE " + condition.sql() + " GROUP BY " + key.sql();
            Map<Object, List<Object>> found = new LinkedHashMap<>();
            for (Row row : query(sql)) {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    values.add(plain(row.get("c" + i)));
                }
                assertThat(found.put(plain(row.get("k")), values)).as(sql).isNull();
            }
            assertThat(found.keySet()).as("%s, -Dttlog.seed=%d", sql, seed).isEqualTo(expected.keySet());
            expected.forEach((k, aggregates) -> assertThat(found.get(k))
                    .as("group %s of %s, -Dttlog.seed=%d", k, sql, seed)
                    .isEqualTo(aggregates));
        }
    }

    private static boolean isConstant(Term key) {
        return key.sql().matches("\\(?-?\\d+\\)?|'.*'");
    }

    private static List<Object> aggregates(List<Map<String, Object>> rows, Term value) {
        List<Long> values = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            if (value.of(row) instanceof Long number) {
                values.add(number);
            }
        }
        values.sort(null);
        List<Object> aggregates = new ArrayList<>();
        aggregates.add((long) rows.size());
        aggregates.add((long) values.size());
        aggregates.add(values.stream().distinct().count());
        if (values.isEmpty()) {
            aggregates.addAll(List.of("(null)", "(null)", "(null)", "(null)", "(null)"));
            return aggregates;
        }
        long sum = values.stream().mapToLong(Long::longValue).sum();
        aggregates.add(sum);
        aggregates.add(values.get(0));
        aggregates.add(values.get(values.size() - 1));
        aggregates.add((double) sum / values.size() + 0.0);
        int middle = values.size() / 2;
        aggregates.add(
                values.size() % 2 == 1
                        ? (double) values.get(middle)
                        : (values.get(middle - 1) + values.get(middle)) / 2.0);
        return aggregates;
    }

    @Test
    void ordersAndPagesLikeTheOracle() {
        for (int round = 0; round < ROUNDS / 4; round++) {
            Term key = random.nextBoolean() ? expressions.text(1) : expressions.real(1);
            if (isConstant(key)) {
                continue; // ORDER BY 1 means the first item
            }
            boolean descending = random.nextBoolean();
            boolean nullsFirst = random.nextBoolean();
            int limit = random.nextInt(ROWS + 5);
            int offset = random.nextInt(10);
            TreeMap<Long, Object> keys = new TreeMap<>();
            for (Map<String, Object> row : table.rows()) {
                keys.put((Long) Objects.requireNonNull(row.get("seq")), plain(key.of(row)));
            }
            List<Long> expected = new ArrayList<>(keys.keySet());
            expected.sort((i, j) -> {
                Object x = Objects.requireNonNull(keys.get(i));
                Object y = Objects.requireNonNull(keys.get(j));
                boolean nullX = x.equals("(null)");
                boolean nullY = y.equals("(null)");
                if (nullX || nullY) {
                    return nullX == nullY ? Long.compare(i, j) : nullX == nullsFirst ? -1 : 1;
                }
                int order = RandomExpression.order(x, y);
                return order == 0 ? Long.compare(i, j) : descending ? -order : order;
            });
            String sql = "SELECT seq FROM logs ORDER BY " + key.sql()
                    + (descending ? " DESC" : " ASC") + " NULLS " + (nullsFirst ? "FIRST" : "LAST") + ", seq LIMIT "
                    + limit + " OFFSET " + offset;
            int from = Math.min(offset, expected.size());
            assertThat(sequences(sql))
                    .as("%s, -Dttlog.seed=%d", sql, seed)
                    .isEqualTo(expected.subList(from, Math.min(expected.size(), from + limit)));
        }
    }
}
