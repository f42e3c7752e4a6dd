/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Overflow;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many threads, most of them short-lived: nothing is lost, and the rings stay few. */
class ThreadsTest {
    private final TTLogSession session = TTLog.init()
            .console(false)
            .store(false)
            .sink("collecting")
            .ringBytes(64 << 10)
            .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
            .start();

    @AfterEach
    void stop() {
        session.close();
        Stats stats = session.stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("collecting")).isZero();
        assertThat(stats.dropped()).isZero();
    }

    @Test
    void keepsWhatThreadsLeaveBehindThatDieAtOnce() throws InterruptedException {
        int threads = 3_000;
        List<Thread> alive = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Thread thread = new Thread(() -> info("from {t}", number));
            thread.start();
            alive.add(thread);
            if (alive.size() == 20) {
                for (Thread each : alive) {
                    each.join();
                }
                alive.clear();
            }
        }
        Set<Object> seen = new HashSet<>();
        for (Seen event : Seen.all()) {
            seen.add(event.fields().get("t"));
        }
        assertThat(seen).hasSize(threads);
    }

    @Test
    void handsTheRingsOfTheDeadToTheLiving() throws InterruptedException {
        Inlets inlets = new Inlets(64 << 10);
        for (int t = 0; t < 1_000; t++) {
            Thread thread = new Thread(() -> inlets.owned(Thread.currentThread()));
            thread.start();
            thread.join();
            inlets.reclaim();
        }
        assertThat(inlets.all()).hasSize(1);
        for (int t = 0; t < 1_000; t++) { // nobody reclaims
            Thread thread = new Thread(() -> inlets.owned(Thread.currentThread()));
            thread.start();
            thread.join();
        }
        assertThat(inlets.all()).hasSize(Inlets.OWNED_MAX + Inlets.SHARED_MAX);
    }

    @Test
    void recordsFromVirtualThreads() throws Throwable {
        MethodHandle start = startVirtualThread();
        int threads = 2_000;
        List<Thread> started = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int number = t;
            Runnable work = () -> {
                try (Span span = span("virtual").with("t", number)) {
                    LockSupport.parkNanos(1); // gives up the carrier
                    info("from {t}", number);
                    span.record("done", true);
                }
            };
            started.add((Thread) start.invoke(work));
        }
        for (Thread thread : started) {
            thread.join();
        }
        List<Seen> all = Seen.all();
        assertThat(all).hasSize(2 * threads);
        assertThat(all.stream().map(Seen::trace).distinct()).hasSize(threads);
        assertThat(CollectingSinkProvider.last().count()).isEqualTo(2 * threads);
        assertThat(session.stats().misuses()).isZero();
    }

    private static MethodHandle startVirtualThread() throws IllegalAccessException {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (NoSuchMethodException before21) {
            assumeTrue(false, "this JDK has no virtual threads");
            throw new AssertionError(before21);
        }
    }
}
