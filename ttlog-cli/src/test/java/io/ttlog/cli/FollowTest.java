/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.file.EventFiles;
import io.ttlog.core.sink.file.FileOptions;
import io.ttlog.core.sink.file.FileSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ttlog cat --follow}, step by step: what happens between two looks is what a test says. */
class FollowTest {
    private static final Instant START = Instant.parse("2026-11-21T11:51:36.123Z");

    @TempDir
    Path folder;

    private final Symbols symbols = new Symbols();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int seconds;

    /** Something that happens, and what is expected to be printed after it. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private void follow(List<Path> arguments, Step... steps) throws IOException, InterruptedException {
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err, true), false, false, false);
        Iterator<Step> script = List.of(steps).iterator();
        try (Following following = new Following(new EventPrinter(terminal, EventPrinter.Format.text), arguments)) {
            following.run(() -> {
                boolean goesOn = script.hasNext();
                if (goesOn) {
                    try {
                        script.next().run();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
                return goesOn;
            });
        }
    }

    private FileSink sink(Path directory) throws IOException {
        Clock clock = Clock.fixed(START.plusSeconds(seconds++), ZoneOffset.UTC);
        return new FileSink(directory, "shop", FileOptions.DEFAULT.withCodec(Codecs.NONE), clock, symbols);
    }

    /** One frame of one event. */
    private void write(FileSink sink, int number) throws IOException {
        byte[] batch = SampleEvents.batch(List.of(SampleEvents.record(new EventEncoder()
                .beginLog(Level.INFO, symbols.intern("event {n}"), 0, 0, 0, START.getEpochSecond() * 1_000_000_000L)
                .field(symbols.intern("n"), (long) number))));
        sink.write(batch, 0, batch.length);
        sink.flush(Ack.WRITTEN);
    }

    /** A file of a frame for each number. */
    private Path file(Path directory, int... numbers) throws IOException {
        try (FileSink sink = sink(directory)) {
            for (int number : numbers) {
                write(sink, number);
            }
        }
        List<Path> files = EventFiles.in(directory);
        return files.get(files.size() - 1);
    }

    /** The numbers of the events that were printed. */
    private List<Integer> printed() {
        return out.toString()
                .lines()
                .map(line -> Integer.valueOf(line.substring(line.indexOf("n=") + 2)))
                .toList();
    }

    private void expect(Integer... numbers) {
        assertThat(printed()).containsExactly(numbers);
    }

    private static List<Integer> range(int to) {
        return IntStream.range(0, to).boxed().toList();
    }

    @Test
    void printsWhatIsThereAndThenWhatComes() throws Exception {
        file(folder, 0, 1);
        try (FileSink sink = sink(folder)) {
            write(sink, 2);
            follow(
                    List.of(folder),
                    () -> expect(0, 1, 2),
                    () -> write(sink, 3),
                    () -> expect(0, 1, 2, 3),
                    () -> expect(0, 1, 2, 3));
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void goesOnOverRotationAndRetention() throws Exception {
        List<Step> steps = new ArrayList<>();
        List<Path> seen = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int number = i;
            steps.add(() -> {
                assertThat(printed()).isEqualTo(range(number));
                seen.add(file(folder, number)); // a file each, as with the least file.bytesMax
                if (number >= 2) {
                    Files.delete(seen.get(number - 2)); // file.keepFiles=2
                }
            });
        }
        file(folder); // no event
        follow(List.of(folder), steps.toArray(Step[]::new));
        assertThat(printed()).isEqualTo(range(50));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void waitsForTheRestOfAFrame() throws Exception {
        Path whole = file(folder.resolve("whole"), 0, 1, 2);
        byte[] bytes = Files.readAllBytes(whole);
        Path growing = folder.resolve(whole.getFileName());
        Files.write(growing, Arrays.copyOf(bytes, 20)); // not even the header
        List<Step> steps = new ArrayList<>();
        for (int i = 20; i < bytes.length; i++) {
            int at = i;
            steps.add(() -> {
                assertThat(err.toString()).as("%s bytes", at).isEmpty();
                Files.write(growing, new byte[] {bytes[at]}, StandardOpenOption.APPEND);
            });
            if (i > 100 && i % 7 == 0) {
                steps.add(() -> {}); // a look at what stands still
            }
        }
        steps.add(() -> expect(0, 1, 2));
        follow(List.of(growing), steps.toArray(Step[]::new));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void takesWhatIsWrittenInPlaceOfAFrameThatWasCutOffAgain() throws Exception {
        Path whole = file(folder.resolve("whole"), 0, 1);
        byte[] bytes = Files.readAllBytes(whole);
        Path growing = folder.resolve(whole.getFileName());
        int half = bytes.length - 10;
        Files.write(growing, Arrays.copyOf(bytes, half));
        follow(
                List.of(growing),
                () -> expect(0),
                () -> {
                    try (var channel = Files.newByteChannel(growing, StandardOpenOption.WRITE)) {
                        channel.truncate(half - 30); // as a sink does whose write failed half way
                    }
                },
                () -> Files.write(
                        growing, Arrays.copyOfRange(bytes, half - 30, bytes.length), StandardOpenOption.APPEND),
                () -> expect(0, 1));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void tellsDamageOnceAsWithoutFollow() throws Exception {
        Path file = file(folder, 0, 1, 2, 3);
        byte[] bytes = Files.readAllBytes(file);
        byte[] damaged = bytes.clone();
        damaged[100] ^= 1; // in the first frame
        Files.write(file, damaged);
        CommandRun without = CommandRun.of("cat", file.toString());
        assertThat(without.err()).contains(" at offset 44: block checksum");

        Files.write(file, Arrays.copyOf(damaged, 200));
        follow(
                List.of(file),
                () -> {},
                () -> Files.write(file, Arrays.copyOfRange(damaged, 200, damaged.length), StandardOpenOption.APPEND),
                () -> expect(1, 2, 3),
                () -> {});
        assertThat(err.toString()).isEqualTo(without.err());
    }

    @Test
    void tellsDamagedAndEmptyHeadersAsWithoutFollow() throws Exception {
        Path file = file(folder, 0);
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        Path empty = Files.createFile(folder.resolve("events-20990101T000000.000Z-000001.ttlog"));
        Path last = Files.createFile(folder.resolve("events-20990101T000000.000Z-000002.ttlog"));
        follow(List.of(folder), () -> {}, () -> {}, () -> {});
        assertThat(err.toString().lines())
                .containsExactly(
                        "ttlog: " + file + " at offset 0: the checksum of the file header does not match",
                        "note: " + empty + ": it is empty: its writer ended before it wrote the header");
        assertThat(last).isEmptyFile();
    }

    @Test
    void tellsATornTailWhenTheNextFileIsThere() throws Exception {
        Path torn = file(folder, 0, 1);
        byte[] bytes = Files.readAllBytes(torn);
        Files.write(torn, Arrays.copyOf(bytes, bytes.length - 10));
        follow(
                List.of(folder),
                () -> assertThat(err.toString()).isEmpty(),
                () -> file(folder, 2),
                () -> {},
                () -> assertThat(err.toString().lines())
                        .singleElement()
                        .asString()
                        .startsWith("note: " + torn + ": the last ")
                        .endsWith("a frame that was not written to its end; its events are not there"),
                () -> expect(0, 2));
    }

    @Test
    void tellsOfAFileThatWasDeletedUnreadOrCut() throws Exception {
        Path first = file(folder, 0, 1);
        Path second = file(folder, 2);
        follow(
                List.of(first, second),
                () -> Files.write(first, new byte[10]),
                () -> Files.delete(second),
                () -> {},
                () -> expect(0, 1, 2));
        assertThat(err.toString().lines())
                .containsExactly(
                        "note: " + first + ": it became shorter than what was read of it, and is read no further");

        Path third = file(folder, 3);
        try (Following following = new Following(
                new EventPrinter(
                        new Terminal(
                                InputStream.nullInputStream(),
                                new PrintWriter(out),
                                new PrintWriter(err, true),
                                false,
                                false,
                                false),
                        EventPrinter.Format.text),
                List.of(third))) {
            Files.delete(third);
            following.run(() -> false);
        }
        assertThat(err.toString()).endsWith("note: " + third + ": it was deleted before it was read\n");
    }

    @Test
    void waitsForADirectoryThatVanishes() throws Exception {
        Path events = folder.resolve("events");
        Path aside = folder.resolve("aside");
        file(events, 0);
        follow(List.of(events), () -> Files.move(events, aside), () -> {}, () -> file(events, 1), () -> expect(0, 1));
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aFileIsFollowedByTheNewerOnesBesideIt() throws Exception {
        file(folder, 0);
        Path named = file(folder, 1);
        follow(List.of(named), () -> expect(1), () -> file(folder, 2), () -> expect(1, 2));
    }

    /** As the shell gives them for {@code events-*}. */
    @Test
    void nothingIsPrintedTwiceOfSeveralFilesAndTheirDirectory() throws Exception {
        Path first = file(folder, 0);
        Path second = file(folder, 1);
        follow(List.of(first, second), () -> expect(0, 1), () -> file(folder, 2), () -> expect(0, 1, 2));
        out.getBuffer().setLength(0);
        follow(
                List.of(second, folder, folder.resolve(".")),
                () -> expect(0, 1, 2),
                () -> file(folder, 3),
                () -> expect(0, 1, 2, 3));
    }

    @Test
    void readsOldFilesOnceAndKeepsFewOpen() throws Exception {
        int files = Following.FILES_MAX + 20;
        for (int i = 0; i < files; i++) {
            file(folder, i);
        }
        Path descriptors = Path.of("/proc/self/fd");
        follow(List.of(folder), () -> {
            assertThat(printed()).isEqualTo(range(files));
            if (Files.isDirectory(descriptors)) {
                assertThat(openIn(descriptors)).isEqualTo(Following.FILES_MAX);
            }
        });
        if (Files.isDirectory(descriptors)) {
            assertThat(openIn(descriptors)).isZero();
        }
    }

    private long openIn(Path descriptors) throws IOException {
        try (Stream<Path> links = Files.list(descriptors)) {
            return links.filter(link -> {
                        try {
                            return Files.readSymbolicLink(link).startsWith(folder);
                        } catch (IOException gone) {
                            return false; // the descriptor of this very listing
                        }
                    })
                    .count();
        }
    }

    @Test
    void refusesWhatItCannotFollow() throws Exception {
        Path file = file(folder, 0);
        CommandRun array = CommandRun.of("cat", "--follow", "--format", "json", file.toString());
        assertThat(array.err()).contains("--follow", "--format json", "text and ndjson");
        assertThat(array.code()).isEqualTo(2);
        CommandRun missing = CommandRun.of("cat", "-f", folder.resolve("gone").toString());
        assertThat(missing.err()).contains("gone: there is no such file");
        assertThat(missing.code()).isEqualTo(1);
    }

    @Test
    void looksOftenEnoughForPeopleAndSeldomEnoughForAnIdleMachine() {
        assertThat(Duration.ofMillis(Following.POLL_MILLIS)).isBetween(Duration.ofMillis(50), Duration.ofSeconds(1));
    }
}
