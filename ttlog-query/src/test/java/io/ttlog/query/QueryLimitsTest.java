/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.MemoryTable;
import io.ttlog.query.source.MemoryTables;
import io.ttlog.query.sql.Parameters;
import io.ttlog.storage.column.ColumnType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each limit fails by its name, and hostile queries stay within them. */
@Timeout(60)
class QueryLimitsTest {
    private static final int ROWS = 100_000;
    private final MemoryTables tables = new MemoryTables();

    QueryLimitsTest() {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        columns.put("n", ColumnType.LONG);
        columns.put("t", ColumnType.TEXT);
        MemoryTable table = new MemoryTable("big", columns);
        for (long i = 0; i < ROWS; i++) {
            table.add(i, "text " + i);
        }
        tables.put(table);
    }

    private static SqlEngine engine(QueryLimits limits) {
        return new SqlEngine(Clock.systemUTC(), limits);
    }

    private TTLogException failure(QueryLimits limits, String sql) {
        TTLogException error =
                catchThrowableOfType(TTLogException.class, () -> engine(limits).query(tables, sql));
        assertThat(error).as(sql).isNotNull();
        return error;
    }

    private static QueryLimits memory(long bytes) {
        return new QueryLimits(1_000_000, 1_000_000, 1_000_000, bytes, Long.MAX_VALUE);
    }

    @Test
    void rowsThatAreHeldAreBoundedInBytes() {
        for (String sql : List.of(
                "SELECT * FROM big",
                "SELECT count(*) FROM (SELECT * FROM big ORDER BY t) x",
                "SELECT count(*) FROM big a JOIN big b ON a.n = b.n AND b.t <> ''",
                "SELECT t, count(*) FROM big GROUP BY t LIMIT 1")) {
            TTLogException error = failure(memory(1_000_000), sql);
            assertThat(error.code()).as(sql).isEqualTo(ErrorCode.QUERY_LIMIT);
            assertThat(error).hasMessageContaining("holds more than 1000000 bytes");
        }
        assertThat(engine(memory(1_000_000)).query(tables, "SELECT t FROM big ORDER BY n DESC LIMIT 3"))
                .as("a sort that is cut holds only what is wanted")
                .hasSize(3);
        assertThat(engine(memory(30_000_000)).query(tables, "SELECT * FROM big"))
                .hasSize(ROWS);
    }

    @Test
    void timeIsBounded() {
        QueryLimits limits = new QueryLimits(1_000_000, 1_000_000, 1_000_000, 1_000_000_000, 50_000_000);
        long start = System.nanoTime();
        assertThat(failure(limits, "SELECT count(*) FROM big a, big b WHERE a.t < b.t"))
                .hasMessageContaining("takes longer than 50 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void pairsWithoutEqualKeysAreBounded() {
        assertThat(failure(QueryLimits.DEFAULT, "SELECT count(*) FROM big a CROSS JOIN big b"))
                .hasMessageContaining("makes more than 100000000 pairs");
    }

    @Test
    @Timeout(60)
    void aThreadThatIsInterruptedStopsItsQuery() throws InterruptedException {
        AtomicReference<TTLogException> failure = new AtomicReference<>();
        AtomicBoolean stays = new AtomicBoolean();
        CountDownLatch begun = new CountDownLatch(1);
        Thread asking = new Thread(() -> {
            begun.countDown();
            failure.set(failure(QueryLimits.DEFAULT, "SELECT count(*) FROM big a, big b WHERE a.t < b.t"));
            stays.set(Thread.currentThread().isInterrupted());
        });
        asking.start();
        begun.await();
        LockSupport.parkNanos(100_000_000); // into the query; an interrupt before it would not mean it
        asking.interrupt();
        asking.join();
        assertThat(stays).as("the thread stays interrupted").isTrue();
        assertThat(Objects.requireNonNull(failure.get()).code()).isEqualTo(ErrorCode.QUERY_LIMIT);
        assertThat(failure.get()).hasMessageContaining("cancelled");
    }

    @Test
    void aThreadThatWasInterruptedBeforeMayAsk() {
        Thread.currentThread().interrupt();
        assertThat(engine(QueryLimits.DEFAULT).query(tables, "SELECT count(*) FROM big"))
                .hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void hostileTreesAreRefused() {
        StringBuilder ctes = new StringBuilder("WITH c0 AS (SELECT 1 AS a)");
        StringBuilder twice = new StringBuilder("WITH c0 AS (SELECT 1 AS a)");
        for (int i = 1; i < 1_000; i++) {
            ctes.append(", c")
                    .append(i)
                    .append(" AS (SELECT a FROM c")
                    .append(i - 1)
                    .append(')');
            if (i < 40) {
                twice.append(", c").append(i).append(" AS (SELECT x.a FROM c").append(i - 1);
                twice.append(" x, c").append(i - 1).append(" y)");
            }
        }
        assertThat(failure(QueryLimits.DEFAULT, ctes + " SELECT a FROM c999").code())
                .isEqualTo(ErrorCode.QUERY_LIMIT);
        assertThat(failure(QueryLimits.DEFAULT, twice + " SELECT a FROM c39").code())
                .isEqualTo(ErrorCode.QUERY_LIMIT);
        for (String nest :
                List.of("(", "SELECT (", "(SELECT ", "SELECT * FROM (", "EXISTS (SELECT ", "(SELECT 1 UNION ")) {
            String sql = nest.repeat(100_000) + "1";
            assertThat(failure(QueryLimits.DEFAULT, sql).code()).as(nest).isEqualTo(ErrorCode.SQL_SYNTAX);
            assertThat(failure(QueryLimits.DEFAULT, "SELECT " + sql).code())
                    .as(nest)
                    .isEqualTo(ErrorCode.SQL_SYNTAX);
            assertThat(failure(QueryLimits.DEFAULT, "SELECT 1 FROM " + sql).code())
                    .as(nest)
                    .isEqualTo(ErrorCode.SQL_SYNTAX);
        }
        assertThat(failure(QueryLimits.DEFAULT, "SELECT 1" + " UNION SELECT 1".repeat(10_000))
                        .code())
                .isEqualTo(ErrorCode.SQL_SYNTAX);
        assertThat(failure(QueryLimits.DEFAULT, "SELECT 1 FROM big" + ", big".repeat(10_000))
                        .code())
                .isEqualTo(ErrorCode.SQL_SYNTAX);
    }

    @Test
    void parametersThatDoNotFitAreErrors() {
        SqlEngine engine = engine(QueryLimits.DEFAULT);
        assertThatThrownBy(() -> engine.query(tables, "SELECT ?"))
                .hasMessageContaining("no value for parameter 1: none was given");
        assertThatThrownBy(() -> engine.query(tables, "SELECT ?, ?", new Parameters(List.of(1), Map.of())))
                .hasMessageContaining("no value for parameter 2: 1 were given");
        assertThatThrownBy(() -> engine.query(tables, "SELECT ?", new Parameters(List.of(1, 2), Map.of())))
                .hasMessageContaining("asks for 1 parameters but 2 were given");
        assertThatThrownBy(() -> engine.query(tables, "SELECT :nmae", new Parameters(List.of(), Map.of("name", 1))))
                .hasMessageContaining("no value for parameter nmae; did you mean name?");
        assertThatThrownBy(() -> engine.query(tables, "SELECT 1", new Parameters(List.of(), Map.of("name", 1))))
                .hasMessageContaining("does not ask for the parameter name");
        assertThatThrownBy(() -> engine.query(tables, "SELECT ?", new Parameters(List.of(List.of()), Map.of())))
                .hasMessageContaining("parameter 1 cannot be a java.util");
        assertThatThrownBy(() -> engine.query(tables, "SELECT ?", new Parameters(List.of(Instant.MAX), Map.of())))
                .hasMessageContaining("64 bits of nanoseconds");
        assertThat(engine.query(
                                tables,
                                "SELECT ?, ?, ?, ?",
                                new Parameters(
                                        Arrays.asList(null, Instant.EPOCH, Duration.ofSeconds(1), true), Map.of()))
                        .rows()
                        .get(0)
                        .get(2))
                .isEqualTo(Duration.ofSeconds(1));
    }
}
