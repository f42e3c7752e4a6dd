/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.pump.OwnThread;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.merge.Merge;
import io.ttlog.storage.merge.MergePolicy;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a store does by itself besides sealing: it deletes what has expired, merges segments, then rolls up metrics, on a thread of its own that
 * lives while there is work. Between two chunks of a merge the thread rests about as long as the chunk took, so that it leaves the
 * application most of a core; when segments pile up it rests no more. {@link #beginIfDue} and {@link #close} belong to the
 * writer's thread.
 */
final class Upkeep implements AutoCloseable {
    /** How often expired segments are looked for. */
    static final long EVERY_NANOS = 60_000_000_000L;

    /** Between two attempts of which the first has failed. */
    static final long RETRY_NANOS = 10_000_000_000L;

    /** A day is cold when it has been over for so long. */
    static final long COLD_AFTER_NANOS = 3_600_000_000_000L;

    /** Longest rest at once. */
    private static final long REST_NANOS_MAX = 100_000_000L;

    /** How often a merge that stands still looks whether the seal is over. */
    private static final long STILL_NANOS = 10_000_000L;

    /** How often a merge that has written its share looks whether it may go on. */
    private static final long PACE_NANOS = 10_000_000L;

    /** More segments than this many merges wait for: no time to rest. */
    private static final int PILE_FACTOR = 4;

    /** Up to so many segments a merge stands still while a seal is under way: at full speed the cores are for the application and for seals. */
    static final int DEFERRED_SEGMENTS_MAX = 1024;

    /** Smaller seals are over before it matters. */
    static final long DEFERRED_SEAL_BYTES_MIN = 1 << 20;

    /** And for so long in all: then also retention is due. */
    static final long DEFERRED_NANOS_MAX = EVERY_NANOS;

    /**
     * Of row groups that a merge has open, beside the one that it writes, which takes about as much again: a quarter of the heap in all, so that
     * what the application needs is not what a merge has taken.
     */
    private static final long OPEN_BYTES_MAX = Runtime.getRuntime().maxMemory() / 8;

    private static final String THREAD = "ttlog-merge";

    /** Thrown between two chunks when the store closes. */
    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("the store closes", null, false, false);
        }
    }

    private final Path directory;
    private final StoreOptions options;
    private final Catalog catalog;
    private final TrustedClock clock;
    private final @Nullable MergePolicy policy;
    private final RollUps rollUps;
    private final MergePace pace;

    /** What a merge writes; of the thread that merges. */
    private @Nullable Path writing;

    /** Segments that could not be read, by id: they stay as they are. Of the thread that merges. */
    private final Set<Long> damaged = new HashSet<>();

    private @Nullable OwnThread thread;
    private long dueNanos;
    private long doneGeneration = -1;

    private volatile boolean stopped;

    /** Somebody waits: no rests. */
    private volatile boolean awaited;

    private volatile @Nullable IOException failure;
    private volatile @Nullable IOException lastFailure;
    private volatile long resumedNanos;

    /** How long the attempt has stood still. Of the thread that merges. */
    private long deferredNanos;

    private volatile boolean still;

    Upkeep(Path directory, StoreOptions options, Catalog catalog) {
        this.directory = directory;
        this.options = options;
        this.catalog = catalog;
        this.policy = options.mergeFanIn() == 0 ? null : new MergePolicy(options.mergeFanIn(), OPEN_BYTES_MAX);
        this.pace = new MergePace(options.mergeBytesPerSecond());
        this.rollUps = new RollUps(directory, options, catalog, damaged, this::rest);
        long latest = Long.MIN_VALUE;
        for (SegmentEntry segment : catalog.state().manifest().segments()) {
            latest = Math.max(latest, SaneTimes.newest(segment));
        }
        this.clock = new TrustedClock(options.wallClockNanos(), options.nanoClock(), latest);
        this.dueNanos = options.nanoClock().getAsLong();
    }

    /** Begins when segments have come or time has passed, unless it is at work. Waits for nothing. */
    void beginIfDue() {
        OwnThread last = thread;
        if (stopped || last != null && last.isAlive() || catalog.fenced()) {
            return;
        }
        long now = options.nanoClock().getAsLong();
        boolean timePassed = now - dueNanos >= 0;
        boolean segmentsCame = failure == null && catalog.state().manifest().generation() != doneGeneration;
        if (!timePassed && !segmentsCame) {
            return;
        }
        dueNanos = now + (failure == null ? EVERY_NANOS : RETRY_NANOS);
        doneGeneration = catalog.state().manifest().generation();
        OwnThread started = new OwnThread(THREAD, this::attempt);
        try {
            started.start();
            thread = started;
        } catch (OutOfMemoryError noThread) { // of the process or the machine; there will be another attempt
            failed(new IOException("no thread to merge on: " + noThread.getMessage(), noThread));
        }
    }

    private void attempt() {
        try {
            resumedNanos = System.nanoTime();
            deferredNanos = 0;
            expire();
            mergeAll(false);
            rollUp();
            failure = null;
        } catch (Stopped e) {
            assert stopped : "and nobody asks how far it came";
        } catch (IOException e) {
            failed(e);
        } catch (RuntimeException | Error e) { // lack of memory, a damaged manifest: told, and tried again later
            failed(new IOException("merging segments of " + directory + " failed: " + e, e));
        }
    }

    /** Whether a merge waits for the end of a seal. */
    boolean standsStill() {
        return still;
    }

    /** Why the last attempt has failed; null after a success. For all threads. */
    @Nullable
    IOException failure() {
        return failure;
    }

    /** The last failure, also after a success. */
    @Nullable
    IOException lastFailure() {
        return lastFailure;
    }

    private void failed(IOException e) {
        failure = e;
        lastFailure = e;
    }

    /** Deletes what is beyond the limits; returns how many segments went. */
    int expire() throws IOException {
        List<SegmentEntry> segments = catalog.state().manifest().segments();
        Retention retention = options.retention();
        List<SegmentEntry> gone = new ArrayList<>(retention.beyondBytes(segments));
        if (clock.trusted()) {
            for (SegmentEntry old : retention.tooOld(segments, clock.nowNanos())) {
                if (!gone.contains(old)) {
                    gone.add(old);
                }
            }
        }
        delete(gone, retention);
        return gone.size();
    }

    /** Deletes segments; metrics go after their roll-ups have them, if there are any. */
    private void delete(List<SegmentEntry> gone, Retention limits) throws IOException {
        List<SegmentEntry> atOnce = new ArrayList<>();
        List<SegmentEntry> rolledUpFirst = new ArrayList<>();
        for (SegmentEntry segment : gone) {
            (limits.rollsUp() && rollUps.isNeededFor(segment) ? rolledUpFirst : atOnce).add(segment);
        }
        if (!atOnce.isEmpty()) { // first: the disk may be full because of them
            catalog.replaced(catalog.state().named(atOnce), List.of());
        }
        if (!rolledUpFirst.isEmpty()) {
            rollUps.of(rolledUpFirst.stream().map(SegmentEntry::id).toList());
            catalog.replaced(catalog.state().named(rolledUpFirst), List.of());
        }
    }

    /** Does all merges that there are; with {@code everything} also those that save little. */
    private void mergeAll(boolean everything) throws IOException {
        for (MergePolicy.Job job = next(everything); job != null; job = next(everything)) {
            merge(job);
        }
    }

    /** Rolls up the metrics of cold days, if that is wanted; whether there were any. */
    private boolean rollUp() throws IOException {
        if (!options.retention().rollsUp()) {
            return false;
        }
        long before = catalog.state().manifest().generation();
        rollUps.ofDaysBefore(clock.nowNanos() - COLD_AFTER_NANOS);
        return catalog.state().manifest().generation() != before;
    }

    private MergePolicy.@Nullable Job next(boolean everything) {
        if (stopped) {
            throw new Stopped();
        }
        List<SegmentEntry> candidates = new ArrayList<>();
        for (SegmentEntry segment : catalog.state().manifest().segments()) {
            if (!damaged.contains(segment.id())) {
                candidates.add(segment);
            }
        }
        if (everything) {
            return new MergePolicy(2, OPEN_BYTES_MAX).ofAnyDay(candidates);
        }
        if (policy == null) {
            return null;
        }
        MergePolicy.Job job = policy.ofTier(candidates);
        return job != null ? job : policy.ofColdDay(candidates, clock.nowNanos() - COLD_AFTER_NANOS);
    }

    private void merge(MergePolicy.Job job) throws IOException {
        List<Segment> inputs = catalog.state().named(job.inputs());
        List<SegmentFile> files = new ArrayList<>();
        for (Segment input : inputs) {
            try {
                files.add(input.file());
            } catch (CorruptDataException e) {
                damaged.add(input.entry().id());
                return; // readers tell of it; the others are merged without it
            }
        }
        long id = catalog.newSegmentId();
        Signal signal = job.signal();
        Path folder =
                directory.resolve(StoreFiles.SEGMENTS).resolve(signal.table()).resolve(job.partition());
        Disk.createDirectories(folder);
        Path file = folder.resolve(id + ".seg");
        boolean written = false;
        SegmentEntry entry;
        writing = file;
        pace.begin(options.nanoClock().getAsLong());
        try {
            Merge.Written merged = new Merge(files, this::rest).write(file, id, job.naturalBytes(), options.codec());
            keepPace(); // for what came behind the last chunk
            entry = entry(job, id, merged);
            Disk.syncDirectory(folder);
            written = true;
        } catch (CorruptDataException e) {
            inputs.forEach(input -> {
                if (e.source().equals(input.entry().path())) {
                    damaged.add(input.entry().id());
                }
            });
            if (inputs.stream()
                    .noneMatch(input -> damaged.contains(input.entry().id()))) {
                throw e; // not of an input: nothing that the next job could do without
            }
            return;
        } finally {
            writing = null;
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
        catalog.replaced(inputs, List.of(entry));
    }

    private static SegmentEntry entry(MergePolicy.Job job, long id, Merge.Written merged) {
        long rows = 0;
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (SegmentEntry input : job.inputs()) {
            rows += input.rowCount();
            min = Math.min(min, input.minNanos());
            max = Math.max(max, input.maxNanos());
        }
        return new SegmentEntry(
                id,
                job.signal(),
                job.partition(),
                job.level(),
                rows,
                min,
                max,
                merged.bytes(),
                job.naturalBytes(),
                merged.services(),
                job.inputs().get(0).rolledUp());
    }

    /** After each chunk: as long as it took, unless there is no time to. */
    private void rest() {
        if (stopped) {
            throw new Stopped();
        }
        long worked = System.nanoTime() - resumedNanos;
        int fanIn = Math.max(2, options.mergeFanIn());
        if (!awaited && catalog.state().manifest().segments().size() < PILE_FACTOR * fanIn * Signal.values().length) {
            LockSupport.parkNanos(this, Math.min(worked, REST_NANOS_MAX));
        }
        standStill();
        keepPace();
        resumedNanos = System.nanoTime();
    }

    private void standStill() {
        long start = System.nanoTime();
        long left = DEFERRED_NANOS_MAX - deferredNanos;
        while (options.sealBytes() >= DEFERRED_SEAL_BYTES_MIN
                && !awaited
                && !stopped
                && catalog.state().sealing()
                && catalog.state().manifest().segments().size() < DEFERRED_SEGMENTS_MAX
                && System.nanoTime() - start < left) {
            still = true;
            LockSupport.parkNanos(this, STILL_NANOS);
        }
        still = false;
        deferredNanos += System.nanoTime() - start;
    }

    /** Waits as long as the bytes of the merge have to take, unless somebody waits for it. */
    private void keepPace() {
        Path file = writing;
        if (file == null || !pace.isBound()) {
            return;
        }
        long bytes;
        try {
            bytes = Files.size(file);
        } catch (IOException e) {
            throw Disk.failed("merging into", file, e);
        }
        while (pace.owedNanos(bytes, options.nanoClock().getAsLong()) > 0 && !awaited) {
            if (stopped) {
                throw new Stopped();
            }
            LockSupport.parkNanos(this, PACE_NANOS);
        }
    }

    /** Deletes at once what is beyond limits that somebody names, and tells what that was. */
    Expiry expire(Retention limits, boolean trusted) throws IOException {
        Expiry[] found = {new Expiry(List.of(), Set.of())};
        awaited(() -> {
            long now = options.wallClockNanos().getAsLong();
            Expiry expiry = Expiry.of(limits, catalog.state().manifest().segments(), now, trusted);
            found[0] = expiry;
            delete(expiry.segments(), limits);
        });
        return found[0];
    }

    /** Deletes what has expired and merges everything that can be, before it returns. */
    void compact() throws IOException {
        awaited(() -> {
            expire();
            mergeAll(true);
            if (rollUp()) {
                mergeAll(true);
            }
        });
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Does what somebody waits for, when what is under way is done. */
    private void awaited(Work work) throws IOException {
        awaited = true;
        try {
            pause();
            Optional<IOException> problem = OwnThread.call(THREAD, () -> {
                try {
                    work.run();
                    return Optional.empty();
                } catch (IOException e) {
                    return Optional.of(e);
                }
            });
            if (problem.isPresent()) {
                throw problem.get();
            }
        } finally {
            awaited = false;
        }
    }

    /** Waits until nothing is under way. */
    private void pause() {
        OwnThread last = thread;
        if (last != null) {
            last.joinUntil(System.nanoTime() + (Long.MAX_VALUE >> 1));
        }
    }

    /** Gives up a merge that is under way: the next writer begins it again. */
    @Override
    public void close() {
        stopped = true;
        OwnThread last = thread;
        if (last != null) {
            LockSupport.unpark(last);
            pause();
        }
    }
}
