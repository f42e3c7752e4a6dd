/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.storage.manifest.Manifest;
import io.ttlog.storage.manifest.ManifestFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** This process reads, without a pause, what another one writes and seals. */
class ReaderBesideWriterTest {
    private static final int EVENTS = 30_000;
    private static final int SEAL_BYTES = 10_000;

    @TempDir
    Path directory;

    @AfterEach
    void killProcesses() throws InterruptedException {
        WriterProcess.killAll();
    }

    /** Follows what the writer says it has acknowledged, and returns its last words. */
    private static String follow(Process writer, AtomicLong acked) {
        String last = "";
        try (BufferedReader out = writer.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                last = line;
                if (line.startsWith("acked ")) {
                    acked.set(Long.parseLong(line.substring("acked ".length())));
                }
            }
            return last;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void everySnapshotIsAPrefixWithAllThatWasAcknowledgedWhileFilesComeAndGo() throws Exception {
        AtomicLong acked = new AtomicLong();
        Set<Long> generations = new TreeSet<>();
        int merges = 0;
        int segmentsBefore = 0;
        Process process = WriterProcess.start(directory, 0, SEAL_BYTES, EVENTS, 0);
        CompletableFuture<String> lastWords = CompletableFuture.supplyAsync(() -> follow(process, acked));
        long rowsBefore = 0;
        int snapshots = 0;
        int fromLogAndSegments = 0;
        Snapshot early = null;
        List<Long> earlyRows = List.of();
        try {
            while (!lastWords.isDone()) {
                long ackedBefore = acked.get();
                Snapshot snapshot = Store.read(directory);
                List<Long> rows = CrashTest.numbers(snapshot);
                assertThat(snapshot.damage()).isEmpty();
                assertThat(rows).isEqualTo(CrashTest.upTo(rows.size()));
                assertThat((long) rows.size()).isGreaterThanOrEqualTo(Math.max(ackedBefore, rowsBefore));
                rowsBefore = rows.size();
                StoreStats.TableStats logs = Store.stats(directory).tables().get(Signal.LOG.ordinal());
                assertThat(logs.rows()).isGreaterThanOrEqualTo(rowsBefore);
                Manifest manifest = ManifestFile.read(directory);
                if (manifest != null) {
                    generations.add(manifest.generation());
                }
                merges += logs.segments() < segmentsBefore ? 1 : 0;
                segmentsBefore = logs.segments();
                fromLogAndSegments += logs.segments() > 0 && logs.unsealedRows() > 0 ? 1 : 0;
                if (early == null && logs.segments() > 2) {
                    early = snapshot;
                    earlyRows = rows;
                }
                if (++snapshots % 8 == 0) {
                    VerifyReport report = Store.verify(directory);
                    assertThat(report.damage()).isEmpty();
                    assertThat(report.rows()).isGreaterThanOrEqualTo(rowsBefore);
                }
            }
            assertThat(lastWords.get()).isEqualTo("closed");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(generations).as("commits seen in %d snapshots", snapshots).hasSizeGreaterThan(20);
        assertThat(merges)
                .as("snapshots with fewer segments than the one before")
                .isPositive();
        assertThat(fromLogAndSegments).isPositive();
        assertThat(early).isNotNull();
        if (early != null) {
            assertThat(CrashTest.numbers(early)).as("snapshot taken long ago").isEqualTo(earlyRows);
        }
        assertThat(CrashTest.numbers(Store.read(directory))).isEqualTo(CrashTest.upTo(EVENTS));
    }
}
