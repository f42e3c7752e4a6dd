/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Sampling;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PumpTest {
    private static final Pump.Chores NONE = new Pump.Chores() {
        @Override
        public void tick() {}

        @Override
        public void beforeBarrier() {}
    };

    private static final Origin NOWHERE = new Origin(() -> 0, Symbols.NONE, name -> Symbols.NONE);

    private static final int RING_BYTES = 64 << 10;

    /** So many log events, back to back. */
    private static byte[] records(int count) {
        EventEncoder encoder = new EventEncoder();
        int bytes = EventFormat.aligned(
                encoder.beginLog(Level.INFO, 1, 0, 0, 0, 0).field(2, 7L).end());
        byte[] records = new byte[count * bytes];
        for (int i = 0; i < count; i++) {
            System.arraycopy(encoder.buffer(), 0, records, i * bytes, encoder.end());
        }
        return records;
    }

    private static int withoutFiller(byte[] buffer, int from, int to) {
        int bytes = 0;
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            bytes += EventFormat.isPadding(buffer, at) ? 0 : next - at;
        }
        return bytes;
    }

    @Test
    void aLaneFlushesOnlyBehindTheBarrier() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        List<Long> writtenAtFlush = new CopyOnWriteArrayList<>();
        byte[] bulk = records(RING_BYTES / 2 / records(1).length); // half a ring: the second lot goes round its end
        Sink sink = new Sink() {
            @Override
            public String name() {
                return "gated";
            }

            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                if (written.get() >= bulk.length) {
                    entered.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                written.addAndGet(withoutFiller(buffer, from, to));
            }

            @Override
            public void flush(Ack level) {
                writtenAtFlush.add(written.get());
            }

            @Override
            public void close() {}
        };
        Lane lane = new Lane(0, sink, RING_BYTES, System::nanoTime, new Metrics().histogram("write_ms"), System.err);
        lane.start();
        assertThat(lane.offerAll(bulk, 0, bulk.length)).isEqualTo(bulk.length);
        Barrier first = new Barrier(Ack.WRITTEN, new long[1], 0);
        lane.barrier(first);
        assertThat(first.await(20_000_000_000L)).isTrue();

        byte[] one = records(1);
        lane.offerAll(one, 0, one.length);
        entered.await();
        assertThat(lane.offerAll(bulk, 0, bulk.length)).isEqualTo(bulk.length);
        Barrier second = new Barrier(Ack.WRITTEN, new long[1], 0);
        lane.barrier(second);
        gate.countDown();
        assertThat(second.await(20_000_000_000L)).isTrue();
        assertThat(writtenAtFlush.get(0)).isEqualTo(bulk.length);
        assertThat(writtenAtFlush.get(1)).isGreaterThanOrEqualTo(2L * bulk.length + one.length);
        lane.stop();
        assertThat(lane.joinUntil(System.nanoTime() + 20_000_000_000L)).isTrue();
    }

    @Test
    void forgetsFlushesThatNobodyWaitsForAnyMore() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        Sink stuck = new Sink() {
            @Override
            public String name() {
                return "stuck";
            }

            @Override
            public void write(byte[] buffer, int from, int to) {}

            @Override
            public void flush(Ack level) {
                entered.countDown();
                while (gate.getCount() > 0) {
                    Thread.onSpinWait();
                }
            }

            @Override
            public void close() {}
        };
        Pump pump = new Pump(
                new Inlets(64 << 10),
                Pipeline.EMPTY,
                Sampling.all(),
                Tally.allKinds(),
                64 << 10,
                List.of(stuck),
                NONE,
                new Metrics(),
                NOWHERE,
                null);
        pump.start();
        Thread patient = new Thread(() -> pump.flush(Ack.WRITTEN, Duration.ofSeconds(20)));
        patient.start();
        entered.await();
        for (int i = 0; i < 100; i++) {
            assertThat(pump.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        }
        assertThat(pump.flushesHeld())
                .as("a pump that is slow may still hold some")
                .isLessThan(10);
        gate.countDown();
        patient.join();
        assertThat(pump.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
        assertThat(pump.stop(Duration.ofSeconds(20))).isTrue();
        assertThat(pump.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isFalse();
        assertThat(pump.flushesHeld()).isZero();
    }
}
