/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the reader makes of files that are whole, torn, damaged or forged. */
@ExtendWith(SeededRandom.class)
class FileReaderTest {
    private static final long FILE_ID = 0x0123_4567_89AB_CDEFL;
    private static final int FRAMES = 4;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);
    private final List<List<String>> eventsByFrame = new ArrayList<>();
    private final List<Integer> frameOffsets = new ArrayList<>();
    private byte[] file = new byte[0];

    /** What a reading gave: the texts of the events, and the report. */
    private record Reading(List<String> events, FileReport report) {}

    @BeforeEach
    void writeASmallFile() {
        List<byte[]> records = samples.fixed();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(FileFormat.header(FILE_ID, 77, "shop"));
        for (int number = 0; number < FRAMES; number++) {
            List<byte[]> inFrame = number % 2 == 0 ? records : List.of(records.get(number));
            eventsByFrame.add(
                    inFrame.stream().map(r -> samples.decode(r).toString()).toList());
            frameOffsets.add(bytes.size());
            bytes.writeBytes(frame(Codecs.LZ4, FILE_ID, number, inFrame));
        }
        frameOffsets.add(bytes.size());
        file = bytes.toByteArray();
    }

    private byte[] frame(BlockCodec codec, long fileId, long number, List<byte[]> records) {
        OpenFrame open = new OpenFrame(symbols);
        for (byte[] record : records) {
            assertThat(open.add(record, 0)).isTrue();
        }
        return open.encode(codec, fileId, number);
    }

    @Test
    void readsTheGoldenFile() throws IOException {
        byte[] golden = golden("file-v3.ttlog");
        assertThat(read(golden).events).isEqualTo(expected(0, FRAMES));
        assertThat(read(golden).report.damageCount()).isZero();
        assertThat(file).as("the writer still writes these bytes").isEqualTo(golden);
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream golden = FileReaderTest.class.getResourceAsStream("/golden/" + name)) {
            assertThat(golden).as(name).isNotNull();
            return golden.readAllBytes();
        }
    }

    @Test
    void bringsBackTimesThatGoBackAndForthByMoreThanALongHolds() throws IOException {
        long[] times = {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, Long.MAX_VALUE, 5, 5};
        EventEncoder encoder = new EventEncoder();
        List<byte[]> records = new ArrayList<>();
        for (long time : times) {
            records.add(SampleEvents.record(encoder.beginLog(Level.INFO, 0, 0, 0, 0, time)));
        }
        List<String> expected =
                records.stream().map(r -> samples.decode(r).toString()).toList();
        byte[] bytes = joined(FileFormat.header(FILE_ID, 77, "shop"), frame(Codecs.ZSTD, FILE_ID, 0, records));
        assertThat(read(bytes).events).isEqualTo(expected);
    }

    @Test
    void readsAWholeFile() throws IOException {
        Reading reading = read(file);
        assertThat(reading.events).isEqualTo(expected(0, FRAMES));
        assertThat(reading.report).isEqualTo(new FileReport(4, 12, List.of(), 0, 0));
    }

    @Test
    void everyTruncationGivesTheWholeFramesAndATornTail() throws IOException {
        int headerEnd = frameOffsets.get(0);
        for (int length = 0; length < file.length; length++) {
            byte[] cut = Arrays.copyOf(file, length);
            if (length < headerEnd) {
                assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptDataException.class);
                continue;
            }
            int whole = 0;
            while (frameOffsets.get(whole + 1) <= length) {
                whole++;
            }
            Reading reading = read(cut);
            assertThat(reading.events).as("%s bytes", length).isEqualTo(expected(0, whole));
            assertThat(reading.report.damages()).isEmpty();
            assertThat(reading.report.tornBytes()).isEqualTo(length - frameOffsets.get(whole));
        }
    }

    @Test
    void everyFlippedByteIsReportedAndCostsItsFrameOnly(Random random) throws IOException {
        int headerEnd = frameOffsets.get(0);
        for (int at = 0; at < file.length; at++) {
            byte[] flipped = file.clone();
            flipped[at] ^= (byte) (1 + random.nextInt(255));
            if (at < headerEnd) {
                assertThatThrownBy(() -> read(flipped)).isInstanceOf(TTLogException.class);
                continue;
            }
            int hit = 0;
            while (frameOffsets.get(hit + 1) <= at) {
                hit++;
            }
            Reading reading = read(flipped);
            int damaged = hit;
            assertThat(reading.events).as("byte %s of frame %s", at, hit).isEqualTo(expectedWithout(damaged));
            long reported = reading.report.damageCount() + (reading.report.tornBytes() > 0 ? 1 : 0);
            assertThat(reported).isEqualTo(1);
            if (reading.report.damageCount() == 1) {
                FileReport.Damage damage = reading.report.damages().get(0);
                assertThat(damage.offset()).isEqualTo((long) frameOffsets.get(hit));
                assertThat(damage.bytes()).isEqualTo((long) frameOffsets.get(hit + 1) - frameOffsets.get(hit));
                assertThat(damage.problem()).contains("test.ttlog at offset ");
            }
        }
    }

    @Test
    void foreignBytesBetweenFramesAreSkipped(Random random) throws IOException {
        byte[] noise = new byte[200_000]; // more than the window of the search
        random.nextBytes(noise);
        int at = frameOffsets.get(2);
        Reading reading = read(joined(Arrays.copyOf(file, at), noise, Arrays.copyOfRange(file, at, file.length)));

        assertThat(reading.events).isEqualTo(expected(0, FRAMES));
        assertThat(reading.report.damages()).hasSize(1);
        assertThat(reading.report.damages().get(0).offset()).isEqualTo(at);
        assertThat(reading.report.damages().get(0).bytes()).isEqualTo(noise.length);
    }

    @Test
    void missingFramesAreReported() throws IOException {
        Reading reading = read(joined(
                Arrays.copyOf(file, frameOffsets.get(1)), Arrays.copyOfRange(file, frameOffsets.get(3), file.length)));

        assertThat(reading.events).isEqualTo(expectedOf(List.of(0, 3)));
        assertThat(reading.report.damageCount()).isEqualTo(1);
        assertThat(reading.report.damages().get(0).problem()).isEqualTo("2 frames are missing before frame 3");
    }

    @Test
    void aRepeatedFrameGivesItsEventsOnce() throws IOException {
        byte[] second = Arrays.copyOfRange(file, frameOffsets.get(1), frameOffsets.get(2));
        Reading reading = read(joined(file, second));

        assertThat(reading.events).isEqualTo(expected(0, FRAMES));
        assertThat(reading.report.damageCount()).isEqualTo(1);
    }

    @Test
    void theBytesOfAFrameInsideATextAreNeverTakenForOne() throws IOException {
        byte[] foreign = frame(Codecs.NONE, FILE_ID + 1, 9, samples.fixed());
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("evil"), foreign);
        byte[] carrier = frame(Codecs.NONE, FILE_ID, 0, List.of(SampleEvents.record(encoder)));
        carrier[BlockFormat.HEADER_BYTES] ^= 1; // so that the reader has to search
        byte[] next = frame(Codecs.LZ4, FILE_ID, 1, samples.fixed());
        Reading reading = read(joined(FileFormat.header(FILE_ID, 77, "shop"), carrier, next));

        assertThat(reading.events).isEqualTo(eventsByFrame.get(0));
        assertThat(reading.report.damageCount()).isEqualTo(1);
    }

    @Test
    void anEventWithAnUndefinedSymbolDamagesItsFrame() throws IOException {
        byte[] record = samples.fixed().get(0);
        OpenFrame open = new OpenFrame(symbols);
        assertThat(open.add(record, 0)).isTrue();
        byte[] block = open.encode(Codecs.NONE, FILE_ID, 0);
        byte[] body = Arrays.copyOfRange(block, BlockFormat.HEADER_BYTES, block.length);
        body[FileFormat.BODY_HEADER_BYTES] = 99; // another id for the first definition
        byte[] forged = new byte[block.length];
        BlockFormat.encode(Codecs.NONE, body, 0, body.length, forged, 0);
        Reading reading = read(joined(FileFormat.header(FILE_ID, 77, "shop"), forged));

        assertThat(reading.events).isEmpty();
        assertThat(reading.report.damages().get(0).problem()).contains("which its frame does not define");
    }

    @Test
    void aFileOfAnotherVersionIsNotTakenForDamage() {
        for (int version : new int[] {1, 2, 4}) {
            byte[] other = FileFormat.header(1, 2, "s");
            other[FileHeader.VERSION_OFFSET] = (byte) version;
            CRC32C crc = new CRC32C();
            crc.update(other, 0, other.length - 4);
            EventFormat.putInt(other, other.length - 4, (int) crc.getValue());

            assertThatThrownBy(() -> read(other))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNKNOWN_VERSION))
                    .hasMessageContaining("test.ttlog: file format of version " + version
                            + ", this ttlog reads version 3; use " + (version > 3 ? "a newer one" : "an older one"));
        }
    }

    @Test
    void aFrameThatClaimsFewerThanNothingIsDamage() throws IOException {
        byte[] header = FileFormat.header(FILE_ID, 77, "shop");
        byte[] block = new OpenFrame(symbols).encode(Codecs.NONE, FILE_ID, 0);
        assertThat(read(joined(header, block)).report.damageCount()).isZero();
        for (int at : new int[] {
            FileFormat.BODY_SYMBOL_COUNT_OFFSET, FileFormat.BODY_EVENT_COUNT_OFFSET, FileFormat.BODY_EVENT_BYTES_OFFSET
        }) {
            for (int count : new int[] {-1, Integer.MIN_VALUE, 1, Integer.MAX_VALUE}) {
                byte[] body = Arrays.copyOfRange(block, BlockFormat.HEADER_BYTES, block.length);
                EventFormat.putInt(body, at, count);
                byte[] forged = new byte[block.length];
                BlockFormat.encode(Codecs.NONE, body, 0, body.length, forged, 0);
                assertThat(read(joined(header, forged)).report.damageCount())
                        .as("%s at %s", count, at)
                        .isEqualTo(1);
            }
        }
    }

    private List<String> expected(int from, int to) {
        List<String> events = new ArrayList<>();
        eventsByFrame.subList(from, to).forEach(events::addAll);
        return events;
    }

    private List<String> expectedWithout(int frame) {
        List<Integer> others = new ArrayList<>(List.of(0, 1, 2, 3));
        others.remove(frame);
        return expectedOf(others);
    }

    private List<String> expectedOf(List<Integer> frames) {
        List<String> events = new ArrayList<>();
        frames.forEach(frame -> events.addAll(eventsByFrame.get(frame)));
        return events;
    }

    private Reading read(byte[] bytes) throws IOException {
        Path path = directory.resolve("test.ttlog");
        Files.write(path, bytes);
        List<String> events = new ArrayList<>();
        try (FileReader reader = FileReader.open(path)) {
            while (reader.next()) {
                events.add(
                        Event.of(reader.event(), reader::symbol, reader.text()).toString());
            }
            return new Reading(events, reader.report());
        } finally {
            Files.delete(path); // rewriting a file in place makes ext4 flush it: 8 ms each
        }
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Writes the golden file of version 3 into the directory {@code args[0]}; refuses to overwrite. */
    public static void main(String[] args) throws IOException {
        FileReaderTest test = new FileReaderTest();
        test.writeASmallFile();
        Files.write(Path.of(args[0]).resolve("file-v3.ttlog"), test.file, StandardOpenOption.CREATE_NEW);
    }
}
