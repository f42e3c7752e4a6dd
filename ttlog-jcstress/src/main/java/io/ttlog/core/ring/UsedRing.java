/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventFormat;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * An inlet, its ring and what was seen of it, for one state of a test and then for the next: so the positions go round the array, and
 * what lies in it is of earlier states.
 */
final class UsedRing {
    static final int CAPACITY = Ring.CAPACITY_BYTES_MIN;
    static final int LARGEST_BYTES = CAPACITY / Ring.RECORDS_MIN;

    /** How often a consumer looks, so that it does so while the producer is at work. */
    static final int LOOKS_MAX = 64;

    private static final int EVICTED = Tally.dropped(DropReason.RING_FULL);
    private static final int KIND = Tally.kind(Level.INFO);

    /** Rings of one test, which no state has. */
    static final class Pool {
        private final ConcurrentLinkedQueue<UsedRing> resting = new ConcurrentLinkedQueue<>();
        private final IntFunction<Inlet> maker;

        Pool(IntFunction<Inlet> maker) {
            this.maker = maker;
        }

        /** A ring without records. */
        UsedRing take() {
            UsedRing rested = resting.poll();
            UsedRing ring = rested == null ? new UsedRing(this, maker.apply(CAPACITY)) : rested;
            ring.begin();
            return ring;
        }
    }

    final Inlet inlet;
    final Ring ring;
    private final Pool pool;
    private final byte[] one = new byte[LARGEST_BYTES];
    private final byte[] another = new byte[LARGEST_BYTES];
    private final StateRecords records = new StateRecords(LARGEST_BYTES);
    private long evictedBefore; // the arbiter's

    private UsedRing(Pool pool, Inlet inlet) {
        this.pool = pool;
        this.inlet = inlet;
        this.ring = inlet.ring();
    }

    private void begin() {
        records.begin();
        evictedBefore = evictedInAll();
    }

    // ---- producers

    /** Offers the state's record; 1 when it was taken. */
    int offer(int index) {
        return offer(index, records.bytes(index), one);
    }

    /** As {@link #offer(int)}, for a second producer. */
    int offerByAnother(int index) {
        return offer(index, records.bytes(index), another);
    }

    /** As {@link #offer(int)}, of the largest possible length. */
    int offerLargest(int index) {
        return offer(index, LARGEST_BYTES, one);
    }

    private int offer(int index, int bytes, byte[] record) {
        records.write(record, 0, bytes, index);
        return inlet.offer(record, bytes, CAPACITY) ? 1 : 0;
    }

    /** As {@link #offerLargest}, and takes back the oldest. */
    int offerLargestEvicting(int index) {
        records.write(one, 0, LARGEST_BYTES, index);
        return inlet.offerEvicting(one, LARGEST_BYTES, CAPACITY, Tally.allKinds()) ? 1 : 0;
    }

    /** Writes the record straight into the ring, as long as its end is not near. */
    int writeInPlace(int index) {
        int bytes = records.bytes(index);
        if (ring.writable(bytes, CAPACITY) < EventFormat.aligned(bytes)) {
            return offer(index);
        }
        records.write(ring.buffer(), ring.writeIndex(), bytes, index);
        ring.publish(bytes);
        return 1;
    }

    // ---- the consumer

    /** Claims, looks at all and frees, again and again until it has seen so many records; returns how many there were. */
    int claim(int wanted) {
        int found = 0;
        for (int looks = 0; found < wanted && looks < LOOKS_MAX; looks++) {
            int bytes = ring.claim();
            if (bytes > 0) {
                found += records.look(ring.buffer(), ring.readIndex(), bytes, Integer.MAX_VALUE);
                ring.free(bytes);
            }
        }
        return found;
    }

    /** Claims, looks at the oldest record and frees it. */
    int claimOldest() {
        if (ring.claim() == 0) {
            return 0;
        }
        int found = records.look(ring.buffer(), ring.readIndex(), LARGEST_BYTES, 1);
        ring.free(LARGEST_BYTES);
        return found;
    }

    // ---- the arbiter

    /** Reads what is left, says in r3 how many of the accepted were lost and in r4 what was wrong, and is ready for the next state. */
    void end(IIII_Result r, int accepted, int numbered) {
        drain();
        r.r3 = lost(accepted);
        r.r4 = damaged(0, numbered);
        giveBack();
    }

    /** Reads what is left. */
    void drain() {
        for (int bytes = ring.claim(); bytes > 0; bytes = ring.claim()) {
            records.look(ring.buffer(), ring.readIndex(), bytes, Integer.MAX_VALUE);
            ring.free(bytes);
        }
        if (ring.headAcquire() != ring.tailAcquire() || ring.evictionsBegun() != ring.evictionsEnded()) {
            records.damage();
        }
    }

    /** How many more were accepted than were seen or evicted; negative when one was both. */
    int lost(int accepted) {
        return accepted - records.seenCount() - evicted();
    }

    /** How many were evicted by the counts of the inlet. */
    int evicted() {
        return (int) (evictedInAll() - evictedBefore);
    }

    private long evictedInAll() {
        return inlet.tally().count(EVICTED, KIND);
    }

    /** As {@link StateRecords#damaged}. */
    int damaged(int from, int to) {
        return records.damaged(from, to);
    }

    /** For the next state. A ring that has something wrong is not used again. */
    void giveBack() {
        if (!records.isDamaged()) {
            pool.resting.add(this);
        }
    }
}
