/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Snapshots, seals, merges and closes against each other, with threads that are held up at random, and one thread at a time as the model: a
 * snapshot has the first events and no others, at least those that were acknowledged before it was asked for, at most those that were submitted
 * when it was there; it has the same later on, whatever was merged, deleted or closed since. A closed store is touched by nobody.
 */
class StoreRaceTest {
    private static final int SECONDS = Integer.getInteger("ttlog.race.seconds", 8);
    private static final int READERS = 2;
    private static final int KEPT_MAX = 4;
    private static final int EVENTS_MAX = 600;
    private static final int LIFE_STEPS = 12;

    /** Time for what a thread that was forgotten may do. */
    private static final long CLOSED_NANOS = 3_000_000;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());

    /** How many events were given to a store, and how many of them it has taken. */
    private final AtomicInteger submitted = new AtomicInteger();

    private final AtomicInteger acknowledged = new AtomicInteger();

    private volatile @Nullable Store open;
    private volatile boolean done;
    private volatile boolean closed;
    private final AtomicReference<@Nullable String> changedWhileClosed = new AtomicReference<>();
    private volatile Path directory = newDirectory();

    /** Stores bytes as they are, and lets a thread of the store wait now and then, so that the others overtake it. */
    private static final class Dawdling implements BlockCodec {
        @Override
        public int id() {
            return Codecs.NONE.id();
        }

        @Override
        public String name() {
            return "dawdling";
        }

        @Override
        public int maxCompressedBytes(int rawBytes) {
            return Codecs.NONE.maxCompressedBytes(rawBytes);
        }

        @Override
        public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
            dawdle();
            return Codecs.NONE.compress(source, offset, length, target, targetOffset);
        }

        @Override
        public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
                throws DataFormatException {
            Codecs.NONE.decompress(source, offset, length, target, targetOffset, rawBytes);
        }
    }

    private static void dawdle() {
        int chance = ThreadLocalRandom.current().nextInt(60);
        if (chance == 0) {
            LockSupport.parkNanos(1_000_000);
        } else if (chance < 10) {
            LockSupport.parkNanos(1);
        }
    }

    private static final StoreOptions OPTIONS = StoreOptions.DEFAULT
            .withCodec(new Dawdling())
            .withSealBytes(4 << 10)
            .withMergeFanIn(2);

    /** A snapshot and how many events it had. */
    private record Kept(Snapshot snapshot, int events) {}

    @Test
    void snapshotsHoldWhatWasThereWhileSealsMergesAndClosesGoOn() throws Exception {
        List<CompletableFuture<Integer>> readers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(READERS); // the common pool may have one only
        for (int i = 0; i < READERS; i++) {
            Random random = new Random(seed + i);
            readers.add(CompletableFuture.supplyAsync(() -> readOn(random), threads));
        }
        int rounds = 0;
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            while (System.nanoTime() < end && readers.stream().noneMatch(CompletableFuture::isDone)) {
                live(new Random(seed * 31 + rounds++));
            }
        } finally {
            done = true;
            threads.shutdown();
            for (CompletableFuture<Integer> reader : readers) {
                assertThat(reader.get(60, TimeUnit.SECONDS)).isPositive();
            }
        }
        assertThat(rounds).as("lives").isPositive();
    }

    /** One life of a store; every few lives a new one begins. */
    private void live(Random random) throws IOException {
        if (submitted.get() > EVENTS_MAX) {
            Path next = newDirectory();
            synchronized (this) { // no reader asks between these
                submitted.set(0);
                acknowledged.set(0);
                directory = next;
            }
        }
        NumberedEvents events = new NumberedEvents();
        Store store = Store.open(directory, OPTIONS);
        assertPrefix(NumberedEvents.numbers(store.snapshot()), acknowledged.get(), submitted.get(), "opened");
        open = store;
        for (int step = 0; step < LIFE_STEPS; step++) {
            switch (random.nextInt(12)) {
                case 0 -> store.seal();
                case 1 -> store.compact();
                case 2 -> store.sync();
                default -> {
                    int from = submitted.get();
                    int to = from + 1 + random.nextInt(6);
                    byte[] batch = events.batch(from, to);
                    submitted.set(to);
                    store.append(batch, 0, batch.length, events.symbols());
                    acknowledged.set(to);
                }
            }
        }
        open = null;
        store.close(); // beside a merge, if there is one
        closed = true;
        LockSupport.parkNanos(CLOSED_NANOS);
        closed = false;
        assertThat(changedWhileClosed.get()).as("-Dttlog.seed=%d", seed).isNull();
    }

    /** Tells of what is done to a store that nobody has open, and holds threads up. */
    private Path newDirectory() {
        SimulatedDisk disk = new SimulatedDisk();
        disk.watch(operation -> {
            if (closed) {
                changedWhileClosed.compareAndSet(
                        null, operation + " by " + Thread.currentThread().getName());
            }
            dawdle();
        });
        return disk.path("/data/store");
    }

    private int readOn(Random random) {
        Deque<Kept> kept = new ArrayDeque<>();
        int snapshots = 0;
        while (!done) {
            Path asked;
            int least;
            Snapshot snapshot;
            int most;
            synchronized (this) {
                asked = directory;
                least = acknowledged.get();
                snapshot = snapshot(random, asked);
                most = submitted.get();
            }
            if (snapshot == null) {
                continue;
            }
            dawdle();
            int events = assertPrefix(NumberedEvents.numbers(snapshot), least, most, "a snapshot of " + asked);
            snapshots++;
            kept.addLast(new Kept(snapshot, events));
            if (kept.size() > KEPT_MAX) {
                Kept old = kept.removeFirst();
                assertPrefix(NumberedEvents.numbers(old.snapshot), old.events, old.events, "an old snapshot");
            }
        }
        return snapshots;
    }

    /** From the store that is open, by its directory, or as another process has it; null when there is none. */
    private @Nullable Snapshot snapshot(Random random, Path asked) {
        Store store = open;
        try {
            return switch (random.nextInt(3)) {
                case 0 -> store == null ? null : store.snapshot();
                case 1 -> Store.read(asked);
                default -> StoreFiles.read(asked);
            };
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The first events, at least and at most so many; returns how many. */
    private int assertPrefix(BitSet numbers, int least, int most, String what) {
        int count = numbers.cardinality();
        if (numbers.length() != count || count < least || count > most) {
            throw new AssertionError(what + " has " + numbers + ", and not the first " + least + " to " + most
                    + ", -Dttlog.seed=" + seed);
        }
        return count;
    }
}
