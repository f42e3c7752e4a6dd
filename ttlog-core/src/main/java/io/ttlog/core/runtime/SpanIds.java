/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.security.SecureRandom;

/**
 * Random, non-zero ids as W3C Trace Context wants them: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
 * number generators", 2014), seeded once per thread from {@link SecureRandom}. Unpredictable enough not to collide, not to
 * keep secrets. Belongs to one thread.
 */
final class SpanIds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    SpanIds() {
        this(new SecureRandom().nextLong());
    }

    SpanIds(long seed) {
        state = seed;
    }

    long next() {
        long id;
        do {
            long z = state += GOLDEN_GAMMA;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            id = z ^ z >>> 31;
        } while (id == 0); // one state in 2^64
        return id;
    }
}
