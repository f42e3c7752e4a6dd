/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Status.SinkState;
import io.ttlog.Status.SinkStatus;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupted caller keeps its flag, and closes no file of the store or the file sink. */
class InterruptTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private long logged;

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    private TTLogSession start() {
        return TTLog.init()
                .service("interrupted")
                .data(folder.resolve("data"))
                .console(false)
                .selfMetrics(false)
                .overflow(Overflow.BLOCK, LONG)
                .option("store.sealBytes", "65536")
                .sink("file")
                .option("file.directory", folder.resolve("events").toString())
                .start();
    }

    private void log(int count) {
        for (int i = 0; i < count; i++) {
            TTLog.info(Kept.TEMPLATE, "main", logged, Kept.text(logged));
            logged++;
        }
    }

    private static String count() {
        return String.valueOf(
                TTLog.query("SELECT count(*) FROM logs").rows().get(0).get(0));
    }

    private void assertAllKept(TTLogSession session) throws Exception {
        for (SinkStatus sink : session.status().sinks()) {
            assertThat(sink.errors()).as("%s", sink).isZero();
            assertThat(sink.state()).isEqualTo(SinkState.RUNNING);
        }
        assertThat(TTLog.flush(Ack.SYNCED, LONG)).isTrue();
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(Kept.inStore(folder.resolve("data")).get("main")).hasSize((int) logged);
        Kept.assertFirst(Kept.inFiles(folder.resolve("events")).getOrDefault("main", List.of()), logged);
    }

    @Test
    void everyCallOfAnInterruptedThreadDoesItsWorkAndKeepsTheFlag() throws Exception {
        Thread.currentThread().interrupt();
        TTLogSession session = start();
        assertThat(Thread.currentThread().isInterrupted()).as("start").isTrue();
        for (int round = 0; round < 20; round++) {
            log(100);
            TTLog.span("work", () -> TTLog.counter("work").increment());
            assertThat(Thread.currentThread().isInterrupted()).as("log").isTrue();
            assertThat(TTLog.flush(Ack.SYNCED, LONG)).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).as("flush").isTrue();
            assertThat(count()).isEqualTo("" + logged);
            assertThat(Thread.currentThread().isInterrupted()).as("query").isTrue();
        }
        session.close();
        assertThat(Thread.currentThread().isInterrupted()).as("stop").isTrue();
        session = start();
        assertThat(count()).isEqualTo("" + logged); // from segments that nobody has opened yet
        log(10);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
        assertAllKept(session);
    }

    @Test
    void interruptsInTheMiddleOfCallsDoNoHarm() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread caller = Thread.currentThread();
        Thread interrupting = new Thread(() -> {
            while (!done.get()) {
                caller.interrupt();
                LockSupport.parkNanos(20_000);
            }
        });
        interrupting.start();
        TTLogSession session;
        try {
            session = start();
            for (int round = 0; round < 30; round++) {
                log(100);
                assertThat(TTLog.flush(Ack.WRITTEN, LONG)).isTrue();
                assertThat(count()).isEqualTo("" + logged);
                Thread.interrupted();
            }
        } finally {
            done.set(true);
            while (interrupting.isAlive()) {
                Thread.onSpinWait(); // a join would be interrupted
            }
        }
        Thread.interrupted();
        assertAllKept(session);
    }
}
