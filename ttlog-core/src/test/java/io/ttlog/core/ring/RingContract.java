/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
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
        int bytes = ring.claim();
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
        if (bytes > 0) {
            ring.free(bytes);
        }
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

    private static int kinds(Level... levels) {
        return Arrays.stream(levels)
                .mapToInt(level -> Tally.bit(Tally.kind(level)))
                .sum();
    }

    private boolean offerEvicting(long number, int payloadBytes, int kinds) {
        int bytes = encode(encoder, 0, number, payloadBytes);
        return inlet.offerEvicting(encoder.buffer(), bytes, CAPACITY, kinds);
    }

    private long evicted() {
        return inlet.tally().count(Tally.dropped(DropReason.RING_FULL), Tally.kind(Level.INFO));
    }

    @Test
    void takesTheOldestBackForANewOneAndCountsThem() {
        long number = 0;
        while (offer(number, 100)) {
            number++;
        }
        long full = number;
        for (; number < 10 * full; number++) {
            assertThat(offerEvicting(number, 100, kinds(Level.INFO))).isTrue();
            assertThat(inlet.ring().tailAcquire() - inlet.ring().headAcquire()).isLessThanOrEqualTo(CAPACITY);
        }
        List<Long> left = takeAll();
        assertThat(left).endsWith(number - 1).isSorted().hasSizeGreaterThan((int) full - 5);
        assertThat(left.get(0)).isEqualTo(number - left.size());
        assertThat(evicted()).isEqualTo(number - left.size());
        assertThat(inlet.tally().count(Tally.PASSED, Tally.kind(Level.INFO)))
                .as("who offers to an owned one counts what passed, here nobody does; a shared one counts itself")
                .isEqualTo((inlet.isOwned() ? 0 : number) - evicted());
    }

    @Test
    void takesBackNoMoreThanIsNeeded() {
        while (offer(1, 100)) {
            // until it is full
        }
        assertThat(offerEvicting(2, 100, kinds(Level.INFO))).isTrue();
        assertThat(evicted()).isEqualTo(1);
        int overhead = encode(encoder, 0, 0, 0);
        int large = inlet.ring().recordBytesMax() - overhead;
        assertThat(offerEvicting(3, large, kinds(Level.INFO))).isTrue();
        assertThat(evicted()).isLessThanOrEqualTo(2 + CAPACITY / 2 / 140);
    }

    @Test
    void takesNothingBackBehindARecordOfAnotherKind() {
        assertThat(offer(6, 0)).isTrue();
        int warn = encoder.beginLog(Level.WARN, 1, 0, 0, 0, 7)
                .field(KEY, new byte[] {7})
                .end();
        assertThat(inlet.offer(encoder.buffer(), warn, CAPACITY)).isTrue();
        long number = 8;
        while (offer(number, 100)) {
            number++;
        }
        assertThat(offerEvicting(number, 100, kinds(Level.DEBUG))).isFalse();
        assertThat(offerEvicting(number, 4_000, kinds(Level.INFO)))
                .as("the first alone does not make enough room")
                .isFalse();
        assertThat(evicted()).isZero();
        assertThat(takeAll()).hasSize((int) number - 6).startsWith(6L, 7L, 8L);
    }

    @Test
    void takesNothingBackThatTheConsumerReads() {
        while (offer(1, 100)) {
            // until it is full
        }
        int bytes = inlet.ring().claim();
        assertThat(offerEvicting(2, 100, kinds(Level.INFO))).isFalse();
        inlet.ring().free(bytes);
        assertThat(offerEvicting(2, 100, kinds(Level.INFO))).isTrue();
        assertThat(evicted()).isZero();
        assertThat(takeAll()).containsExactly(2L);
    }

    @Test
    void tellsOfEvictions() {
        long ended = inlet.ring().evictionsEnded();
        while (offer(1, 100)) {
            // until it is full
        }
        assertThat(inlet.ring().evictionsBegun()).isEqualTo(ended);
        offerEvicting(2, 100, kinds(Level.INFO));
        assertThat(inlet.ring().evictionsBegun()).isGreaterThan(ended);
        assertThat(inlet.ring().evictionsEnded()).isEqualTo(inlet.ring().evictionsBegun());
    }

    @Test
    void losesNoRecordUncountedWhileItsProducerEvicts() throws InterruptedException {
        runEvictingProducers(1, 100_000);
    }

    /** Producers that evict while this thread reads: each in its own order and whole, each either read, evicted or refused. */
    final void runEvictingProducers(int producers, int events) throws InterruptedException {
        long seed = Long.getLong("ttlog.seed", System.nanoTime());
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        AtomicLong accepted = new AtomicLong();
        AtomicInteger running = new AtomicInteger(producers);
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            Thread thread = new Thread(() -> {
                Random random = new Random(seed + producer);
                EventEncoder own = new EventEncoder();
                long count = 0;
                for (int i = 0; i < events; i++) {
                    int bytes = encode(own, producer, i, random.nextInt(random.nextInt(50) == 0 ? 4_000 : 200));
                    if (inlet.offerEvicting(own.buffer(), bytes, CAPACITY, kinds(Level.INFO))) {
                        count++;
                    }
                }
                accepted.addAndGet(count);
                running.decrementAndGet();
            });
            thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
            threads.add(thread);
        }
        long[] last = new long[producers];
        Arrays.fill(last, -1);
        long[] seen = new long[1];
        Random pauses = new Random(seed);
        threads.forEach(Thread::start);
        while (evicted() == 0 && running.get() > 0) {
            Thread.onSpinWait(); // the records are many times the ring: until somebody has read, one must go
        }
        boolean more = true;
        while (more && failure.get() == null) {
            more = running.get() > 0; // before the last look
            for (int spin = pauses.nextInt(2_000); spin > 0; spin--) {
                Thread.onSpinWait();
            }
            boolean found = true;
            while (found) {
                found = take(inlet.ring(), (producer, number) -> {
                                    if (number <= last[producer]) {
                                        throw new AssertionError("seed " + seed + ": producer " + producer + " sent "
                                                + number + " after " + last[producer]);
                                    }
                                    last[producer] = number;
                                    seen[0]++;
                                })
                                > 0
                        && pauses.nextInt(4) > 0;
            }
        }
        seen[0] += takeAll().size();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(evicted()).as("seed %d", seed).isPositive();
        assertThat(seen[0] + evicted()).as("seed %d", seed).isEqualTo(accepted.get());
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
