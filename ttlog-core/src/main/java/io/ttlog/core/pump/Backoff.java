/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread of ours waits for work that nobody announces: spins, then sleeps for twice as long each time up to a maximum,
 * and up to another maximum when it has slept through {@link #QUIET_NANOS} without any work. Belongs to one thread.
 */
final class Backoff {
    /** So much sleep without work between makes a quiet time. */
    static final long QUIET_NANOS = 1_000_000_000L;

    private static final int SPINS = 50;
    private static final long PARK_NANOS_MIN = 10_000;

    private final long parkNanosMax;
    private final long quietParkNanosMax;
    private int idleRounds;
    private long parkNanos = PARK_NANOS_MIN;
    private long sleptNanos;

    Backoff(long parkNanosMax) {
        this(parkNanosMax, parkNanosMax);
    }

    Backoff(long parkNanosMax, long quietParkNanosMax) {
        this.parkNanosMax = parkNanosMax;
        this.quietParkNanosMax = quietParkNanosMax;
    }

    /** There was work: start over. */
    void reset() {
        idleRounds = 0;
        parkNanos = PARK_NANOS_MIN;
        sleptNanos = 0;
    }

    /** Waits a little, longer each time. Returns early when the thread is unparked. */
    void idle() {
        long nanos = nextNanos();
        if (nanos == 0) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(this, nanos);
        }
    }

    /** How long the next sleep is; 0 for a spin. */
    long nextNanos() {
        if (idleRounds < SPINS) {
            idleRounds++;
            return 0;
        }
        long nanos = parkNanos;
        sleptNanos += nanos;
        parkNanos = Math.min(parkNanos * 2, sleptNanos < QUIET_NANOS ? parkNanosMax : quietParkNanosMax);
        return nanos;
    }
}
