/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.StoreInfo;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Embedded stores in real directories: one line that starts one, several beside each other, and what each tells of itself. */
@Timeout(120)
class SessionsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        TTLog.sessions().forEach(TTLogSession::close);
        assertThat(TTLog.sessions()).isEmpty();
    }

    private TTLogSession beside(String name) {
        return TTLog.init()
                .name(name)
                .service(name)
                .data(folder.resolve(name))
                .console(false)
                .selfMetrics(false)
                .start();
    }

    private static long count(TTLogSession session, String table) {
        return session.query("SELECT count(*) AS n FROM " + table).rows().get(0).getLong("n");
    }

    private static void refused(ErrorCode code, ThrowingCallable start, String... said) {
        assertThatThrownBy(start)
                .asInstanceOf(type(TTLogException.class))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(code))
                .satisfies(refused -> assertThat(refused.getMessage()).contains(said));
    }

    @Test
    void oneLineKeepsAllThreeSignalsInOneDirectory() {
        try (TTLogSession session = TTLog.store(folder.resolve("one"))) {
            TTLog.info("order {id} paid", 17);
            TTLog.span("pay").close();
            TTLog.counter("sessions_test.orders").increment();
            assertThat(TTLog.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(TTLog.query("SELECT id FROM logs").rows().get(0).getLong("id"))
                    .isEqualTo(17);
            assertThat(count(session, "spans")).isEqualTo(1);
            assertThat(session.query("SELECT value FROM metrics WHERE name = 'sessions_test.orders'")
                            .rows())
                    .isNotEmpty();
            assertThat(session.status().sinks())
                    .singleElement()
                    .satisfies(sink -> assertThat(sink.name()).isEqualTo("store"));
            assertThat(TTLog.sessions()).containsExactly(session);
            assertThat(session.name()).isEqualTo(TTLogSession.UNNAMED);
        }
        TTLog.info("to nobody");
        assertThat(TTLog.query("SELECT count(*) AS n FROM logs").rows().get(0).getLong("n"))
                .isEqualTo(1);
    }

    @Test
    void sessionsSideBySideKnowNothingOfEachOther() {
        try (TTLogSession unnamed = TTLog.store(folder.resolve("unnamed"));
                TTLogSession audit = beside("audit");
                TTLogSession billing = beside("billing")) {
            assertThat(TTLog.sessions()).containsExactly(unnamed, audit, billing);
            try (Span request = TTLog.span("request");
                    Span checked = audit.span("checked")) {
                TTLog.info("by the static methods");
                audit.at(Level.INFO).with("user", 7).log("{user} looked");
                audit.at(Level.DEBUG).log("is off");
                assertThat(audit.context().span().spanId()).isEqualTo(checked.spanId());
                assertThat(checked.traceId()).isNotEqualTo(request.traceId());
                assertThat(billing.context().span().isValid()).isFalse();
                Span child = checked.child("inside");
                assertThat(child.traceId()).isEqualTo(checked.traceId());
                child.close();
                Span later = audit.span("later").detach();
                later.child("of the later one").close();
                later.close();
                billing.span("handed over by hand", request.context()).close();
            }
            audit.counter("sessions_test.looks").add(3);
            billing.gauge("sessions_test.open").from(() -> 4);
            for (TTLogSession session : TTLog.sessions()) {
                assertThat(session.flush(Ack.WRITTEN, LONG)).isTrue();
            }
            assertThat(count(unnamed, "logs")).isEqualTo(1);
            assertThat(count(audit, "logs")).isEqualTo(1);
            assertThat(audit.query("SELECT user, service, span_id IS NOT NULL AS inside FROM logs")
                            .rows()
                            .get(0))
                    .satisfies(row -> assertThat(row.getLong("user")).isEqualTo(7))
                    .satisfies(row -> assertThat(row.getString("service")).isEqualTo("audit"))
                    .satisfies(row -> assertThat(row.getBoolean("inside")).isTrue());
            assertThat(count(billing, "logs")).isZero();
            assertThat(count(unnamed, "spans")).isEqualTo(1);
            assertThat(count(audit, "spans")).isEqualTo(4);
            assertThat(audit.query("SELECT DISTINCT trace_id FROM spans").rows())
                    .hasSize(1);
            assertThat(billing.query("SELECT parent_id FROM spans WHERE parent_id IS NOT NULL")
                            .rows())
                    .hasSize(1);
            assertThat(audit.query("SELECT name, value FROM metrics").rows())
                    .singleElement()
                    .satisfies(row -> assertThat(row.getDouble("value")).isEqualTo(3));
            assertThat(billing.query("SELECT value FROM metrics").rows())
                    .singleElement()
                    .satisfies(row -> assertThat(row.getDouble("value")).isEqualTo(4));
            assertThat(audit.stats().submitted(Signal.SPAN)).isEqualTo(4);
            assertThat(audit.stats().misuses() + unnamed.stats().misuses()).isZero();

            unnamed.close();
            audit.at(Level.WARN).log("goes on");
            assertThat(count(audit, "logs")).isEqualTo(2);
            assertThat(TTLog.sessions()).containsExactly(audit, billing);
        }
    }

    @Test
    void aDirectoryHasOneSession() throws IOException {
        Path link = folder.resolve("link");
        try (TTLogSession audit = beside("audit")) {
            Files.createSymbolicLink(link, audit.directory());
            for (Path same : List.of(audit.directory(), audit.directory().resolve("../audit"), link)) {
                refused(
                        ErrorCode.STORE_LOCKED,
                        () -> TTLog.store(same),
                        "by the session 'audit' of this JVM, started at ",
                        "SessionsTest",
                        "give this one another directory");
            }
            refused(ErrorCode.ALREADY_STARTED, () -> beside("audit"), "the session 'audit' is running");
            refused(
                    ErrorCode.CONFIGURATION,
                    () -> TTLog.init().name("x").level("com.acme", Level.DEBUG).start(),
                    "given to a logger of the session 'x'");
            refused(ErrorCode.CONFIGURATION, () -> TTLog.init().name(" "), "name cannot be");
            audit.at(Level.INFO).log("goes on");
            assertThat(count(audit, "logs")).isEqualTo(1);
            assertThat(TTLog.sessions()).containsExactly(audit);
        }
        try (TTLogSession next = TTLog.store(link)) {
            assertThat(count(next, "logs")).isEqualTo(1);
        }
    }

    @Test
    void tellsWhatItHolds() {
        Instant before = Instant.now();
        try (TTLogSession audit = beside("audit")) {
            StoreInfo empty = audit.info();
            assertThat(empty.epoch()).isEqualTo(1);
            assertThat(empty.directory()).isEqualTo(folder.resolve("audit"));
            assertThat(empty.table(Signal.LOG).oldest()).isNull();
            for (int i = 0; i < 100; i++) {
                audit.at(Level.INFO).with("i", i).log("row {i}");
            }
            audit.span("work").close();
            assertThat(audit.flush(Ack.SYNCED, LONG)).isTrue();
            StoreInfo info = audit.info();
            StoreInfo.Table logs = info.table(Signal.LOG);
            assertThat(logs.rows()).isEqualTo(100);
            assertThat(logs.unsealedRows()).isEqualTo(100);
            assertThat(logs.bytes()).isZero();
            assertThat(logs.segmentsByLevel()).isEmpty();
            assertThat(logs.oldest()).isBetween(before.minusSeconds(1), Instant.now());
            assertThat(logs.newest())
                    .isBetween(
                            Objects.requireNonNull(logs.oldest()), Instant.now().plusSeconds(1));
            assertThat(info.table(Signal.SPAN).rows()).isEqualTo(1);
            assertThat(info.logBytes()).isPositive();
            assertThat(info.syncEvery()).isEqualTo(Duration.ofSeconds(1));
            assertThat(info.memoryBytesMax()).isEqualTo(4L * (32 << 20));
            assertThat(info.errors()).isEmpty();
            assertThat(info.toString()).contains("epoch 1", "logs ", "100 rows (100 not in segments)");
        }
        try (TTLogSession again = beside("audit")) {
            StoreInfo info = again.info();
            assertThat(info.epoch()).isEqualTo(2);
            assertThat(info.table(Signal.LOG).rows()).isEqualTo(100);
            assertThat(info.table(Signal.LOG).unsealedRows()).isZero();
            assertThat(info.table(Signal.LOG).bytes()).isPositive();
            assertThat(info.table(Signal.LOG).segmentsByLevel()).containsOnlyKeys(0);
            assertThat(info.table(Signal.LOG).newest())
                    .isAfterOrEqualTo(info.table(Signal.LOG).oldest());
            assertThat(info.toString()).contains("of level 0");
            again.close();
            refused(ErrorCode.NOT_AVAILABLE, again::info, "the session 'audit' has no store, or has ended");
        }
        try (TTLogSession without = TTLog.init()
                .name("none")
                .console(false)
                .store(false)
                .sink("memory")
                .start()) {
            refused(ErrorCode.NOT_AVAILABLE, without::info, "has no store");
        }
    }

    @Test
    void tellsOfDamageThatItFound() throws IOException {
        Path copy = folder.resolve("copy");
        try (TTLogSession audit = beside("audit")) {
            for (int i = 0; i < 100; i++) {
                audit.at(Level.INFO).with("i", i).log("row {i}");
                assertThat(audit.flush(Ack.WRITTEN, LONG)).isTrue();
            }
            try (Stream<Path> files = Files.walk(audit.directory())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path to = copy.resolve(audit.directory().relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to);
                }
            }
        }
        try (Stream<Path> files = Files.walk(copy.resolve("log"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (bytes.length > 2_000) {
                    bytes[1_000] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
        try (TTLogSession damaged = TTLog.store(copy)) {
            assertThat(damaged.info().errors()).isNotEmpty();
            assertThat(damaged.info().toString()).contains("error: ");
        }
    }
}
