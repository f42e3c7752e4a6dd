/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ttlog.Ack;
import io.ttlog.core.SeededRandom;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueType;
import io.ttlog.core.sink.file.EventFiles;
import io.ttlog.core.sink.file.FileOptions;
import io.ttlog.core.sink.file.FileSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ttlog cat} on files that are whole, torn, damaged or no event files. */
@ExtendWith(SeededRandom.class)
class CatTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T11:51:36.123Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private final Symbols symbols = new Symbols();
    private final SampleEvents samples = new SampleEvents(symbols);

    /** Writes the records, as many to a frame as are in each list, and returns the file. */
    private Path write(Path directory, Clock clock, List<List<byte[]>> frames) throws IOException {
        try (FileSink sink =
                new FileSink(directory, "shop", FileOptions.DEFAULT.withCodec(Codecs.LZ4), clock, symbols)) {
            for (List<byte[]> frame : frames) {
                byte[] batch = SampleEvents.batch(frame);
                sink.write(batch, 0, batch.length);
                sink.flush(Ack.WRITTEN);
            }
        }
        List<Path> files = EventFiles.in(directory);
        return files.get(files.size() - 1);
    }

    private Path write() throws IOException {
        return write(folder, CLOCK, samples.fixed().stream().map(List::of).toList());
    }

    @Test
    void printsEventsAsTheConsoleDoes() throws IOException {
        CommandRun run = CommandRun.of("cat", write().toString());
        assertThat(run.out().lines())
                .hasSize(8)
                .startsWith("2026-11-21T11:51:36.123456Z INFO   shop shop.Login - User 12345 logged in from 10.0.0.7"
                        + "  user_id=12345 ip=10.0.0.7")
                .contains("    java.io.IOException: gone")
                .endsWith("1970-01-01T00:00:00.000000Z METRIC shop request_ms count=3 sum=6.5 min=0.5 max=4.0");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void readsDirectoriesAndFilesInTheOrderOfTime() throws IOException {
        List<byte[]> events = samples.fixed();
        Path a = folder.resolve("a");
        Path b = folder.resolve("b");
        write(a, CLOCK, List.of(List.of(events.get(0))));
        write(b, Clock.offset(CLOCK, Duration.ofSeconds(1)), List.of(List.of(events.get(2))));
        Path last = write(a, Clock.offset(CLOCK, Duration.ofSeconds(2)), List.of(List.of(events.get(3))));
        Files.writeString(b.resolve("notes.txt"), "not ours");
        Path elsewhere = Files.move(last, folder.resolve(last.getFileName()));

        CommandRun run = CommandRun.of("cat", elsewhere.toString(), b.toString(), a.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().map(line -> line.split(" +", -1)[1]))
                .containsExactly("INFO", "SPAN", "declined", "METRIC");
    }

    @Test
    void printsOneArrayOrAnObjectALine() throws IOException {
        Path file = write();
        List<String> lines = CommandRun.of("cat", "--format", "ndjson", file.toString())
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(5).allMatch(line -> line.startsWith("{\"signal\":") && line.endsWith("}"));
        String array = CommandRun.of("cat", "--format", "json", file.toString()).out();
        assertThat(array).isEqualTo("[\n" + String.join(",\n", lines) + "\n]\n");
        Path empty = folder.resolve("empty");
        write(empty, CLOCK, List.of());
        assertThat(CommandRun.of("cat", "--format", "json", empty.toString()).out())
                .isEqualTo("[]\n");
    }

    @Test
    void aJsonParserGivesBackEveryEvent(Random random) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            records.add(samples.random(random));
        }
        Path file = write(folder, CLOCK, List.of(records));
        List<String> lines = CommandRun.of("cat", "--format", "ndjson", file.toString())
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(records.size());
        for (int i = 0; i < lines.size(); i++) {
            Event event = samples.decode(records.get(i));
            Map<String, Object> parsed = parse(lines.get(i));
            assertThat(parsed.get("service")).isEqualTo(event.service().isEmpty() ? null : event.service());
            if (event instanceof Event.Log log) {
                assertThat(parsed)
                        .containsEntry("message", log.message())
                        .containsEntry("level", log.level().name());
                assertThat(parsed.get("error")).isEqualTo(log.error());
                assertThat(parsed.get("trace_id")).isEqualTo(log.traceId());
                assertThat(parsed.get("span_id")).isEqualTo(log.spanId());
            } else if (event instanceof Event.Span span) {
                assertThat(parsed.get("duration")).isEqualTo(span.durationNanos() < 0 ? null : span.durationNanos());
                assertThat(parsed.get("parent_id")).isEqualTo(span.parentId());
            } else if (event instanceof Event.Reading reading) {
                assertThat(parsed.get("value")).isEqualTo(number(reading.value()));
            } else if (event instanceof Event.Histogram histogram) {
                assertThat(parsed)
                        .containsEntry("count", histogram.count())
                        .containsEntry("max", number(histogram.max()));
            }
            checkFields(event, parsed);
        }
    }

    private static void checkFields(Event event, Map<String, Object> parsed) {
        Map<String, Integer> times = new HashMap<>();
        for (Event.Field field : event.fields()) {
            String name = wellFormed(field.key());
            int time = times.merge(name, 1, Integer::sum);
            String key = "attrs." + name + (time == 1 ? "" : "_" + time);
            assertThat(parsed).containsKey(key);
            Object expected = field.value();
            if (field.type() == ValueType.DOUBLE && expected instanceof Double value) {
                expected = number(value);
            }
            if (field.type() != ValueType.TIMESTAMP) {
                assertThat(parsed.get(key)).isEqualTo(expected);
            } else {
                Instant instant = Instant.parse(String.valueOf(parsed.get(key)));
                assertThat(instant.getEpochSecond() * 1_000_000_000L + instant.getNano())
                        .isEqualTo(expected);
            }
        }
    }

    /** Lone surrogates replaced as a key has them: those that stand at a code point of their own. */
    private static String wellFormed(String key) {
        StringBuilder replaced = new StringBuilder();
        key.codePoints()
                .map(point -> point >= 0xD800 && point <= 0xDFFF ? 0xFFFD : point)
                .forEach(replaced::appendCodePoint);
        return replaced.toString();
    }

    private static Object number(double value) {
        return Double.isFinite(value) ? (Object) value : Double.toString(value);
    }

    /** The keys and values of the object, those of attrs behind its name. */
    private static Map<String, Object> parse(String line) throws IOException {
        Map<String, Object> values = new HashMap<>();
        try (JsonParser parser = new JsonFactory()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .createParser(line)) {
            String prefix = "";
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    continue;
                }
                if (token == JsonToken.START_OBJECT) {
                    prefix = parser.currentName() + ".";
                } else if (token != JsonToken.END_OBJECT) {
                    values.put(prefix + parser.currentName(), value(parser, token));
                } else {
                    prefix = "";
                }
            }
        }
        return values;
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new AssertionError(token);
        };
    }

    @Test
    void tellsDamageAndPrintsTheRestAndEndsWith4() throws IOException {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1; // in the first frame
        Files.write(file, bytes);
        CommandRun run = CommandRun.of("cat", file.toString());
        assertThat(run.out().lines()).hasSize(7).noneMatch(line -> line.contains("12345"));
        assertThat(run.err()).contains(file + " at offset 44: block checksum", "bytes passed over");
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void notesATornTailAndAnEmptyFileWhichAreNoDamage() throws IOException {
        Path file = write();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 10));
        Path empty = Files.createFile(folder.resolve("events-20991231T000000.000Z-000001.ttlog"));
        CommandRun run = CommandRun.of("cat", folder.toString());
        assertThat(run.out().lines()).hasSize(7);
        assertThat(run.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("note: " + file + ": the last ")
                        && line.contains("a frame that was not written to its end"))
                .anyMatch(line -> line.startsWith("note: " + empty + ": it is empty"));
        assertThat(run.code()).isZero();
    }

    @Test
    void readsOnBehindAFileThatIsNone() throws IOException {
        Path file = write();
        Path other = Files.writeString(folder.resolve("a.txt"), "no events in here, but enough of it to be a header");
        CommandRun run = CommandRun.of("cat", other.toString(), file.toString());
        assertThat(run.out().lines()).hasSize(8);
        assertThat(run.err()).contains("a.txt at offset 0: no event file: it does not start with TTLOGEVT");
        assertThat(run.code()).isEqualTo(4);
    }

    @Test
    void refusesWhatIsNotThere() throws IOException {
        CommandRun missing = CommandRun.of("cat", folder.resolve("gone").toString());
        assertThat(missing.err()).contains("gone: there is no such file");
        assertThat(missing.code()).isEqualTo(1);
        CommandRun none = CommandRun.of("cat", folder.toString());
        assertThat(none.err()).contains("the directory holds no event files");
        assertThat(none.code()).isEqualTo(1);
        assertThat(CommandRun.of("cat").code()).isEqualTo(2);
        CommandRun format = CommandRun.of("cat", "--format", "xml", write().toString());
        assertThat(format.err()).contains("xml", "text, json, ndjson");
        assertThat(format.code()).isEqualTo(2);
    }

    /** As {@code ttlog cat FILE | head -1}: nobody needs to be told that nobody reads on. */
    @Test
    void endsQuietlyWhenNobodyReadsOn(Random random) throws IOException {
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            records.add(samples.random(random));
        }
        Path file = write(folder, CLOCK, List.of(records));
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                InputStream.nullInputStream(),
                Terminal.writer(new StandardOutput(broken), false),
                new PrintWriter(err),
                false,
                false,
                false);
        assertThat(TTLogCommand.run(terminal, "cat", file.toString())).isEqualTo(1);
        assertThat(err.toString()).isEmpty();
    }
}
