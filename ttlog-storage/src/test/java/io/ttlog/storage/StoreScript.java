/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Ack;
import io.ttlog.TTLogException;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.manifest.StreamMark;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a store does in three lives on a simulated disk: opens, takes batches and frames, flushes, rotates and seals, merges, rolls up, is read, closes. What
 * fails is noted, and the script goes on, as an application would.
 */
final class StoreScript {
    /** Where the store is. None of these folders is there at first. */
    static final String DIRECTORY = "/data/store";

    static final StoreOptions OPTIONS = StoreOptions.DEFAULT
            .withCodec(Codecs.NONE)
            .withSealBytes(4 << 10)
            .withSyncEvery(Duration.ofSeconds(1))
            .withRetention(Retention.FOREVER.withRollUps(true));

    private static final int LIVES = 3;
    private static final int STEPS = 16;
    private static final int STREAMS = 2;
    private static final int BATCH_EVENTS_MAX = 3;

    private final SimulatedDisk disk;
    private final Path directory;
    private final Random random;

    /** Whether each step waits for the threads that the one before has started, so that operations have one order. */
    private final boolean lockstep;

    private final AtomicLong nanos = new AtomicLong();
    private final Promises promises = new Promises();
    private final List<Exception> failures = new ArrayList<>();
    private final Promises.@Nullable Frame[] refused = new Promises.Frame[STREAMS];
    private NumberedEvents events = new NumberedEvents();
    private @Nullable Store store;
    private int nextNumber;

    StoreScript(SimulatedDisk disk, long seed, boolean lockstep) {
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
        for (int life = 0; life < LIVES; life++) {
            live(STEPS);
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
        switch (random.nextInt(13)) {
            case 0, 1, 2, 3, 4 -> append(open);
            case 5, 6, 7 -> appendFrame(open, random.nextInt(STREAMS));
            case 8 -> seal(open);
            case 9 -> read(open);
            case 10 -> open.compact();
            default -> flush(open);
        }
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

    /** No more and no less than what was written. */
    void assertHasAllWritten(Store open) {
        BitSet found = NumberedEvents.numbers(open.snapshot());
        if (!found.equals(promises.written())) {
            throw new AssertionError("the snapshot has " + found + " and not " + promises.written());
        }
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
