/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static io.ttlog.storage.Promises.assertWithin;

import io.ttlog.Ack;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.wire.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the store on a disk that a kill or a loss of power has left, as a reader and as the next writer, which goes on with it and
 * loses power in its turn.
 */
final class Inspection {
    /** Beyond all numbers of scripts. */
    private static final int OWN_NUMBER = 1 << 20;

    private static final int OWN_EVENTS = 3;
    private static final long OWN_STREAM = 99;

    /** A second loss of power comes within that many operations of the writer that takes over, or not at all. */
    private static final int SECOND_LOSS_OPERATIONS = 60;

    /** After some of the lives of a next writer there is a backup, too. */
    private static final int BACKUP_ONE_IN = 4;

    private final BitSet acknowledged;
    private final BitSet synced;
    private final BitSet backedUp;
    private final Promises promises;

    /** Whether sectors behind lost ones may be there: then a log may have holes where nothing was acknowledged. */
    private final boolean torn;

    /**
     * An inspection.
     *
     * @param acknowledged what has to be there
     * @param before made before the disk was left
     * @param promises made at the latest when the disk was left
     */
    Inspection(BitSet acknowledged, Promises before, Promises promises, boolean torn) {
        this.acknowledged = acknowledged;
        this.synced = before.synced(); // what has to be there even when the power goes next
        this.backedUp = before.backedUp();
        this.promises = promises;
        this.torn = torn;
    }

    /**
     * Fails unless the store is as it must be.
     *
     * @param write whether to open it for writing, too
     */
    void inspect(SimulatedDisk disk, Random random, boolean write) throws IOException {
        BitSet found = look(disk);
        if (write) {
            goOn(disk, random, found);
        }
    }

    /** The next writer goes on, and the power goes while it does. */
    private void goOn(SimulatedDisk disk, Random random, BitSet found) throws IOException {
        AtomicReference<@Nullable SimulatedDisk> second = new AtomicReference<>();
        long at = 1L + random.nextInt(SECOND_LOSS_OPERATIONS);
        disk.watch(operation -> {
            if (operation.index() == at) {
                second.set(disk.afterPowerLoss(random, random.nextDouble()));
            }
        });
        goOn(disk, found);
        if (random.nextInt(BACKUP_ONE_IN) == 0) {
            backUp(disk, random.nextBoolean());
        }
        SimulatedDisk left = second.get();
        if (left != null) {
            BitSet own = new BitSet();
            own.set(OWN_NUMBER, OWN_NUMBER + OWN_EVENTS);
            BitSet again = NumberedEvents.numbersInOrder(Store.read(left.path(StoreScript.DIRECTORY)));
            assertWithin(synced, again, "synced, behind a second loss of power");
            again.andNot(own);
            assertWithin(again, found, "found behind a second loss of power");
            Store.open(left.path(StoreScript.DIRECTORY), StoreScript.OPTIONS).close();
        }
    }

    /** One that was broken off is completed by the next. */
    private static void backUp(SimulatedDisk disk, boolean copies) throws IOException {
        Path directory = disk.path(StoreScript.DIRECTORY);
        Path backup = disk.path(StoreScript.BACKUP);
        Manifest earlier = ManifestFile.read(backup);
        Manifest now = Objects.requireNonNull(ManifestFile.read(directory));
        if (earlier != null && earlier.generation() > now.generation()) {
            return; // of a commit that was lost before its name was durable: the next backup is refused
        }
        assertDamage(Store.backup(directory, backup, copies).verified(), List.of());
        assertSame(
                NumberedEvents.numbers(Store.read(directory)),
                NumberedEvents.numbers(Store.read(backup)),
                "backed up by the next writer");
    }

    /** As a reader. */
    private BitSet look(SimulatedDisk disk) {
        Path directory = disk.path(StoreScript.DIRECTORY);
        BitSet found = NumberedEvents.numbersInOrder(Store.read(directory));
        assertWithin(acknowledged, found, "acknowledged");
        assertWithin(found, promises.submitted(), "found");
        BitSet known = promises.expirable();
        known.or(found);
        if (!torn && known.nextClearBit(0) < found.length()) {
            throw new AssertionError("there is a hole in " + found);
        }
        for (Promises.Frame frame : certainFrames()) {
            int there = found.get(frame.from(), frame.to()).cardinality();
            if (there != 0 && there != frame.to() - frame.from()) {
                throw new AssertionError("of " + frame + " there are " + there + " events");
            }
        }
        VerifyReport report = Store.verify(directory);
        assertDamage(report, torn ? List.of("log/") : List.of());
        int inTiersAlone = NumberedEvents.inTiersAlone(Store.read(directory)).cardinality();
        if (report.rows() - rollUpRows(directory) != found.cardinality() - inTiersAlone) {
            throw new AssertionError(report + " for " + found);
        }
        lookAtBackup(disk);
        return found;
    }

    /** Of which retention has nothing. */
    private List<Promises.Frame> certainFrames() {
        BitSet expirable = promises.expirable();
        return promises.frames().stream()
                .filter(frame -> expirable.get(frame.from(), frame.to()).isEmpty())
                .toList();
    }

    /** It is the last one or the next one, or no store while the first is being made. */
    private void lookAtBackup(SimulatedDisk disk) {
        Path backup = disk.path(StoreScript.BACKUP);
        if (backedUp.isEmpty() && !Files.exists(backup.resolve(ManifestFile.NAME))) {
            return;
        }
        BitSet found = NumberedEvents.numbers(Store.read(backup));
        assertWithin(backedUp, found, "backed up");
        assertWithin(found, promises.submitted(), "found in the backup");
        assertDamage(Store.verify(backup), List.of());
    }

    private static void assertDamage(VerifyReport report, List<String> allowed) {
        for (Finding finding : report.damage()) {
            if (allowed.stream().noneMatch(finding.file()::startsWith)) {
                throw new AssertionError("damage: " + finding);
            }
        }
    }

    /** As the next writer, which makes durable what it has found, too. */
    private void goOn(SimulatedDisk disk, BitSet found) throws IOException {
        Path directory = disk.path(StoreScript.DIRECTORY);
        NumberedEvents events = new NumberedEvents();
        BitSet all = (BitSet) found.clone();
        all.set(OWN_NUMBER, OWN_NUMBER + OWN_EVENTS);
        try (Store store = Store.open(directory, StoreScript.OPTIONS)) {
            assertSame(found, NumberedEvents.numbersInOrder(store.snapshot()), "the next writer has");
            assertMarks(store, found);
            byte[] batch = events.batch(OWN_NUMBER, OWN_NUMBER + OWN_EVENTS);
            store.appendFrame(batch, 0, batch.length, events.symbols(), new StreamMark(OWN_STREAM, 1));
            store.flush(Ack.SYNCED);
            assertSame(all, afterPowerLoss(disk), "synced by the next writer");
        }
        assertSame(all, afterPowerLoss(disk), "sealed by the next writer");
        assertSame(all, NumberedEvents.numbers(Store.read(directory)), "closed by the next writer");
        assertDamage(Store.verify(directory), torn ? List.of("damaged/") : List.of());
        assertNothingIsLeftOver(directory);
    }

    private static void assertNothingIsLeftOver(Path directory) throws IOException {
        List<Path> logs = LogFile.list(directory.resolve(StoreFiles.LOG));
        int named =
                Objects.requireNonNull(ManifestFile.read(directory)).segments().size();
        List<Path> segments = StoreFiles.segmentFiles(directory);
        if (!logs.isEmpty() || segments.size() != named) {
            throw new AssertionError("a closed store has " + logs + " and, for " + named + " segments, " + segments);
        }
    }

    private static BitSet afterPowerLoss(SimulatedDisk disk) {
        return NumberedEvents.numbers(
                Store.read(disk.afterPowerLoss(new Random(0), 0).path(StoreScript.DIRECTORY)));
    }

    /** The marks tell of the frames that are there; behind a hole in the log they may tell of frames that fell into it. */
    private void assertMarks(Store store, BitSet found) {
        for (Promises.Frame frame : certainFrames()) {
            boolean told =
                    store.storedThrough(frame.mark().stream()) >= frame.mark().sequence();
            boolean there = found.get(frame.from());
            if (there && !told || told && !there && !torn) {
                throw new AssertionError(frame + " is " + (there ? "" : "not ") + "there, and the mark says otherwise");
            }
        }
    }

    private static void assertSame(BitSet expected, BitSet found, String what) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + " " + found + " and not " + expected);
        }
    }

    private static long rollUpRows(Path directory) {
        return Store.stats(directory).tables().stream()
                .filter(table -> table.signal().isRollUp())
                .mapToLong(StoreStats.TableStats::rows)
                .sum();
    }
}
