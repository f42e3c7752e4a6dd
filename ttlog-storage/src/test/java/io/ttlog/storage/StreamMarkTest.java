/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.log.LogFile;
import io.ttlog.storage.log.LogWriter;
import io.ttlog.storage.manifest.ManifestFile;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.manifest.StreamMark;
import io.ttlog.storage.manifest.StreamMarks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Frames of streams: their marks are there exactly when their events are. */
@ExtendWith(SeededRandom.class)
class StreamMarkTest {
    private static final long STREAM = 0x7EEF_0000_1234_5678L;
    private static final int EVENTS = 5;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private int copies;

    private byte[] frame(long sequence) {
        byte[] batch = new byte[4096];
        int at = 0;
        for (int i = 0; i < EVENTS; i++) {
            encoder.beginLog(Level.INFO, symbols.intern("frame {frame}"), 0, 0, symbols.intern("s"), sequence)
                    .field(symbols.intern("frame"), sequence);
            int bytes = encoder.end();
            System.arraycopy(encoder.buffer(), 0, batch, at, bytes);
            at += EventFormat.aligned(bytes);
        }
        return java.util.Arrays.copyOf(batch, at);
    }

    private void append(Store store, long stream, long sequence) throws IOException {
        byte[] frame = frame(sequence);
        store.appendFrame(frame, 0, frame.length, symbols, new StreamMark(stream, sequence));
    }

    /**
     * What a process that is killed now leaves behind, though files may be sealed while they are copied: a log that is gone before
     * its turn is in the segments of the manifest, which is copied later, and a log that was copied before it was sealed is known
     * by that manifest to be no longer wanted.
     */
    private Path crashImage(Path store) throws IOException {
        Path image = directory.resolve("image" + copies++);
        Files.createDirectories(image.resolve("log"));
        for (Path log : LogFile.list(store.resolve("log"))) {
            try {
                Files.copy(log, image.resolve("log").resolve(log.getFileName()));
            } catch (NoSuchFileException sealed) {
                assertThat(log).doesNotExist();
            }
        }
        Files.copy(store.resolve(ManifestFile.NAME), image.resolve(ManifestFile.NAME));
        for (SegmentEntry segment :
                Objects.requireNonNull(ManifestFile.read(image)).segments()) {
            Path target = image.resolve(segment.path());
            Files.createDirectories(target.getParent());
            Files.copy(store.resolve(segment.path()), target);
        }
        return image;
    }

    private static long rows(Path store) {
        return Store.stats(store).tables().stream()
                .filter(table -> table.signal() == Signal.LOG)
                .mapToLong(StoreStats.TableStats::rows)
                .sum();
    }

    @Test
    void aMarkIsRememberedFromTheLogFromSegmentsAndAfterAClose(Random random) throws IOException {
        Path data = directory.resolve("store");
        long[] through = new long[3];
        for (int run = 0; run < 3; run++) {
            try (Store store = Store.open(
                    data, StoreOptions.DEFAULT.withMergeFanIn(0).withSealBytes(StoreOptions.SEAL_BYTES_MIN))) {
                for (int i = 0; i < 40; i++) {
                    int stream = random.nextInt(through.length);
                    append(store, STREAM + stream, ++through[stream]);
                    if (random.nextInt(10) == 0) {
                        store.seal();
                    }
                    if (i % 8 == 0) {
                        try (Store image = Store.open(crashImage(data), StoreOptions.DEFAULT.withMergeFanIn(0))) {
                            for (int s = 0; s < through.length; s++) {
                                assertThat(image.storedThrough(STREAM + s)).isEqualTo(through[s]);
                            }
                        }
                    }
                }
            }
        }
        assertThat(rows(data)).isEqualTo((through[0] + through[1] + through[2]) * EVENTS);
        assertThat(Store.verify(data).damage()).isEmpty();
    }

    @Test
    void aTornFrameLeavesNeitherItsEventsNorItsMark(Random random) throws IOException {
        Path data = directory.resolve("store");
        try (Store store = Store.open(data, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            append(store, STREAM, 1);
            long before = Files.size(LogFile.list(data.resolve("log")).get(0));
            append(store, STREAM, 2);
            long after = Files.size(LogFile.list(data.resolve("log")).get(0));
            for (int i = 0; i < 10; i++) {
                long cut = before + 1 + (long) (random.nextDouble() * (after - before - 1));
                Path image = crashImage(data);
                try (RandomAccessFile log = new RandomAccessFile(
                        LogFile.list(image.resolve("log")).get(0).toFile(), "rw")) {
                    log.setLength(cut);
                }
                assertThat(rows(image)).isEqualTo(EVENTS);
                try (Store recovered = Store.open(image, StoreOptions.DEFAULT.withMergeFanIn(0))) {
                    assertThat(recovered.storedThrough(STREAM)).isEqualTo(1);
                    append(recovered, STREAM, 2);
                }
                assertThat(rows(image)).isEqualTo(2 * EVENTS);
            }
        }
    }

    /** As a loss of power leaves them: a later sector is there, one before it is not. */
    @Test
    void aFrameWhoseSymbolsAreLostLeavesNeitherItsEventsNorItsMark() throws IOException {
        Path data = directory.resolve("store");
        try (Store store = Store.open(data, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            append(store, STREAM, 1);
            byte[] known = frame(2);
            encoder.beginLog(Level.INFO, symbols.intern("a text that is new"), 0, 0, symbols.intern("s"), 2);
            byte[] frame = java.util.Arrays.copyOf(known, known.length + EventFormat.aligned(encoder.end()));
            System.arraycopy(encoder.buffer(), 0, frame, known.length, frame.length - known.length);
            long before = Files.size(LogFile.list(data.resolve("log")).get(0));
            store.appendFrame(frame, 0, frame.length, symbols, new StreamMark(STREAM, 2));
            Path image = crashImage(data);
            try (RandomAccessFile log = new RandomAccessFile(
                    LogFile.list(image.resolve("log")).get(0).toFile(), "rw")) {
                log.seek(before);
                log.write(new byte[16]);
            }
            assertThat(rows(image)).isEqualTo(EVENTS);
            try (Store recovered = Store.open(image, StoreOptions.DEFAULT.withMergeFanIn(0))) {
                assertThat(recovered.recoveryDamage()).isNotEmpty();
                assertThat(recovered.storedThrough(STREAM)).isEqualTo(1);
                recovered.appendFrame(frame, 0, frame.length, symbols, new StreamMark(STREAM, 2));
            }
            assertThat(rows(image)).isEqualTo(2 * EVENTS + 1);
        }
    }

    @Test
    void forgetsTheStreamThatHasNotMovedForLongest() {
        StreamMarks marks = new StreamMarks(List.of());
        for (long stream = 0; stream < StreamMarks.STREAMS_MAX; stream++) {
            marks.advance(new StreamMark(stream, 7));
        }
        marks.advance(new StreamMark(0, 8));
        marks.advance(new StreamMark(-1, 1));
        assertThat(marks.of(0)).isEqualTo(8);
        assertThat(marks.of(1)).isZero();
        assertThat(marks.list()).hasSize(StreamMarks.STREAMS_MAX).endsWith(new StreamMark(0, 8), new StreamMark(-1, 1));
        marks.advance(new StreamMark(0, 3));
        assertThat(marks.of(0)).as("never back").isEqualTo(8);
    }

    @Test
    void refusesAFrameThatIsLargerThanARecord() throws IOException {
        try (Store store = Store.open(directory.resolve("store"), StoreOptions.DEFAULT.withMergeFanIn(0))) {
            byte[] bytes = new byte[LogWriter.FRAME_BYTES_MAX + 8];
            EventFormat.putPadding(bytes, 0, bytes.length);
            assertThatThrownBy(() -> store.appendFrame(bytes, 0, bytes.length, symbols, new StreamMark(1, 1)))
                    .isInstanceOf(TTLogException.class)
                    .hasMessageContaining("at most " + LogWriter.FRAME_BYTES_MAX);
            append(store, STREAM, 1);
            assertThat(store.storedThrough(STREAM)).isEqualTo(1);
        }
    }
}
