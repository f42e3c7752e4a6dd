/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.kv;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.warn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Counter;
import io.ttlog.Histogram;
import io.ttlog.KeyValue;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.runtime.CollectingSink;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Callers without stack or memory, in JVMs of their own: whatever Error meets them in the middle of a call, afterwards
 * recording works in every thread, each record is whole, and the counts agree. {@code -Dttlog.storms=2000} for more.
 */
class StormTest {
    private static final int STORMS = Integer.getInteger("ttlog.storms", 60);

    @TempDir
    Path directory;

    private void survives(List<String> flags, String... arguments) throws Exception {
        ChildJvm.Ended ended = ChildJvm.run(directory, flags, Storms.class, arguments);
        assertThat(ended.out()).as(ended.err()).endsWith("survived");
        assertThat(ended.status()).as(ended.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"owned, -Xmixed", "shared, -Xmixed", "shared, -Xint"})
    void survivesCallersWithoutStack(String inlets, String compiler) throws Exception {
        survives(List.of(compiler), "stack", inlets, Integer.toString(compiler.equals("-Xint") ? STORMS / 10 : STORMS));
    }

    @ParameterizedTest
    @CsvSource({"owned", "shared"})
    void survivesCallersWithoutMemory(String inlets) throws Exception {
        survives(List.of("-Xmx32m", "-XX:+UseSerialGC"), "memory", inlets, Integer.toString(STORMS / 20));
    }

    /** {@code stack|memory owned|shared STORMS}. */
    @SuppressWarnings({"InfiniteRecursion", "StaticAssignmentOfThrowable", "UnnecessaryStringBuilder"}) // all meant
    static final class Storms {
        /** Ways to call, see {@link #call}. */
        static final int CALLS = 6;

        private static final Duration LONG = Duration.ofSeconds(60);
        private static final AtomicLong COUNTED = new AtomicLong();

        private static final Object WHAT = new StringBuilder("text");
        private static final KeyValue PAIR = kv("key", 7);
        private static final Exception FAILURE = new IllegalStateException("storm");
        private static final Counter COUNTER = TTLog.counter("storms");
        private static final Histogram HISTOGRAM = TTLog.histogram("storms_ms");
        private static long checked; // records

        private Storms() {}

        public static void main(String[] arguments) throws Exception {
            TTLogSession session = TTLog.init()
                    .console(false)
                    .store(false)
                    .sink("collecting")
                    .ringBytes(64 << 10)
                    .overflow(Overflow.BLOCK, LONG)
                    .selfMetrics(false) // they have histograms, too
                    .start();
            int storms = Integer.parseInt(arguments[2]);
            switch (arguments[0]) {
                case "stack" -> {
                    occupy(arguments[1]);
                    inThread(() -> stackStorms(storms));
                }
                case "memory" -> {
                    occupy(arguments[1]);
                    for (int call = 0; call < CALLS; call++) {
                        call(call, call);
                    }
                    inThread(() -> memoryStorms(storms));
                }
                default -> throw new IllegalArgumentException(arguments[0]);
            }
            checkRecords();
            require(checked >= storms, "few records arrived: " + checked);
            check(session, arguments[0].equals("stack") ? 600 : 30); // a ring turned over, or touched
            System.out.println("survived");
            System.exit(0); // threads still wait
        }

        private static void inThread(Runnable work) throws InterruptedException {
            Thread[] failed = new Thread[1];
            Thread thread = new Thread(null, work, "storm", 192 << 10);
            thread.setUncaughtExceptionHandler((t, failure) -> {
                failure.printStackTrace();
                failed[0] = t;
            });
            thread.start();
            thread.join();
            require(failed[0] == null, "the storm failed");
        }

        /** Leaves no inlet of its own to anybody, or all. */
        private static void occupy(String inlets) throws InterruptedException {
            int threads = inlets.equals("shared") ? Inlets.OWNED_MAX : 0;
            CountDownLatch logged = new CountDownLatch(threads);
            for (int i = 0; i < threads; i++) {
                Thread thread = new Thread(() -> {
                    info("occupies an inlet");
                    logged.countDown();
                    synchronized (logged) {
                        while (true) {
                            try {
                                logged.wait();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
            logged.await();
        }

        /** All that an application calls; each way by a number, so that each meets the end of the stack. */
        private static void call(int way, long n) {
            switch (way) {
                case 0 -> info("depth {n} of {m}", n, 2.5);
                case 1 -> warn("depth {n} of {what} {text}", n, WHAT, "text");
                case 2 ->
                    atInfo().with("n", n)
                            .with("text", "text")
                            .with("what", WHAT)
                            .log("fluent {n}");
                case 3 -> {
                    try (Span span = span("storm").with("n", n)) {
                        span.record("text", "text");
                        span.record("share", 0.5);
                        span.record("yes", true);
                    }
                }
                case 4 -> {
                    COUNTER.increment();
                    COUNTED.getAndIncrement(); // not when the one before threw
                    HISTOGRAM.record(n);
                }
                default -> info("failed {n} {pair}", n, PAIR, FAILURE);
            }
        }

        private static int descend(int depth) {
            call(depth % CALLS, depth);
            return descend(depth + 1) + 1;
        }

        /** Small frames first, so that each storm meets the end of the stack at another place of a call. */
        private static int pad(int frames) {
            return frames == 0 ? descend(frames) : pad(frames - 1) + 1;
        }

        private static void stackStorms(int storms) {
            for (int storm = 0; storm < storms; storm++) {
                try {
                    pad(storm);
                    throw new IllegalStateException("there was no end");
                } catch (StackOverflowError expected) {
                    info("storm {n}", storm);
                }
                if (storm % 10 == 9) {
                    checkRecords();
                }
            }
        }

        // ---- memory

        private static void memoryStorms(int storms) {
            for (int storm = 0; storm < storms; storm++) {
                Object[] nothing = {};
                Object[] hoard = nothing;
                for (int bytes = 1 << 20; bytes >= 16; bytes /= 256) {
                    hoard = fill(hoard, bytes);
                }
                Throwable thrown = null;
                try {
                    for (int i = 0; i < 30; i++) { // each failure costs a collection of all garbage
                        call(i % CALLS == 4 ? 0 : i % CALLS, i); // metrics may allocate
                    }
                } catch (Throwable failure) {
                    thrown = failure;
                }
                hoard = nothing; // there may be no memory for another
                if (thrown != null) {
                    throw new IllegalStateException("a recording call threw", thrown);
                }
                info("storm {n}", storm);
                awaitRunningSink();
                checkRecords();
            }
        }

        /** The sink had no memory either: it may be parked, and takes nothing until it has taken a probe. */
        private static void awaitRunningSink() {
            Await.until("a flush passes", () -> {
                info("probe");
                return TTLog.flush(Ack.WRITTEN, LONG);
            });
        }

        /** A chain of arrays until there is no memory for one more. */
        private static Object[] fill(Object[] hoard, int bytes) {
            Object[] last = hoard;
            try {
                while (true) {
                    last = new Object[] {last, new byte[bytes]};
                }
            } catch (OutOfMemoryError expected) {
                return last;
            }
        }

        // ---- afterwards

        private static void checkRecords() {
            TTLog.flush(Ack.WRITTEN, LONG);
            CollectingSink sink = CollectingSinkProvider.last();
            checked += sink.map(event -> {
                        while (event.nextField()) {
                            require(event.fieldKey() != 0, "a field has a key");
                        }
                        return 1;
                    })
                    .size();
            sink.forget();
        }

        private static void check(TTLogSession session, int eventsPerThread) throws InterruptedException {
            checkRecords();
            recordsFromEverywhere(eventsPerThread);
            if (COUNTER.value() != 0) {
                require(COUNTER.value() >= COUNTED.get(), "lost increments");
            }
            session.close();
            Stats stats = session.stats();
            require(stats.conserved(), "not conserved: " + stats);
            require(stats.inFlight("collecting") == 0, "in flight: " + stats);
            require(
                    stats.stored("collecting") == CollectingSinkProvider.last().count(),
                    "stored is not what came: " + stats);
        }

        /** From so many threads that each inlet is used. */
        private static void recordsFromEverywhere(int events) throws InterruptedException {
            int threads = Inlets.OWNED_MAX + 2 * Inlets.SHARED_MAX;
            String text = "x".repeat(100);
            CountDownLatch logged = new CountDownLatch(threads);
            List<Thread> started = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < events; i++) {
                        info("after {n} {text}", i, text);
                    }
                    HISTOGRAM.record(1);
                    logged.countDown();
                    try {
                        logged.await(); // so that each has an inlet of its own
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
                thread.start();
                started.add(thread);
            }
            for (Thread thread : started) {
                thread.join();
            }
            require(TTLog.flush(Ack.WRITTEN, LONG), "the flush did not pass");
            long recorded = 0;
            for (boolean log : CollectingSinkProvider.last().map(event -> event.signal() == Signal.LOG)) {
                recorded += log ? 1 : 0;
            }
            require(recorded == (long) threads * events, "of " + threads * events + " events came " + recorded);
            double values = CollectingSinkProvider.last()
                    .map(event -> event.signal() == Signal.METRIC && event.metricKind() == MetricKind.HISTOGRAM
                            ? event.histogramCount()
                            : 0)
                    .stream()
                    .mapToDouble(Number::doubleValue)
                    .sum();
            require(values == threads, "of " + threads + " values of the histogram came " + values);
            require(span("whole").spanId().length() == 16, "spans have ids");
        }

        private static void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new IllegalStateException(otherwise);
            }
        }
    }
}
