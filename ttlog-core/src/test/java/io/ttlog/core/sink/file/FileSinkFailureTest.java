/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.core.sink.LostException;
import io.ttlog.core.sink.PartlyTakenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, files and directories that go, calls that fail: what was taken is written once, and readable. */
class FileSinkFailureTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T11:51:36.123456789Z"), ZoneOffset.UTC);
    private static final int EVENT_BYTES = 1000;

    @TempDir
    Path folder;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final FaultyChannel.Disk disk = new FaultyChannel.Disk();
    private Path directory = Path.of("");
    private FileSink sink;
    private long nanos;

    @BeforeEach
    void openASink() throws IOException {
        directory = folder.resolve("events");
        sink = open(FileOptions.DEFAULT.withCodec(Codecs.NONE));
    }

    private FileSink open(FileOptions options) throws IOException {
        return new FileSink(directory, "shop", options, CLOCK, symbols, () -> nanos, disk);
    }

    @AfterEach
    void closeTheSink() throws IOException {
        disk.bytesLeft = Long.MAX_VALUE;
        disk.truncates = true;
        disk.forces = true;
        sink.close();
    }

    private byte[] event(long n, int bytes) {
        encoder.beginLog(Level.INFO, 0, 0, 0, 0, n).field(symbols.intern("bytes"), new byte[bytes]);
        return SampleEvents.batch(List.of(SampleEvents.record(encoder)));
    }

    private void write(long n) throws IOException {
        byte[] batch = event(n, EVENT_BYTES);
        sink.write(batch, 0, batch.length);
    }

    /** The timestamps of all events, by file and order; fails on damage. */
    private List<Long> read() throws IOException {
        List<Long> events = new ArrayList<>();
        for (Path file : EventFiles.in(directory)) {
            events.addAll(read(file));
        }
        return events;
    }

    private static List<Long> read(Path file) throws IOException {
        List<Long> events = new ArrayList<>();
        try (FileReader reader = FileReader.open(file)) {
            while (reader.next()) {
                events.add(reader.event().timestampNanos());
            }
            assertThat(reader.report().damages()).isEmpty();
            assertThat(reader.report().tornBytes()).isZero();
        }
        return events;
    }

    private static int count(byte[] batch, int to) {
        int count = 0;
        for (int at = 0; at < to; at += EventFormat.aligned(EventFormat.recordBytes(batch, at))) {
            count += EventFormat.isPadding(batch, at) ? 0 : 1;
        }
        return count;
    }

    private static Long[] upTo(long count) {
        return LongStream.range(0, count).boxed().toArray(Long[]::new);
    }

    @Test
    void aDiskThatIsFullAtAnyByteLosesNothingThatWasTaken() throws IOException {
        for (int room = 0; room < 1200; room += 37) {
            sink.close();
            for (Path file : EventFiles.in(directory)) {
                Files.delete(file);
            }
            disk.bytesLeft = Long.MAX_VALUE;
            sink = open(FileOptions.DEFAULT.withCodec(Codecs.NONE));
            write(0);
            sink.flush(Ack.WRITTEN);
            disk.bytesLeft = room;
            write(1);
            if (room < EVENT_BYTES) {
                for (int attempt = 0; attempt < 3; attempt++) {
                    assertThatThrownBy(() -> sink.flush(Ack.WRITTEN))
                            .isInstanceOf(DiskFullException.class)
                            .hasMessageContaining("no room on the disk for " + directory);
                    assertThat(read()).as("room for %s bytes", room).containsExactly(0L);
                    assertThat(disk.bytesLeft)
                            .as("what was written of it is given back")
                            .isEqualTo(room);
                }
            }
            disk.bytesLeft = Long.MAX_VALUE;
            write(2);
            sink.flush(Ack.WRITTEN);
            assertThat(read()).as("room for %s bytes", room).containsExactly(0L, 1L, 2L);
            assertThat(EventFiles.in(directory)).hasSize(1);
        }
    }

    @Test
    void takesOnlyWhatItCanHoldWhileTheDiskIsFull() throws IOException {
        disk.bytesLeft = 0;
        long taken = 0;
        long refused = 0;
        for (int n = 0; n < 1000; n++) {
            try {
                write(taken);
                taken++;
            } catch (DiskFullException e) {
                refused++;
            }
        }
        assertThat(taken * EVENT_BYTES)
                .isBetween(OpenFrame.FULL_RAW_BYTES * 9L / 10, OpenFrame.FULL_RAW_BYTES * 11L / 10);
        assertThat(refused).isEqualTo(1000 - taken);

        disk.bytesLeft = Long.MAX_VALUE;
        write(taken++);
        sink.flush(Ack.SYNCED);
        assertThat(read()).containsExactly(upTo(taken));
    }

    @Test
    void aBatchOfWhichAPartCouldNotBeWrittenIsCutWhereItWasTaken() throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (int n = 0; n < 500; n++) {
            encoder.beginLog(Level.INFO, 0, 0, 0, 0, n).field(symbols.intern("bytes"), new byte[EVENT_BYTES]);
            records.add(SampleEvents.record(encoder));
        }
        byte[] batch = SampleEvents.batch(records);
        int[] takenTo = new int[1];
        disk.bytesLeft = 0;
        assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                .isInstanceOfSatisfying(PartlyTakenException.class, partly -> {
                    takenTo[0] = partly.takenTo();
                    int packed = EVENT_BYTES + 5; // shape, thread, time, length
                    assertThat(count(batch, partly.takenTo()) * packed)
                            .isBetween(OpenFrame.FULL_RAW_BYTES - 100, OpenFrame.FULL_RAW_BYTES + packed);
                    assertThat(partly.next())
                            .as("the rest may be offered again")
                            .isEqualTo(partly.takenTo());
                })
                .matches(DiskFullException::isIn);
        assertThatThrownBy(() -> sink.write(batch, takenTo[0], batch.length))
                .as("nothing of it is taken")
                .isInstanceOf(DiskFullException.class);

        disk.bytesLeft = Long.MAX_VALUE;
        sink.write(batch, takenTo[0], batch.length);
        sink.flush(Ack.WRITTEN);
        assertThat(read()).containsExactly(upTo(500));
    }

    @Test
    void aFileThatReachesTheLimitOfTheSystemIsFollowedByAnother() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        disk.full = "File too large";
        disk.bytesLeft = 100;
        write(1);
        assertThatThrownBy(() -> sink.flush(Ack.WRITTEN))
                .as("no room in the next file either, here")
                .isInstanceOf(DiskFullException.class);
        disk.bytesLeft = Long.MAX_VALUE;
        sink.flush(Ack.WRITTEN);
        assertThat(EventFiles.in(directory)).hasSize(2);
        assertThat(read()).containsExactly(0L, 1L);
    }

    @Test
    void aTailThatCannotBeCutOffIsLeftAndToldAndTheFrameGoesIntoAnotherFile() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        Path first = EventFiles.in(directory).get(0);
        disk.truncates = false;
        disk.bytesLeft = 300;
        write(1);
        assertThatThrownBy(() -> sink.flush(Ack.WRITTEN)).isInstanceOf(IOException.class);
        disk.bytesLeft = Long.MAX_VALUE;
        sink.flush(Ack.WRITTEN);

        try (FileReader reader = FileReader.open(first)) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.event().timestampNanos()).isZero();
            assertThat(reader.next()).isFalse();
            assertThat(reader.report().tornBytes()).isEqualTo(300);
        }
        assertThat(read(EventFiles.in(directory).get(1))).containsExactly(1L);
    }

    @Test
    void noHalfMadeFileIsLeftWhenTheDiskIsFullAtItsHeader() throws IOException {
        sink.close();
        sink = open(FileOptions.DEFAULT.withCodec(Codecs.NONE).withBytesMax(1)); // a file for each frame
        write(0);
        sink.flush(Ack.WRITTEN);
        int files = EventFiles.in(directory).size();
        disk.bytesLeft = 20; // of the header's 44
        write(1);
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThatThrownBy(() -> sink.flush(Ack.WRITTEN)).isInstanceOf(DiskFullException.class);
            assertThat(EventFiles.in(directory)).hasSize(files);
            disk.bytesLeft = 20;
        }
        disk.bytesLeft = Long.MAX_VALUE;
        sink.flush(Ack.WRITTEN);
        assertThat(read()).containsExactly(0L, 1L);
    }

    @Test
    void aFileThatIsDeletedIsFollowedByAnotherAndTold() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        Path first = EventFiles.in(directory).get(0);
        Files.delete(first);
        write(1);
        sink.flush(Ack.WRITTEN);
        assertThat(read()).containsExactly(1L);
        assertThatThrownBy(sink::idle)
                .hasMessage(
                        first + " was deleted or moved by somebody after 1 events; writing goes on in another file");
        assertThatCode(sink::idle).as("told once").doesNotThrowAnyException();
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED))
                .as("what is gone cannot be SYNCED")
                .hasMessageContaining("was deleted or moved");
        assertThatCode(() -> sink.flush(Ack.SYNCED)).doesNotThrowAnyException();
    }

    @Test
    void aFileThatIsMovedHoldsEachEventOnce() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        Path moved = folder.resolve("moved");
        Files.move(EventFiles.in(directory).get(0), moved);
        write(1);
        sink.flush(Ack.WRITTEN);
        assertThat(read(moved)).containsExactly(0L);
        assertThat(read()).containsExactly(1L);
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED)).hasMessageContaining("was deleted or moved");
    }

    @Test
    void aFileThatIsCutShortIsLeftAlone() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        Path first = EventFiles.in(directory).get(0);
        Files.newOutputStream(first, StandardOpenOption.TRUNCATE_EXISTING).close();
        write(1);
        sink.flush(Ack.WRITTEN);
        assertThat(first).isEmptyFile();
        assertThat(read(EventFiles.in(directory).get(1))).containsExactly(1L);
        assertThatThrownBy(sink::idle).hasMessageContaining("was cut short by somebody after 1 events");
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED)).hasMessageContaining("was cut short");
    }

    @Test
    void aDirectoryThatVanishesIsMadeAgain() throws IOException {
        write(0);
        sink.flush(Ack.WRITTEN);
        Files.delete(EventFiles.in(directory).get(0));
        Files.delete(directory);
        write(1);
        sink.flush(Ack.WRITTEN);
        assertThat(read()).containsExactly(1L);
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED)).hasMessageContaining("was deleted or moved");
    }

    @Test
    void aDirectoryThatIsReplacedByAFileRefusesUntilItIsBack() throws IOException {
        Files.delete(EventFiles.in(directory).get(0));
        Files.delete(directory);
        Files.writeString(directory, "in the way");
        write(0);
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(() -> sink.flush(Ack.WRITTEN)).isInstanceOf(IOException.class);
        }
        assertThat(directory).hasContent("in the way");
        write(1);
        Files.delete(directory);
        sink.flush(Ack.WRITTEN);
        assertThat(read()).containsExactly(0L, 1L);
    }

    @Test
    void aFailedForceIsToldOnceAndTheFileIsNotTrustedAgain() throws IOException {
        write(0);
        disk.forces = false;
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED)).hasMessageContaining("could not be forced");
        disk.forces = true;
        assertThatCode(() -> sink.flush(Ack.SYNCED)).doesNotThrowAnyException();
        write(1);
        sink.flush(Ack.SYNCED);
        assertThat(EventFiles.in(directory))
                .as("the next frame goes into another file")
                .hasSize(2);
        assertThat(read()).containsExactly(0L, 1L);
    }

    @Test
    void aForceThatFailsOnItsOwnIsToldToTheNextWhoAsksForSynced() throws IOException {
        sink.close();
        sink = open(FileOptions.DEFAULT.withSync(FileSync.FRAME));
        write(0);
        disk.forces = false;
        assertThatCode(() -> sink.flush(Ack.WRITTEN)).as("it is written").doesNotThrowAnyException();
        disk.forces = true;
        assertThatThrownBy(sink::idle).hasMessageContaining("could not be forced");
        write(1);
        assertThatThrownBy(() -> sink.flush(Ack.SYNCED)).hasMessageContaining("could not be forced");
        assertThatCode(() -> sink.flush(Ack.SYNCED)).doesNotThrowAnyException();
        assertThat(read()).containsExactly(0L, 1L);
    }

    @Test
    void closingSaysHowManyEventsAreLost() throws IOException {
        write(0);
        write(1);
        disk.bytesLeft = 0;
        encoder.beginLog(Level.ERROR, 0, 0, 0, 0, 2);
        byte[] error = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        sink.write(error, 0, error.length);
        assertThatThrownBy(sink::close)
                .hasMessageStartingWith("3 events that were taken could not be written and are lost")
                .isInstanceOfSatisfying(LostException.class, lost -> {
                    assertThat(lost.count(Tally.kind(Level.INFO))).isEqualTo(2);
                    assertThat(lost.count(Tally.kind(Level.ERROR))).isEqualTo(1);
                    assertThat(lost.count(Tally.kind(Level.WARN))).isZero();
                });
        assertThat(read()).isEmpty();
    }

    @Test
    void anEventThatDoesNotFitBesideAFrameThatCannotBeWrittenIsRefusedWhole() throws IOException {
        write(0);
        disk.bytesLeft = 0;
        for (int i = 0; i < 2; i++) {
            byte[] large = event(9, EventFormat.RECORD_BYTES_MAX - 100);
            byte[] larger = event(9, EventFormat.RECORD_BYTES_MAX - 100);
            sink.write(large, 0, large.length);
            assertThatThrownBy(() -> sink.write(larger, 0, larger.length)).isInstanceOf(DiskFullException.class);
            disk.bytesLeft = Long.MAX_VALUE;
            sink.flush(Ack.WRITTEN);
            disk.bytesLeft = 0;
        }
        assertThat(read()).containsExactly(0L, 9L, 9L);
    }
}
