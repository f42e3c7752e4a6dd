/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventFormat;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;

/**
 * An inlet, its ring and what was seen of it, for one state of a test and then for the next: so the positions go round the array, and
 * what lies in it is of earlier states. Each record says its number in each of its words, and no two have the same.
 */
final class UsedRing {
    static final int CAPACITY = Ring.CAPACITY_BYTES_MIN;
    static final int LARGEST_BYTES = CAPACITY / Ring.RECORDS_MIN;

    private static final int WORDS_OFFSET = 8;
    private static final int SHORTEST_BYTES = 41;
    private static final int LENGTHS = 2_000;
    private static final int LINE_BYTES = 64;
    private static final int SPARSE_BYTES = 512;
    /** How often a consumer looks, so that it does so while the producer is at work. */
    private static final int LOOKS_MAX = 64;

    private static final int SEEN_MAX = 16;
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
    /** The number of the state's first record. */
    private long first;

    // The consumer's, and behind it the arbiter's.
    private final int[] seen = new int[SEEN_MAX];
    private int seenCount;
    private int damaged;
    private long evictedBefore;

    private UsedRing(Pool pool, Inlet inlet) {
        this.pool = pool;
        this.inlet = inlet;
        this.ring = inlet.ring();
    }

    private void begin() {
        first += SEEN_MAX;
        seenCount = 0;
        damaged = 0;
        evictedBefore = evictedInAll();
    }

    /** Bytes of the state's record; they differ, and few are multiples of 8. */
    int bytes(int index) {
        return SHORTEST_BYTES + (int) ((first + index) * 337 % LENGTHS);
    }

    // ---- producers

    /** Offers the state's record; 1 when it was taken. */
    int offer(int index) {
        return offer(index, bytes(index), one);
    }

    /** As {@link #offer(int)}, for a second producer. */
    int offerByAnother(int index) {
        return offer(index, bytes(index), another);
    }

    /** As {@link #offer(int)}, of the largest possible length. */
    int offerLargest(int index) {
        return offer(index, LARGEST_BYTES, one);
    }

    private int offer(int index, int bytes, byte[] record) {
        write(record, 0, bytes, first + index);
        return inlet.offer(record, bytes, CAPACITY) ? 1 : 0;
    }

    /** As {@link #offerLargest}, and takes back the oldest. */
    int offerLargestEvicting(int index) {
        write(one, 0, LARGEST_BYTES, first + index);
        return inlet.offerEvicting(one, LARGEST_BYTES, CAPACITY, Tally.allKinds()) ? 1 : 0;
    }

    /** Writes the record straight into the ring, as long as its end is not near. */
    int writeInPlace(int index) {
        int bytes = bytes(index);
        if (ring.writable(bytes, CAPACITY) < EventFormat.aligned(bytes)) {
            return offer(index);
        }
        write(ring.buffer(), ring.writeIndex(), bytes, first + index);
        ring.publish(bytes);
        return 1;
    }

    /** Offers so many records as one run; returns how many were taken. */
    int offerRun(int count) {
        int end = 0;
        int taken = 0;
        for (int index = 0; index < count; index++) {
            write(one, end, bytes(index), first + index);
            end += EventFormat.aligned(bytes(index));
        }
        int to = ring.offerAll(one, 0, end, ring.capacity());
        for (int at = 0; at < to; at += EventFormat.aligned(EventFormat.recordBytes(one, at))) {
            taken++;
        }
        return taken;
    }

    private static void write(byte[] target, int at, int bytes, long number) {
        EventFormat.putInt(target, at, bytes);
        EventFormat.putInt(target, at + 4, Level.INFO.ordinal() << 8); // signal LOG, its level, no flags
        for (int word = WORDS_OFFSET; word + 8 < bytes; word += step(bytes)) {
            EventFormat.putLong(target, at + word, number);
        }
        target[at + bytes - 1] = (byte) number;
    }

    /** Of a long record one word in each cache line: to write and read all would only slow the race down. */
    private static int step(int bytes) {
        return bytes > SPARSE_BYTES ? LINE_BYTES : 8;
    }

    // ---- the consumer

    /** Claims, looks at all and frees, again and again until it has seen so many records; returns how many there were. */
    int claim(int wanted) {
        int records = 0;
        for (int looks = 0; records < wanted && looks < LOOKS_MAX; looks++) {
            int bytes = ring.claim();
            if (bytes > 0) {
                records += look(ring.readIndex(), bytes, Integer.MAX_VALUE);
                ring.free(bytes);
            }
        }
        return records;
    }

    /** Claims, looks at the oldest record and frees it. */
    int claimOldest() {
        if (ring.claim() == 0) {
            return 0;
        }
        int records = look(ring.readIndex(), LARGEST_BYTES, 1);
        ring.free(LARGEST_BYTES);
        return records;
    }

    /** As {@link #claim}, of a ring whose producer never evicts. */
    int read(int wanted) {
        int records = 0;
        for (int looks = 0; records < wanted && looks < LOOKS_MAX; looks++) {
            int bytes = ring.readable();
            records += look(ring.readIndex(), bytes, Integer.MAX_VALUE);
            ring.free(bytes);
        }
        return records;
    }

    private int look(int from, int bytes, int recordsMax) {
        byte[] buffer = ring.buffer();
        int records = 0;
        for (int at = from; at < from + bytes && records < recordsMax; ) {
            int length = EventFormat.recordBytes(buffer, at);
            if (length < WORDS_OFFSET || length > from + bytes - at) {
                damaged++;
                return records;
            }
            if (!EventFormat.isPadding(buffer, at)) {
                see(buffer, at, length);
                records++;
            }
            at += EventFormat.aligned(length);
        }
        return records;
    }

    private void see(byte[] buffer, int at, int length) {
        long number = EventFormat.getLong(buffer, at + WORDS_OFFSET);
        long index = number - first;
        boolean whole = index >= 0 && index < SEEN_MAX && seenCount < SEEN_MAX;
        whole = whole && (length == bytes((int) index) || length == LARGEST_BYTES);
        whole = whole && buffer[at + length - 1] == (byte) number;
        for (int word = WORDS_OFFSET; whole && word + 8 < length; word += step(length)) {
            whole = EventFormat.getLong(buffer, at + word) == number;
        }
        if (whole) {
            seen[seenCount++] = (int) index;
        } else {
            damaged++;
        }
    }

    // ---- the arbiter

    /** Reads what is left. */
    void drain() {
        for (int bytes = ring.claim(); bytes > 0; bytes = ring.claim()) {
            look(ring.readIndex(), bytes, Integer.MAX_VALUE);
            ring.free(bytes);
        }
        if (ring.headAcquire() != ring.tailAcquire() || ring.evictionsBegun() != ring.evictionsEnded()) {
            damaged++;
        }
    }

    /** How many more were accepted than were seen or evicted; negative when one was both. */
    int lost(int accepted) {
        return accepted - seenCount - evicted();
    }

    /** How many were evicted by the counts of the inlet. */
    int evicted() {
        return (int) (evictedInAll() - evictedBefore);
    }

    private long evictedInAll() {
        return inlet.tally().count(EVICTED, KIND);
    }

    /** How many records were not whole, or not in order among those from {@code from} on and before {@code to}. */
    int damaged(int from, int to) {
        int before = -1;
        int disordered = 0;
        for (int i = 0; i < seenCount; i++) {
            if (seen[i] >= from && seen[i] < to) {
                disordered += seen[i] > before ? 0 : 1;
                before = seen[i];
            }
        }
        return damaged + disordered;
    }

    /** For the next state. A ring that has something wrong is not used again. */
    void giveBack() {
        if (damaged == 0) {
            pool.resting.add(this);
        }
    }
}
