/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import io.ttlog.Overflow;
import io.ttlog.TTLog;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What calls cost that hand nothing over: those into a metric with bound labels, which is read later, and a log call that is
 * off. Add {@code -t 2} for threads that meet at one series.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class InPlaceCallBenchmark {
    private final Counter counter = TTLog.counter("requests_total").labels("path", "/orders");
    private final Gauge gauge = TTLog.gauge("active_connections").labels("path", "/orders");
    private final Histogram histogram = TTLog.histogram("request_duration_ms").labels("path", "/orders");
    private @Nullable Running running;
    private double value;
    private String region = "eu-west";

    @Setup
    public void start() throws IOException {
        running = Running.start(DiscardSinkProvider.NAME, Overflow.DROP_NEWEST);
    }

    @TearDown
    public void stop() throws IOException {
        if (running != null) {
            running.close();
        }
    }

    @Benchmark
    public void off() {
        TTLog.debug("User {user_id} bought {items} items from {region}", 1_000_000L, 7, region);
    }

    @Benchmark
    public void counterIncrement() {
        counter.increment();
    }

    @Benchmark
    public void gaugeSet() {
        gauge.set(42.0);
    }

    @Benchmark
    public void histogramRecord() {
        value = value > 1_000 ? 0.1 : value + 0.1;
        histogram.record(value);
    }
}
