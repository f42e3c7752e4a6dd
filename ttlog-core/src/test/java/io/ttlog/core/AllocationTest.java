/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.debug;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ttlog.Counter;
import io.ttlog.Histogram;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API promises not to allocate, counted by the JVM. */
class AllocationTest {
    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();

    @AfterEach
    void stop() {
        session.close();
    }

    /** Bytes per call in steady state: of the second half of the calls, so that ring, sites and encoders are there. */
    private static double bytesPerCall(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (double) (THREADS.getThreadAllocatedBytes(id) - before) / CALLS;
    }

    @Test
    void seesAllocationWhenThereIsSome() {
        assertThat(bytesPerCall(() -> info("{a} {b} {c} {d}", new Object(), 1, 2, 3)))
                .isGreaterThan(16);
    }

    @Test
    void allocatesNothingForAMacro() {
        String ip = "10.0.0.1";
        assertThat(bytesPerCall(() -> info("User {user_id} from {ip} in {ms}", 12345L, ip, 1.5)))
                .isLessThan(0.1);
        assertThat(bytesPerCall(() -> info("{c} {b} {n}", 'x', true, 7))).isLessThan(0.1);
        assertThat(bytesPerCall(() -> debug("off {n}", 1L))).isLessThan(0.1);
    }

    @Test
    void allocatesNothingForAFluentEvent() {
        assertThat(bytesPerCall(() -> atInfo().with("user_id", 12345L)
                        .with("action", "login")
                        .with("ok", true)
                        .log("User login")))
                .isLessThan(0.1);
    }

    @Test
    void allocatesNothingForASpanAndALogInsideIt() {
        assertThat(bytesPerCall(() -> {
                    try (Span span = span("work").with("n", 1L)) {
                        info("inside {n}", 1L);
                        span.record("ms", 1.5);
                    }
                }))
                .isLessThan(0.1);
    }

    @Test
    void allocatesNothingForAMetric() {
        Counter counter = TTLog.counter("allocation_test").labels("k", "v");
        Histogram histogram = TTLog.histogram("allocation_test_ms");
        assertThat(bytesPerCall(() -> {
                    counter.increment();
                    histogram.record(1.5);
                }))
                .isLessThan(0.1);
    }
}
