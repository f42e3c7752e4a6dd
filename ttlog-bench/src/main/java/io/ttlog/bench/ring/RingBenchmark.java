/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import io.ttlog.core.event.EventFormat;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
 * What it costs a producer to hand over a record of {@link #RECORD_BYTES} that it has stamped with the clock, in bursts that
 * fit; the consumer sleeps when it finds nothing, as ttlog's pump does. Fails when a record was refused or lost.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingBenchmark {
    static final int BURST = 500;
    static final int RECORD_BYTES = 96;

    private static final long CONSUMER_PARK_NANOS_MAX = 200_000;

    /** The ring. */
    @Param({"owned", "striped", "agrona", "disruptor"})
    public String ring = "owned";

    private final AtomicLong offered = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong drained = new AtomicLong(); // written by the consumer
    private volatile boolean ended;
    private @Nullable Candidate candidate;
    private @Nullable Thread consumer;

    @Setup
    public void start() {
        ended = false;
        Candidate started = Candidate.named(ring);
        candidate = started;
        consumer = new Thread(() -> consume(started), "consumer");
        consumer.start();
    }

    private void consume(Candidate from) {
        long parkNanos = 1_000;
        while (true) {
            boolean last = ended;
            int records = from.drain();
            if (records > 0) {
                drained.setRelease(drained.getPlain() + records);
                parkNanos = 1_000;
            } else if (last) {
                return;
            } else {
                LockSupport.parkNanos(parkNanos);
                parkNanos = Math.min(parkNanos * 2, CONSUMER_PARK_NANOS_MAX);
            }
        }
    }

    @TearDown
    public void stop() throws InterruptedException {
        ended = true;
        if (consumer != null) {
            consumer.join(10_000);
        }
        if (refused.get() > 0 || drained.get() != offered.get()) {
            throw new IllegalStateException(ring + ": of " + offered + " records " + refused + " were refused and "
                    + drained + " came through: the figures are void");
        }
    }

    /** One producer. */
    @State(Scope.Thread)
    public static class Producer {
        final byte[] record = new byte[RECORD_BYTES];
        long refusals;

        @Setup
        public void fill() {
            EventFormat.putInt(record, 0, RECORD_BYTES);
        }

        @Setup(Level.Invocation)
        public void before(RingBenchmark all) {
            while (all.drained.getAcquire() < all.offered.get()) {
                LockSupport.parkNanos(20_000);
            }
        }

        @TearDown(Level.Invocation)
        public void after(RingBenchmark all) {
            all.offered.addAndGet(BURST);
            all.refused.addAndGet(refusals);
            refusals = 0;
        }
    }

    @Benchmark
    @OperationsPerInvocation(BURST)
    public void offer(Producer producer) {
        final Candidate to = candidate;
        if (to != null) {
            for (int i = 0; i < BURST; i++) {
                EventFormat.putLong(producer.record, 8, System.nanoTime());
                producer.refusals += to.offer(producer.record, RECORD_BYTES) ? 0 : 1;
            }
        }
    }
}
