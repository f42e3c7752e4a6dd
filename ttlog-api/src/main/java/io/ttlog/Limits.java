/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The limits in use, so that {@code every(30, SECONDS)} allocates only at first. A table of {@link #SLOTS} that fills and is
 * never emptied; a limit that finds no slot is made anew by each call, which costs an allocation and nothing else, because
 * limits are compared by value. Safe for all threads: what is in the table is immutable, and a lost race makes it once more.
 */
final class Limits {
    /** A power of two; most limits that are remembered. */
    static final int SLOTS = 256;

    private static final int PROBES_MAX = 8;
    private static final @Nullable Limited[] TABLE = new Limited[SLOTS];

    private Limits() {}

    static Limited every(long nanos) {
        return find(Limit.Kind.EVERY, Limit.period(nanos), 1);
    }

    static Limited sample(double probability) {
        return find(Limit.Kind.SAMPLE, 0, Limit.chance(probability));
    }

    private static Limited find(Limit.Kind kind, long periodNanos, double probability) {
        final int hash = hash(periodNanos ^ Double.doubleToRawLongBits(probability));
        for (int i = 0; i < PROBES_MAX; i++) {
            final int slot = hash + i & SLOTS - 1;
            final Limited known = TABLE[slot];
            if (known == null) {
                Limited added = new Limited(new Limit(kind, periodNanos, probability));
                TABLE[slot] = added;
                return added;
            }
            final Limit limit = known.limit();
            if (limit.kind() == kind && limit.periodNanos() == periodNanos && limit.probability() == probability) {
                return known;
            }
        }
        return new Limited(new Limit(kind, periodNanos, probability));
    }

    private static int hash(long bits) {
        return (int) (bits * 0x9E3779B97F4A7C15L >>> Integer.SIZE); // Fibonacci hashing: Knuth, TAOCP 3, 6.4
    }
}
