/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A woven call allocates nothing in the steady state, counted by the JVM. */
class AllocationTest {
    private static final String PACKAGE = "io.ttlog.agent.subject.";
    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"fields", "nested", "measured", "secrets", "results", "objects"})
    void allocatesNothing(String calls) throws Exception {
        Method many = new WovenLoader(PACKAGE).loadClass(PACKAGE + "Many").getMethod(calls + "Many", int.class);
        try (TTLogSession session = TTLog.init()
                .console(false)
                .store(false)
                .sink("file")
                .overflow(Overflow.DROP_NEWEST, Duration.ofSeconds(1))
                .data(directory)
                .start()) {
            for (int i = 0; i < 5; i++) {
                many.invoke(null, CALLS);
            }
            long id = Thread.currentThread().getId();
            long before = THREADS.getThreadAllocatedBytes(id);
            many.invoke(null, CALLS);
            long bytes = THREADS.getThreadAllocatedBytes(id) - before;
            assertThat((double) bytes / CALLS).isLessThan(0.1);
            assertThat(session.stats().misuses()).isZero();
        }
    }
}
