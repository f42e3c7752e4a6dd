/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A flush request: passes the pump behind everything published before it, then each lane, and ends when all sinks did it. */
final class Barrier {
    final Ack level;
    private final CountDownLatch sinksLeft;
    private volatile boolean failed;

    Barrier(Ack level, int sinks) {
        this.level = level;
        this.sinksLeft = new CountDownLatch(sinks);
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
