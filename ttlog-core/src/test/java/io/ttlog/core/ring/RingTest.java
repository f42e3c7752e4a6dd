/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import java.io.ByteArrayOutputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs of records, as the pump offers them to a lane; single records are in {@link RingContract}. */
@ExtendWith(SeededRandom.class)
class RingTest {
    private static final int CAPACITY = 64 << 10;

    private final Ring ring = new Ring(CAPACITY);
    private final ByteArrayOutputStream consumed = new ByteArrayOutputStream();

    /** Records of random lengths, padded, at most so many bytes. */
    private static byte[] run(Random random, int bytesMax) {
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        EventEncoder encoder = new EventEncoder();
        while (true) {
            byte[] payload = new byte[random.nextInt(3_000)];
            random.nextBytes(payload);
            int bytes = encoder.beginLog(Level.INFO, 1, 0, 0, 0, random.nextLong())
                    .field(2, payload)
                    .end();
            if (run.size() + EventFormat.aligned(bytes) > bytesMax) {
                return run.toByteArray();
            }
            run.write(encoder.buffer(), 0, bytes);
            run.write(new byte[EventFormat.aligned(bytes) - bytes], 0, EventFormat.aligned(bytes) - bytes);
        }
    }

    /** Takes one piece, leaves out filler. */
    private void consume() {
        int bytes = ring.readable();
        int to = ring.readIndex() + bytes;
        int next;
        for (int at = ring.readIndex(); at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(ring.buffer(), at));
            if (!EventFormat.isPadding(ring.buffer(), at)) {
                consumed.write(ring.buffer(), at, next - at);
            }
        }
        ring.free(bytes);
    }

    @Test
    void takesOfARunWhatFitsAndGivesItBackUnchanged(Random random) {
        ByteArrayOutputStream offered = new ByteArrayOutputStream();
        for (int round = 0; round < 200; round++) {
            byte[] run = run(random, 1 + random.nextInt(3 * CAPACITY));
            offered.write(run, 0, run.length);
            int next = 0;
            for (int tries = 0; next < run.length; tries++) {
                assertThat(tries).as("an empty ring takes the next record").isLessThan(1_000);
                int after = ring.offerAll(run, next, run.length, CAPACITY);
                assertThat(after).isBetween(next, run.length);
                assertThat(ring.tailAcquire() - ring.headAcquire()).isLessThanOrEqualTo(CAPACITY);
                next = after;
                if (random.nextInt(3) > 0) {
                    consume();
                }
            }
        }
        while (ring.readable() > 0) {
            consume();
        }
        assertThat(consumed.toByteArray()).isEqualTo(offered.toByteArray());
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwoOrOutOfBounds() {
        for (int capacity : new int[] {0, -1, 1 << 15, 100_000, 1 << 27, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Ring(capacity)).hasMessageContaining("ring of " + capacity);
        }
    }
}
