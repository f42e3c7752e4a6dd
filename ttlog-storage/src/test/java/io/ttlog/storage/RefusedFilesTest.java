/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told about files that this version cannot read: which, where, why; and nothing is changed. */
class RefusedFilesTest {
    private static final int NEWER = 99;
    private static final int VERSION_OFFSET = 8;

    @TempDir
    Path directory;

    private final Model model = new Model(3);

    /** Segments of two batches; a third batch is in a log, as a killed writer leaves it. */
    @BeforeEach
    void writeSegmentsAndALog() throws IOException {
        Path live = directory.resolve("live");
        Path log;
        byte[] logBytes;
        try (Store store = Store.open(live, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            append(store);
            append(store);
            store.seal();
            append(store);
            log = onlyFile(live.resolve("log"));
            logBytes = Files.readAllBytes(log);
            directory = Files.createDirectories(directory.resolve("store"));
            Files.createDirectories(directory.resolve("log"));
            Files.write(directory.resolve("log").resolve(log.getFileName()), logBytes);
            Files.copy(live.resolve("MANIFEST"), directory.resolve("MANIFEST"));
            for (Path segment : StoreFiles.segmentFiles(live)) {
                Path copy = directory.resolve(live.relativize(segment).toString());
                Files.createDirectories(copy.resolve("..").normalize());
                Files.copy(segment, copy);
            }
        }
        StoreTest.assertRows(Store.read(directory), model, "whole");
    }

    private void append(Store store) throws IOException {
        model.nextBatch(10);
        store.append(model.batch(), 0, model.batchBytes(), model.symbols());
    }

    private static Path onlyFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.findFirst().orElseThrow();
        }
    }

    private Path segment() throws IOException {
        return StoreFiles.segmentFiles(directory).get(0); // of logs
    }

    private String name(Path file) {
        return directory.relativize(file).toString();
    }

    private void readAll() {
        Snapshot snapshot = Store.read(directory);
        for (Signal signal : Signal.values()) {
            TableRows.read(snapshot, signal);
        }
    }

    private static int crc(byte[] bytes, int from, int length, CRC32C crc) {
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    private void assertNewer(Path file, org.assertj.core.api.ThrowableAssert.ThrowingCallable use) throws IOException {
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(
                        TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_VERSION))
                .hasMessageContaining(name(file) + " at offset " + VERSION_OFFSET)
                .hasMessageContaining("version " + NEWER)
                .hasMessageContaining("use a newer one");
        assertThat(file).hasBinaryContent(before);
    }

    private void assertCorrupt(Path file, long offset, org.assertj.core.api.ThrowableAssert.ThrowingCallable use) {
        assertThatThrownBy(use)
                .isInstanceOfSatisfying(CorruptDataException.class, e -> {
                    assertThat(e.source()).isEqualTo(name(file));
                    assertThat(e.offset()).isEqualTo(offset);
                })
                .hasMessageStartingWith(name(file) + " at offset " + offset + ": ");
    }

    private void openAndClose() throws IOException {
        Store.open(directory, StoreOptions.DEFAULT).close();
    }

    @Test
    void manifestOfANewerVersion() throws Exception {
        Path manifest = directory.resolve("MANIFEST");
        byte[] bytes = Files.readAllBytes(manifest);
        EventFormat.putInt(bytes, VERSION_OFFSET, NEWER);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, 16);
        EventFormat.putInt(bytes, 16, crc(bytes, 24, bytes.length - 24, crc));
        Files.write(manifest, bytes);
        assertNewer(manifest, this::readAll);
        assertNewer(manifest, this::openAndClose);
    }

    @Test
    void logOfANewerVersion() throws Exception {
        Path log = onlyFile(directory.resolve("log"));
        byte[] bytes = Files.readAllBytes(log);
        EventFormat.putInt(bytes, VERSION_OFFSET, NEWER);
        EventFormat.putInt(bytes, 32, crc(bytes, 0, 32, new CRC32C()));
        Files.write(log, bytes);
        assertNewer(log, this::readAll);
        assertNewer(log, this::openAndClose);
        assertNewer(log, this::openAndClose); // the lock was given back
    }

    @Test
    void segmentOfANewerVersion() throws Exception {
        Path segment = segment();
        byte[] bytes = Files.readAllBytes(segment);
        EventFormat.putInt(bytes, VERSION_OFFSET, NEWER);
        EventFormat.putInt(bytes, 24, crc(bytes, 0, 24, new CRC32C()));
        Files.write(segment, bytes);
        assertNewer(segment, this::readAll);
        openAndClose();
        assertNewer(segment, this::readAll);
    }

    @Test
    void truncatedManifest() throws Exception {
        Path manifest = directory.resolve("MANIFEST");
        byte[] bytes = Files.readAllBytes(manifest);
        Files.write(manifest, Arrays.copyOf(bytes, bytes.length - 1));
        assertCorrupt(manifest, 0, this::readAll);
        assertCorrupt(manifest, 0, this::openAndClose);
        Files.write(manifest, new byte[0]);
        assertCorrupt(manifest, 0, this::readAll);
        assertCorrupt(manifest, 0, this::openAndClose);
        assertThat(StoreFiles.segmentFiles(directory)).isNotEmpty();
        assertThat(onlyFile(directory.resolve("log"))).isNotEmptyFile();
    }

    @Test
    void missingSegment() throws Exception {
        Path segment = segment();
        Files.delete(segment);
        assertCorrupt(segment, 0, this::readAll);
        VerifyReport report = Store.verify(directory);
        assertThat(report.damage()).hasSize(1);
        assertThat(report.damage().get(0).file()).isEqualTo(name(segment));
        openAndClose();
        assertCorrupt(segment, 0, this::readAll);
        assertThat(TableRows.read(Store.read(directory), Signal.METRIC)).isEqualTo(model.rows(Signal.METRIC));
    }

    @Test
    void filesOfZeros() throws Exception {
        Path log = onlyFile(directory.resolve("log"));
        for (Path file : List.of(directory.resolve("MANIFEST"), segment())) {
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, new byte[bytes.length]);
            assertCorrupt(file, 0, this::readAll);
            Files.write(file, bytes);
        }
        byte[] zeros = new byte[(int) Files.size(log)];
        Files.write(log, zeros);
        assertThat(Store.read(directory).damage()).hasSize(1);
        assertThat(Store.read(directory).damage().get(0).toString()).startsWith(name(log) + " at offset 0: ");
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).hasSize(1);
        }
        assertThat(directory.resolve("damaged").resolve(log.getFileName())).hasBinaryContent(zeros);
    }
}
