/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.util.concurrent.locks.LockSupport;

/**
 * How a thread of ours waits for work that nobody announces: spins, then sleeps for twice as long each time up to
 * a maximum. Belongs to one thread.
 */
final class Backoff {
    private static final int SPINS = 50;
    private static final long PARK_NANOS_MIN = 10_000;

    private final long parkNanosMax;
    private int idleRounds;
    private long parkNanos = PARK_NANOS_MIN;

    Backoff(long parkNanosMax) {
        this.parkNanosMax = parkNanosMax;
    }

    /** There was work: start over. */
    void reset() {
        idleRounds = 0;
        parkNanos = PARK_NANOS_MIN;
    }

    /** Waits a little, longer each time. Returns early when the thread is unparked. */
    void idle() {
        if (idleRounds < SPINS) {
            idleRounds++;
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(this, parkNanos);
            parkNanos = Math.min(parkNanos * 2, parkNanosMax);
        }
    }
}
