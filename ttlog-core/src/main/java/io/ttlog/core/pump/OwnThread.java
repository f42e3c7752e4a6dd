/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

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

    /**
     * Does what an interrupt must not reach, such as opening files, on a thread of its own while the caller waits. The caller's
     * interrupt is kept, and what the work throws is thrown.
     */
    public static <T> T call(String name, Supplier<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        OwnThread thread = new OwnThread(name, () -> {
            try {
                result.complete(work.get());
            } catch (Throwable e) { // for the caller, whatever it is
                result.completeExceptionally(e);
            }
        });
        thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
        thread.start();
        try {
            return result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (e.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    /** Does nothing; see the class. */
    @Override
    public void interrupt() {}

    /** Joins until {@link System#nanoTime} says so at the latest, an interrupt kept for the caller; whether the thread is dead. */
    public boolean joinUntil(long deadlineNanos) {
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
