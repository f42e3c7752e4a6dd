/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

/**
 * A thread of the runtime. What it logs through ttlog is dropped as REENTRANT: it would wait for itself. It cannot be
 * interrupted (a container that interrupts whole thread groups would close the files that a sink writes and turn each sleep
 * into a spin) and holds no class loader of the application.
 */
public final class OwnThread extends Thread {
    /** A daemon that is not started yet. */
    public OwnThread(String name, Runnable work) {
        super(null, work, name, 0, false); // inherits no thread-locals: they may pin the application's class loader
        setDaemon(true);
        setContextClassLoader(OwnThread.class.getClassLoader());
    }

    /** Does nothing; see the class. */
    @Override
    public void interrupt() {}

    /** Joins for at most so long, an interrupt kept for the caller; whether the thread is dead. */
    boolean joinUntil(long deadlineNanos) {
        boolean interrupted = false;
        while (isAlive()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                join(left / 1_000_000 + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !isAlive();
    }
}
