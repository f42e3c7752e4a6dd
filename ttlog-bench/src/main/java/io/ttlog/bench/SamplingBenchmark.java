/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.Overflow;
import io.ttlog.Sampling;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a span of a trace of two costs the thread that records it, without sampling and with: the head, with a budget, and with the tail.
 * In bursts that a ring can hold, as {@link CallBenchmark}. Beside the time it prints, for each iteration, what CPU time of the caller and of the
 * pump a span took, which says more on a machine that others use, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SamplingBenchmark {
    /** Traces of two spans in a burst: some 100 KiB. */
    static final int BURST = 500;

    /** How traces are sampled. */
    @Param({"off", "ratio", "budget", "tail"})
    public String sampling = "off";

    private @Nullable TTLogSession session;
    private long submitted;
    private long pumpNanos;
    private long callerNanos; // of the one recording thread

    @Setup
    public void start() {
        Sampling chosen = switch (sampling) {
            case "ratio" -> Sampling.ratio(0.1);
            case "budget" -> Sampling.all().perSecond(100);
            case "tail" -> Sampling.ratio(0.1).keepErrors();
            default -> Sampling.all();
        };
        session = TTLog.init()
                .service("bench")
                .console(false)
                .store(false)
                .sink(DiscardSinkProvider.NAME)
                .overflow(Overflow.BLOCK, Duration.ofSeconds(60))
                .sampling(chosen)
                .start();
    }

    @Setup(Level.Iteration)
    public void mark() {
        submitted = spans();
        pumpNanos = pumpCpuNanos();
        callerNanos = 0;
    }

    @TearDown(Level.Iteration)
    public void tell() {
        final double spans = (double) (spans() - submitted);
        System.out.printf(
                Locale.ROOT,
                "[CPU a span: caller %.1f ns, pump %.1f ns] ",
                (double) callerNanos / spans,
                (double) (pumpCpuNanos() - pumpNanos) / spans);
    }

    @TearDown
    public void stop() throws IOException {
        if (session != null) {
            session.close();
            Stats stats = session.stats();
            if (stats.dropped() != stats.dropped(io.ttlog.DropReason.SAMPLED) || !stats.conserved()) {
                throw new IllegalStateException(stats + ": the figures are void");
            }
        }
    }

    private static long spans() {
        return TTLog.stats().submitted(Signal.SPAN);
    }

    private static long pumpCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("ttlog-pump")) {
                return threads.getThreadCpuTime(thread.getThreadId());
            }
        }
        throw new IllegalStateException("no pump");
    }

    /** The recording thread, which lets the pump catch up before each burst. */
    @State(Scope.Thread)
    public static class Caller {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private long before;

        @Setup(Level.Invocation)
        public void before() {
            while (TTLog.stats().inFlight(DiscardSinkProvider.NAME) > 0) {
                LockSupport.parkNanos(50_000);
            }
            before = threads.getCurrentThreadCpuTime();
        }

        @TearDown(Level.Invocation)
        public void after(SamplingBenchmark all) {
            all.callerNanos += threads.getCurrentThreadCpuTime() - before;
        }
    }

    @Benchmark
    @OperationsPerInvocation(2 * BURST)
    public void trace(Caller caller) {
        for (int i = 0; i < BURST; i++) {
            try (Span root = TTLog.span("POST /orders").with("user_id", 1_000_000L + i)) {
                try (Span child = TTLog.span("payment.charge").with("attempt", 1)) {
                    child.ok();
                }
                root.ok();
            }
        }
    }
}
