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
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What calls cost that hand nothing over: those into a metric with bound labels, which is read later, and a log call that is
 * off; and the clock, which every event reads once. Add {@code -t 2} for threads that meet at one series.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class InPlaceBenchmark {
    /** Whose call; counters and histograms are measured of ttlog and OpenTelemetry. */
    @Param(Peers.TTLOG)
    public String peer = Peers.TTLOG;

    private @Nullable Peer running;
    private @Nullable Path directory;

    /** The arguments of one thread. */
    @State(Scope.Thread)
    public static class Arguments {
        long userId = 1_000_000;
        int items = 7;
        double price = 9.95;
        String action = "login";
        String path = "/api/v1/orders";
        double value;
    }

    @org.openjdk.jmh.annotations.Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("ttlog-bench-");
        running = Peers.start(peer, new Setup(directory, Setup.Sink.DISCARD));
    }

    @TearDown
    public void stop() throws IOException {
        if (running != null && directory != null) {
            running.close();
            Folder.delete(directory);
        }
    }

    @Benchmark
    public long clock() {
        return System.nanoTime();
    }

    @Benchmark
    public void off(Arguments with) {
        if (running != null) {
            running.off(with.userId, with.action, with.path);
        }
    }

    @Benchmark
    public void offPrimitives(Arguments with) {
        if (running != null) {
            running.off(with.userId, with.items, with.price);
        }
    }

    @Benchmark
    public void count() {
        if (running != null) {
            running.count();
        }
    }

    @Benchmark
    public void record(Arguments with) {
        with.value = with.value > 1_000 ? 0.1 : with.value + 0.1;
        if (running != null) {
            running.record(with.value);
        }
    }
}
