/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every inlet and its ring keep to. */
abstract class RingContract {
    static final int CAPACITY = Ring.CAPACITY_BYTES_MIN;

    private static final int KEY = 7;

    private final Inlet inlet = inlet();
    private final EventEncoder encoder = new EventEncoder();

    abstract Inlet inlet();

    /** A record of a producer, with a sequence number and a payload that both follow from the number. */
    static int encode(EventEncoder encoder, int producer, long number, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) number);
        return encoder.beginLog(Level.INFO, 1, producer, 0, 0, number)
                .field(KEY, payload)
                .end();
    }

    private boolean offer(long number, int payloadBytes) {
        int bytes = encode(encoder, 0, number, payloadBytes);
        return inlet.offer(encoder.buffer(), bytes, CAPACITY);
    }

    private interface Visitor {
        void visit(int producer, long number);
    }

    /** Takes one contiguous piece out of the ring; every record in it must be whole. */
    private static int take(Ring ring, Visitor visitor) {
        int bytes = ring.readable();
        int at = ring.readIndex();
        int end = at + bytes;
        EventReader reader = new EventReader();
        while (at < end) {
            int length = EventFormat.recordBytes(ring.buffer(), at);
            if (!EventFormat.isPadding(ring.buffer(), at)) {
                reader.wrapChecked(ring.buffer(), at, end, "ring", at);
                long number = reader.timestampNanos();
                assertThat(reader.nextField()).isTrue();
                byte[] payload = reader.fieldBytes();
                for (byte b : payload) {
                    if (b != (byte) number) {
                        throw new AssertionError("record " + number + " holds a byte of another");
                    }
                }
                visitor.visit(reader.logger(), number);
            }
            at += EventFormat.aligned(length);
        }
        assertThat(at).isEqualTo(end);
        ring.free(bytes);
        return bytes;
    }

    private List<Long> takeAll() {
        List<Long> numbers = new ArrayList<>();
        while (take(inlet.ring(), (producer, number) -> numbers.add(number)) > 0) {
            // the next piece
        }
        return numbers;
    }

    @Test
    void readsNothingFromAnEmptyRing() {
        assertThat(inlet.ring().readable()).isZero();
    }

    @Test
    void givesRecordsBackInTheirOrder() {
        assertThat(offer(1, 10)).isTrue();
        assertThat(offer(2, 0)).isTrue();
        assertThat(offer(3, 33)).isTrue();
        assertThat(takeAll()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void refusesWhenFullAndTakesAgainWhenEmptied() {
        long accepted = 0;
        while (offer(accepted, 100)) {
            accepted++;
        }
        assertThat(accepted).isGreaterThan(CAPACITY / 160 - 1).isLessThan(CAPACITY / 100);
        assertThat(offer(0, 100)).isFalse();
        assertThat(takeAll()).hasSize((int) accepted);
        assertThat(offer(0, 100)).isTrue();
    }

    @Test
    void keepsAReserveFromThoseWhoMayNotUseIt() {
        int bytes = encode(encoder, 0, 1, 100);
        while (inlet.offer(encoder.buffer(), bytes, CAPACITY / 2)) {
            // until half is full
        }
        assertThat(inlet.ring().tailAcquire()).isLessThanOrEqualTo(CAPACITY / 2);
        assertThat(inlet.offer(encoder.buffer(), bytes, CAPACITY)).isTrue();
    }

    @Test
    void takesTheLargestRecordAtAnyPosition() {
        Ring ring = inlet.ring();
        int overhead = encode(encoder, 0, 0, 0);
        for (int i = 0; i < 200; i++) {
            assertThat(offer(1, 8 * i)).isTrue();
            takeAll();
            assertThat(offer(2, ring.recordBytesMax() - overhead)).isTrue();
            assertThat(takeAll()).containsExactly(2L);
        }
    }

    @Test
    void neverSplitsARecordOverTheEnd() {
        Random random = new Random(Long.getLong("ttlog.seed", 42));
        List<Long> expected = new ArrayList<>();
        List<Long> taken = new ArrayList<>();
        for (long number = 0; number < 20_000; number++) {
            if (offer(number, random.nextInt(400))) {
                expected.add(number);
            }
            if (random.nextInt(50) == 0) {
                taken.addAll(takeAll());
            }
        }
        taken.addAll(takeAll());
        assertThat(taken).isEqualTo(expected);
        assertThat(inlet.ring().headAcquire()).isGreaterThan(10L * CAPACITY);
    }

    @Test
    void showsAnotherThreadWholeRecordsInOrder() throws InterruptedException {
        runProducers(1, 200_000);
    }

    /** Producers write while this thread reads; each must come in its own order, whole, none missing. */
    final void runProducers(int producers, int events) throws InterruptedException {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> {
                EventEncoder own = new EventEncoder();
                for (int i = 0; i < events; i++) {
                    int bytes = encode(own, producer, i, i % 61);
                    while (!inlet.offer(own.buffer(), bytes, CAPACITY)) {
                        Thread.onSpinWait();
                    }
                }
            });
            thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            threads.add(thread);
            thread.start();
        }
        long[] next = new long[producers];
        long left = (long) producers * events;
        while (left > 0 && failure.get() == null) {
            long[] seen = new long[1];
            take(inlet.ring(), (producer, number) -> {
                if (number != next[producer]++) {
                    throw new AssertionError("producer " + producer + " sent " + number + " out of order");
                }
                seen[0]++;
            });
            left -= seen[0];
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(next).containsOnly(events);
        assertThat(inlet.ring().readable()).isZero();
    }
}
