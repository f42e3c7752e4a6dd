/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs of records through pages, as the pump offers them to a lane. */
@ExtendWith(SeededRandom.class)
class PagedRingTest {
    private static final int CAPACITY = 1 << 20;
    private static final int PAGE = CAPACITY / 16;
    private static final int PAGES_MAX = 17; // what waits may begin and end within a page
    private static final int KEY = 2;

    private final EventEncoder encoder = new EventEncoder();
    private int made;
    private int makeable = Integer.MAX_VALUE;
    private final PagedRing ring = new PagedRing(CAPACITY, this::make);
    private final ByteArrayOutputStream consumed = new ByteArrayOutputStream();

    private byte[] make(int bytes) {
        assertThat(bytes).isEqualTo(PAGE);
        if (made == makeable) {
            throw new OutOfMemoryError("pretended");
        }
        made++;
        return new byte[bytes];
    }

    /** A padded record that says its number in each byte of its payload. */
    private byte[] record(EventEncoder encoder, long number, int payloadBytes) {
        byte[] payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) number);
        int bytes = encoder.beginLog(Level.INFO, 1, 0, 0, 0, number)
                .field(KEY, payload)
                .end();
        return Arrays.copyOf(Arrays.copyOf(encoder.buffer(), bytes), EventFormat.aligned(bytes));
    }

    private byte[] recordOfBytes(long number, int bytes) {
        int overhead = record(encoder, number, 1_000).length - 1_000;
        byte[] record = record(encoder, number, bytes - overhead - 8);
        return record.length == bytes ? record : record(encoder, number, bytes - overhead - 8 + bytes - record.length);
    }

    private boolean offer(byte[] record) {
        return ring.offerAll(record, 0, record.length, CAPACITY) == record.length;
    }

    /** Records of random lengths, padded, at most so many bytes. */
    private byte[] run(Random random, int bytesMax) {
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        while (true) {
            byte[] record = record(encoder, random.nextLong(), random.nextInt(3_000));
            if (run.size() + record.length > bytesMax) {
                return run.toByteArray();
            }
            run.writeBytes(record);
        }
    }

    private int endOf(int at) {
        int bytes = EventFormat.recordBytes(ring.buffer(), at);
        if (bytes < EventFormat.ALIGNMENT) {
            throw new AssertionError("at " + at + " begins no record, but " + bytes + " bytes");
        }
        return at + EventFormat.aligned(bytes);
    }

    /** Takes one piece, leaves out filler. */
    private int consume() {
        int bytes = ring.readable();
        if (bytes == 0) {
            return 0;
        }
        int to = ring.readIndex() + bytes;
        int next;
        for (int at = ring.readIndex(); at < to; at = next) {
            next = endOf(at);
            if (!EventFormat.isPadding(ring.buffer(), at)) {
                consumed.write(ring.buffer(), at, next - at);
            }
        }
        ring.free(bytes);
        return bytes;
    }

    private void consumeAll() {
        while (consume() > 0) {
            // the next piece
        }
    }

    private long fill(byte[] record) {
        long accepted = 0;
        while (offer(record)) {
            accepted++;
        }
        return accepted;
    }

    @Test
    void takesOfARunWhatFitsAndGivesItBackUnchanged(Random random) {
        ByteArrayOutputStream offered = new ByteArrayOutputStream();
        for (int round = 0; round < 60; round++) {
            byte[] run = run(random, 1 + random.nextInt(2 * CAPACITY));
            offered.write(run, 0, run.length);
            int next = 0;
            for (int tries = 0; next < run.length; tries++) {
                assertThat(tries).as("an empty ring takes the next record").isLessThan(1_000);
                int after = ring.offerAll(run, next, run.length, CAPACITY);
                assertThat(after).isBetween(next, run.length);
                assertThat(ring.tailAcquire() - ring.headAcquire()).isLessThanOrEqualTo(CAPACITY);
                next = after;
                for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
                    consume();
                }
                if (random.nextInt(4) == 0) {
                    ring.trim();
                }
            }
        }
        consumeAll();
        assertThat(consumed.toByteArray()).isEqualTo(offered.toByteArray());
        assertThat(ring.headAcquire()).isGreaterThan(10L * CAPACITY);
    }

    @Test
    void showsAnotherThreadWholeRecordsInOrder(Random random) throws InterruptedException {
        int records = 300_000;
        long seed = random.nextLong();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread producer = new Thread(() -> {
            EventEncoder own = new EventEncoder();
            Random lengths = new Random(seed);
            for (int i = 0; i < records && failure.get() == null; i++) {
                byte[] record = record(own, i, lengths.nextInt(lengths.nextInt(50) == 0 ? 40_000 : 100));
                while (ring.offerAll(record, 0, record.length, CAPACITY) == 0 && failure.get() == null) {
                    Thread.onSpinWait();
                }
                if (i % 1_000 == 0) {
                    ring.trim();
                }
            }
        });
        producer.setUncaughtExceptionHandler((t, e) -> failure.set(e));
        producer.start();
        EventReader reader = new EventReader();
        long next = 0;
        Random pauses = new Random(seed);
        try {
            while (next < records && failure.get() == null) {
                int bytes = ring.readable();
                int to = bytes == 0 ? 0 : ring.readIndex() + bytes;
                for (int at = ring.readIndex(); at < to; ) {
                    if (!EventFormat.isPadding(ring.buffer(), at)) {
                        reader.wrapChecked(ring.buffer(), at, to, "ring", at);
                        assertThat(reader.timestampNanos()).isEqualTo(next);
                        assertThat(reader.nextField()).isTrue();
                        for (byte b : reader.fieldBytes()) {
                            if (b != (byte) next) {
                                throw new AssertionError("record " + next + " holds a byte of another");
                            }
                        }
                        next++;
                    }
                    at = endOf(at);
                }
                for (int spin = pauses.nextInt(pauses.nextInt(200) == 0 ? 500_000 : 100); spin > 0; spin--) {
                    Thread.onSpinWait(); // now and then for so long that the ring grows
                }
                ring.free(bytes);
            }
        } finally {
            failure.compareAndSet(null, next == records ? null : new AssertionError("read " + next));
            producer.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(ring.readable()).isZero();
        assertThat(made).isGreaterThan(2);
    }

    @Test
    void refusesWhenFullAndTakesAgainWhenEmptied() {
        byte[] record = record(encoder, 1, 100);
        long accepted = fill(record);
        assertThat(accepted).isBetween(CAPACITY / record.length - 17L, (long) CAPACITY / record.length);
        consume();
        assertThat(offer(record)).isTrue();
        consumeAll();
        assertThat(fill(record)).isGreaterThan(accepted - 17);
    }

    @Test
    void keepsAReserveFromThoseWhoMayNotUseIt() {
        byte[] record = record(encoder, 1, 100);
        while (ring.offerAll(record, 0, record.length, CAPACITY / 2) == record.length) {
            // until half is full
        }
        assertThat(ring.tailAcquire()).isBetween(CAPACITY / 2L - PAGE, CAPACITY / 2L);
        assertThat(offer(record)).isTrue();
    }

    @Test
    void takesTheLargestRecordAtAnyPositionAndInAnySize() {
        byte[] largest = recordOfBytes(2, ring.recordBytesMax());
        for (int i = 0; i < 200; i++) {
            assertThat(offer(record(encoder, 1, 300 * i))).isTrue();
            consumeAll();
            consumed.reset();
            assertThat(ring.offerAll(largest, 0, largest.length, CAPACITY - CAPACITY / 5))
                    .isEqualTo(largest.length);
            consumeAll();
            assertThat(consumed.toByteArray()).isEqualTo(largest);
        }
        for (int capacity = Ring.CAPACITY_BYTES_MIN; capacity < Ring.CAPACITY_BYTES_MAX; capacity *= 2) {
            int ofProducer = Math.max(capacity / 8, Ring.CAPACITY_BYTES_MIN) / Ring.RECORDS_MIN;
            assertThat(new PagedRing(capacity).recordBytesMax()).isGreaterThanOrEqualTo(ofProducer);
        }
        assertThat(new PagedRing(Ring.CAPACITY_BYTES_MAX).recordBytesMax())
                .isGreaterThanOrEqualTo(EventFormat.RECORD_BYTES_MAX);
    }

    @Test
    void oneOrTwoPagesAreEnoughForAConsumerThatKeepsUp(Random random) {
        assertThat(made).isEqualTo(1);
        for (int i = 0; i < 1_000; i++) {
            byte[] run = run(random, 20_000);
            assertThat(ring.offerAll(run, 0, run.length, CAPACITY)).isEqualTo(run.length);
            consumeAll();
        }
        assertThat(ring.headAcquire()).isGreaterThan(8L * CAPACITY);
        assertThat(made).isEqualTo(2);
    }

    @Test
    void growsToItsCapacityAndUsesItsPagesAgain() {
        byte[] record = record(encoder, 1, 100);
        for (int i = 0; i < 50; i++) {
            fill(record);
            for (int pieces = 1 + i % 16; pieces > 0; pieces--) {
                consume();
            }
        }
        assertThat(made).isBetween(PAGES_MAX - 1, PAGES_MAX);
    }

    @Test
    void givesUpAllButASpareWhenItIsTrimmed() {
        byte[] record = record(encoder, 1, 100);
        fill(record);
        ring.trim();
        int full = made;
        consumeAll();
        ring.trim();
        fill(record);
        assertThat(made - full).as("two were kept, the last and a spare").isBetween(full - 2, full - 1);
    }

    @Test
    void aPageThatIsStillReadIsNotGivenUp() {
        byte[] first = record(encoder, 1, 100);
        byte[] other = record(encoder, 2, 100);
        assertThat(offer(first)).isTrue();
        int bytes = ring.readable();
        byte[] read = ring.buffer();
        fill(other);
        ring.trim();
        assertThat(ring.buffer()).isSameAs(read);
        assertThat(read).startsWith(first);
        ring.free(bytes);
        consumeAll();
        assertThat(consumed.size() % other.length).isZero();
    }

    @Test
    void hasNoRoomWithoutMemoryAndGoesOnWithThePageThatItHas() {
        makeable = 1;
        byte[] record = record(encoder, 1, 100);
        for (int i = 0; i < 100; i++) {
            long accepted = fill(record);
            assertThat(accepted).isPositive().isLessThanOrEqualTo(PAGE / record.length);
            consumeAll();
            ring.trim();
        }
        assertThat(made).isEqualTo(1);
    }

    @Test
    void asksForMemoryAgainOnlyWhenItIsTrimmed() {
        makeable = 2;
        byte[] record = record(encoder, 1, 100);
        fill(record);
        makeable = 3;
        assertThat(offer(record)).as("not for each run").isFalse();
        ring.trim();
        assertThat(offer(record)).isTrue();
        assertThat(made).isEqualTo(3);
    }
}
