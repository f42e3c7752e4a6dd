/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogBuilder;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LifecycleTest {
    private static TTLogBuilder collecting() {
        return TTLog.init().console(false).store(false).sink("collecting").selfMetrics(false);
    }

    @Test
    void refusesASecondStartAndSaysWhereTheFirstWas() {
        try (TTLogSession session = collecting().service("first").start()) {
            assertThat(session.stats()).isNotNull();
            assertThatThrownBy(() -> collecting().start())
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ALREADY_STARTED))
                    .hasMessageContaining("'first'")
                    .hasMessageContaining("LifecycleTest.java:");
            info("still on");
            assertThat(Seen.all()).hasSize(1);
        }
    }

    @Test
    void startsAgainAfterTheStop() {
        for (int round = 0; round < 3; round++) {
            try (TTLogSession session = collecting().start()) {
                info("round {n}", round);
                assertThat(Seen.all()).hasSize(1);
                assertThat(session.stats().submitted()).isEqualTo(1);
            }
            info("between");
        }
        assertThat(CollectingSinkProvider.last().isClosed()).isTrue();
        assertThat(CollectingSinkProvider.last().count()).isEqualTo(1);
        assertThat(TTLog.stats()).isEqualTo(Stats.NONE);
    }

    @Test
    void doesNothingWhenClosedTwiceOrByAnOldSession() {
        TTLogSession old = collecting().start();
        old.close();
        old.close();
        try (TTLogSession running = collecting().start()) {
            old.close();
            info("on");
            assertThat(Seen.all()).hasSize(1);
            assertThat(running.stats().submitted()).isEqualTo(1);
        }
    }

    @Test
    void namesTheSinksThereAreWhenOneIsAbsent() {
        assertThatThrownBy(() ->
                        TTLog.init().console(false).store(false).sink("nowhere").start())
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AVAILABLE))
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("collecting");
        assertThatThrownBy(() -> TTLog.init().console(false).store(true).start())
                .hasMessageContaining("io.ttlog:ttlog-storage");
        collecting().start().close();
    }

    @Test
    void saysWhatToAddWhenNothingCanQuery() {
        try (TTLogSession session = collecting().start()) {
            assertThat(session.directory()).hasToString("ttlog-data");
            assertThatThrownBy(() -> TTLog.query("SELECT 1"))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AVAILABLE))
                    .hasMessageContaining("io.ttlog:ttlog-query");
        }
    }

    @Test
    void keepsTheInterruptOfACaller() {
        TTLogSession session = collecting().overflow(Overflow.BLOCK).start();
        Thread.currentThread().interrupt();
        info("interrupted");
        boolean flushed = TTLog.flush(Ack.SYNCED, Duration.ofSeconds(20));
        session.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(flushed).isTrue();
        assertThat(CollectingSinkProvider.last().count()).isEqualTo(1);
    }

    @Test
    void acknowledgesNoFlushUnlessRunning() {
        TTLogSession session = collecting().start();
        assertThat(TTLog.flush(Ack.ACCEPTED, Duration.ZERO)).isTrue();
        assertThat(TTLog.flush(Ack.SYNCED, Duration.ofDays(365_000_000_000L))).isTrue();
        assertThat(TTLog.flush(null, Duration.ofSeconds(20))).isFalse();
        for (Ack level : Ack.values()) {
            assertThat(TTLog.flush(level, null)).isFalse();
            assertThat(TTLog.flush(level, Duration.ofNanos(-1))).isFalse();
            assertThat(TTLog.flush(level, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
        }
        session.close();
        info("nobody");
        for (Ack level : Ack.values()) {
            assertThat(TTLog.flush(level, Duration.ofSeconds(20))).isFalse();
        }
    }

    @Test
    void countsASpanThatOutlivesTheSession() {
        TTLogSession session = collecting().start();
        Span span = TTLog.span("late");
        session.close();
        span.close();
        assertThat(session.stats().dropped()).isEqualTo(1);
        assertThat(session.stats().conserved()).isTrue();
    }

    @Test
    void losesNoCountWhenStartsAndStopsRaceWithCalls() throws InterruptedException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicLong calls = new AtomicLong();
        List<Thread> callers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread caller = new Thread(() -> {
                while (!done.get()) {
                    try (Span span = TTLog.span("race")) {
                        span.with("n", calls.get());
                        info("race {n}", calls.incrementAndGet());
                    }
                }
            });
            caller.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
            caller.start();
            callers.add(caller);
        }
        List<TTLogSession> sessions = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            TTLogSession session = collecting().start();
            long before = calls.get();
            while (calls.get() < before + 50) {
                Thread.onSpinWait();
            }
            session.close();
            sessions.add(session);
        }
        done.set(true);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failure.get()).isNull();
        for (TTLogSession session : sessions) {
            Stats stats = session.stats();
            assertThat(stats.submitted()).isPositive();
            assertThat(stats.conserved()).isTrue();
            assertThat(stats.inFlight("collecting")).isZero();
        }
    }

    @Test
    void refusesAnOptionWhoseSinkIsMisspelt() {
        assertThatThrownBy(() -> TTLog.init()
                        .console(false)
                        .store(false)
                        .option("fiel.sync", "flush")
                        .start())
                .isInstanceOf(TTLogException.class)
                .hasMessageContainingAll("option fiel.sync is for no sink", "file");
        assertThat(TTLog.status().running()).isFalse();
    }
}
