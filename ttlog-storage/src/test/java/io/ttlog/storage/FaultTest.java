/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.TTLogException;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.storage.disk.Fault;
import io.ttlog.storage.disk.OperationKind;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The n-th operation of a kind fails, once or for ever, for n = 1, 2, 3 ... until none of the script does: the store says so, keeps what it
 * has acknowledged, and goes on when the fault is over.
 */
class FaultTest {
    /** Beyond the number of operations of a script. */
    private static final int NTH_MAX = 10_000;

    /** In the default build not every n is tried; in the profile {@code power} each is. */
    private static final int STRIDE = Integer.getInteger("ttlog.power.stride", 17);

    /** In the default build the script is short; in the profile as long as that of {@link PowerLossTest}. */
    private static final boolean SHORT = STRIDE > 1;

    /** Of these a script that sees no failure has none. */
    private static final Set<OperationKind> RARE = EnumSet.of(OperationKind.TRUNCATE, OperationKind.LINK);

    /** {@link Files#createDirectories} itself makes a second attempt. */
    private static final Set<OperationKind> TRIED_AGAIN = Set.of(OperationKind.CREATE_DIRECTORY);

    /** What cannot be linked is copied. */
    private static final Set<OperationKind> DONE_OTHERWISE = Set.of(OperationKind.LINK);

    private static final Duration RETRY = Duration.ofNanos(2 * Sealer.RETRY_NANOS);
    private static final int RETRIES_MAX = 3;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());

    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void goesOnAfterAnyOperationHasFailedOnce(OperationKind kind) {
        int nth = 1;
        while (survives(Fault.once(Set.of(kind), nth))) {
            nth += stride(kind, nth);
        }
        assertThat(nth > 1 || RARE.contains(kind)).as(kind.name()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(OperationKind.class)
    void goesOnAfterAllOperationsHaveFailedForAWhile(OperationKind kind) {
        int nth = 1;
        while (survives(Fault.forEver(Set.of(kind), nth))) {
            nth += stride(kind, nth);
        }
        assertThat(nth > 1 || RARE.contains(kind)).as(kind.name()).isTrue();
    }

    @Test
    void goesOnAfterTheDeviceWasGoneForAWhile() {
        int nth = 1;
        while (survives(Fault.forEver(OperationKind.ALL, nth))) {
            nth += STRIDE;
        }
        assertThat(nth).isGreaterThan(1);
    }

    /** The rare kinds are few: each of them. */
    private static int stride(OperationKind kind, int nth) {
        boolean many = kind == OperationKind.WRITE || kind == OperationKind.READ || kind == OperationKind.OPEN;
        return many || nth > 20 ? STRIDE : 1;
    }

    /** Whether an operation has failed. */
    private boolean survives(Fault fault) {
        if (fault.first() > NTH_MAX) {
            throw new AssertionError("the script does not end: " + fault);
        }
        SimulatedDisk disk = new SimulatedDisk();
        StoreScript script = new StoreScript(disk, seed, true, SHORT);
        try {
            disk.fail(fault);
            script.run();
            script.live(2);
            script.listen();
            boolean failed = disk.failures() > 0;
            boolean told = !script.failures().isEmpty()
                    || fault.kinds().equals(DONE_OTHERWISE)
                    || fault.kinds().equals(TRIED_AGAIN) && fault.last() == fault.first();
            if (failed && !told) {
                throw new AssertionError("the store has told nobody");
            }
            BitSet written = script.promises().written();
            disk.fail(Fault.NONE);
            assertLeft(disk.afterKill(), written, script, "killed");
            script.assertBackupIsEarlierOrWhole();
            assertLeft(
                    disk.afterPowerLoss(new Random(seed), 0), script.promises().synced(), script, "power lost");
            assertGoesOn(script);
            return failed;
        } catch (AssertionError | IOException | RuntimeException e) {
            e.addSuppressed(new AssertionError("of the store: " + script.failures()));
            throw new AssertionError(fault + ", repeat with -Dttlog.seed=" + seed + ": " + e, e);
        }
    }

    private static void assertLeft(SimulatedDisk disk, BitSet acknowledged, StoreScript script, String what) {
        BitSet left = NumberedEvents.numbers(Store.read(disk.path(StoreScript.DIRECTORY)));
        Promises.assertWithin(acknowledged, left, what);
        Promises.assertWithin(left, script.promises().submitted(), what);
    }

    /** Behind the fault everything works again, at the latest with the repetition of what failed. */
    private static void assertGoesOn(StoreScript script) throws IOException {
        int failures = 0;
        for (StoreScript.Step step :
                new StoreScript.Step[] {script::append, script::flush, script::seal, script::append}) {
            script.pass(RETRY);
            script.openIfClosed();
            while (!script.attempt(step)) {
                if (++failures > RETRIES_MAX) {
                    throw new AssertionError("still fails");
                }
                script.pass(RETRY);
            }
        }
        script.backUp();
        script.assertBackupIsWhole();
        script.flush(script.store());
        script.assertHasAllWritten(script.store());
        SimulatedDisk disk = script.disk();
        assertLeft(disk.afterPowerLoss(new Random(0), 0), script.promises().synced(), script, "power lost afterwards");
        script.store().close();
        script.close();
        Path directory = disk.path(StoreScript.DIRECTORY);
        script.promises().assertAllWritten(NumberedEvents.numbers(Store.read(directory)), "there at the end");
        assertLeft(disk.afterPowerLoss(new Random(0), 0), script.promises().written(), script, "sealed at the end");
        assertThat(Store.verify(directory).damage()).isEmpty();
    }

    @Test
    void fullDiskIsToldAndLosesNothingAndTheStoreGoesOnWhenThereIsRoom() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        for (int room = 0; room < 20_000; room += 311) {
            SimulatedDisk full = new SimulatedDisk();
            disk = full;
            full.capacityBytes(room);
            StoreScript script = new StoreScript(full, seed, true, SHORT);
            script.live(40);
            assertThat(script.failures())
                    .as("room for %d bytes", room)
                    .isNotEmpty()
                    .anyMatch(DiskFullException::isIn);
            full.capacityBytes(Long.MAX_VALUE);
            assertLeft(full.afterKill(), script.promises().written(), script, "killed, with room for " + room);
            assertLeft(
                    full.afterPowerLoss(new Random(seed), 0),
                    script.promises().synced(),
                    script,
                    "power lost, with room for " + room);
            script.live(1);
            assertGoesOn(script);
        }
        assertThat(disk.usedBytes()).isPositive();
    }

    @Test
    void readOnlyFileSystemIsToldAndTheStoreGoesOnWhenItIsOver() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        StoreScript script = new StoreScript(disk, seed, true, SHORT);
        script.live(10);
        assertThat(script.failures()).isEmpty();
        disk.readOnly(true);
        script.live(10);
        assertThat(script.failures())
                .isNotEmpty()
                .allMatch(e -> String.valueOf(e).contains("Read-only file system")
                        || String.valueOf(e.getCause()).contains("Read-only file system")
                        || String.valueOf(e).contains("earlier failure"));
        assertLeft(disk.afterKill(), script.promises().written(), script, "read-only");
        disk.readOnly(false);
        assertGoesOn(script);
        disk.readOnly(true);
        Path directory = disk.path(StoreScript.DIRECTORY);
        assertThatThrownBy(() -> Store.open(directory, StoreScript.OPTIONS))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("Read-only file system");
        script.promises().assertAllWritten(NumberedEvents.numbers(Store.read(directory)), "at the end");
    }

    @Test
    void directoryThatWasMovedAwayIsToldAndTheStoreGoesOnWhenItIsBack() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        StoreScript script = new StoreScript(disk, seed, true, SHORT);
        script.live(10);
        assertThat(script.failures()).isEmpty();
        Path directory = disk.path(StoreScript.DIRECTORY);
        Path away = directory.resolveSibling("away");
        Files.move(directory, away, StandardCopyOption.ATOMIC_MOVE);
        while (script.failures().isEmpty()) {
            script.attempt(script::append);
            script.attempt(Store::sync);
        }
        assertThat(script.failures().get(0)).hasStackTraceContaining("NoSuchFileException");
        Files.move(away, directory, StandardCopyOption.ATOMIC_MOVE);
        assertGoesOn(script);
    }

    /** Behind a kill there are rows in a log that this writer does not write. */
    @Test
    void aSealIntoADirectoryThatIsGoneMakesNoOtherInItsPlace() throws IOException {
        SimulatedDisk before = new SimulatedDisk();
        StoreScript script = new StoreScript(before, seed, true, SHORT);
        script.openIfClosed();
        script.append(script.store());
        SimulatedDisk disk = before.afterKill();
        Path directory = disk.path(StoreScript.DIRECTORY);
        Path away = directory.resolveSibling("away");
        try (Store store = Store.open(directory, StoreScript.OPTIONS)) {
            Files.move(directory, away, StandardCopyOption.ATOMIC_MOVE);
            assertThatThrownBy(store::seal).isInstanceOf(IOException.class).hasMessageContaining("has gone");
            assertThat(Files.exists(directory)).isFalse();
            Files.move(away, directory, StandardCopyOption.ATOMIC_MOVE);
            Path manifest = directory.resolve(ManifestFile.NAME);
            Path elsewhere = disk.path("/manifest");
            Files.move(manifest, elsewhere, StandardCopyOption.ATOMIC_MOVE);
            assertThatThrownBy(store::seal).isInstanceOf(IOException.class).hasMessageContaining("has gone");
            Files.move(elsewhere, manifest, StandardCopyOption.ATOMIC_MOVE);
            store.seal();
        }
        script.promises().assertAllWritten(NumberedEvents.numbers(Store.read(directory)), "at the end");
    }

    @Test
    void whatAForceHasFailedOnIsWrittenAgainBeforeItCountsAsSynced() {
        SimulatedDisk disk = new SimulatedDisk();
        StoreScript script = new StoreScript(disk, seed, true, SHORT);
        script.openIfClosed();
        assertThat(script.attempt(script::append)).isTrue();
        disk.fail(Fault.once(Set.of(OperationKind.FORCE), 1));
        assertThat(script.attempt(script::flush)).isFalse();
        assertThat(script.attempt(script::flush)).isTrue(); // looks at what is durable
        assertThat(script.promises().synced()).isEqualTo(script.promises().written());
    }

    /** Its first record is written whole. */
    @Test
    void ofABatchThatIsRefusedNothingIsFoundLater() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        Path directory = disk.path(StoreScript.DIRECTORY);
        NumberedEvents events = new NumberedEvents();
        byte[] batch = events.batch(0, 4000);
        int firstRecord = 1 << 20;
        assertThat(batch.length).isGreaterThan(firstRecord + 100_000);
        try (Store store = Store.open(directory, StoreScript.OPTIONS)) {
            long before = disk.changes();
            disk.fail(Fault.once(Set.of(OperationKind.WRITE), (firstRecord + 50_000) / 700));
            assertThatThrownBy(() -> store.append(batch, 0, batch.length, events.symbols()))
                    .isInstanceOf(IOException.class);
            assertThat(disk.changes() - before).isGreaterThan(firstRecord / 700);
            assertThat(NumberedEvents.numbers(Store.read(disk.afterKill().path(StoreScript.DIRECTORY)))
                            .cardinality())
                    .isZero();
        }
    }

    @Test
    void aFaultThatIsNotHitChangesNothing() {
        assertThatCode(() -> {
                    if (survives(Fault.once(Set.of(OperationKind.WRITE), NTH_MAX))) {
                        throw new AssertionError("a script has fewer operations");
                    }
                })
                .doesNotThrowAnyException();
    }
}
