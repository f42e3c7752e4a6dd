/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest extends SinkContract {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T11:51:36.123456789Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    @Override
    protected Sink open() throws IOException {
        return open(Codecs.LZ4, Long.MAX_VALUE);
    }

    private Sink open(BlockCodec codec, long bytesMax) throws IOException {
        return open(FileOptions.DEFAULT.withCodec(codec).withBytesMax(bytesMax));
    }

    private Sink open(FileOptions options) throws IOException {
        return new FileSink(directory, "shop", options, CLOCK, symbols);
    }

    @Override
    protected long eventsKept() throws IOException {
        return readAll().size();
    }

    @Test
    void bringsBackEveryEventWithEveryCodec(Random random) throws IOException {
        for (BlockCodec codec : List.of(Codecs.NONE, Codecs.LZ4, Codecs.ZSTD, Codecs.SNAPPY)) {
            clear();
            List<byte[]> records = randomRecords(random, 3000);
            try (Sink sink = open(codec, Long.MAX_VALUE)) {
                for (int i = 0; i < records.size(); i += 100) {
                    byte[] batch = SampleEvents.batch(records.subList(i, i + 100));
                    sink.write(batch, 0, batch.length);
                }
            }
            assertThat(readAll().toString())
                    .isEqualTo(records.stream().map(samples::decode).toList().toString());
        }
    }

    @Test
    void namesFilesByTimeAndNumberAndNeverOverwrites() throws IOException {
        open().close();
        open().close();
        new FileSink(directory, "../a b/ü", FileOptions.DEFAULT, CLOCK, symbols).close();

        assertThat(names())
                .containsExactly(
                        "events-20261121T115136.123Z-000001.ttlog",
                        "events-20261121T115136.123Z-000002.ttlog",
                        "events-20261121T115136.123Z-000003.ttlog");
        try (FileReader reader = FileReader.open(directory.resolve(names().get(2)))) {
            assertThat(reader.service()).isEqualTo("../a b/ü");
            assertThat(reader.createdNanos()).isEqualTo(1_795_261_896_123_456_789L);
        }
    }

    @Test
    void aFileSortsBehindTheOthersEvenIfTheClockHasGoneBack() throws IOException {
        open().close();
        Clock earlier = Clock.offset(CLOCK, Duration.ofDays(-1));
        new FileSink(directory, "shop", FileOptions.DEFAULT, earlier, symbols).close();

        assertThat(names())
                .containsExactly(
                        "events-20261121T115136.123Z-000001.ttlog", "events-20261121T115136.123Z-000002.ttlog");
        try (FileReader reader = FileReader.open(directory.resolve(names().get(1)))) {
            assertThat(reader.createdNanos()).isEqualTo(1_795_261_896_123_456_789L - 86_400_000_000_000L);
        }
    }

    @Test
    void startsANewFileAtTheSizeLimitAndLosesNothing(Random random) throws IOException {
        List<byte[]> records = randomRecords(random, 200);
        try (Sink sink = open(Codecs.NONE, 5000)) {
            for (byte[] record : records) {
                byte[] batch = SampleEvents.batch(List.of(record));
                sink.write(batch, 0, batch.length);
                sink.flush(Ack.WRITTEN);
            }
        }
        assertThat(names()).hasSizeGreaterThan(3);
        assertThat(readAll()).hasSize(200);
    }

    @Test
    void writesNothingBeforeAFrameIsFullOrFlushed() throws IOException {
        try (Sink sink = open()) {
            long empty = bytes();
            byte[] batch = SampleEvents.batch(samples.fixed());
            sink.write(batch, 0, batch.length);
            sink.flush(Ack.ACCEPTED);
            sink.idle();
            assertThat(bytes()).isEqualTo(empty);

            sink.flush(Ack.WRITTEN);
            assertThat(bytes()).isGreaterThan(empty);
            assertThat(readAll()).hasSize(5);
        }
    }

    @Test
    void fullFramesAreWrittenWithoutAFlush(Random random) throws IOException {
        EventEncoder encoder = new EventEncoder();
        try (Sink sink = open(Codecs.NONE, Long.MAX_VALUE)) {
            byte[] unpackable = new byte[400];
            for (int i = 0; i < 2 * OpenFrame.FULL_RAW_BYTES / unpackable.length; i++) {
                random.nextBytes(unpackable);
                encoder.beginLog(Level.INFO, 0, 0, 0, 0, i).field(symbols.intern("bytes"), unpackable);
                byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
                sink.write(batch, 0, batch.length);
            }
            assertThat(bytes()).isGreaterThan(OpenFrame.FULL_RAW_BYTES);
        }
    }

    @Test
    void aFrameOfEventsThatPackWellEndsWithFourMiBOfThem() throws IOException {
        EventEncoder encoder = new EventEncoder();
        try (Sink sink = open(Codecs.NONE, Long.MAX_VALUE)) {
            encoder.beginLog(Level.INFO, 0, 0, 0, 0, 0);
            for (int field = 0; field < 1000; field++) {
                encoder.field(symbols.intern("key"), "the same text in each, of some length");
            }
            byte[] record = SampleEvents.record(encoder);
            byte[] batch = SampleEvents.batch(List.of(record));
            int count = OpenFrame.FULL_EVENT_BYTES / record.length + 1;
            for (int i = 0; i < count; i++) {
                sink.write(batch, 0, batch.length);
            }
            long before = bytes();
            sink.write(batch, 0, batch.length);
            assertThat(bytes() - before).isBetween(1000L * count, OpenFrame.FULL_RAW_BYTES - 1L);
        }
    }

    @Test
    void aBatchLargerThanAFrameIsSplit() throws IOException {
        EventEncoder encoder = new EventEncoder();
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            encoder.beginLog(Level.INFO, 0, 0, 0, 0, i).field(symbols.intern("bytes"), new byte[6 << 20]);
            records.add(SampleEvents.record(encoder));
        }
        byte[] batch = SampleEvents.batch(records);
        try (Sink sink = open()) {
            sink.write(batch, 0, batch.length);
        }
        assertThat(readAll()).extracting(Event::timestampNanos).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void theLargestEventFits() throws IOException {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        encoder.message("a".repeat(EventFormat.RECORD_BYTES_MAX - 40));
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        try (Sink sink = open(Codecs.NONE, Long.MAX_VALUE)) {
            sink.write(batch, 0, batch.length);
        }
        assertThat(readAll()).hasSize(1);
    }

    @Test
    void anEventWhoseSymbolsExceedAFrameIsRefusedAndTheOthersStay() throws IOException {
        EventEncoder encoder = new EventEncoder().beginLog(Level.INFO, 0, 0, 0, 0, 0);
        String tail = "\u0800".repeat(Symbols.SYMBOL_CHARS_MAX - 10);
        for (int i = 0; i < 400; i++) {
            encoder.field(symbols.intern(i + tail), 1L);
        }
        List<byte[]> records = new ArrayList<>(samples.fixed());
        records.add(2, SampleEvents.record(encoder));
        int[] next = new int[1];
        byte[] batch = SampleEvents.batch(records);
        try (Sink sink = open()) {
            assertThatThrownBy(() -> sink.write(batch, 0, batch.length))
                    .isInstanceOfSatisfying(PartlyTakenException.class, partly -> {
                        assertThat(EventFormat.recordBytes(batch, partly.takenTo()))
                                .isEqualTo(records.get(2).length);
                        assertThat(partly.next())
                                .isEqualTo(partly.takenTo() + EventFormat.aligned(records.get(2).length));
                        next[0] = partly.next();
                    })
                    .hasMessageContaining("larger than a frame");
            sink.write(batch, next[0], batch.length);
        }
        assertThat(readAll()).hasSize(5);
    }

    @Test
    void refusesABatchAfterClosing() throws IOException {
        Sink sink = open();
        sink.close();
        byte[] batch = SampleEvents.batch(samples.fixed());
        assertThatThrownBy(() -> sink.write(batch, 0, batch.length)).isInstanceOf(IOException.class);
    }

    @Test
    void writesAnOpenFrameWhenItIsDue() throws IOException {
        try (Sink sink = open()) {
            long empty = bytes();
            byte[] batch = SampleEvents.batch(samples.fixed());
            long begun = System.nanoTime();
            sink.write(batch, 0, batch.length);
            sink.idle();
            if (System.nanoTime() - begun < FileSink.FRAME_OPEN_NANOS_MAX) {
                assertThat(bytes()).isEqualTo(empty);
            }
            while (bytes() == empty) {
                sink.idle();
                assertThat(System.nanoTime() - begun).isLessThan(20 * FileSink.FRAME_OPEN_NANOS_MAX);
            }
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(FileSink.FRAME_OPEN_NANOS_MAX);
            assertThat(readAll()).hasSize(5);
        }
    }

    private List<Event> readAll() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Path file : EventFiles.in(directory)) {
            try (FileReader reader = FileReader.open(file)) {
                while (reader.next()) {
                    events.add(Event.of(reader.event(), reader::symbol, reader.text()));
                }
                assertThat(reader.report().damages()).isEmpty();
                assertThat(reader.report().tornBytes()).isZero();
            }
        }
        return events;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private long bytes() throws IOException {
        long bytes = 0;
        for (String name : names()) {
            bytes += Files.size(directory.resolve(name));
        }
        return bytes;
    }

    private void clear() throws IOException {
        for (String name : names()) {
            Files.delete(directory.resolve(name));
        }
    }
}
