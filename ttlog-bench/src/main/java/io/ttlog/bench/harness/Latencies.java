/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import java.util.Arrays;

/**
 * Counts latencies in log-linear buckets: 64 to each power of two, so that a percentile is at most 1.6% too
 * high (HdrHistogram's scheme). Adding costs a nanosecond or two and allocates nothing. Belongs to one thread.
 */
final class Latencies {
    private static final int PARTS_BITS = 7;
    private static final int PARTS = 1 << PARTS_BITS;

    private final long[] counts = new long[(Long.SIZE - PARTS_BITS) * PARTS];
    private long count;
    private long max;

    /** One more; a negative one counts as 0. */
    void add(long nanos) {
        final long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        count++;
        max = Math.max(max, value);
    }

    long count() {
        return count;
    }

    long max() {
        return max;
    }

    /** So many of a hundred are at most this, rounded up to the end of its bucket; 0 when there are none. */
    long percentile(double percent) {
        long rank = (long) Math.ceil(count * percent / 100);
        long seen = 0;
        for (int i = 0; i < counts.length && count > 0; i++) {
            seen += counts[i];
            if (seen >= rank) {
                return Math.min(max, upperEnd(i));
            }
        }
        return max;
    }

    void clear() {
        Arrays.fill(counts, 0);
        count = 0;
        max = 0;
    }

    static int bucket(long value) {
        final int shift = Math.max(0, Long.SIZE - PARTS_BITS - Long.numberOfLeadingZeros(value));
        return shift == 0 ? (int) value : (shift - 1) * (PARTS / 2) + PARTS / 2 + (int) (value >>> shift);
    }

    static long upperEnd(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        final int shift = (bucket - PARTS) / (PARTS / 2) + 1;
        final long part = bucket - PARTS / 2L - (shift - 1) * (PARTS / 2L);
        return (part + 1 << shift) - 1;
    }
}
