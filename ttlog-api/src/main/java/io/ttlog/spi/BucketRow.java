/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.util.Arrays;

/**
 * The buckets of one sign: counts by index, from the lowest that has any to the highest, as many as are allowed; two become one, and the
 * scale one less, as often as it takes. Belongs to one thread at a time, but for what {@link Filling} reads while it changes.
 */
final class BucketRow {
    private static final int CAPACITY_MIN = 16;
    private static final long[] NONE = {};

    private final int bucketsMax;
    /** Counts of buckets {@code offset}, {@code offset + 1}, ... */
    long[] counts = NONE;

    int offset;
    int scale;

    /** An empty one. */
    BucketRow(int bucketsMax, int scale) {
        this.bucketsMax = bucketsMax;
        this.scale = scale;
    }

    boolean isEmpty() {
        return first() < 0;
    }

    /** Where in {@link #counts} the lowest bucket stands that has any; negative when none has. */
    int first() {
        final long[] c = counts;
        for (int i = 0; i < c.length; i++) {
            if (c[i] != 0) {
                return i;
            }
        }
        return -1;
    }

    /** Where in {@link #counts} the highest bucket stands that has any; negative when none has. */
    int last() {
        int i = counts.length - 1;
        while (i >= 0 && counts[i] == 0) {
            i--;
        }
        return i;
    }

    /**
     * By how much the scale has to become smaller before the index, at the present scale, can be counted.
     */
    int scaleReduction(int index) {
        final int first = first();
        if (first < 0) {
            return 0;
        }
        long low = Math.min(offset + first, index);
        long high = Math.max(offset + last(), index);
        int by = 0;
        while (high - low >= bucketsMax) {
            low >>= 1;
            high >>= 1;
            by++;
        }
        return by;
    }

    /** Makes so many buckets of each two, four, ... Needs no memory. */
    void reduceScale(int by) {
        if (by == 0) {
            return;
        }
        final long[] c = counts;
        final int first = first();
        if (first >= 0) {
            final int newOffset = offset + first >> by;
            final int last = last();
            for (int i = first; i <= last; i++) { // towards the front: each goes where nothing is left to be moved
                final long count = c[i];
                c[i] = 0;
                c[(offset + i >> by) - newOffset] += count;
            }
            offset = newOffset;
        }
        scale -= by;
    }

    /** Whether the index is within what is allocated. */
    boolean holds(int index) {
        return index >= offset && (long) index - offset < counts.length;
    }

    /**
     * Makes room for an index that the scale allows. Without memory for it {@code counts} stay as they are.
     *
     * @return false when there was no memory
     */
    boolean reserve(int index) {
        final int first = first();
        if (first < 0) {
            offset = index;
            return counts.length > 0 || allocate(1, index, index);
        }
        final int low = Math.min(offset + first, index);
        final int high = Math.max(offset + last(), index);
        final int needed = high - low + 1;
        if (needed <= counts.length) { // room is on the wrong side
            final long[] c = counts;
            final int from = offset + first - low;
            System.arraycopy(c, first, c, from, c.length - Math.max(first, from));
            Arrays.fill(c, 0, from, 0);
            if (from < first) {
                Arrays.fill(c, c.length - (first - from), c.length, 0);
            }
            offset = low;
            return true;
        }
        return allocate(needed, index, low);
    }

    private boolean allocate(int needed, int index, int low) {
        final int capacity = Math.min(bucketsMax, Math.max(CAPACITY_MIN, Integer.highestOneBit(needed - 1 | 1) << 1));
        final long[] larger;
        try {
            larger = new long[capacity];
        } catch (OutOfMemoryError noRoom) { // the caller makes do with fewer buckets
            return false;
        }
        final int first = first();
        // What grew to one side will go on to it.
        final int newOffset = first >= 0 && index < offset + first ? low - (capacity - needed) : low;
        if (first >= 0) {
            System.arraycopy(counts, first, larger, offset + first - newOffset, last() - first + 1);
        }
        counts = larger;
        offset = newOffset;
        return true;
    }

    /** Has none counted, in the memory that there is. */
    void clear(int newScale) {
        Arrays.fill(counts, 0);
        scale = newScale;
    }
}
