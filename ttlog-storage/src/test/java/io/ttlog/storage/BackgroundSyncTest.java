/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.storage.disk.OperationKind;
import io.ttlog.storage.disk.SimulatedDisk;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Syncs by time, beside the appends. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BackgroundSyncTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private final Model model = new Model(3);
    private final Syncer syncer = new Syncer();

    private void append(LogWriter log) throws IOException {
        model.nextBatch(4);
        log.append(model.batch(), 0, model.batchBytes(), model.symbols());
    }

    private void append(Store store) throws IOException {
        model.nextBatch(4);
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
    }

    /** Whoever syncs the log has its monitor; so does this, until it is told to let go. */
    private static Thread holding(LogWriter log, CountDownLatch letGo) throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread holder = new Thread(() -> {
            synchronized (log) {
                held.countDown();
                try {
                    letGo.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
        holder.start();
        held.await();
        return holder;
    }

    @Test
    void appendsGoOnWhileTheDeviceTakesItsTime() throws Exception {
        try (LogWriter log = LogWriter.create(directory, 1, 77)) {
            append(log);
            CountDownLatch deviceIsDone = new CountDownLatch(1);
            Thread device = holding(log, deviceIsDone);
            syncer.begin(null, log, 5);
            long before = log.bytes();
            append(log);
            assertThat(log.bytes()).isGreaterThan(before);
            assertThat(syncer.ended()).isFalse();
            assertThat(syncer.busy()).isTrue();
            assertThat(log.synced()).isFalse();
            deviceIsDone.countDown();
            device.join();
            syncer.await();
            assertThat(syncer.busy()).isFalse();
            assertThat(log.synced()).isTrue();
            assertThat(syncer.beganNanos()).isEqualTo(5);
        }
    }

    @Test
    void aForceThatBeganBeforeAnAppendDoesNotMakeItSynced() throws Exception {
        SimulatedDisk disk = new SimulatedDisk();
        Path logs = Files.createDirectory(disk.path("/logs"));
        try (LogWriter log = LogWriter.create(logs, 1, 77)) {
            append(log);
            AtomicLong forces = new AtomicLong();
            disk.watch(operation -> {
                if (operation.kind() == OperationKind.FORCE && forces.incrementAndGet() == 2) {
                    try {
                        append(log); // the file has been forced, and its name not yet
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            log.sync();
            assertThat(forces).hasValue(2);
            assertThat(log.synced()).isFalse();
            log.sync();
            assertThat(forces).hasValue(3);
            assertThat(log.synced()).isTrue();
        }
    }

    @Test
    void aFailureIsToldOnce() throws Exception {
        LogWriter log = LogWriter.create(directory, 1, 77);
        append(log);
        log.close();
        assertThatThrownBy(() -> append(log)).isInstanceOf(IOException.class);
        syncer.begin(null, log, 0);
        while (syncer.busy()) {
            try {
                assertThat(syncer.ended()).isFalse();
                Thread.onSpinWait();
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("is not synced any more after an earlier failure");
                assertThat(syncer.busy()).isFalse();
                assertThat(syncer.ended()).isFalse();
                return;
            }
        }
        throw new AssertionError("it has not failed");
    }

    @Test
    void theOlderLogIsSyncedBeforeTheNewerOne() throws Exception {
        try (LogWriter older = LogWriter.create(directory, 1, 77);
                LogWriter newer = LogWriter.create(directory, 1_000, 78)) {
            append(older);
            append(newer);
            CountDownLatch deviceIsDone = new CountDownLatch(1);
            Thread device = holding(newer, deviceIsDone);
            UnsealedPart part = new UnsealedPart(
                    StoreState.of(directory, Manifest.EMPTY).live(), older, 4, older.bytes(), List.of());
            syncer.begin(part, newer, 0);
            while (!older.synced()) {
                Thread.onSpinWait(); // ends, or the class's timeout does
            }
            assertThat(newer.synced()).isFalse();
            deviceIsDone.countDown();
            device.join();
            syncer.await();
            assertThat(newer.synced()).isTrue();
        }
    }

    @Test
    void whatWasAppendedIsSyncedByItselfWhenItIsOldEnough() throws Exception {
        AtomicLong nanos = new AtomicLong();
        try (Store store = Store.open(
                directory, StoreOptions.DEFAULT.withSyncEvery(INTERVAL).withNanoClock(nanos::get))) {
            append(store);
            nanos.addAndGet(INTERVAL.toNanos() - 1);
            store.sync();
            assertThat(store.syncing()).isFalse();
            assertThat(store.synced()).isFalse();
            nanos.addAndGet(1);
            store.sync();
            while (store.syncing()) {
                store.sync(); // ends, or the class's timeout does
            }
            assertThat(store.synced()).isTrue();
            append(store);
            nanos.addAndGet(INTERVAL.toNanos() - 1);
            store.sync();
            assertThat(store.syncing())
                    .as("the age is that of what was not synced")
                    .isFalse();
            assertThat(store.synced()).isFalse();
        }
    }
}
