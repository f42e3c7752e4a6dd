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
import org.jspecify.annotations.Nullable;
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

    /**
     * Rows that can be read are right and there once, what cannot be read is reported, and only the table of a damaged segment
     * suffers.
     *
     * @return how many rows could be read
     */
    private int assertNoWrongRow(String what, boolean changeMayBeHarmless, @Nullable Signal damagedTable) {
        VerifyReport report = Store.verify(directory);
        int read = 0;
        boolean error = false;
        for (Signal signal : Signal.values()) {
            try {
                Snapshot snapshot = Store.read(directory);
                List<Map<String, Object>> rows = TableRows.read(snapshot, signal);
                read += rows.size();
                assertThat(model.rows(signal)).as(what).containsAll(rows);
                assertThat(rows).as(what).doesNotHaveDuplicates();
                error |= !snapshot.damage().isEmpty();
                if (damagedTable != null && signal != damagedTable) {
                    assertThat(rows).as(what).isEqualTo(model.rows(signal));
                }
            } catch (TTLogException e) {
                error = true;
                assertThat(e.getMessage()).as(what).isNotBlank();
                assertThat(damagedTable == null || damagedTable == signal)
                        .as(what + ": " + e)
                        .isTrue();
            }
        }
        boolean reported = !report.damage().isEmpty() || !report.notes().isEmpty();
        if (!changeMayBeHarmless) {
            assertThat(reported).as(what + " is reported by verify").isTrue();
        }
        assertThat(read == rowCount || error || reported || changeMayBeHarmless)
                .as(what + ": " + read + " rows")
                .isTrue();
        return read;
    }

    /** Returns how many rows could be read with each byte flipped. */
    private int[] flipEveryByte(Path file, @Nullable Signal damagedTable) throws IOException {
        byte[] good = Files.readAllBytes(file);
        int[] read = new int[good.length];
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            Files.write(file, bad);
            read[i] =
                    assertNoWrongRow(directory.relativize(file) + " with byte " + i + " flipped", false, damagedTable);
        }
        Files.write(file, good);
        return read;
    }

    /** Returns how many rows could be read of the file cut to each length. */
    private int[] cutAtEveryByte(Path file, boolean harmlessAtRecordEnds, @Nullable Signal damagedTable)
            throws IOException {
        byte[] good = Files.readAllBytes(file);
        int[] read = new int[good.length];
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            read[length] = assertNoWrongRow(
                    directory.relativize(file) + " cut to " + length + " bytes", harmlessAtRecordEnds, damagedTable);
        }
        Files.write(file, good);
        return read;
    }

    @Test
    void segmentsNeverGiveAWrongRow() throws Exception {
        write(true, 2);
        assertNoWrongRow("undamaged", true, null);
        assertThat(Store.verify(directory).rows()).isEqualTo(rowCount);
        Path segment = files(".seg").get(0);
        assertThat(segment.toString()).contains("/logs/");
        flipEveryByte(segment, Signal.LOG);
        cutAtEveryByte(segment, false, Signal.LOG);
    }

    @Test
    void logNeverGivesAWrongRow() throws Exception {
        write(false, 2);
        assertThat(Store.verify(directory).rows()).isEqualTo(rowCount);
        Path log = files(".log").get(0);
        // A log that ends with a whole record is a shorter log, and nothing can tell.
        int[] ofCut = cutAtEveryByte(log, true, null);
        int[] ofFlipped = flipEveryByte(log, null);
        assertThat(ofCut).isSorted();
        assertThat(Arrays.stream(ofCut).distinct()).containsExactly(0, 6);
        for (int i = 0; i < ofFlipped.length; i++) {
            assertThat(ofFlipped[i])
                    .as("rows of the records before flipped byte " + i)
                    .isGreaterThanOrEqualTo(ofCut[i]);
        }
        // Damage in the events of the first record leaves the second, whose symbols are its own or were defined before.
        assertThat(Arrays.stream(ofFlipped).max()).hasValue(6);
        assertThat(Arrays.stream(ofFlipped).filter(rows -> rows == 6).count())
                .isGreaterThan(Arrays.stream(ofCut).filter(rows -> rows == 6).count());
    }

    @Test
    void manifestIsReadWholeOrNotAtAll() throws Exception {
        write(true, 2);
        Path manifest = directory.resolve("MANIFEST");
        assertThat(flipEveryByte(manifest, null)).containsOnly(0);
        assertThat(cutAtEveryByte(manifest, false, null)).containsOnly(0);
        Files.delete(manifest);
        assertNoWrongRow("without a manifest", false, null);
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
        VerifyReport later = Store.verify(directory);
        assertThat(later.damage())
                .singleElement()
                .satisfies(kept -> assertThat(kept.file()).isEqualTo("damaged/" + log.getFileName()));
        assertThat(later.rows()).isEqualTo(report.rows());
        Files.delete(directory.resolve("damaged").resolve(log.getFileName()));
        assertThat(Store.verify(directory).damage()).isEmpty();
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
