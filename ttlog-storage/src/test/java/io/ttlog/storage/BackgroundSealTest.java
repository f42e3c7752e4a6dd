/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a store does while another thread seals, does not come to an end with it, or fails. */
class BackgroundSealTest {
    private static final int SEAL_BYTES = 20_000;
    private static final int BATCH_EVENTS = 20;

    /** Far more than any of these tests needs. */
    private static final int BATCHES_MAX = 10_000;

    @TempDir
    Path directory;

    private final Model model = new Model(5);
    private final GatedCodec codec = new GatedCodec();
    private final AtomicLong nanos = new AtomicLong();

    @AfterEach
    void letTheSealingThreadGo() {
        codec.open();
    }

    private Store open() {
        return Store.open(
                directory,
                StoreOptions.DEFAULT
                        .withCodec(codec)
                        .withSealBytes(SEAL_BYTES)
                        .withSyncEvery(Duration.ofDays(1))
                        .withNanoClock(nanos::get));
    }

    private void append(Store store) throws IOException {
        model.nextBatch(BATCH_EVENTS);
        appendAgain(store);
    }

    private void appendAgain(Store store) throws IOException {
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
    }

    /** Appends until the sealing thread is at work, which then waits at the gate. */
    private void appendUntilSealing(Store store) throws Exception {
        while (logs() < 2) {
            append(store);
        }
        codec.awaitArrival();
    }

    private int logs() throws IOException {
        return LogFile.list(directory.resolve("log")).size();
    }

    private long logBytes() throws IOException {
        long bytes = 0;
        for (Path file : LogFile.list(directory.resolve("log"))) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private void assertAllRows(Store store) throws IOException {
        StoreTest.assertRows(store.snapshot(), model, "live");
        StoreTest.assertRows(StoreFiles.read(directory), model, "from files");
        VerifyReport report = Store.verify(directory);
        assertThat(report.damage()).isEmpty();
        assertThat(report.notes()).isEmpty();
    }

    @Test
    void appendsAndFlushesGoOnDuringASeal() throws Exception {
        Thread sealing;
        try (Store store = open()) {
            appendUntilSealing(store);
            sealing = codec.thread();
            assertThat(sealing.getName()).isEqualTo("ttlog-seal");
            assertThat(sealing.isDaemon()).isTrue();
            for (int i = 0; i < 3; i++) {
                append(store);
                assertThat(store.synced()).isFalse();
                store.flush(Ack.SYNCED);
                assertThat(store.synced()).isTrue();
                assertAllRows(store);
            }
            assertThat(logs()).isEqualTo(2);
            codec.open();
            store.seal();
            assertAllRows(store);
            assertThat(logs()).isEqualTo(1);
            assertThat(Store.stats(directory).tables().get(0).unsealedRows()).isZero();
        }
        assertThat(logs()).isZero();
        StoreTest.assertRows(Store.read(directory), model, "closed");
        sealing.join(Duration.ofSeconds(10).toMillis());
        assertThat(sealing.isAlive()).isFalse();
    }

    @Test
    void anInterruptOfAllThreadsNeitherEndsASealNorLosesARow() throws Exception {
        ThreadGroup application = new ThreadGroup("application");
        try (Store store = open()) {
            List<Throwable> failed = new CopyOnWriteArrayList<>();
            Thread writer = new Thread(application, () -> {
                try {
                    appendUntilSealing(store);
                } catch (Exception e) {
                    failed.add(e);
                }
            });
            writer.start();
            writer.join();
            assertThat(failed).isEmpty();
            Thread sealing = codec.thread();
            assertThat(sealing.getThreadGroup()).isSameAs(application);

            application.interrupt(); // as a container does that wants its threads to end
            assertThat(sealing.isInterrupted()).isFalse();
            codec.open();
            store.seal();
            assertThat(sealing).as("the first attempt sealed").isSameAs(codec.thread());
            assertAllRows(store);
            assertThat(Store.stats(directory).tables().get(0).unsealedRows()).isZero();
            append(store);
            store.flush(Ack.SYNCED);
        }
        StoreTest.assertRows(Store.read(directory), model, "closed");
    }

    @Test
    void closeWaitsForTheSealThatIsUnderWay() throws Exception {
        Store store = open();
        appendUntilSealing(store);
        append(store);
        CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> {
            try {
                store.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED));
        assertThat(closed).isNotDone();
        codec.open();
        closed.get();
        assertThat(logs()).isZero();
        StoreTest.assertRows(Store.read(directory), model, "closed");
    }

    /** A file where a folder should be. */
    @Test
    void appendsFailAtTheBoundWhileSealsFailAndGoOnAfterASuccess() throws Exception {
        Path obstacle = directory.resolve("segments").resolve("logs");
        codec.open();
        try (Store store = open()) {
            Files.createFile(obstacle);
            IOException refusal = null;
            for (int i = 0; i < BATCHES_MAX && refusal == null; i++) {
                model.nextBatch(BATCH_EVENTS);
                try {
                    appendAgain(store);
                } catch (IOException e) {
                    refusal = e;
                }
            }
            assertThat(refusal).isNotNull().hasStackTraceContaining(obstacle.toString());
            long bound = (long) Store.SEAL_BYTES_FACTOR_MAX * SEAL_BYTES;
            assertThat(logBytes()).isBetween(bound, bound + model.batchBytes() + SEAL_BYTES);
            assertThat(store.pendingFailure()).isNotNull();
            assertThatThrownBy(store::sync)
                    .isInstanceOf(IOException.class)
                    .hasStackTraceContaining(obstacle.toString());
            store.sync(); // tells each failure once
            long seals = codec.attempts();
            assertThatThrownBy(() -> appendAgain(store)).hasMessageContaining("within a second");
            assertThat(codec.attempts()).as("no attempt within the second").isEqualTo(seals);
            nanos.addAndGet(Sealer.RETRY_NANOS);
            assertThatThrownBy(() -> appendAgain(store)).hasStackTraceContaining(obstacle.toString());
            Files.delete(obstacle);
            nanos.addAndGet(Sealer.RETRY_NANOS);
            appendAgain(store);
            assertAllRows(store);
            store.seal();
            assertAllRows(store);
            assertThat(store.pendingFailure()).isNull();
            assertThat(logs()).isEqualTo(1);
        }
    }

    @Test
    void errorOfTheSealingThreadIsReportedOnceAndTheSealRepeated() throws Exception {
        OutOfMemoryError error = new OutOfMemoryError("made by a test");
        codec.failOnce(error);
        codec.open();
        try (Store store = open()) {
            TTLogException report = null;
            for (int i = 0; i < BATCHES_MAX && report == null; i++) {
                model.nextBatch(BATCH_EVENTS);
                try {
                    appendAgain(store);
                } catch (TTLogException e) {
                    report = e;
                }
            }
            assertThat(report).isNotNull().hasCause(error);
            long attempts = codec.attempts();
            nanos.addAndGet(Sealer.RETRY_NANOS);
            appendAgain(store);
            assertAllRows(store);
            store.seal();
            assertThat(codec.attempts()).isGreaterThan(attempts);
            assertAllRows(store);
            assertThat(Store.stats(directory).tables().get(0).unsealedRows()).isZero();
        }
    }

    /** An interrupt closes the file of the thread that is about to write to it. */
    private static void interrupted(ThrowingCallable work) {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(work).isInstanceOf(IOException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void logThatFailsDuringASealIsReplacedWhenAllIsSealed() throws Exception {
        try (Store store = open()) {
            appendUntilSealing(store);
            append(store);
            model.nextBatch(BATCH_EVENTS);
            interrupted(() -> appendAgain(store));
            codec.open();
            appendAgain(store);
            long unsealed = 0;
            for (StoreStats.TableStats table : Store.stats(directory).tables()) {
                unsealed += table.unsealedRows();
            }
            assertThat(unsealed).as("the last batch alone").isEqualTo(BATCH_EVENTS);
            assertAllRows(store);
            assertThat(logs()).isEqualTo(1);
            store.flush(Ack.SYNCED);
        }
        StoreTest.assertRows(Store.read(directory), model, "closed");
    }

    @Test
    void failedSyncOfTheLogThatIsBeingSealedStopsAppendsUntilThatIsDone() throws Exception {
        try (Store store = open()) {
            appendUntilSealing(store);
            append(store);
            interrupted(() -> store.flush(Ack.SYNCED));
            codec.open();
            append(store);
            assertThat(logs()).isEqualTo(1);
            assertAllRows(store);
            store.flush(Ack.SYNCED);
        }
        StoreTest.assertRows(Store.read(directory), model, "closed");
    }

    @Test
    void takeoverFoundByTheSealingThreadStopsTheWriterForGood() throws Exception {
        codec.open();
        Store store = open();
        Manifest ours = Objects.requireNonNull(ManifestFile.read(directory));
        ManifestFile.write(directory, ours.nextEpoch());
        TTLogException refusal = null;
        for (int i = 0; i < BATCHES_MAX && refusal == null; i++) {
            model.nextBatch(BATCH_EVENTS);
            try {
                appendAgain(store);
            } catch (TTLogException e) {
                refusal = e;
            }
        }
        assertThat(refusal).isNotNull().hasMessageContaining("taken over");
        assertThatThrownBy(() -> appendAgain(store)).hasMessageContaining("taken over");
        store.close();
        assertThat(StoreFiles.segmentFiles(directory)).isEmpty();
    }

    /** Found by a writer that was killed between the two: appends went on, the seal did not come to an end. */
    @Test
    void logsOfAnUnfinishedSealAreReplayedInOrder() throws Exception {
        Path copy = Files.createDirectories(directory.resolveSibling(directory.getFileName() + "-copy"));
        try (Store store = open()) {
            appendUntilSealing(store);
            append(store);
            Files.createDirectories(copy.resolve("log"));
            Files.copy(directory.resolve("MANIFEST"), copy.resolve("MANIFEST"));
            for (Path file : LogFile.list(directory.resolve("log"))) {
                Files.copy(file, copy.resolve("log").resolve(file.getFileName()));
            }
            codec.open();
        }
        try (Store store = Store.open(copy, StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).isEmpty();
            assertThat(store.recoveryNotes()).isEmpty();
            StoreTest.assertRows(store.snapshot(), model, "recovered");
        }
        StoreTest.assertRows(Store.read(copy), model, "sealed by the next writer");
    }
}
