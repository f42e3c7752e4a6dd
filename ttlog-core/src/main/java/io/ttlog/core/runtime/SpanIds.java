/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Random, non-zero ids as W3C Trace Context wants them: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom
 * number generators", 2014), each thread's seeded by the generator of the runtime, which {@link SecureRandom} seeded at the
 * start: its source may be a file, which no recording call is to wait for. Unpredictable enough not to collide, not to
 * keep secrets. Belongs to one thread.
 */
final class SpanIds {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** Gives seeds; for all threads. */
    static final class Seeds {
        private final AtomicLong state = new AtomicLong(new SecureRandom().nextLong());

        long next() {
            return mixed(state.getAndAdd(GOLDEN_GAMMA));
        }
    }

    SpanIds(long seed) {
        state = seed;
    }

    long next() {
        long id;
        do {
            state += GOLDEN_GAMMA;
            id = mixed(state);
        } while (id == 0); // one state in 2^64
        return id;
    }

    private static long mixed(long state) {
        long z = state;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
