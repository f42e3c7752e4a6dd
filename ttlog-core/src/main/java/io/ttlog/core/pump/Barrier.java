/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A flush request: passes the pump behind everything published before it, then each lane, and ends when all sinks did it.
 *
 * <p>It fails when a sink lost an event that no earlier flush has told of. For that it remembers how many losses of each
 * lane were told when it began; so two flushes at the same time tell of the same loss, and a later one does not. It fails, too,
 * when a producer took back events of its ring on the way: they may have been there when it began.
 */
final class Barrier {
    final Ack level;
    private final long[] lossesTold;
    private final long evictionsEnded;
    private final CountDownLatch sinksLeft;
    private volatile boolean failed;

    /**
     * A flush that begins.
     *
     * @param lossesTold how many losses of each lane the flushes before have told of
     * @param evictionsEnded of all rings, so far
     */
    Barrier(Ack level, long[] lossesTold, long evictionsEnded) {
        this.level = level;
        this.evictionsEnded = evictionsEnded;
        this.lossesTold = lossesTold;
        this.sinksLeft = new CountDownLatch(lossesTold.length);
    }

    /** How many losses of the lane were told when this began. */
    long lossesTold(int lane) {
        return lossesTold[lane];
    }

    /** Behind the rings: fails when there were evictions since the flush began. */
    void checkEvictions(long evictionsBegun) {
        failed |= evictionsBegun != evictionsEnded;
    }

    void passed(boolean succeeded) {
        if (!succeeded) {
            failed = true;
        }
        sinksLeft.countDown();
    }

    /** Waits for all sinks; an interrupt does not end the wait, but is kept for the caller. */
    boolean await(long nanos) {
        boolean interrupted = false;
        long deadline = System.nanoTime() + nanos;
        try {
            while (true) {
                try {
                    return sinksLeft.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && !failed;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
