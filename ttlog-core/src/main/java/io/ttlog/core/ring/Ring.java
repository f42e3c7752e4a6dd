/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.core.event.EventFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A ring of event records between exactly one producing and one consuming thread. A record never straddles the end of
 * the array: filler takes what is left there and the record starts at index 0. Neither side ever waits, allocates or
 * makes a system call.
 *
 * <p>Memory order: the producer copies the record with plain writes, then stores {@code tail} with release; the consumer
 * loads {@code tail} with acquire before it reads the record. The consumer stores {@code head} with release after its
 * last read; the producer loads {@code head} with acquire before it overwrites. A producer may also take the oldest records
 * back ({@link #offerEvicting}): then a consumer must {@link #claim} before it reads. Both move {@code head} by compare-and-set,
 * and its lowest bit says that the consumer is reading, so that bytes are given up by one of them only (RFC-0005). Each side keeps the last value it saw of
 * the other's position, so that the common case touches no cache line of the other thread (the scheme of FastFlow and
 * of JCTools' SpscArrayQueue). A thread that dies between copy and publication leaves nothing behind: what is not
 * published does not exist.
 */
public final class Ring {
    /** Smallest capacity. */
    public static final int CAPACITY_BYTES_MIN = 64 << 10;
    /** Largest capacity. */
    public static final int CAPACITY_BYTES_MAX = 64 << 20;
    /** The largest record is this part of the capacity, so that filler and record always fit an empty ring. */
    public static final int RECORDS_MIN = 4;

    /** How often a producer that wants to evict looks again while the consumer reads. */
    static final int EVICT_TRIES_MAX = 100;

    /** Lowest bit of the head, which is a multiple of 8 without it: the consumer is reading from there. */
    private static final long READING = 1;

    private static final long REFUSED = -1;

    private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

    // Slots of `positions`, in groups of 128 bytes: two cache lines, because adjacent lines are fetched in pairs.
    private static final int TAIL = 16; // written only by the producer
    private static final int HEAD_SEEN = 17; // the producer's own
    private static final int EVICTIONS = 18; // written only by the producer; odd while it evicts
    private static final int HEAD = 32; // moved by the consumer, and by a producer that evicts; with the bit READING
    private static final int TAIL_SEEN = 33; // the consumer's own
    private static final int SLOTS = 48;

    /** What an offer has taken back; belongs to the producer, who counts it even in the middle of a StackOverflowError. */
    static final class Evicted {
        final long[] counts = new long[Tally.KINDS];
        /** Whether the counted records are really gone. */
        boolean happened;

        void reset() {
            happened = false;
            Arrays.fill(counts, 0);
        }
    }

    private final long[] positions = new long[SLOTS];
    private final byte[] buffer;
    private final int capacity;
    private final int mask;

    /** A ring of a power of two of bytes. */
    public Ring(int capacityBytes) {
        checkCapacity(capacityBytes);
        buffer = new byte[capacityBytes];
        capacity = capacityBytes;
        mask = capacityBytes - 1;
    }

    static void checkCapacity(int capacityBytes) {
        if (Integer.bitCount(capacityBytes) != 1
                || capacityBytes < CAPACITY_BYTES_MIN
                || capacityBytes > CAPACITY_BYTES_MAX) {
            throw new IllegalArgumentException("ring of " + capacityBytes + " bytes; a power of two from "
                    + CAPACITY_BYTES_MIN + " to " + CAPACITY_BYTES_MAX + " is possible");
        }
    }

    /** Bytes of the array. */
    public int capacity() {
        return capacity;
    }

    /** Bytes of the largest record. */
    public int recordBytesMax() {
        return capacity / RECORDS_MIN;
    }

    // ---- the producer's side

    /**
     * Copies one record and publishes it.
     *
     * @param record holds the record from index 0
     * @param bytes of the record without padding, at most {@link #recordBytesMax}
     * @param usable bytes of the ring that may be in use afterwards, at most the capacity
     * @return false when there is no room now
     */
    public boolean offer(byte[] record, int bytes, int usable) {
        assert bytes > 0 && bytes <= recordBytesMax() && usable <= capacity;
        final long[] p = positions;
        final int need = EventFormat.aligned(bytes);
        final long tail = p[TAIL];
        final int index = (int) tail & mask;
        final int toEnd = capacity - index;
        final int claim = need <= toEnd ? need : toEnd + need;
        if (tail + claim - p[HEAD_SEEN] > usable && tail + claim - lookAtHead() > usable) {
            return false;
        }
        if (need <= toEnd) {
            System.arraycopy(record, 0, buffer, index, bytes);
        } else {
            EventFormat.putPadding(buffer, index, toEnd);
            System.arraycopy(record, 0, buffer, 0, bytes);
        }
        POSITIONS.setRelease(p, TAIL, tail + claim); // pairs with the acquire in readable()
        return true;
    }

    /**
     * As {@link #offer}, but takes back the oldest records when there is no room, if the consumer is not reading them and all
     * that it takes are of certain kinds. Looks again a bounded number of times while the consumer reads.
     *
     * @param kinds which may be taken back, as {@link Tally#bit}s
     * @param evicted says what was taken back
     */
    boolean offerEvicting(byte[] record, int bytes, int usable, int kinds, Evicted evicted) {
        for (int tries = 0; tries < EVICT_TRIES_MAX; tries++) {
            if (offer(record, bytes, usable)) {
                return true;
            }
            final long head = (long) POSITIONS.getAcquire(positions, HEAD);
            if ((head & READING) == 0) {
                final long newHead = afterOldest(head, bytes, usable, kinds, evicted);
                if (newHead == REFUSED) {
                    return false;
                }
                if (newHead != head && moveHead(head, newHead, evicted)) {
                    return offer(record, bytes, usable); // there is room now, and nobody else offers
                }
            } else {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    /**
     * Where the head must be for the record to fit, or REFUSED when a record of another kind is in the way. Reads records
     * that the consumer may be taking at the same time, which is harmless: only the producer changes them, and that is who asks.
     */
    private long afterOldest(long head, int bytes, int usable, int kinds, Evicted evicted) {
        final long tail = positions[TAIL];
        final int need = EventFormat.aligned(bytes);
        final int toEnd = capacity - ((int) tail & mask);
        final long least = tail + (need <= toEnd ? need : toEnd + need) - usable;
        evicted.reset();
        long at = head;
        while (at < least) {
            final int offset = (int) at & mask;
            if (at == tail) {
                return REFUSED; // not even an empty ring would do
            }
            if (!EventFormat.isPadding(buffer, offset)) {
                final int kind = Tally.kind(buffer, offset);
                if ((Tally.bit(kind) & kinds) == 0) {
                    return REFUSED;
                }
                evicted.counts[kind]++;
            }
            at += EventFormat.aligned(EventFormat.recordBytes(buffer, offset));
        }
        return at;
    }

    /** Gives up what lies before the new head, unless the consumer was quicker. One step: no Error leaves it half done. */
    private boolean moveHead(long head, long newHead, Evicted evicted) {
        final long[] p = positions;
        final long evictions = p[EVICTIONS] & ~1L;
        POSITIONS.setRelease(p, EVICTIONS, evictions + 1); // before the head moves: see evictionsBegun()
        final boolean moved = POSITIONS.compareAndSet(p, HEAD, head, newHead);
        evicted.happened = moved;
        POSITIONS.setRelease(p, EVICTIONS, moved ? evictions + 2 : evictions);
        return moved;
    }

    /** Where the producer writes next: see {@link #writable}. */
    public int writeIndex() {
        return (int) positions[TAIL] & mask;
    }

    /**
     * How many bytes from {@link #writeIndex} the producer may write now, in one piece; they stay invisible until {@link #publish}.
     * A multiple of 8, zero or less when there is no room.
     *
     * @param wanted looks again at what the consumer has freed when less is known to be free
     * @param usable as in {@link #offer}
     */
    public int writable(int wanted, int usable) {
        final long[] p = positions;
        final long tail = p[TAIL];
        long room = usable - (tail - p[HEAD_SEEN]);
        if (room < wanted) {
            room = usable - (tail - lookAtHead());
        }
        return (int) Math.min(room, capacity - ((int) tail & mask)) & -EventFormat.ALIGNMENT;
    }

    /** Publishes a record of so many bytes without padding, which the producer has written at {@link #writeIndex}. */
    public void publish(int bytes) {
        final long[] p = positions;
        POSITIONS.setRelease(p, TAIL, p[TAIL] + EventFormat.aligned(bytes)); // pairs with the acquire in readable()
    }

    private long lookAtHead() {
        final long head = headAcquire(); // pairs with the release in free()
        positions[HEAD_SEEN] = head;
        return head;
    }

    // ---- the consumer's side

    /**
     * As {@link #readable}, and the producer does not take these bytes back before {@link #free}. For rings whose producer
     * evicts. 0 also when the producer was quicker and has moved the head on.
     */
    public int claim() {
        final long[] p = positions;
        final long head = (long) POSITIONS.getAcquire(p, HEAD); // pairs with the compare-and-set in moveHead()
        final long start = head & ~READING;
        long tail = p[TAIL_SEEN];
        if (tail <= start) { // less when the producer has evicted
            tail = (long) POSITIONS.getAcquire(p, TAIL); // as in readable()
            p[TAIL_SEEN] = tail;
        }
        if (tail == start || head == start && !POSITIONS.compareAndSet(p, HEAD, head, head | READING)) {
            return 0;
        }
        return (int) Math.min(tail - start, capacity - ((int) start & mask));
    }

    /** Published bytes that lie in one piece from {@link #readIndex}; 0 when there are none. */
    public int readable() {
        final long[] p = positions;
        final long head = p[HEAD];
        long tail = p[TAIL_SEEN];
        if (tail == head) {
            tail = (long) POSITIONS.getAcquire(p, TAIL); // pairs with the releases in offer() and publish()
            p[TAIL_SEEN] = tail;
        }
        return (int) Math.min(tail - head, capacity - ((int) head & mask));
    }

    /** Where the readable bytes start in {@link #buffer}. */
    public int readIndex() {
        return (int) (positions[HEAD] & ~READING) & mask;
    }

    /** The array. */
    public byte[] buffer() {
        return buffer;
    }

    /** Gives the bytes back to the producer. */
    public void free(int bytes) {
        POSITIONS.setRelease(
                positions, HEAD, (positions[HEAD] & ~READING) + bytes); // pairs with the acquire in lookAtHead()
    }

    // ---- for both, and for onlookers

    /** Everything before this position is published. */
    public long tailAcquire() {
        return (long) POSITIONS.getAcquire(positions, TAIL);
    }

    /** Everything before this position has been consumed, or taken back. */
    public long headAcquire() {
        return (long) POSITIONS.getAcquire(positions, HEAD) & ~READING;
    }

    /**
     * Grows with each eviction, before records are gone. Who has seen the head move sees in this all evictions that moved it;
     * if it is then no more than {@link #evictionsEnded} was at an earlier moment, nothing was evicted since.
     */
    public long evictionsBegun() {
        return (long) POSITIONS.getAcquire(positions, EVICTIONS) + 1 & ~1L;
    }

    /** Grows with each eviction, when records are gone. */
    public long evictionsEnded() {
        return (long) POSITIONS.getAcquire(positions, EVICTIONS) & ~1L;
    }
}
