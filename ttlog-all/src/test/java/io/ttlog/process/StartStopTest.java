/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogException;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ttlog is started and stopped while the application goes on using everything of it. */
class StartStopTest {
    private static final int ROUNDS = 30;
    private static final int STARTERS = 4;
    private static final Duration TOO_LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final AtomicBoolean done = new AtomicBoolean();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    private TTLogSession start() {
        return TTLog.init()
                .service("racing")
                .data(folder.resolve("data"))
                .console(false)
                .metricsEvery(Duration.ofMillis(100))
                .sink("file")
                .option("file.directory", folder.resolve("events").toString())
                .start();
    }

    private AtomicLong repeat(Runnable work) {
        AtomicLong calls = new AtomicLong();
        Thread thread = new Thread(() -> {
            while (!done.get()) {
                work.run();
                calls.incrementAndGet();
            }
        });
        thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
        thread.start();
        threads.add(thread);
        return calls;
    }

    private static void use() {
        try (Span span = TTLog.span("race").with("n", 1)) {
            TTLog.info("race {n}", 2);
            TTLog.counter("races").increment();
            TTLog.histogram("race_ms").record(3);
            span.record("done", true);
        }
        LockSupport.parkNanos(50_000); // starts and stops are to race, not a million events
    }

    private static void ask() {
        long start = System.nanoTime();
        TTLog.flush(Ack.WRITTEN, TOO_LONG);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("a flush of a session that ends does not wait in vain")
                .isLessThan(TOO_LONG);
        assertThat(TTLog.stats()).isNotNull();
        assertThat(TTLog.status().toString()).isNotEmpty();
    }

    @Test
    void noCallerSeesAnExceptionAndNothingIsLostUncounted() throws Exception {
        List<TTLogSession> sessions = new ArrayList<>();
        sessions.add(start()); // before there is a store, a query has nothing to ask
        List<AtomicLong> calls = List.of(
                repeat(StartStopTest::use),
                repeat(StartStopTest::use),
                repeat(StartStopTest::ask),
                repeat(() -> TTLog.query("SELECT count(*) FROM logs")));
        for (int round = 0; round < ROUNDS && failures.isEmpty(); round++) {
            long asked = calls.get(2).get();
            long used = calls.get(0).get();
            while (failures.isEmpty()
                    && (calls.get(2).get() == asked || calls.get(0).get() < used + 50)) {
                Thread.onSpinWait();
            }
            sessions.get(round).close();
            sessions.add(start());
        }
        done.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        sessions.get(sessions.size() - 1).close();
        assertThat(failures).isEmpty();
        assertThat(calls).allMatch(count -> count.get() > 0);
        long logs = 0;
        for (TTLogSession session : sessions) {
            Stats stats = session.stats();
            assertThat(stats.conserved()).isTrue();
            assertThat(stats.inFlight("store") + stats.inFlight("file")).isZero();
            logs += stats.flows().stream()
                    .filter(flow -> flow.signal() == Signal.LOG)
                    .mapToLong(flow -> flow.deliveries().get(0).stored())
                    .sum();
        }
        assertThat(Kept.value(folder.resolve("data"), "SELECT count(*) FROM logs"))
                .isEqualTo("" + logs);
    }

    @Test
    void ofStartsThatRaceOneWinsAndTheOthersAreTold() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CyclicBarrier together = new CyclicBarrier(STARTERS);
            ConcurrentLinkedQueue<TTLogSession> started = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<ErrorCode> refused = new ConcurrentLinkedQueue<>();
            List<Thread> starters = new ArrayList<>();
            for (int i = 0; i < STARTERS; i++) {
                Thread starter = new Thread(() -> {
                    try {
                        together.await();
                        started.add(TTLog.init()
                                .console(false)
                                .store(false)
                                .sink("memory")
                                .start());
                    } catch (TTLogException e) {
                        refused.add(e.code());
                    } catch (Exception e) {
                        failures.add(e);
                    }
                });
                starter.start();
                starters.add(starter);
            }
            for (Thread starter : starters) {
                starter.join();
            }
            try {
                assertThat(failures).isEmpty();
                assertThat(started).as("round %d", round).hasSize(1);
                assertThat(refused).hasSize(STARTERS - 1).containsOnly(ErrorCode.ALREADY_STARTED);
                TTLog.info("round {n}", round);
                assertThat(TTLog.stats().submitted()).isEqualTo(1);
            } finally {
                started.forEach(TTLogSession::close);
            }
        }
        assertThat(TTLog.status().running()).isFalse();
    }
}
