/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of every file of a small store, flipped and cut off: a clear error or all undamaged rows, never a wrong one. */
class DamageTest {
    @TempDir
    Path directory;

    private final Model model = new Model(42);
    private long rowCount;

    private void write(boolean seal, int batches) throws IOException {
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            for (int i = 0; i < batches; i++) {
                model.nextBatch(6);
                store.append(model.batch(), 0, model.batchBytes(), model.symbols());
            }
            if (!seal) {
                // As a killed process leaves it: the files are copied before the orderly end.
                copy(directory, directory.resolveSibling("killed"));
            }
        }
        rowCount = 6L * batches;
        if (!seal) {
            directory = directory.resolveSibling("killed");
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    @BeforeEach
    void oneLevelDown() throws IOException {
        directory = Files.createDirectories(directory.resolve("store"));
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(f -> f.getFileName().toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    /** Rows that can be read are right, and what cannot be read is reported. */
    private void assertNoWrongRow(String what, boolean changeMayBeHarmless) {
        VerifyReport report = Store.verify(directory);
        long read = 0;
        boolean error = false;
        for (Signal signal : Signal.values()) {
            try {
                Snapshot snapshot = Store.read(directory);
                List<Map<String, Object>> rows = Model.read(snapshot, signal);
                read += rows.size();
                assertThat(model.rows(signal)).as(what).containsAll(rows);
                error |= !snapshot.damage().isEmpty();
            } catch (TTLogException e) {
                error = true;
                assertThat(e.getMessage()).as(what).isNotBlank();
            }
        }
        boolean reported = !report.damage().isEmpty() || !report.notes().isEmpty();
        if (!changeMayBeHarmless) {
            assertThat(reported).as(what + " is reported by verify").isTrue();
        }
        assertThat(read == rowCount || error || reported || changeMayBeHarmless)
                .as(what + ": " + read + " rows")
                .isTrue();
    }

    private void flipEveryByte(Path file, int step) throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i += step) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            Files.write(file, bad);
            try {
                assertNoWrongRow(directory.relativize(file) + " with byte " + i + " flipped", false);
            } catch (TTLogException e) {
                assertThat(e.getMessage()).contains("version");
            }
        }
        Files.write(file, good);
    }

    private void cutAtEveryByte(Path file, int step, boolean harmlessAtRecordEnds) throws IOException {
        byte[] good = Files.readAllBytes(file);
        for (int length = good.length - 1; length >= 0; length -= step) {
            Files.write(file, Arrays.copyOf(good, length));
            assertNoWrongRow(directory.relativize(file) + " cut to " + length + " bytes", harmlessAtRecordEnds);
        }
        Files.write(file, good);
    }

    @Test
    void segmentsNeverGiveAWrongRow() throws Exception {
        write(true, 2);
        assertNoWrongRow("undamaged", true);
        assertThat(Store.verify(directory).rows()).isEqualTo(rowCount);
        Path segment = files(".seg").get(0);
        flipEveryByte(segment, 1);
        cutAtEveryByte(segment, 1, false);
    }

    @Test
    void logNeverGivesAWrongRow() throws Exception {
        write(false, 2);
        assertThat(Store.verify(directory).rows()).isEqualTo(rowCount);
        Path log = files(".log").get(0);
        flipEveryByte(log, 1);
        // A log that ends with a whole record is a shorter log, and nothing can tell.
        cutAtEveryByte(log, 1, true);
    }

    @Test
    void manifestIsReadWholeOrNotAtAll() throws Exception {
        write(true, 2);
        Path manifest = directory.resolve("MANIFEST");
        flipEveryByte(manifest, 1);
        cutAtEveryByte(manifest, 1, false);
        Files.delete(manifest);
        assertNoWrongRow("without a manifest", false);
    }

    @Test
    void damageInTheMiddleOfALogCostsOneRecord() throws Exception {
        write(false, 5);
        Path log = files(".log").get(0);
        byte[] bytes = Files.readAllBytes(log);
        bytes[bytes.length / 2] ^= 1;
        Files.write(log, bytes);
        VerifyReport report = Store.verify(directory);
        assertThat(report.damage()).isNotEmpty();
        assertThat(report.damage().get(0).file()).isEqualTo("log/" + log.getFileName());
        assertThat(report.damage().get(0).offset()).isBetween(40L, bytes.length / 2L);
        assertThat(report.rows()).isBetween(1L, rowCount - 1);
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).isEqualTo(report.damage());
        }
        assertThat(directory.resolve("damaged").resolve(log.getFileName())).hasBinaryContent(bytes);
        assertThat(Store.verify(directory).damage()).isEmpty();
        assertThat(Store.verify(directory).rows()).isEqualTo(report.rows());
    }

    @Test
    void missingManifestBesideSegmentsIsNotTakenForAnEmptyStore() throws Exception {
        write(true, 2);
        Files.delete(directory.resolve("MANIFEST"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Store.open(directory, StoreOptions.DEFAULT))
                .hasMessageContaining("MANIFEST");
        assertThat(files(".seg")).isNotEmpty();
    }
}
