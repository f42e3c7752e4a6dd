/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.core.CorruptDataException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Puts sealed files into the bucket, oldest first, one at a time, by a daemon thread of its own. After a failure it waits,
 * exponentially longer and with jitter up to {@link #PAUSE_MAX}, and tries the same file again: it never gives up a file,
 * the bound is that of the spool. Whoever asks for delivery ends the pause.
 */
final class Shipper {
    static final Duration PAUSE_FIRST = Duration.ofMillis(200);
    static final Duration PAUSE_MAX = Duration.ofSeconds(30);

    /** Attempts behind which the pause grows no more; keeps the exponent small. */
    private static final int ATTEMPTS_COUNTED_MAX = 16;

    private final Spool spool;
    private final Bucket bucket;
    private final ObjectKeys keys;
    private final BackoffStrategy pauses = BackoffStrategy.exponentialDelay(PAUSE_FIRST, PAUSE_MAX);
    private final Thread thread = new Thread(this::run, "ttlog-s3-shipper");

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled when there may be something to do, and after each attempt. */
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private boolean asked;
    private boolean stopping;
    private boolean ended;
    private long objects;
    private long bytes;
    private long failures;
    private long lost;
    private long lostTold;
    private String latestLoss = "";
    private @Nullable String latestFailure;
    private @Nullable String untold;

    Shipper(Spool spool, Bucket bucket, ObjectKeys keys) {
        this.spool = spool;
        this.bucket = bucket;
        this.keys = keys;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Says that a file was sealed. */
    void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until every sealed file is in the bucket; a pause after a failure is ended.
     *
     * @throws IOException when an attempt fails meanwhile, a file was lost of which no call told yet, or the time is over
     */
    void deliver(long nanosMax) throws IOException {
        lock.lock();
        try {
            final long failuresBefore = failures;
            long nanosLeft = nanosMax;
            asked = true;
            changed.signalAll();
            while (spool.files() > 0) {
                if (failures != failuresBefore) {
                    throw new IOException(
                            "not delivered, " + spool.files() + " files wait in the spool: " + latestFailure);
                }
                if (ended || nanosLeft <= 0) {
                    throw new IOException("not delivered within " + TimeUnit.NANOSECONDS.toSeconds(nanosMax) + " s, "
                            + spool.files() + " files wait in the spool");
                }
                nanosLeft = awaitNanos(nanosLeft);
            }
            if (lost != lostTold) {
                long untoldOf = lost - lostTold;
                lostTold = lost;
                throw new IOException(untoldOf + " files could not be delivered, the last: " + latestLoss);
            }
        } finally {
            asked = false;
            lock.unlock();
        }
    }

    /** What went wrong since the last call; null when nothing did. */
    @Nullable
    String untold() {
        lock.lock();
        try {
            String text = untold;
            untold = null;
            return text;
        } finally {
            lock.unlock();
        }
    }

    Shipping shipping() {
        lock.lock();
        try {
            return new Shipping(objects, bytes, failures, lost, spool.files(), spool.bytes(), latestFailure);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread after the attempt it is in, which is cut off when the time is over. */
    void stop(long nanosMax) {
        final long deadline = System.nanoTime() + nanosMax;
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
            long nanosLeft = nanosMax;
            while (!ended && nanosLeft > 0) {
                nanosLeft = awaitNanos(nanosLeft);
            }
        } finally {
            lock.unlock();
        }
        bucket.close(); // an attempt that still runs fails
        if (deadline - System.nanoTime() <= 0) {
            thread.interrupt();
        }
    }

    private void run() {
        int attempts = 0;
        try {
            for (Spool.Sealed file = next(attempts); file != null; file = next(attempts)) {
                attempts = ship(file) ? 0 : Math.min(attempts + 1, ATTEMPTS_COUNTED_MAX);
            }
        } finally {
            lock.lock();
            try {
                ended = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits for the pause to be over and for a file; null when the thread is to end. */
    private Spool.@Nullable Sealed next(int attempts) {
        lock.lock();
        try {
            long nanosLeft = attempts == 0 ? 0 : pauses.computeDelay(attempts).toNanos();
            while (!stopping && !asked && nanosLeft > 0) {
                nanosLeft = awaitNanos(nanosLeft);
            }
            asked = false;
            while (!stopping && spool.oldest() == null) {
                awaitNanos(PAUSE_MAX.toNanos());
            }
            return stopping ? null : spool.oldest();
        } finally {
            lock.unlock();
        }
    }

    /** An interrupt, which only a container sends that knows nothing of us, shortens a wait and means nothing. */
    @SuppressWarnings("WaitNotInLoop") // its callers are the loops
    private long awaitNanos(long nanos) {
        long deadline = System.nanoTime() + nanos;
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException e) {
            return deadline - System.nanoTime();
        }
    }

    /** One attempt; false when it failed and is to be repeated. */
    private boolean ship(Spool.Sealed file) {
        String failure = null;
        boolean unusable = false;
        try {
            bucket.put(keys.key(file.path()), file.path());
        } catch (NoSuchFileException e) {
            failure = "file " + file.path() + " vanished from the spool before it was shipped";
            unusable = true;
        } catch (CorruptDataException e) {
            failure = e.getMessage() + "; it is set aside and not shipped";
            unusable = true;
        } catch (IOException e) {
            failure = String.valueOf(e.getMessage());
        } catch (Throwable e) { // the thread goes on, whatever the client throws
            failure = e.toString();
        }
        lock.lock();
        try {
            if (failure == null) {
                spool.remove(file);
                objects++;
                bytes += file.bytes();
            } else if (unusable) {
                lost++;
                latestLoss = failure;
                spool.setAside(file);
            }
        } catch (IOException e) {
            // Deleting failed: it is put again, which changes nothing in the bucket. Moving failed: it left the queue.
            failure = (failure == null ? "" : failure + "; ") + e;
        } finally {
            latestFailure = failure;
            if (failure != null) {
                untold = failure + (unusable ? "" : "; the file stays in the spool and is tried again");
                failures += unusable ? 0 : 1;
            }
            changed.signalAll();
            lock.unlock();
        }
        return failure == null || unusable;
    }
}
