/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import static io.ttlog.TTLog.info;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
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
 * Events a second from the call to files that survive a power failure: one thread records a million log events of three
 * fields as fast as it may (overflow BLOCK: it waits where the sink is slower) and then flushes to SYNCED. Prints
 * bytes on disk and the CPU time of each of ttlog's threads per event at the end.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ThroughputBenchmark {
    private static final int EVENTS = 1_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final String[] REGIONS = {"eu-west", "eu-north", "us-east", "us-west"};

    /** Where the events go. */
    @Param({DiscardSinkProvider.NAME, "file:none", "file:lz4", "file:zstd", "store"})
    public String sink = DiscardSinkProvider.NAME;

    private @Nullable Running running;
    private long user;

    @Setup
    public void start() throws IOException {
        running = Running.start(sink, Overflow.BLOCK);
    }

    @TearDown
    public void stop() throws IOException {
        if (running != null) {
            System.out.printf(Locale.ROOT, "%n%s: %s%n", sink, perEvent(running));
            running.close();
        }
    }

    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public void callToSynced() {
        for (int i = 0; i < EVENTS; i++) {
            user = user * 6_364_136_223_846_793_005L + 1; // Knuth's LCG: no two ids alike, and no clock in the way
            info("User {user_id} bought {items} items from {region}", user >>> 40, i & 7, REGIONS[(int) (user >>> 62)]);
        }
        if (running != null) {
            running.await(Ack.SYNCED);
        }
    }

    private static String perEvent(Running running) throws IOException {
        long events = Math.max(1, running.stored());
        Map<String, Long> cpuNanos = new TreeMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo thread = THREADS.getThreadInfo(id);
            if (thread != null && thread.getThreadName().startsWith("ttlog")) {
                cpuNanos.merge(thread.getThreadName(), THREADS.getThreadCpuTime(id), Long::sum);
            }
        }
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT, "%.1f bytes on disk an event, warm-up included", (double) running.diskBytes() / events));
        cpuNanos.forEach((thread, nanos) ->
                text.append(String.format(Locale.ROOT, ", %s %.0f ns CPU", thread, (double) nanos / events)));
        return text.toString();
    }
}
