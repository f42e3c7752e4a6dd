/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.core.pump.OwnThread;
import io.ttlog.storage.log.LogWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Syncs logs beside the appends, which so do not wait for the device: that may take half a second on a busy machine. One sync at a
 * time, each on a new thread that no interrupt reaches. The methods belong to the writer's thread.
 */
final class Syncer {
    private static final String THREAD = "ttlog-sync";

    /** Both logs, the older one first: without it the newer one would begin behind a gap. */
    private static final class Attempt implements Runnable {
        private final @Nullable UnsealedPart older;
        private final LogWriter log;
        private final OwnThread thread = new OwnThread(THREAD, this);
        private @Nullable Throwable failure; // written by the thread before it ends

        Attempt(@Nullable UnsealedPart older, LogWriter log) {
            this.older = older;
            this.log = log;
        }

        @Override
        public void run() {
            try {
                if (older != null) {
                    older.syncLog();
                }
                log.sync();
            } catch (Throwable e) { // told by the writer's thread
                failure = e;
            }
        }
    }

    /** Not known to have ended. */
    private @Nullable Attempt attempt;

    private long beganNanos;
    private @Nullable IOException lastFailure;

    /** Whether a sync is under way, or has ended and nobody has asked for it since. */
    boolean busy() {
        return attempt != null;
    }

    /**
     * Begins a sync. There must be no other.
     *
     * @throws IOException when there is no thread to be had
     */
    void begin(@Nullable UnsealedPart older, LogWriter log, long nowNanos) throws IOException {
        assert attempt == null;
        beganNanos = nowNanos;
        Attempt begun = new Attempt(older, log);
        try {
            begun.thread.start();
        } catch (OutOfMemoryError noThread) { // of the process or the machine; the next one comes after an interval
            throw new IOException("no thread to sync on: " + noThread.getMessage(), noThread);
        }
        attempt = begun;
    }

    /** When the last sync began: what was written since is not covered by it. */
    long beganNanos() {
        return beganNanos;
    }

    /**
     * Whether a sync has ended that was under way when this was last asked.
     *
     * @throws IOException why it failed
     */
    boolean ended() throws IOException {
        Attempt looked = attempt;
        if (looked == null || looked.thread.isAlive()) {
            return false;
        }
        attempt = null;
        noteFailure(looked);
        if (looked.failure != null && lastFailure != null) {
            throw lastFailure;
        }
        return true;
    }

    private void noteFailure(Attempt ended) {
        Throwable failure = ended.failure;
        if (failure != null) {
            lastFailure = failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
        }
    }

    /** Why the last sync that failed did so, whatever has come since. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    /** Waits until no sync is under way; one that fails has made its log refuse all further calls. */
    void await() {
        Attempt waited = attempt;
        if (waited != null) {
            waited.thread.joinUntil(System.nanoTime() + (Long.MAX_VALUE >> 1));
            attempt = null;
            noteFailure(waited);
        }
    }
}
