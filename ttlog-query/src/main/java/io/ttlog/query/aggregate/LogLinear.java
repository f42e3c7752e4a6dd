/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import java.util.Arrays;

/**
 * Counts of values by buckets of 64 to an octave: the exponent and the first six bits of the fraction of a double, which one shift gives. A value
 * is told as the middle of its bucket, off by at most 1/128 (0.8%). The least and the greatest are exact. NaN and infinities have buckets of
 * their own.
 */
final class LogLinear {
    private static final int SHIFT = 52 - 6;

    /** Counts of the buckets from {@link #first} on. */
    private long[] counts = new long[0];

    private int first;
    private long total;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;

    /** Longs in the order of the doubles, NaN last: negative ones have all bits but the sign flipped. */
    static long sortable(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    static double fromSortable(long sortable) {
        return Double.longBitsToDouble(sortable ^ (sortable >> 63 & Long.MAX_VALUE));
    }

    /** Adds a value so many times; returns by how many longs this grew. */
    int add(double value, long times) {
        long bits = sortable(value);
        least = Math.min(least, bits);
        greatest = Math.max(greatest, bits);
        int grown = 0;
        int bucket = (int) (bits >> SHIFT);
        int index = bucket - first;
        if (index < 0 || index >= counts.length) {
            grown = grow(bucket, bucket);
            index = bucket - first;
        }
        counts[index] += times;
        total += times;
        return grown;
    }

    /** Makes room from one bucket to another, and half as much again in the direction of growth. */
    private int grow(int from, int to) {
        int before = counts.length;
        if (before == 0) {
            first = from;
            counts = new long[to - from + 1];
            return counts.length;
        }
        int low = Math.min(first, from);
        int high = Math.max(first + before - 1, to);
        int spare = before / 2;
        low = low < first ? low - spare : low;
        high = high > first + before - 1 ? high + spare : high;
        long[] larger = new long[high - low + 1];
        System.arraycopy(counts, 0, larger, first - low, before);
        counts = larger;
        first = low;
        return counts.length - before;
    }

    /** Adds all of another; returns by how many longs this grew. */
    int add(LogLinear other) {
        int grown = other.counts.length == 0 ? 0 : grow(other.first, other.first + other.counts.length - 1);
        for (int i = 0; i < other.counts.length; i++) {
            counts[other.first - first + i] += other.counts[i];
        }
        total += other.total;
        least = Math.min(least, other.least);
        greatest = Math.max(greatest, other.greatest);
        return grown;
    }

    double percentile(double fraction, boolean discrete) {
        long rank = discrete ? Percentiles.rank(fraction, total) : Math.round(fraction * (total - 1));
        if (rank <= 0) {
            return fromSortable(least);
        }
        if (rank >= total - 1) {
            return fromSortable(greatest);
        }
        long below = 0;
        for (int i = 0; i < counts.length; i++) {
            below += counts[i];
            if (below > rank) {
                return middle(first + i);
            }
        }
        throw new IllegalStateException(rank + " of " + total + " is in no bucket");
    }

    private double middle(int bucket) {
        double low = fromSortable((long) bucket << SHIFT);
        double high = fromSortable(((long) bucket << SHIFT) + (1L << SHIFT) - 1);
        double middle = Double.isFinite(low) && Double.isFinite(high) ? low / 2 + high / 2 : low;
        return fromSortable(Math.max(least, Math.min(greatest, sortable(middle))));
    }

    @Override
    public String toString() {
        return total + " values, " + Arrays.stream(counts).filter(c -> c > 0).count() + " buckets";
    }
}
