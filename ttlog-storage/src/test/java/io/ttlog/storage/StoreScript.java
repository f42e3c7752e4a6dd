/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a store does in three lives on a simulated disk: opens, takes batches and frames, flushes, rotates and seals, merges, rolls up, deletes what is old, is read and
 * backed up, closes. What
 * fails is noted, and the script goes on, as an application would.
 */
final class StoreScript {
    /** Where the store is. None of these folders is there at first. */
    static final String DIRECTORY = "/data/store";

    /** Where backups go. */
    static final String BACKUP = "/data/backup";

    /** Days after all events. */
    private static final long WALL_NANOS =
            NumberedEvents.FIRST_NANOS + Duration.ofDays(100).toNanos();

    static final StoreOptions OPTIONS = StoreOptions.DEFAULT
            .withCodec(Codecs.NONE)
            .withSealBytes(4 << 10)
            .withSyncEvery(Duration.ofSeconds(1))
            .withWallClock(() -> WALL_NANOS)
            .withRetention(Retention.FOREVER.withRollUps(true));

    private static final int LIVES = 3;
    private static final int STEPS = 16;
    private static final int STREAMS = 2;
    private static final int BATCH_EVENTS_MAX = 3;

    /** Each kind of step, so that a short life has all of them. */
    private static final List<Integer> DECK = List.of(0, 1, 2, 5, 6, 8, 9, 10, 11, 13, 13, 14);

    private static final int KINDS = 16;
    private static final int SHORT_LIVES = 2;

    private final SimulatedDisk disk;
    private final Path directory;
    private final Random random;

    /** Whether each step waits for the threads that the one before has started, so that operations have one order. */
    private final boolean lockstep;

    private final boolean isShort;
    private final List<Integer> deck = new ArrayList<>();

    private final AtomicLong nanos = new AtomicLong();
    private final Promises promises = new Promises();
    private final List<Exception> failures = new ArrayList<>();
    private final Promises.@Nullable Frame[] refused = new Promises.Frame[STREAMS];
    private NumberedEvents events = new NumberedEvents();
    private @Nullable Store store;
    private int nextNumber;

    /** A script; a short one has two lives, each with every kind of step. */
    StoreScript(SimulatedDisk disk, long seed, boolean lockstep, boolean isShort) {
        this.isShort = isShort;
        this.disk = disk;
        this.directory = disk.path(DIRECTORY);
        this.random = new Random(seed);
        this.lockstep = lockstep;
    }

    /** What it has given to the store, and what it was told. For all threads. */
    Promises promises() {
        return promises;
    }

    /** Why calls of the store failed. */
    List<Exception> failures() {
        return failures;
    }

    /** A step; the store may be changed by it. */
    interface Step {
        void run(Store store) throws IOException;
    }

    /** All lives; the store is closed at the end. */
    void run() {
        for (int life = 0; life < (isShort ? SHORT_LIVES : LIVES); life++) {
            live(isShort ? DECK.size() : STEPS);
            listen();
            close();
        }
    }

    /** Opens the store if that is possible, and uses it. */
    void live(int steps) {
        for (int step = 0; step < steps; step++) {
            openIfClosed();
            attempt(this::randomStep);
            attempt(Store::sync);
            nanos.addAndGet(400_000_000);
            if (lockstep) {
                awaitBackground();
            }
        }
    }

    /** Does something with the store if it is open; whether that went well. */
    boolean attempt(Step step) {
        Store open = store;
        if (open == null) {
            return false;
        }
        try {
            step.run(open);
            return true;
        } catch (IOException | TTLogException e) {
            failures.add(e);
            return false;
        }
    }

    /** Hears what has failed in the background; a close does not tell what it has made good. */
    void listen() {
        attempt(Store::sync);
        awaitBackground(); // for the sync that may have begun
        attempt(Store::sync);
    }

    /** Opens the store if it is not open, and if that is possible. */
    void openIfClosed() {
        if (store != null) {
            return;
        }
        events = new NumberedEvents(); // a process of its own
        try {
            Store opened = Store.open(directory, OPTIONS.withNanoClock(nanos::get));
            store = opened;
            BitSet found = NumberedEvents.numbers(opened.snapshot());
            Promises.assertWithin(promises.written(), found, "acknowledged before the store was opened");
            Promises.assertWithin(found, promises.submitted(), "found when the store was opened");
            promises.adopt(found, disk.failures() > 0);
        } catch (TTLogException e) {
            failures.add(e);
        }
    }

    /** Closes it; it counts as closed when that fails, too. */
    void close() {
        attempt(Store::close);
        store = null;
        awaitBackground();
    }

    private void randomStep(Store open) throws IOException {
        switch (nextKind()) {
            case 0, 1, 2, 3, 4 -> append(open);
            case 5, 6, 7 -> appendFrame(open, random.nextInt(STREAMS));
            case 8 -> seal(open);
            case 9 -> read(open);
            case 10 -> open.compact();
            case 11, 12 -> expire(open);
            case 13 -> backUp();
            default -> flush(open);
        }
    }

    private int nextKind() {
        if (!isShort) {
            return random.nextInt(KINDS);
        }
        if (deck.isEmpty()) {
            deck.addAll(DECK);
            Collections.shuffle(deck, random);
        }
        return deck.remove(deck.size() - 1);
    }

    /** Deletes segments whose events are all from before some event; readings are in the roll-ups then. */
    private void expire(Store open) throws IOException {
        int bound = random.nextInt(3) == 0 ? nextNumber : random.nextInt(nextNumber + 1);
        promises.expire(NumberedEvents.logsBefore(bound));
        Retention limits = OPTIONS.retention()
                .with(Signal.LOG, olderThan(NumberedEvents.nanos(Signal.LOG, bound)))
                .with(Signal.METRIC, olderThan(NumberedEvents.nanos(Signal.METRIC, bound)));
        open.expire(limits, true);
    }

    /** If there is one, it has what the last one that was made has. */
    void assertBackupIsEarlierOrWhole() throws IOException {
        if (Files.exists(disk.path(BACKUP).resolve(ManifestFile.NAME))) {
            assertBackupIsWhole();
        }
    }

    /** It has what was written before, no more than was submitted, and each as a whole. */
    void assertBackupIsWhole() throws IOException {
        BitSet found = NumberedEvents.numbers(Store.read(disk.path(BACKUP)));
        Promises.assertWithin(promises.backedUp(), found, "backed up");
        Promises.assertWithin(found, promises.submitted(), "found in the backup");
        List<Finding> damage = Store.verify(disk.path(BACKUP)).damage();
        if (!damage.isEmpty()) {
            throw new AssertionError("the backup has " + damage);
        }
    }

    private static Retention.Limit olderThan(long nanos) {
        return new Retention.Limit(Duration.ofNanos(WALL_NANOS - nanos), Long.MAX_VALUE);
    }

    /** Makes or renews the backup, which has all that was written before. */
    void backUp() {
        BitSet before = promises.written();
        boolean copies = random.nextBoolean();
        Store.backup(directory, disk.path(BACKUP), copies);
        promises.acknowledgeBackup(before);
    }

    /** A batch; one that is refused is counted as lost. */
    void append(Store open) throws IOException {
        int from = nextNumber;
        nextNumber += 1 + random.nextInt(BATCH_EVENTS_MAX);
        byte[] batch = events.batch(from, nextNumber);
        promises.submit(from, nextNumber);
        open.append(batch, 0, batch.length, events.symbols());
        promises.acknowledgeWritten(from, nextNumber);
    }

    /** The next frame of a stream, or the one that was refused. */
    private void appendFrame(Store open, int stream) throws IOException {
        Promises.Frame frame = refused[stream];
        long through = open.storedThrough(stream + 1);
        if (frame == null || through >= frame.mark().sequence()) {
            frame = new Promises.Frame(
                    new StreamMark(stream + 1, through + 1), nextNumber, nextNumber + 1 + random.nextInt(3));
            nextNumber = frame.to();
        }
        refused[stream] = frame;
        byte[] batch = events.batch(frame.from(), frame.to());
        promises.submit(frame);
        open.appendFrame(batch, 0, batch.length, events.symbols(), frame.mark());
        promises.acknowledgeWritten(frame.from(), frame.to());
        refused[stream] = null;
    }

    void flush(Store open) throws IOException {
        BitSet before = promises.written();
        open.flush(Ack.SYNCED);
        promises.acknowledgeSynced(before);
        if (disk.failures() > 0) {
            assertSynced(); // now, and not when it is in segments
        }
    }

    void seal(Store open) throws IOException {
        open.seal();
        promises.endDoubt();
    }

    private void assertSynced() {
        SimulatedDisk left = disk.afterPowerLoss(new Random(0), 0);
        BitSet found = NumberedEvents.numbers(Store.read(left.path(DIRECTORY)));
        Promises.assertWithin(promises.synced(), found, "synced after a failure");
    }

    /** In this process, and as another one would. */
    private void read(Store open) throws IOException {
        assertHasAllWritten(open);
        BitSet written = promises.written();
        Promises.assertWithin(written, NumberedEvents.numbers(StoreFiles.read(directory)), "read from the files");
    }

    /** No more and no less than what was written, but for what may be gone. */
    void assertHasAllWritten(Store open) {
        promises.assertAllWritten(NumberedEvents.numbers(open.snapshot()), "the snapshot has");
    }

    /** Lets the time pass after which the store repeats what has failed. */
    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** The store that is open. */
    Store store() {
        return Objects.requireNonNull(store);
    }

    /** The disk. */
    SimulatedDisk disk() {
        return disk;
    }

    /** Waits for the threads of stores; new ones come only from steps. */
    private static void awaitBackground() {
        Thread[] threads = new Thread[Thread.activeCount() + 16];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().startsWith("ttlog-")) {
                join(threads[i]);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
