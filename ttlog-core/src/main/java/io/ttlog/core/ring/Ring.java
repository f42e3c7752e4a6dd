/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.core.event.EventFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A ring of event records between exactly one producing and one consuming thread. A record never straddles the end of
 * the array: filler takes what is left there and the record starts at index 0. Neither side ever waits, allocates or
 * makes a system call.
 *
 * <p>Memory order: the producer copies the record with plain writes, then stores {@code tail} with release; the consumer
 * loads {@code tail} with acquire before it reads the record. The consumer stores {@code head} with release after its
 * last read; the producer loads {@code head} with acquire before it overwrites. Each side keeps the last value it saw of
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

    private static final VarHandle POSITIONS = MethodHandles.arrayElementVarHandle(long[].class);

    // Slots of `positions`, in groups of 128 bytes: two cache lines, because adjacent lines are fetched in pairs.
    private static final int TAIL = 16; // written only by the producer
    private static final int HEAD_SEEN = 17; // the producer's own
    private static final int HEAD = 32; // written only by the consumer
    private static final int TAIL_SEEN = 33; // the consumer's own
    private static final int SLOTS = 48;

    private final long[] positions = new long[SLOTS];
    private final byte[] buffer;
    private final int capacity;
    private final int mask;

    /** A ring of a power of two of bytes. */
    public Ring(int capacityBytes) {
        if (Integer.bitCount(capacityBytes) != 1
                || capacityBytes < CAPACITY_BYTES_MIN
                || capacityBytes > CAPACITY_BYTES_MAX) {
            throw new IllegalArgumentException("ring of " + capacityBytes + " bytes; a power of two from "
                    + CAPACITY_BYTES_MIN + " to " + CAPACITY_BYTES_MAX + " is possible");
        }
        buffer = new byte[capacityBytes];
        capacity = capacityBytes;
        mask = capacityBytes - 1;
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
     * Copies as many of the whole, padded records between {@code from} and {@code to} as fit, and publishes them together.
     *
     * @return the offset of the first record that did not fit, {@code to} when all did
     */
    public int offerAll(byte[] records, int from, int to) {
        final long[] p = positions;
        int next = from;
        while (next < to) {
            final long tail = p[TAIL];
            final int index = (int) tail & mask;
            final int toEnd = capacity - index;
            final long room = capacity - (tail - lookAtHead());
            final int fitting = wholeRecords(records, next, to, (int) Math.min(room, toEnd));
            if (fitting > 0) {
                System.arraycopy(records, next, buffer, index, fitting);
                POSITIONS.setRelease(p, TAIL, tail + fitting); // pairs with the acquire in readable()
                next += fitting;
            } else if (room > toEnd && index != 0) {
                EventFormat.putPadding(buffer, index, toEnd);
                POSITIONS.setRelease(p, TAIL, tail + toEnd); // pairs with the acquire in readable()
            } else {
                break;
            }
        }
        return next;
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

    private static int wholeRecords(byte[] records, int from, int to, int room) {
        if (to - from <= room) {
            return to - from;
        }
        int end = from;
        while (end < to) {
            int after = end + EventFormat.aligned(EventFormat.recordBytes(records, end));
            if (after - from > room) {
                break;
            }
            end = after;
        }
        return end - from;
    }

    private long lookAtHead() {
        final long head = (long) POSITIONS.getAcquire(positions, HEAD); // pairs with the release in free()
        positions[HEAD_SEEN] = head;
        return head;
    }

    // ---- the consumer's side

    /** Published bytes that lie in one piece from {@link #readIndex}; 0 when there are none. */
    public int readable() {
        final long[] p = positions;
        final long head = p[HEAD];
        long tail = p[TAIL_SEEN];
        if (tail == head) {
            tail = (long) POSITIONS.getAcquire(p, TAIL); // pairs with the releases in offer() and offerAll()
            p[TAIL_SEEN] = tail;
        }
        return (int) Math.min(tail - head, capacity - ((int) head & mask));
    }

    /** Where the readable bytes start in {@link #buffer}. */
    public int readIndex() {
        return (int) positions[HEAD] & mask;
    }

    /** The array. */
    public byte[] buffer() {
        return buffer;
    }

    /** Gives the bytes back to the producer. */
    public void free(int bytes) {
        POSITIONS.setRelease(positions, HEAD, positions[HEAD] + bytes); // pairs with the acquire in lookAtHead()
    }

    // ---- for both, and for onlookers

    /** Everything before this position is published. */
    public long tailAcquire() {
        return (long) POSITIONS.getAcquire(positions, TAIL);
    }

    /** Everything before this position has been consumed. */
    public long headAcquire() {
        return (long) POSITIONS.getAcquire(positions, HEAD);
    }
}
