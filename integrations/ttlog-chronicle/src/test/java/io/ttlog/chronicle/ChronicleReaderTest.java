/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the reader makes of files that are not as the sink left them. */
@Timeout(60)
@ExtendWith(SeededRandom.class)
class ChronicleReaderTest {
    private static final int FILE_BYTES = 8 << 10;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);
    private Path file;
    private byte[] good;
    private List<String> texts;

    @BeforeEach
    void writeAFile() throws IOException {
        try (Sink sink = new ChronicleSink(directory, "shop", FILE_BYTES, Clock.systemUTC(), symbols)) {
            byte[] batch = SampleEvents.batch(samples.fixed());
            sink.write(batch, 0, batch.length);
        }
        file = directory.resolve("0000000001.ttlc");
        good = Files.readAllBytes(file);
        texts = samples.fixed().stream()
                .map(samples::decode)
                .map(Event::toString)
                .toList();
        assertThat(readUntilDamage()).isEqualTo(texts);
    }

    @Test
    void noFlippedBitGivesAnEventThatWasNotWritten(Random random) throws IOException {
        int used = endOf(good);
        int found = 0;
        for (int bit = 0; bit < 8 * used; bit += 1 + random.nextInt(64)) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bad);
            List<String> read = new ArrayList<>();
            try {
                read.addAll(readUntilDamage());
            } catch (TTLogException e) { // a version may be what was flipped
                assertThat(e.code()).isIn(ErrorCode.CORRUPT_DATA, ErrorCode.UNKNOWN_VERSION);
                assertThat(e).hasMessageContaining(file.toString());
            }
            assertThat(texts.subList(0, read.size())).as("bit %d", bit).isEqualTo(read);
            found += read.size() < texts.size() ? 1 : 0;
        }
        assertThat(found).isGreaterThan(50);
    }

    @Test
    void namesFileAndOffsetOfDamageAndGoesOnWithTheNextFile() throws IOException {
        int second = EventFormat.aligned(36 + "shop".length() + 4);
        byte[] bad = good.clone();
        bad[second + 5] ^= 1;
        Files.write(file, bad);
        try (Sink sink = new ChronicleSink(directory, "shop", FILE_BYTES, Clock.systemUTC(), symbols)) {
            byte[] batch = SampleEvents.batch(samples.fixed());
            sink.write(batch, 0, batch.length);
        }
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            assertThatThrownBy(reader::next)
                    .isInstanceOfSatisfying(CorruptDataException.class, e -> {
                        assertThat(e.source()).isEqualTo(file.toString());
                        assertThat(e.offset()).isEqualTo(second);
                    })
                    .hasMessageContaining("checksum");
            int events = 0;
            while (reader.next()) {
                events++;
            }
            assertThat(events).isEqualTo(5);
        }
    }

    @Test
    void believesNoLengthBeforeItIsCheckedAgainstTheFile() throws IOException {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -2, FILE_BYTES, 1 << 24}) {
            byte[] bad = good.clone();
            EventFormat.putInt(bad, EventFormat.aligned(36 + "shop".length() + 4), length);
            Files.write(file, bad);
            assertThatThrownBy(this::readAll)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("a record of " + length + " bytes");
        }
    }

    @Test
    void aFileThatWasCutIsDamaged() throws IOException {
        for (int bytes = 0; bytes < endOf(good); bytes += 13) {
            Files.write(file, Arrays.copyOf(good, bytes));
            assertThatThrownBy(this::readAll).as("%d bytes", bytes).isInstanceOf(CorruptDataException.class);
        }
    }

    @Test
    void aFileWithoutAnEndMarkIsReadToItsLastCommittedRecord() throws IOException {
        byte[] killed = good.clone();
        EventFormat.putInt(killed, endOf(good), 0);
        EventFormat.putInt(killed, endOf(good) + 8, 1234); // of a record whose length was not written
        Files.write(file, killed);
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            assertThat(read(reader)).isEqualTo(texts);
            try (Sink sink = new ChronicleSink(directory, "shop", FILE_BYTES, Clock.systemUTC(), symbols)) {
                byte[] batch = SampleEvents.batch(samples.fixed());
                sink.write(batch, 0, batch.length);
                assertThat(read(reader)).as("from the next file").isEqualTo(texts);
            }
        }
    }

    @Test
    void countsFilesThatWereDeletedUnread() throws IOException {
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            for (int i = 0; i < 3; i++) {
                new ChronicleSink(directory, "shop", FILE_BYTES, Clock.systemUTC(), symbols).close();
            }
            Files.delete(directory.resolve("0000000002.ttlc"));
            Files.delete(directory.resolve("0000000003.ttlc"));
            assertThat(read(reader)).isEqualTo(texts);
            assertThat(reader.filesMissed()).isEqualTo(2);
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsSaidToBe() {
        assertThatThrownBy(() -> ChronicleReader.open(directory.resolve("absent")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("absent");
    }

    /** Where the end mark lies. */
    private static int endOf(byte[] bytes) {
        int at = EventFormat.aligned(36 + "shop".length() + 4);
        while (EventFormat.getInt(bytes, at) != ChronicleFormat.END) {
            at += (int) ChronicleFormat.recordBytes(EventFormat.getInt(bytes, at));
        }
        return at;
    }

    private List<String> readAll() throws IOException {
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            return read(reader);
        }
    }

    private List<String> readUntilDamage() throws IOException {
        List<String> events = new ArrayList<>();
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            while (reader.next()) {
                events.add(
                        Event.of(reader.event(), reader::symbol, reader.text()).toString());
            }
        } catch (CorruptDataException e) {
            assertThat(e.source()).isEqualTo(file.toString());
            assertThat(e.offset()).isBetween(0L, (long) FILE_BYTES);
        }
        return events;
    }

    private static List<String> read(ChronicleReader reader) throws IOException {
        List<String> events = new ArrayList<>();
        while (reader.next()) {
            events.add(Event.of(reader.event(), reader::symbol, reader.text()).toString());
        }
        return events;
    }
}
