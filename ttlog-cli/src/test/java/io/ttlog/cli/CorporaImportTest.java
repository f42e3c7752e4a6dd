/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Imports each file of the corpora of real telemetry and compares the rows with a count taken from the file's bytes without
 * our readers. The corpora are not part of the repository: they are looked for in {@code ../shared/corpora} beside it, or
 * where the property {@code ttlog.corpora} or the variable {@code TTLOG_CORPORA} says.
 */
class CorporaImportTest {
    private static final Path CORPORA = place();
    private static final Pattern GC_HEAD = Pattern.compile("^(OpenJDK |Memory: |CommandLine flags: )");

    @TempDir
    private Path data;

    private static Path place() {
        String property = System.getProperty("ttlog.corpora");
        String variable = System.getenv("TTLOG_CORPORA");
        String named = property == null ? variable : property;
        return named == null ? Path.of("..", "..", "shared", "corpora") : Path.of(named);
    }

    /**
     * A file and how it is read.
     *
     * @param file below the corpora
     * @param table of its rows
     * @param rows counts them in its plain bytes
     * @param rejected counts what cannot be parsed as asked
     * @param options of the import
     */
    private record Corpus(
            String file, String table, ToLongFunction<byte[]> rows, ToLongFunction<byte[]> rejected, String options) {
        static Corpus of(String file, String table, ToLongFunction<byte[]> rows, String options) {
            return new Corpus(file, table, rows, bytes -> 0, options);
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Corpus> corpora() {
        List<Corpus> all = new ArrayList<>(List.of(
                Corpus.of("logs/elastic-kafka-broker.log", "logs", CorporaImportTest::lines, "text --service kafka"),
                // A log begins with three lines on the JVM, which have no timestamp.
                new Corpus(
                        "logs/elastic-kafka-jvmgc.log",
                        "logs",
                        CorporaImportTest::lines,
                        CorporaImportTest::gcHeadLines,
                        "text --service kafka"),
                Corpus.of("logs/elastic-apache-access.log", "logs", CorporaImportTest::lines, "text --service apache"),
                Corpus.of("logs/elastic-sshd-auth.log", "logs", CorporaImportTest::lines, "text --year 2017"),
                Corpus.of(
                        "logs/aws-cloudtrail.ndjson",
                        "logs",
                        CorporaImportTest::lines,
                        "ndjson --map timestamp=eventTime,message=eventName,service=eventSource"),
                Corpus.of("logs/otrf-windows-events.ndjson", "logs", CorporaImportTest::lines, "ndjson --service win"),
                Corpus.of(
                        "spans/crisp-jaeger.ndjson", "spans", CorporaImportTest::jaegerSpans, "ndjson --signal spans"),
                Corpus.of(
                        "spans/jaegerui-testtraces.ndjson",
                        "spans",
                        CorporaImportTest::jaegerSpans,
                        "ndjson --signal spans"),
                Corpus.of(
                        "spans/zipkin-testdata.ndjson",
                        "spans",
                        CorporaImportTest::zipkinSpans,
                        "ndjson --signal spans")));
        for (String name : List.of("nezha-onlineboutique-2022-08", "nezha-trainticket-2023-01-30")) {
            all.add(Corpus.of(
                    "logs/" + name + ".csv",
                    "logs",
                    CorporaImportTest::csvRecords,
                    "csv --map timestamp=TimeUnixNano,service=PodName,message=Log,trace_id=TraceID,span_id=SpanID"));
        }
        for (String name : List.of("nezha-onlineboutique-2022-08-22a", "nezha-trainticket-2023-01-30")) {
            all.add(Corpus.of(
                    "spans/" + name + ".csv",
                    "spans",
                    CorporaImportTest::csvRecords,
                    "csv --signal spans --map service=PodName,name=OperationName,timestamp=StartTimeUnixNano"));
        }
        for (String name : List.of("azure-vmnoise-a", "nab-real", "nezha-pods-a", "nginxplus-counters")) {
            all.add(Corpus.of(
                    "metrics/" + name + ".csv", "metrics", CorporaImportTest::csvRecords, "csv --signal metrics"));
        }
        for (String name : List.of("1histogram.om", "alltypes.237mfs.prom", "alltypes.5mfs.om")) {
            all.add(Corpus.of(
                    "metrics/prometheus-" + name + ".txt",
                    "metrics",
                    CorporaImportTest::samples,
                    "text --signal metrics"));
        }
        for (String name : List.of("bitcoin_transactions_f", "city_temperature_f", "food_prices", "gov26", "nyc29")) {
            all.add(Corpus.of(
                    "metrics/alp-" + name + "_tw.bin",
                    "metrics",
                    bytes -> bytes.length / Double.BYTES,
                    "f64 --signal metrics"));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("corpora")
    void importsEveryRecord(Corpus corpus) throws IOException {
        requireCorpora();
        Path file = CORPORA.resolve(corpus.file + ".zst");
        byte[] bytes = plain(file);
        long rows = corpus.rows.applyAsLong(bytes);
        assertThat(rows).as("rows counted in the file").isPositive();

        List<String> arguments = new ArrayList<>(List.of("import", "--data", data.toString(), "--format"));
        arguments.addAll(List.of(corpus.options.split(" ")));
        arguments.add(file.toString());
        CommandRun run = CommandRun.of(arguments.toArray(new String[0]));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lastLine())
                .as(run.err())
                .startsWith("{\"rows\":" + rows + ",\"rejected\":" + corpus.rejected.applyAsLong(bytes) + ",");
        assertThat(CommandRun.answers(data, "SELECT count(*) FROM " + corpus.table))
                .containsExactly(Long.toString(rows));
        assertThat(CommandRun.of("verify", "--data", data.toString()))
                .isEqualTo(new CommandRun(0, rows + " rows in " + files() + " files are sound, no damage\n", ""));
    }

    /** So that a file that comes to the corpora later is not forgotten here. */
    @Test
    void knowsEveryFileOfTheCorpora() throws IOException {
        requireCorpora();
        try (Stream<Path> files = Files.walk(CORPORA)) {
            assertThat(files.filter(file -> file.toString().endsWith(".zst"))
                            .map(file -> CORPORA.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrderElementsOf(
                            corpora().map(corpus -> corpus.file + ".zst").toList());
        }
    }

    private static void requireCorpora() {
        if (!Files.isDirectory(CORPORA)) {
            String reason = "SKIPPED: no corpora in " + CORPORA.toAbsolutePath().normalize()
                    + "; name their place with -Dttlog.corpora=DIR or TTLOG_CORPORA";
            System.err.println(reason); // Surefire shows no reason of a skipped test
            abort(reason);
        }
    }

    /** Those that verify reads: the manifest and the segments, the log being empty. */
    private long files() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(
                            file -> file.endsWith("MANIFEST") || file.toString().endsWith(".seg"))
                    .count();
        }
    }

    private static byte[] plain(Path file) throws IOException {
        try (InputStream in = new ZstdInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    private static long lines(byte[] bytes) {
        long count = 0;
        for (byte b : bytes) {
            count += b == '\n' ? 1 : 0;
        }
        return count + (bytes.length > 0 && bytes[bytes.length - 1] != '\n' ? 1 : 0);
    }

    private static long gcHeadLines(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> GC_HEAD.matcher(line).find())
                .count();
    }

    /** A line end after an even number of quotes ends a record; the first is the header. */
    private static long csvRecords(byte[] bytes) {
        long count = -1;
        boolean even = true;
        for (byte b : bytes) {
            even ^= b == '"';
            count += even && b == '\n' ? 1 : 0;
        }
        return count;
    }

    private static long samples(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .count();
    }

    /** Objects directly in the array that each line is. */
    private static long zipkinSpans(byte[] bytes) {
        return objectsInArrays(bytes, "");
    }

    /** Objects directly in arrays named {@code spans}; those in references are copies. */
    private static long jaegerSpans(byte[] bytes) {
        return objectsInArrays(bytes, "\"spans\":");
    }

    /** Objects directly in arrays that stand behind the name, or in the outermost. */
    private static long objectsInArrays(byte[] bytes, String name) {
        String json = new String(bytes, StandardCharsets.ISO_8859_1);
        Deque<Boolean> open = new ArrayDeque<>(); // whether the objects in it count
        long count = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (quoted) {
                i += c == '\\' ? 1 : 0;
            } else if (c == '{') {
                count += !open.isEmpty() && open.getLast() ? 1 : 0;
                open.addLast(false);
            } else if (c == '[') {
                open.addLast(name.isEmpty() ? open.isEmpty() : json.startsWith(name, i - name.length()));
            } else if (c == '}' || c == ']') {
                open.removeLast();
            }
        }
        return count;
    }
}
