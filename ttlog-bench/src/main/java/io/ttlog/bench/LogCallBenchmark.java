/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.kv;
import static io.ttlog.TTLog.span;

import io.ttlog.Ack;
import io.ttlog.Overflow;
import io.ttlog.Span;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
 * What a recording call costs its caller. No program logs twelve million events a second without end, and no sink would keep
 * up: calls come in bursts that fit into the default ring, and between bursts, outside the measured time, the sink catches
 * up. The pump and the sink work during a burst, on another core. {@code -prof gc} shows the bytes allocated by all threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LogCallBenchmark {
    /** Of some 100 bytes each; four fifths of a ring of 256 KiB are for INFO. */
    static final int BURST = 1_000;

    /** Where the events go. */
    @Param({DiscardSinkProvider.NAME, "store"})
    public String sink = DiscardSinkProvider.NAME;

    private @Nullable Running running;
    private final String region = "eu-west";
    private final String path = "/api/v1/orders";
    private final String agent = "Mozilla/5.0";

    @Setup
    public void start() throws IOException {
        running = Running.start(sink, Overflow.DROP_NEWEST);
    }

    @TearDown
    public void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    /** Lets the sink catch up, outside the measured time. */
    @Setup(Level.Invocation)
    public void catchUp() {
        if (running != null) {
            running.await(Ack.WRITTEN);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void noField() {
        for (int i = 0; i < BURST; i++) {
            info("Cache is warm");
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void oneLong() {
        for (int i = 0; i < BURST; i++) {
            info("User {user_id} logged in", 1_000_000L + i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void twoLongsOneString() {
        for (int i = 0; i < BURST; i++) {
            info("User {user_id} bought {items} items from {region}", 1_000_000L + i, i & 7, region);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void threeStrings() {
        for (int i = 0; i < BURST; i++) {
            info("{path} from {region} by {agent}", path, region, agent);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void fluentThreeFields() {
        for (int i = 0; i < BURST; i++) {
            atInfo().with("user_id", 1_000_000L + i)
                    .with("items", i & 7)
                    .with("region", region)
                    .log("Basket paid");
        }
    }

    /** The familiar form, which boxes and allocates. */
    @Benchmark
    @OperationsPerInvocation(BURST)
    public void keyValues() {
        for (int i = 0; i < BURST; i++) {
            info("Basket paid", kv("user_id", 1_000_000L + i), kv("items", i & 7), kv("region", region));
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void spanWithField() {
        for (int i = 0; i < BURST; i++) {
            try (Span span = span("basket.pay")) {
                span.record("user_id", 1_000_000L + i);
            }
        }
    }
}
