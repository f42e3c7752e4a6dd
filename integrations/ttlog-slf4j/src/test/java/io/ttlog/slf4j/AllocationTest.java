/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ttlog.Level;
import io.ttlog.TTLogSession;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** What a call allocates beyond the array that SLF4J's varargs force on its caller, counted by the JVM. */
class AllocationTest {
    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TTLogSession session = Recorded.start(Level.INFO);
    private final Logger logger = LoggerFactory.getLogger("shop.orders");
    private final Object[] three = {4711L, "Ada", 1.5};
    private final Long number = 4711L;

    @AfterEach
    void stop() {
        MDC.clear();
        session.close();
    }

    private static void allocates(double bytesAtMost, Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        assertThat((double) (THREADS.getThreadAllocatedBytes(id) - before) / CALLS)
                .isLessThanOrEqualTo(bytesAtMost);
    }

    @Test
    void allocatesNothingForArguments() {
        allocates(0.1, () -> logger.info("Order {} of {} in {}", three));
        allocates(0.1, () -> logger.info("Order {} of {}", number, "Ada"));
        allocates(0.1, () -> logger.info("Order {}", number));
        allocates(0.1, () -> logger.info("Order"));
    }

    @Test
    void allocatesNothingWhenOff() {
        allocates(0.1, () -> logger.debug("Order {} of {} in {}", three));
        allocates(0.1, () -> {
            if (logger.isDebugEnabled()) {
                throw new AssertionError("it is off");
            }
        });
    }

    @Test
    void allocatesNothingForTheMdc() {
        MDC.put("user", "ada");
        MDC.put("request", "r-1");
        allocates(0.1, () -> logger.info("Order {} of {} in {}", three));
    }
}
