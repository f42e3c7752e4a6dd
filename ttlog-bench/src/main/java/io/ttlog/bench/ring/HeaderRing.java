/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Tried and rejected: a ring without a tail for its consumer, who finds a record by its length, which the producer stores last. It
 * spares the consumer one cache line. But each length that the consumer polls is a publication, that of the filler at the end of the
 * array like any other, and needs a release store; and all that is consumed must be zeroed. One producer, one consumer.
 *
 * <p>An array of ints; a record is its length in ints, a mark, and values.
 */
final class HeaderRing {
    /** How the filler at the end of the array is published. */
    enum Filler {
        /** Its length and then its mark by plain stores, as suffices where the release store of a tail publishes both. */
        PLAIN,
        /** Its mark by a plain store and then its length by a release store. */
        RELEASE
    }

    /** Of a record. */
    static final int RECORD = 1;
    /** Of what is left at the end of the array. */
    static final int FILLER = 2;
    /** Ints before the values. */
    static final int HEADER_INTS = 2;

    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle HEAD;

    static {
        try {
            HEAD = MethodHandles.lookup().findVarHandle(HeaderRing.class, "head", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int[] ints;
    private final int mask;
    private final Filler filler;
    private long tail; // the producer's
    private long headSeen; // the producer's
    private long head; // release in free(), acquire in offer()

    /** A ring of a power of two of ints. */
    HeaderRing(int capacityInts, Filler filler) {
        this.ints = new int[capacityInts];
        this.mask = capacityInts - 1;
        this.filler = filler;
    }

    /** Copies so many ints, an even number of them, as one record; false when there is no room. */
    boolean offer(int[] values, int count) {
        final int need = HEADER_INTS + count;
        int index = (int) tail & mask;
        final int toEnd = ints.length - index;
        final int claim = need <= toEnd ? need : toEnd + need;
        if (tail + claim - headSeen > ints.length) {
            headSeen = (long) HEAD.getAcquire(this);
            if (tail + claim - headSeen > ints.length) {
                return false;
            }
        }
        if (need > toEnd) {
            if (filler == Filler.PLAIN) {
                ints[index] = toEnd;
                ints[index + 1] = FILLER;
            } else {
                ints[index + 1] = FILLER;
                INTS.setRelease(ints, index, toEnd);
            }
            index = 0;
        }
        ints[index + 1] = RECORD;
        System.arraycopy(values, 0, ints, index + HEADER_INTS, count);
        INTS.setRelease(ints, index, need);
        tail += claim;
        return true;
    }

    /** Length of what comes next, filler or record; 0 when there is nothing. */
    int length() {
        return (int) INTS.getAcquire(ints, readIndex());
    }

    /** Whether what comes next is filler. */
    boolean isFiller() {
        return ints[readIndex() + 1] == FILLER;
    }

    /** A value of the record that comes next. */
    int value(int index) {
        return ints[readIndex() + HEADER_INTS + index & mask];
    }

    private int readIndex() {
        return (int) head & mask;
    }

    /** Gives ints back, zeroed: what is there must not be taken for a length when the producer comes by again. */
    void free(int count) {
        Arrays.fill(ints, readIndex(), readIndex() + count, 0);
        HEAD.setRelease(this, head + count);
    }
}
