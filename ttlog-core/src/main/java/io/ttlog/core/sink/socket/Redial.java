/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: twice as long after each failure, up to a maximum, half of it random, so
 * that many senders do not come back at once ("equal jitter", Marc Brooker, 2015). Belongs to one thread.
 */
final class Redial {
    static final long NANOS_MIN = TimeUnit.MILLISECONDS.toNanos(100);
    static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final RandomGenerator random;
    private final long nanosMax;
    private long nanos = NANOS_MIN;

    Redial(RandomGenerator random, long nanosMax) {
        this.random = random;
        this.nanosMax = Math.max(NANOS_MIN, nanosMax);
    }

    /** The wait after another failure. */
    long nextNanos() {
        long half = nanos / 2;
        nanos = Math.min(2 * nanos, nanosMax);
        return half + random.nextLong(half + 1);
    }

    /** It worked. */
    void reset() {
        nanos = NANOS_MIN;
    }
}
