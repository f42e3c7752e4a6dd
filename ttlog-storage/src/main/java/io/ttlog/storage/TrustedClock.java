/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import java.util.function.LongSupplier;

/**
 * The time of day, for what is deleted by it: a clock that has jumped forward (a wrong time server, a virtual machine that slept) is not
 * believed before it has gone on evenly for {@link #PROOF_NANOS}. Belongs to one thread.
 */
final class TrustedClock {
    /** How much further the time of day may go than the time that has passed. */
    static final long JUMP_NANOS = 600_000_000_000L;

    /** How long a clock that has jumped must go on evenly. */
    static final long PROOF_NANOS = 3_600_000_000_000L;

    private final LongSupplier wallNanos;
    private final LongSupplier nanoClock;
    private long lastWall;
    private long lastNanos;
    private long provenAtNanos;

    /**
     * A clock that is not believed at once when it is far behind the latest thing that is known to have happened: either nothing
     * ran meanwhile, or it has jumped.
     *
     * @param latestNanos of what is stored; {@link Long#MIN_VALUE} when nothing is
     */
    TrustedClock(LongSupplier wallNanos, LongSupplier nanoClock, long latestNanos) {
        this.wallNanos = wallNanos;
        this.nanoClock = nanoClock;
        lastWall = wallNanos.getAsLong();
        lastNanos = nanoClock.getAsLong();
        boolean jumped = latestNanos != Long.MIN_VALUE && lastWall - latestNanos > JUMP_NANOS;
        provenAtNanos = jumped ? lastNanos + PROOF_NANOS : lastNanos;
    }

    /** The time of day, in nanoseconds since 1970. */
    long nowNanos() {
        return wallNanos.getAsLong();
    }

    /** Whether to delete by it. To be called often: it compares what has passed since the last call. */
    boolean trusted() {
        long wall = wallNanos.getAsLong();
        long nanos = nanoClock.getAsLong();
        if (Math.abs((wall - lastWall) - (nanos - lastNanos)) > JUMP_NANOS) {
            provenAtNanos = nanos + PROOF_NANOS;
        }
        lastWall = wall;
        lastNanos = nanos;
        return nanos - provenAtNanos >= 0;
    }
}
