/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.counter;
import static io.ttlog.TTLog.gauge;
import static io.ttlog.TTLog.histogram;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.kv;
import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.Query;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fluent form and SQL give the same rows, and the examples of the design document run as they stand there. */
class FluentQueryTest {
    private final long nowNanos = Instant.now().getEpochSecond() * 1_000_000_000L;

    private @Nullable TTLogSession session;

    /** Spans of seconds, without waiting for any: into the store, and then ttlog starts upon it. */
    @BeforeEach
    void start(@TempDir Path fresh) throws IOException {
        Symbols symbols = new Symbols();
        try (Store store = Store.open(fresh, StoreOptions.DEFAULT)) {
            for (int i = 1; i <= 8; i++) {
                EventEncoder encoder = new EventEncoder()
                        .beginSpan(
                                SpanKind.SERVER,
                                i % 4 == 0 ? SpanStatus.ERROR : SpanStatus.OK,
                                symbols.intern("op" + i % 3),
                                symbols.intern("main"),
                                symbols.intern(i % 2 == 0 ? "api" : "it's"),
                                nowNanos - i * 900_000_000_000L + 100_000_000_000L, // room for a slow machine
                                i * 400_000_000L,
                                1,
                                i,
                                i,
                                0)
                        .field(symbols.intern("http.status"), i % 4 == 0 ? 500L : 200L);
                if (i % 4 == 0) {
                    encoder.error("broken " + i);
                }
                int bytes = encoder.end();
                byte[] record = new byte[EventFormat.aligned(bytes)];
                System.arraycopy(encoder.buffer(), 0, record, 0, bytes);
                store.append(record, 0, record.length, symbols);
            }
        }
        session = TTLog.init()
                .service("my-app")
                .data(fresh)
                .console(false)
                .level(Level.TRACE)
                .start();
    }

    @AfterEach
    void stop() {
        if (session != null) {
            session.close();
        }
    }

    private static List<String> rows(QueryResult result) {
        List<String> rows = new ArrayList<>();
        for (Row row : result) {
            List<String> cells = new ArrayList<>();
            for (QueryResult.Column column : result.columns()) {
                cells.add(column + "=" + row.getString(column.name()));
            }
            rows.add(String.join(" | ", cells));
        }
        return rows;
    }

    private static void assertSame(int rowCount, Query fluent, String sql) {
        List<String> rows = rows(fluent.execute());
        assertThat(rows).as(fluent.toSql()).hasSize(rowCount).isEqualTo(rows(query(sql)));
    }

    @Test
    void theFluentFormGivesTheRowsOfTheSql() {
        assertSame(8, query().traces(), "SELECT * FROM traces");
        assertSame(4, query().spans().whereService("it's"), "SELECT * FROM spans WHERE service = 'it''s'");
        assertSame(
                3,
                query().traces()
                        .whereService("api")
                        .whereDurationGreaterThan(Duration.ofSeconds(1))
                        .orderBy("duration")
                        .descending(),
                "SELECT * FROM traces WHERE service = 'api' AND duration > 1000ms ORDER BY duration DESC");
        assertSame(
                1,
                query().spans().select("count(*) AS n", "max(duration)").where("name IN ('op1', 'op2')"),
                "SELECT count(*) AS n, max(duration) FROM spans WHERE name IN ('op1', 'op2')");
    }

    @Test
    void aFieldIsAColumnWhenItIsNamed() {
        info("Login of {user_id}", 5L);
        Query logins = query().logs().whereAttribute("user_id", 5L);
        Row whole = logins.execute().rows().get(0);
        assertThat(whole.getString("attrs")).isEqualTo("{\"user_id\":5}");
        assertThatThrownBy(() -> whole.get("user_id"))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("event fields are inside attrs; name them: select(\"user_id\")");
        Row named = logins.select("user_id").execute().rows().get(0);
        assertThat(named.get("user_id")).isEqualTo(5L);
        assertThatThrownBy(() -> named.get("ip")).message().doesNotContain("attrs");
    }

    @Test
    void everyConditionOfTheFluentFormIsThatOfTheSql() {
        Instant from = Instant.ofEpochSecond(nowNanos / 1_000_000_000L - 4 * 900);
        Instant to = Instant.ofEpochSecond(nowNanos / 1_000_000_000L - 900);
        assertSame(2, query().spans().whereError(), "SELECT * FROM spans WHERE error IS NOT NULL");
        assertSame(3, query().spans().whereName("op1"), "SELECT * FROM spans WHERE name = 'op1'");
        assertSame(
                2,
                query().spans().whereAttribute("http.status", 500),
                "SELECT * FROM spans WHERE attrs['http.status'] = 500");
        assertSame(
                8, query().spans().whereAttribute("absent", null), "SELECT * FROM spans WHERE attrs['absent'] IS NULL");
        assertSame(
                3,
                query().spans().between(from, to),
                "SELECT * FROM spans WHERE timestamp >= '" + from + "' AND timestamp < '" + to + "'");
        assertSame(
                2,
                query().spans().select("span_id").orderBy("span_id").limit(2),
                "SELECT span_id FROM spans ORDER BY span_id LIMIT 2");
        assertSame(
                1,
                query().spans().select("timestamp").descending().limit(1),
                "SELECT timestamp FROM spans ORDER BY timestamp DESC LIMIT 1");
        TTLog.warn("warned {n}", 1);
        TTLog.error("failed {n}", 2);
        info("fine {n}", 3);
        assertSame(
                2, query().logs().whereLevelAtLeast(Level.WARN), "SELECT * FROM logs WHERE level IN ('WARN','ERROR')");
        assertSame(1, query().whereLevel(Level.INFO), "SELECT * FROM logs WHERE level = 'INFO'");
        assertSame(1, query().whereAttribute("n", 2L).lastHour(), "SELECT * FROM logs WHERE n = 2");
    }

    @Test
    void theExamplesOfTheDesignRun() throws Exception {
        String ip = "10.0.0.1";
        long id = 7;
        long ms = 12;
        info("User {user_id} logged in from {ip}", 12345L, ip);
        atInfo().with("user_id", 12345L).with("action", "login").log("User login successful");
        info("Login", kv("user_id", 12345));
        try (Span s = span("process_request").with("user_id", id)) {
            s.record("items_processed", 42);
        }
        assertThatThrownBy(() -> span("x", () -> {
                    throw new IOException("work failed");
                }))
                .isInstanceOf(IOException.class);
        counter("requests_total").increment();
        histogram("request_duration_ms").record(ms);
        gauge("active_connections").set(3);
        assertThat(rows(query("SELECT message, user_id, ip, action FROM logs WHERE user_id = 12345 ORDER BY message")))
                .containsExactly(
                        "Column[name=message, type=TEXT]=Login | Column[name=user_id, type=LONG]=12345"
                                + " | Column[name=ip, type=TEXT]=null | Column[name=action, type=TEXT]=null",
                        "Column[name=message, type=TEXT]=User 12345 logged in from 10.0.0.1"
                                + " | Column[name=user_id, type=LONG]=12345"
                                + " | Column[name=ip, type=TEXT]=10.0.0.1 | Column[name=action, type=TEXT]=null",
                        "Column[name=message, type=TEXT]=User login successful"
                                + " | Column[name=user_id, type=LONG]=12345"
                                + " | Column[name=ip, type=TEXT]=null | Column[name=action, type=TEXT]=login");
        Row work = query("SELECT items_processed, user_id FROM spans WHERE name = 'process_request'")
                .rows()
                .get(0);
        assertThat(work.getLong("items_processed")).isEqualTo(42);
        assertThat(work.getLong("user_id")).isEqualTo(7);
        assertThat(query("SELECT error FROM spans WHERE name = 'x' AND status = 'error'")
                        .rows()
                        .get(0)
                        .getString("error"))
                .startsWith("java.io.IOException: work failed");
        assertThat(query("SELECT name FROM metrics WHERE name IN"
                                + " ('requests_total', 'request_duration_ms', 'active_connections')")
                        .rows())
                .hasSizeGreaterThanOrEqualTo(3);
        assertSame(
                1,
                query().traces()
                        .whereService("api")
                        .whereDurationGreaterThan(Duration.ofSeconds(1))
                        .lastHour(),
                "SELECT * FROM traces WHERE service = 'api' AND duration > 1s AND timestamp > now() - 1h");
    }

    @Test
    void bothFormsFailAlike() {
        assertThatThrownBy(() -> query("SELECT nonsense FROM logs WHERE level = = 1"))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("^");
        assertThatThrownBy(() -> query().where("level = = 1").execute())
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("^");
    }
}
