/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import io.ttlog.Overflow;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Logs from several daemon threads into the store and the file sink, and ends meanwhile in the way that its argument names, with
 * neither flush nor stop. Prints first how many events each thread has logged by then, and at the very end what the counters say:
 * {@code counts CONSERVED STORED_BY_STORE STORED_BY_FILE}.
 */
final class EndingProgram {
    static final int THREADS = 3;
    static final int EVENTS_MIN = 500;
    static final int COUNTED = 7;

    private static final long STOP_NANOS_MAX = 5_000_000_000L;

    private EndingProgram() {}

    public static void main(String[] arguments) {
        TTLogSession session = TTLog.init()
                .service("ending")
                .console(false)
                .selfMetrics(false)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(20))
                .sink("file")
                .option("file.directory", "events")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> tellTheCounts(session)));
        TTLog.counter("endings").add(COUNTED);
        TTLog.span("whole", () -> TTLog.span("part").close());
        List<AtomicLong> logged = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            AtomicLong count = new AtomicLong();
            logged.add(count);
            String source = "thread" + t;
            Thread thread = new Thread(() -> log(source, count));
            thread.setDaemon(true);
            thread.start();
        }
        while (logged.stream().anyMatch(count -> count.get() < EVENTS_MIN)) {
            LockSupport.parkNanos(100_000);
        }
        System.out.println("logged " + logged.get(0).get() + " " + logged.get(1).get() + " "
                + logged.get(2).get());
        switch (arguments[0]) {
            case "exit" -> System.exit(3);
            case "throw" -> throw new IllegalStateException("pretended");
            case "wait" -> waitForEver();
            default -> TTLog.span("left open"); // and only daemon threads are left
        }
    }

    private static void waitForEver() {
        while (true) {
            LockSupport.park();
        }
    }

    private static void log(String source, AtomicLong count) {
        while (true) {
            for (int i = 0; i < 20; i++) {
                long n = count.get();
                TTLog.info(Kept.TEMPLATE, source, n, Kept.text(n));
                count.set(n + 1);
            }
            LockSupport.parkNanos(100_000); // leaves the processor to the one who ends this
        }
    }

    private static void tellTheCounts(TTLogSession session) {
        long start = System.nanoTime();
        while (session.status().running() && System.nanoTime() - start < STOP_NANOS_MAX) {
            LockSupport.parkNanos(1_000_000);
        }
        Stats stats = session.stats();
        System.out.println("counts " + stats.conserved() + " " + stats.stored("store") + " " + stats.stored("file"));
    }
}
