/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Seals one part at a time, each attempt on a new thread that no interrupt reaches. The methods belong to the writer's thread.
 *
 * <p>A failed attempt is repeated with the same part, at most once in {@link #RETRY_NANOS}: each encodes the whole memtable, and
 * a full disk stays full for a while.
 */
final class Sealer implements AutoCloseable {
    /** Between two attempts that nobody waits for. */
    static final long RETRY_NANOS = 1_000_000_000L;

    /** How long an append waits for a seal when the memtables are full. */
    static final long ROOM_WAIT_NANOS = 10_000_000_000L;

    /** A seal that somebody asked for takes what it takes, as the disk does. */
    private static final long NO_LIMIT_NANOS = Long.MAX_VALUE >> 1;

    private static final String THREAD = "ttlog-seal";

    private final Path directory;
    private final StoreOptions options;
    private final Recovery recovery;

    private final Catalog catalog;

    /** Not known to be sealed. */
    private @Nullable UnsealedPart part;

    /** To seal it; null between a failed one and the next. */
    private @Nullable Future<?> attempt;

    /** Of the last attempt. */
    private @Nullable OwnThread thread;

    private @Nullable IOException failure;
    private volatile @Nullable IOException lastFailure; // for all threads
    private long retryAtNanos;

    Sealer(Path directory, StoreOptions options, Catalog catalog, Recovery recovery) {
        this.directory = directory;
        this.options = options;
        this.catalog = catalog;
        this.recovery = recovery;
    }

    /** Begins to seal a part, and lets events go into a new memtable. There must be no other part. */
    void begin(UnsealedPart next) {
        assert part == null && attempt == null;
        part = next;
        catalog.rotate();
        begin();
    }

    private void begin() {
        UnsealedPart known = part;
        if (known == null) {
            return;
        }
        FutureTask<UnsealedPart> task = new FutureTask<>(() -> {
            seal(known);
            return known;
        });
        OwnThread started = new OwnThread(THREAD, task);
        try {
            started.start();
        } catch (OutOfMemoryError noThread) { // of the process or the machine; there will be another attempt
            failed(new IOException("no thread to seal on: " + noThread.getMessage(), noThread));
            return;
        }
        attempt = task;
        thread = started;
    }

    /** One attempt, on the sealing thread. */
    private void seal(UnsealedPart unsealed) throws IOException {
        List<SegmentEntry> written = new Sealing(directory, options.freshCodec(), catalog).write(unsealed.memtable());
        catalog.sealed(written, unsealed.through(), unsealed.marks());
        unsealed.retire();
        recovery.retire();
    }

    /**
     * Takes note of an attempt that has ended. A failure to read or write is kept in {@link #failure}.
     *
     * @throws TTLogException when it ended otherwise, for lack of memory or because the store was taken over
     */
    void notice() {
        Future<?> ended = attempt;
        if (ended == null || !ended.isDone()) {
            return;
        }
        attempt = null;
        if (!catalog.state().sealing()) {
            part = null; // also when only the removal of its log has failed, which the next writer will repeat
        }
        Throwable problem = problem(ended);
        if (problem == null) {
            failure = null;
        } else if (problem instanceof IOException io) {
            failed(io);
        } else {
            failed(new IOException(problem.toString(), problem));
            throw problem instanceof TTLogException told
                    ? told
                    : new TTLogException(
                            ErrorCode.INTERNAL,
                            "sealing " + directory + " failed: " + problem
                                    + "; the rows are in log and memory, and there will be another attempt",
                            problem);
        }
    }

    private static @Nullable Throwable problem(Future<?> ended) {
        try {
            ended.get(0, TimeUnit.NANOSECONDS);
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("it is done", e);
        }
    }

    /** Keeps a failure: the next attempt comes later. */
    void failed(IOException e) {
        failure = e;
        lastFailure = e;
        retryAtNanos = options.nanoClock().getAsLong() + RETRY_NANOS;
    }

    /** The last failure; null after a success. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** The last failure, also after a success. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    /** Whether there was no failure, or it is long enough ago. */
    boolean mayTry() {
        return failure == null || options.nanoClock().getAsLong() - retryAtNanos >= 0;
    }

    /** Fails unless an attempt may be made. */
    void checkMayTry(String why) throws IOException {
        IOException last = failure;
        if (last != null && !mayTry()) {
            throw new IOException(
                    why + ", and the last attempt to seal failed, of which the next comes within a second: "
                            + last.getMessage(),
                    last);
        }
    }

    /** Whether there is a part that is not known to be sealed. */
    boolean busy() {
        return part != null;
    }

    /** Bytes of log of that part. */
    long unsealedBytes() {
        UnsealedPart known = part;
        return known == null ? 0 : known.bytes();
    }

    /** Repeats a failed attempt when it is time to; waits for nothing. */
    void retryIfDue() {
        if (attempt == null && mayTry()) {
            begin();
        }
    }

    /** Waits until the part is sealed; repeats at once an attempt that has failed before. */
    void finish() throws IOException {
        finish(NO_LIMIT_NANOS);
    }

    /** Waits, not for long, until the part is sealed, so that there is room. */
    void makeRoom() throws IOException {
        if (attempt == null) {
            checkMayTry("the memtables are full");
        }
        finish(ROOM_WAIT_NANOS);
    }

    private void finish(long nanosMax) throws IOException {
        if (part == null) {
            return;
        }
        if (attempt == null) {
            begin();
        }
        await(nanosMax);
        notice();
        IOException failed = failure;
        if (failed != null) {
            throw new IOException("sealing " + directory + " failed: " + failed.getMessage(), failed);
        }
    }

    /** Not to be interrupted: what comes next may be a write to the log, whose file an interrupt would close. */
    private void await(long nanosMax) throws IOException {
        Future<?> awaited = attempt;
        long start = System.nanoTime();
        boolean interrupted = false;
        try {
            while (awaited != null && !awaited.isDone()) {
                try {
                    awaited.get(nanosMax - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    assert awaited.isDone() : "notice() tells of it";
                } catch (TimeoutException e) {
                    throw new IOException(
                            "the memtables are full, and the seal of " + unsealedBytes()
                                    + " bytes of log is not done after a wait of " + nanosMax + " ns; a slow disk?",
                            e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The part that is not known to be sealed. */
    @Nullable
    UnsealedPart unsealed() {
        return part;
    }

    /** Whether a write or sync of the part's log has failed. */
    boolean logFailed() {
        UnsealedPart known = part;
        return known != null && known.logFailed();
    }

    /** Whether the part's log needs no sync. */
    boolean logSynced() {
        UnsealedPart known = part;
        return known == null || known.logSynced();
    }

    /** Syncs the part's log, unless it is sealed by now. */
    void syncLog() throws IOException {
        UnsealedPart known = part;
        if (known != null) {
            known.syncLog();
        }
    }

    /** Waits until an attempt that is under way has ended, and its thread. */
    @Override
    public void close() {
        OwnThread last = thread;
        if (last != null) {
            last.joinUntil(System.nanoTime() + NO_LIMIT_NANOS);
        }
    }
}
