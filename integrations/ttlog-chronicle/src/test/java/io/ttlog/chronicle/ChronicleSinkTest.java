/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.TTLogException;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChronicleSinkTest extends SinkContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T11:51:36.123456789Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Override
    protected Sink open() throws IOException {
        return open(1 << 20);
    }

    private Sink open(long bytesMax) throws IOException {
        return new ChronicleSink(directory, "shop", bytesMax, CLOCK, symbols);
    }

    @Override
    protected long eventsKept() throws IOException {
        return readAll().size();
    }

    @Test
    void bringsBackEveryEventOverManyFiles(Random random) throws IOException {
        List<byte[]> records = randomRecords(random, 3000);
        try (Sink sink = open(50_000)) {
            for (int i = 0; i < records.size(); i += 100) {
                write(sink, records.subList(i, i + 100));
            }
        }
        assertThat(files()).hasSizeGreaterThan(5).allMatch(file -> sizeOf(file) <= 64 << 10, "rounded up to pages");
        assertThat(readAll()).isEqualTo(texts(records));
    }

    @Test
    void aReaderFollowsWhatIsWrittenFromFileToFile() throws IOException {
        int fileBytes = 20_000;
        List<String> read = new ArrayList<>();
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) { // of one size, without symbols
            records.add(SampleEvents.record(new EventEncoder()
                    .beginLog(Level.INFO, 0, 0, 0, 0, i)
                    .message(String.format(Locale.ROOT, "%0500d", i))));
        }
        try (Sink sink = open(fileBytes);
                ChronicleReader reader = ChronicleReader.open(directory)) {
            for (byte[] record : records) {
                assertThat(reader.next()).isFalse();
                write(sink, List.of(record));
                assertThat(reader.next()).as("without any flush").isTrue();
                read.add(textOf(reader));
            }
            assertThat(reader.next()).isFalse();
            assertThat(reader.service()).isEqualTo("shop");
        }
        assertThat(read).isEqualTo(texts(records));
        int room = fileBytes - ChronicleFormat.header(0, 0, "shop").length - ChronicleFormat.END_BYTES;
        long eventsAFile = room / ChronicleFormat.recordBytes(records.get(0).length);
        assertThat((long) files().size())
                .isEqualTo((records.size() + eventsAFile - 1) / eventsAFile)
                .isEqualTo(9);
    }

    @Test
    void theNextSinkBeginsANewFileAndTheReaderTellsTheirSymbolsApart() throws IOException {
        List<String> read = new ArrayList<>();
        for (String template : new String[] {"first {x}", "second {x}"}) {
            Symbols own = new Symbols();
            EventEncoder encoder = new EventEncoder()
                    .beginLog(Level.INFO, own.intern(template), 0, 0, 0, 1)
                    .field(own.intern("x"), 7L);
            try (Sink sink = new ChronicleSink(directory, template, 1 << 20, CLOCK, own)) {
                write(sink, List.of(SampleEvents.record(encoder)));
            }
        }
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            while (reader.next()) {
                read.add(reader.service() + ": " + reader.text().message(reader.event()));
            }
        }
        assertThat(read).containsExactly("first {x}: first 7", "second {x}: second 7");
        assertThat(files()).containsExactly("0000000001.ttlc", "0000000002.ttlc");
    }

    @Test
    void aDirectoryBelongsToOneSink() throws IOException {
        try (Sink sink = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(TTLogException.class)
                    .hasMessageContainingAll("written by another sink", "chronicle.directory");
            write(sink, samples.fixed());
        }
        open().close();
        assertThat(readAll()).hasSize(5);
    }

    @Test
    void anEventLargerThanAFileIsRefusedAndTheOthersStay() throws IOException {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.field(symbols.intern("bytes"), new byte[30_000]);
        List<byte[]> records = new ArrayList<>(samples.fixed());
        records.add(2, SampleEvents.record(encoder));
        byte[] batch = SampleEvents.batch(records);
        int[] next = new int[1];
        try (Sink sink = open(20_000)) {
            assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                    .isInstanceOfSatisfying(PartlyTakenException.class, partly -> {
                        assertThat(EventFormat.recordBytes(batch, partly.takenTo()))
                                .isEqualTo(records.get(2).length);
                        next[0] = partly.next();
                    })
                    .hasMessageContainingAll("larger than a file of 20000 bytes", "chronicle.bytesMax");
            sink.write(batch, next[0], batch.length);
        }
        assertThat(readAll()).isEqualTo(texts(samples.fixed()));
    }

    @Test
    void theLargestEventFitsTheLeastFile() throws IOException {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.message("a".repeat(EventFormat.RECORD_BYTES_MAX - 40));
        try (Sink sink = open(ChronicleSinkProvider.BYTES_MAX_LEAST)) {
            write(sink, List.of(SampleEvents.record(encoder)));
        }
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void aBatchIsCutWhereTheNextFileCannotBeMade(Random random) throws IOException {
        Sink sink = open(20_000);
        Path second = directory.resolve("0000000002.ttlc.new");
        Files.createDirectory(second); // as if the disk were full
        List<byte[]> records = randomRecords(random, 300);
        byte[] batch = SampleEvents.batch(records);
        int[] next = new int[1];
        assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                .isInstanceOfSatisfying(PartlyTakenException.class, partly -> {
                    next[0] = partly.takenTo();
                    assertThat(partly.next()).isEqualTo(batch.length);
                })
                .hasCauseInstanceOf(IOException.class);
        Files.delete(second);
        sink.write(batch, next[0], batch.length);
        sink.close();
        assertThat(readAll()).isEqualTo(texts(records));
    }

    @Test
    void refusesABatchAfterClosing() throws IOException {
        Sink sink = open();
        sink.close();
        assertThatThrownBy(() -> write(sink, samples.fixed())).isInstanceOf(IOException.class);
        sink.flush(Ack.SYNCED);
    }

    private static void write(Sink sink, List<byte[]> records) throws IOException {
        byte[] batch = SampleEvents.batch(records);
        sink.write(batch, 0, batch.length);
    }

    private List<String> texts(List<byte[]> records) {
        return records.stream().map(samples::decode).map(Event::toString).toList();
    }

    private static String textOf(ChronicleReader reader) {
        return Event.of(reader.event(), reader::symbol, reader.text()).toString();
    }

    private List<String> readAll() throws IOException {
        List<String> events = new ArrayList<>();
        try (ChronicleReader reader = ChronicleReader.open(directory)) {
            while (reader.next()) {
                events.add(textOf(reader));
            }
            assertThat(reader.filesMissed()).isZero();
        }
        return events;
    }

    private long sizeOf(String file) {
        return directory.resolve(file).toFile().length();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".ttlc"))
                    .sorted()
                    .toList();
        }
    }
}
