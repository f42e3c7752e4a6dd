/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.bench.peer.Folder;
import io.ttlog.bench.peer.Peer;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.peer.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What one event with three fields costs the thread that records it, for ttlog and its peers under one regime: bursts of
 * {@link #BURST} calls, which every queue can hold; before each burst, outside the measured time, a thread waits until
 * everything recorded so far has arrived at a sink that forgets it. The peer's own threads work during a burst, on another
 * core where there is one. Fails when an event was lost. {@code -prof gc} shows the bytes allocated by all threads.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CallBenchmark {
    /** Of some 100 bytes each in ttlog; four fifths of a ring of 256 KiB are for INFO. Two of them fit a queue of 2,048. */
    static final int BURST = 1_000;

    /** Whose call; not every peer has each. */
    @Param(Peers.TTLOG)
    public String peer = Peers.TTLOG;

    private final AtomicLong recorded = new AtomicLong();
    private final String action = "login";
    private final String path = "/api/v1/orders";
    private @Nullable Peer running;
    private @Nullable Path directory;

    @org.openjdk.jmh.annotations.Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("ttlog-bench-");
        running = Peers.start(peer, new Setup(directory, Setup.Sink.DISCARD));
    }

    @TearDown
    public void stop() throws IOException {
        if (running != null && directory != null) {
            running.awaitArrival(recorded.get());
            running.close();
            long stored = running.stored();
            Folder.delete(directory);
            if (stored < recorded.get()) {
                throw new IllegalStateException(peer + " lost " + (recorded.get() - stored) + " of " + recorded
                        + " events: the figures are void");
            }
        }
    }

    private void catchUp() {
        if (running != null) {
            running.awaitArrival(recorded.get());
        }
    }

    /** One recording thread. */
    @State(Scope.Thread)
    public static class Caller {
        @org.openjdk.jmh.annotations.Setup(Level.Iteration)
        public void prepare(CallBenchmark all) {
            if (all.running != null) {
                all.running.prepareThread();
            }
        }

        @org.openjdk.jmh.annotations.Setup(Level.Invocation)
        public void before(CallBenchmark all) {
            all.catchUp();
        }

        @TearDown(Level.Invocation)
        public void after(CallBenchmark all) {
            all.recorded.addAndGet(BURST);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void log(Caller caller) {
        final Peer called = running;
        if (called != null) {
            for (int i = 0; i < BURST; i++) {
                called.log(1_000_000L + i, action, path);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void span(Caller caller) {
        final Peer called = running;
        if (called != null) {
            for (int i = 0; i < BURST; i++) {
                called.span(1_000_000L + i, action, path);
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void spansInSpan(Caller caller) {
        if (running != null) {
            running.spansInSpan(BURST, 1_000_000L, action, path);
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void logTexts(Caller caller) {
        final Peer called = running;
        if (called != null) {
            for (int i = 0; i < BURST; i++) {
                called.log(action, path);
            }
        }
    }
}
