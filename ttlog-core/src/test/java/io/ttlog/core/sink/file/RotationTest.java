/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a file is followed by another, which files are deleted, and that no other file ever is. */
class RotationTest {
    private static final Instant START = Instant.parse("2026-11-21T11:51:36.123Z");
    private static final FileOptions PLAIN = FileOptions.DEFAULT.withCodec(Codecs.NONE);
    private static final int EVENT_BYTES = 1000;

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final FaultyChannel.Disk disk = new FaultyChannel.Disk();
    private @Nullable FileSink sink;
    private Duration passed = Duration.ZERO;
    private long written;

    /** A clock that stands where the test has put it. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return START.plus(passed);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("times are UTC");
        }
    };

    private FileSink open(FileOptions options) throws IOException {
        FileSink opened = new FileSink(directory, "shop", options, clock, symbols, () -> passed.toNanos(), disk);
        sink = opened;
        return opened;
    }

    @AfterEach
    void close() throws IOException {
        if (sink != null) {
            sink.close();
        }
    }

    private void writeFrame(FileSink target) throws IOException {
        encoder.beginLog(Level.INFO, 0, 0, 0, 0, written++).field(symbols.intern("bytes"), new byte[EVENT_BYTES]);
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(encoder)));
        target.write(batch, 0, batch.length);
        target.flush(Ack.WRITTEN);
    }

    private List<Long> events() throws IOException {
        List<Long> events = new ArrayList<>();
        for (Path file : EventFiles.in(directory)) {
            try (FileReader reader = FileReader.open(file)) {
                while (reader.next()) {
                    events.add(reader.event().timestampNanos());
                }
            }
        }
        return events;
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Long[] range(long from, long to) {
        return LongStream.range(from, to).boxed().toArray(Long[]::new);
    }

    @Test
    void aFileOfTheGivenAgeIsFollowedByAnother() throws IOException {
        FileSink hourly = open(PLAIN.withNanosMax(Duration.ofHours(1).toNanos()));
        writeFrame(hourly);
        passed = Duration.ofMinutes(59);
        writeFrame(hourly);
        assertThat(names()).hasSize(1);
        passed = Duration.ofMinutes(60);
        writeFrame(hourly);
        assertThat(names())
                .containsExactly(
                        "events-20261121T115136.123Z-000001.ttlog", "events-20261121T125136.123Z-000001.ttlog");
        assertThat(events()).containsExactly(range(0, 3));
    }

    @Test
    void aFileOfTheGivenAgeEndsAlsoWhenNothingIsWrittenButNoEmptyOneFollows() throws IOException {
        FileSink hourly = open(PLAIN.withNanosMax(Duration.ofHours(1).toNanos()));
        passed = Duration.ofHours(10);
        hourly.idle();
        writeFrame(hourly);
        writeFrame(hourly);
        assertThat(names()).as("a file without events does not age").hasSize(1);
        disk.forces = false;
        passed = Duration.ofHours(11);
        assertThatThrownBy(hourly::idle).as("a file that ends is forced").hasMessageContaining("could not be forced");
        disk.forces = true;
        passed = Duration.ofHours(30);
        hourly.idle();
        assertThat(names()).hasSize(1);
        assertThatThrownBy(() -> hourly.flush(Ack.SYNCED)).hasMessageContaining("could not be forced");
        writeFrame(hourly);
        assertThat(names()).hasSize(2);
    }

    @Test
    void keepsTheGivenNumberOfFiles() throws IOException {
        FileSink three =
                open(PLAIN.withBytesMax(1).withRetention(new FileRetention(3, Long.MAX_VALUE, Long.MAX_VALUE)));
        for (int i = 0; i < 10; i++) {
            writeFrame(three);
            assertThat(names()).hasSizeLessThanOrEqualTo(3);
        }
        assertThat(events()).containsExactly(range(7, 10));
    }

    @Test
    void keepsTheGivenNumberOfBytesAtEveryMoment() throws IOException {
        long bytesMax = 20_000;
        FileSink small = open(PLAIN.withBytesMax(5_000)
                .withRetention(new FileRetention(Integer.MAX_VALUE, bytesMax, Long.MAX_VALUE)));
        for (int i = 0; i < 100; i++) {
            writeFrame(small);
            long bytes = 0;
            for (String name : names()) {
                bytes += Files.size(directory.resolve(name));
            }
            assertThat(bytes).isLessThanOrEqualTo(bytesMax);
        }
        List<Long> kept = events();
        assertThat(kept).hasSizeBetween(10, 20).containsExactly(range(100 - kept.size(), 100));
    }

    @Test
    void keepsFilesForTheGivenTimeAlsoWhenNothingIsWritten() throws IOException {
        FileSink daily = open(PLAIN.withNanosMax(Duration.ofHours(1).toNanos())
                .withRetention(new FileRetention(
                        Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1).toNanos())));
        writeFrame(daily);
        Path first = directory.resolve(names().get(0));
        passed = Duration.ofHours(1);
        writeFrame(daily);
        Files.setLastModifiedTime(first, FileTime.from(START)); // the disk has a clock of its own
        Path second = directory.resolve(names().get(1));
        Files.setLastModifiedTime(second, FileTime.from(START.plus(passed)));

        passed = Duration.ofHours(24).minusMillis(1);
        daily.idle();
        assertThat(first).exists();
        passed = Duration.ofHours(24);
        daily.idle();
        assertThat(first).as("looked at at most once a minute").exists();
        passed = Duration.ofHours(24).plusMinutes(1);
        daily.idle();
        assertThat(first).doesNotExist();
        assertThat(second).exists();
    }

    @Test
    void deletesOldFilesOfEarlierProcessesAtTheStart() throws IOException {
        for (int i = 0; i < 5; i++) {
            FileSink earlier = open(PLAIN);
            writeFrame(earlier);
            earlier.close();
        }
        open(PLAIN.withRetention(new FileRetention(2, Long.MAX_VALUE, Long.MAX_VALUE)));
        assertThat(events()).containsExactly(4L);
        assertThat(names()).hasSize(2);
    }

    @Test
    void deletesNoFileThatIsNotOurs() throws IOException {
        byte[] ours = FileFormat.header(1, 2, "shop");
        List<String> others = List.of(
                "notes.txt",
                "events-20200101T000000.000Z-000001.ttlog.bak",
                "events-20200101T000000.000Z-1.ttlog",
                "events-20200101T000000.000Z-000000.ttlog",
                "events-20201399T000000.000Z-000001.ttlog",
                "xevents-20200101T000000.000Z-000001.ttlog",
                "events-today.ttlog");
        for (String name : others) {
            Files.write(directory.resolve(name), ours);
        }
        Path foreign = directory.resolve("events-20200101T000000.000Z-000001.ttlog");
        Files.writeString(foreign, "a diary that happens to be called so");
        Path folder = Files.createDirectory(directory.resolve("events-20200101T000000.000Z-000002.ttlog"));
        Path target = Files.write(directory.resolve("target"), ours);
        Path link = Files.createSymbolicLink(directory.resolve("events-20200101T000000.000Z-000003.ttlog"), target);
        Path old = Files.write(directory.resolve("events-20200101T000000.000Z-000004.ttlog"), ours);
        Path empty = Files.createFile(directory.resolve("events-20200101T000000.000Z-000005.ttlog"));

        FileSink one = open(PLAIN.withBytesMax(1)
                .withRetention(new FileRetention(1, 1, Duration.ofSeconds(1).toNanos())));
        writeFrame(one);
        writeFrame(one);
        assertThat(others)
                .allSatisfy(name -> assertThat(directory.resolve(name)).exists());
        assertThat(List.of(foreign, folder, target))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(link).isSymbolicLink();
        assertThat(old).doesNotExist();
        assertThat(empty).as("what a kill before the header left").doesNotExist();
        assertThat(events()).containsExactly(1L);
    }

    @Test
    void forcesWithinASecondWhenToldTo() throws IOException {
        FileSink secondly = open(PLAIN.withSync(FileSync.SECOND));
        disk.forces = false;
        writeFrame(secondly);
        passed = Duration.ofMillis(999);
        secondly.idle();
        passed = Duration.ofSeconds(1);
        assertThatThrownBy(secondly::idle).as("that is when it forces").hasMessageContaining("could not be forced");
        disk.forces = true;
        assertThatThrownBy(() -> secondly.flush(Ack.SYNCED)).hasMessageContaining("could not be forced");
    }

    @Test
    void forcesUnderLoadToo() throws IOException {
        FileSink secondly = open(PLAIN.withSync(FileSync.SECOND));
        writeFrame(secondly);
        disk.forces = false;
        passed = Duration.ofMillis(1500);
        writeFrame(secondly); // idle() is never called when there is always something to write
        disk.forces = true;
        assertThatThrownBy(() -> secondly.flush(Ack.SYNCED)).hasMessageContaining("could not be forced");
    }

    @Test
    void namesAreTheOrderOfTime() {
        EventFileName last = new EventFileName(START.toEpochMilli(), EventFileName.NUMBER_MAX);
        assertThat(last.toString()).isEqualTo("events-20261121T115136.123Z-999999.ttlog");
        assertThat(EventFileName.after(last, START.toEpochMilli()).toString())
                .isEqualTo("events-20261121T115136.124Z-000001.ttlog");
        assertThat(EventFileName.parse(last.toString())).isEqualTo(last);
        assertThat(EventFileName.after(null, Long.MAX_VALUE).toString())
                .isEqualTo("events-99991231T235959.999Z-000001.ttlog");
        assertThat(EventFileName.after(null, Long.MIN_VALUE).toString())
                .isEqualTo("events-00000101T000000.000Z-000001.ttlog");
    }
}
