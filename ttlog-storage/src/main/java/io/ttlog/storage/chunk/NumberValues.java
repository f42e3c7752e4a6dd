/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Arrays;

/** LONG, TIMESTAMP and DURATION values as they are, DOUBLE as raw bits, BOOLEAN as 0 or 1. */
public final class NumberValues implements Values {
    private final long[] bits;
    private final int count;

    /** Wraps an array, of which the first {@code count} entries count. */
    public NumberValues(long[] bits, int count) {
        this.bits = bits;
        this.count = count;
    }

    @Override
    public NumberValues range(int from, int to) {
        return new NumberValues(Arrays.copyOfRange(bits, from, to), to - from);
    }

    /** The values; shared, not to be changed. */
    public long[] bits() {
        return bits;
    }

    @Override
    public long heapBytes() {
        return (long) Long.BYTES * bits.length;
    }

    @Override
    public int count() {
        return count;
    }
}
