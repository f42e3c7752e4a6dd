/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of the commands: exit codes, and what goes to which stream. */
class CommandTest {
    private static final String LINE = "[2023-01-30 11:51:31,919] WARN disk is full (a.b.Disk)\n";

    @TempDir
    private Path folder;

    private String data() {
        return folder.resolve("data").toString();
    }

    private CommandRun query(String... arguments) {
        return CommandRun.of(Stream.concat(Stream.of("query", "--data", data()), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private void store() {
        assertThat(CommandRun.imports(Path.of(data()), LINE, "--format", "text").code())
                .isZero();
    }

    /** Fails as a user's mistake does: a message and no stack trace, nothing on standard output. */
    private static void assertFails(CommandRun run, int code, String message) {
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.err()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void joinsLinesToTheRecordBeforeThemOnlyWhenAsked() {
        String text = LINE + "    goes on\n";
        assertThat(CommandRun.imports(Path.of(data()), text, "--format", "text", "--multiline")
                        .lastLine())
                .startsWith("{\"rows\":1,");
        assertThat(CommandRun.imports(Path.of(data()), text, "--format", "text").lastLine())
                .startsWith("{\"rows\":2,");
    }

    @Test
    void notesWhatAnImportDidNotFindOrCouldNotKeep() {
        String logger = "l".repeat(100_000);
        CommandRun run = CommandRun.imports(
                Path.of(data()),
                "{\"message\":\"m\",\"logger\":\"" + logger + "\"}\n",
                "--format",
                "ndjson",
                "--map",
                "level=how_bad");
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains("--map level=how_bad: no record has that field")
                .contains("1 row without a timestamp of their own got the time of the import")
                .contains("1 names were too long or too many, and are attributes instead");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bogus",
                "--bogus",
                "query",
                "query --data",
                "query --data x",
                "query --data x -o xml sql",
                "query --data x --bogus sql",
                "stats",
                "stats --data x -o csv",
                "stats --data x --watch soon",
                "stats --data x --watch 0s",
                "stats --data x --templates 0",
                "verify",
                "verify --data x y",
                "import --data x --format text",
                "import --format text f",
                "import --data x f",
                "import --data x --format xml f",
                "import --data x --format text --signal traces f",
                "import --data x --format text --signal spans f",
                "import --data x --format f64 f",
                "import --data x --format csv --map level f",
                "import --data x --format csv --map duration=d f",
                "import --data x --format csv --map level=a,level=b f",
                "import --data x --format text --year never f"
            })
    void endsWith2AndTheUsageWhenTheCommandLineIsWrong(String line) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));
        assertFails(run, 2, "Usage: ttlog");
        assertThat(run.err().lines().findFirst().orElse(""))
                .as("the first line says what is wrong")
                .startsWith("ttlog: ")
                .hasSizeGreaterThan(10);
        assertThat(run.err().lines()).as("nothing scrolls away").hasSizeLessThan(12);
        assertThat(run.err()).contains("--help' tells more.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "import --help",
                "query --help",
                "stats --help",
                "verify --help",
                "demo --help",
                "compact --help",
                "retention --help",
                "backup --help",
                "restore --help"
            })
    void printsHelpToStandardOutput(String line) {
        CommandRun run = CommandRun.of(line.split(" "));
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Usage: ttlog");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void printsItsVersion() {
        assertThat(CommandRun.of("--version").out()).matches("ttlog \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void importsAndAnswers() {
        CommandRun run = CommandRun.imports(Path.of(data()), LINE, "--format", "text", "--service", "api");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("\\{\"rows\":1,\"rejected\":0,\"seconds\":\\d+\\.\\d{3}}\n");
        CommandRun answer = query("-o", "ndjson", "SELECT timestamp, level, service, logger, message FROM logs");
        assertThat(answer)
                .isEqualTo(new CommandRun(
                        0,
                        "{\"timestamp\":\"2023-01-30T11:51:31.919000000Z\",\"level\":\"WARN\",\"service\":\"api\","
                                + "\"logger\":\"a.b.Disk\",\"message\":\"disk is full\"}\n",
                        ""));
    }

    @Test
    void reportsWhatIsRejectedByLineOnStandardErrorAndGoesOn() {
        CommandRun run = CommandRun.imports(
                Path.of(data()), "{\"ts\":1700000000123,\"n\":1}\n{bad\n[1]\n{\"n\":2}\n", "--format", "ndjson");
        assertThat(run.code()).isZero();
        assertThat(run.lastLine()).startsWith("{\"rows\":2,\"rejected\":2,");
        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.err()).contains("stdin:2: not JSON, in column 2").contains("stdin:3: a JSON object");
        assertThat(CommandRun.answers(Path.of(data()), "SELECT n FROM logs ORDER BY n"))
                .containsExactly("1", "2");
    }

    @Test
    void saysHowManyMoreWereRejectedThanItNames() {
        CommandRun run = CommandRun.imports(Path.of(data()), "{bad\n".repeat(1_000), "--format", "ndjson");
        assertThat(run.lastLine()).startsWith("{\"rows\":0,\"rejected\":1000,");
        assertThat(run.err().lines()).hasSize(21).last().asString().contains("980 more, 1000 in all");
    }

    @Test
    void printsEachFormatAndTheTableByDefault() {
        store();
        String sql = "SELECT level, count(*) AS c FROM logs GROUP BY level";
        assertThat(query(sql).out()).isEqualTo("level  c\n-----  -\nWARN   1\n(1 row)\n");
        assertThat(query("-o", "json", sql).out()).isEqualTo("[\n{\"level\":\"WARN\",\"c\":1}\n]\n");
        assertThat(query("-o", "CSV", sql).out()).isEqualTo("level,c\r\nWARN,1\r\n");
    }

    @Test
    void answersSeveralStatementsOfFilesAndThenOfTheCommandLine() throws IOException {
        store();
        Path scripts = folder;
        Path one = Files.writeString(scripts.resolve("one.sql"), "-- counts\nSELECT 1 AS a;\n\nSELECT 2 AS b;\n");
        Path two = Files.writeString(scripts.resolve("two.sql"), "SELECT 3 AS c");
        assertThat(query("-o", "tsv", "-f", one.toString(), "-f", two.toString(), "SELECT 4 AS d; SELECT 5 AS e")
                        .out())
                .isEqualTo("a\n1\nb\n2\nc\n3\nd\n4\ne\n5\n");
        assertThat(query("-o", "tsv", "-p", "level=WARN", "SELECT count(*) AS n FROM logs WHERE level = :level")
                        .out())
                .isEqualTo("n\n1\n");
        Path wrong = Files.writeString(scripts.resolve("wrong.sql"), "SELECT 1 AS a;\n\nSELECT\nlevl FROM logs");
        CommandRun run = query("-o", "tsv", "-f", wrong.toString());
        assertThat(run.out()).isEqualTo("a\n1\n");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(wrong + ", statement that begins at line 3: ", "did you mean level?");
        assertFails(query("-f", scripts.resolve("none.sql").toString()), 1, "none.sql: there is no such file");
    }

    @Test
    void asksAboutARangeOfTimes() {
        store(); // at 2023-01-30 11:51:31.919
        String sql = "SELECT count(*) AS n, (SELECT count(level) FROM logs) AS m FROM logs";
        assertThat(query("-o", "tsv", "--from", "2023-01-30T11:51:31.919Z", sql).out())
                .isEqualTo("n\tm\n1\t1\n");
        assertThat(query("-o", "tsv", "--from", "2023-01-30T11:51:31.920Z", sql).out())
                .isEqualTo("n\tm\n0\t0\n");
        assertThat(query("-o", "tsv", "--to", "2023-01-30T11:51:31.919Z", sql).out())
                .isEqualTo("n\tm\n0\t0\n");
        assertThat(query("-o", "tsv", "--from", "2023-01-30", "--to", "1h", sql).out())
                .isEqualTo("n\tm\n1\t1\n");
        assertThat(query("-o", "tsv", "--since", "1h", sql).out()).isEqualTo("n\tm\n0\t0\n");
        assertFails(query("--since", "1x", sql), 2, "no range from '1x' to ''");
        assertFails(query("--since", "1h", "--from", "2h", sql), 2, "--since and --from");
        assertFails(query("--from", "1h", "--to", "2h", sql), 2, "the first earlier than the second");
    }

    @Test
    void showsThePlanInPlaceOfTheAnswer() {
        store();
        assertThat(query("--explain", "SELECT count(*) FROM logs WHERE level = 'WARN'")
                        .out())
                .contains("Read logs")
                .doesNotContain("count\n");
    }

    @Test
    void readsTheStatementFromStandardInput() {
        store();
        CommandRun run = CommandRun.withInput(
                "SELECT count(*) AS c\nFROM logs;\n".getBytes(UTF_8), "query", "--data", data(), "-o", "csv", "-");
        assertThat(run).isEqualTo(new CommandRun(0, "c\r\n1\r\n", ""));
    }

    @Test
    void saysTheCostOnStandardErrorWhenAsked() {
        store();
        CommandRun run = query("--stats", "-o", "csv", "SELECT level FROM logs");
        assertThat(run.out()).isEqualTo("level\r\nWARN\r\n");
        assertThat(run.err()).startsWith("1 rows in ").contains("1 rows scanned");
    }

    @Test
    void pointsAtTheMistakeInAStatement() {
        store();
        assertFails(query("SELECT level FRO logs"), 1, "SELECT level FRO logs\n             ^\n");
        assertFails(query("SELECT levl FROM logs"), 1, "did you mean level?");
        assertFails(query("SELECT 1 / FROM logs"), 1, "line 1, column 12");
        assertFails(query(""), 1, "SELECT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query --data %s x",
                "stats --data %s",
                "verify --data %s",
                "compact --data %s",
                "retention --data %s --now",
                "backup --data %s --to x"
            })
    void refusesToReadWhatIsNoStore(String line) throws IOException {
        String missing = folder.resolve("none").toString();
        assertFails(
                CommandRun.of(String.format(line, missing).split(" ")), 1, missing + ": there is no such directory");
        assertThat(Path.of(missing)).as("a command that reads makes nothing").doesNotExist();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertFails(CommandRun.of(String.format(line, empty).split(" ")), 1, "holds no store");
        Path file = Files.writeString(empty.resolve("file"), "x");
        assertFails(CommandRun.of(String.format(line, file).split(" ")), 1, "it is not a directory");
        assertFails(CommandRun.of(String.format(line, empty).split(" ")), 1, "holds no store");
    }

    @Test
    void refusesAMissingFileBeforeItImportsAnother() throws IOException {
        Path there = Files.writeString(folder.resolve("there.log"), LINE);
        CommandRun run =
                CommandRun.of("import", "--data", data(), "--format", "text", there.toString(), "/no/file.log");
        assertFails(run, 1, "/no/file.log: there is no such file");
        assertThat(Path.of(data())).doesNotExist();
    }

    @Test
    void failsWhenAFileCannotBeReadAndSaysWhatWasImported() {
        CommandRun run = CommandRun.of("import", "--data", data(), "--format", "text", folder.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains(folder + ": reading failed after 0 rows").doesNotContain("\tat ");
        assertThat(run.lastLine()).startsWith("{\"rows\":0,\"rejected\":0,");
    }

    @Test
    void failsWhenTheStoreCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        CommandRun run = CommandRun.imports(file, LINE, "--format", "text");
        assertThat(run.code()).isEqualTo(1);
        assertFails(run, 1, file.toString());
    }

    /** Takes some bytes, then fails as a full disk or a closed pipe does. */
    private static final class FullOutput extends OutputStream {
        private final String reason;
        private long room;
        private int failures;

        FullOutput(long room, String reason) {
            this.room = room;
            this.reason = reason;
        }

        @Override
        public void write(int b) throws IOException {
            if (room-- <= 0) {
                failures++;
                throw new IOException(reason);
            }
        }
    }

    private static CommandRun into(FullOutput out, String... arguments) {
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(LINE.getBytes(UTF_8)),
                Terminal.writer(new StandardOutput(out), false),
                new PrintWriter(err),
                false,
                false,
                false);
        int code = TTLogCommand.run(terminal, arguments);
        return new CommandRun(code, "", err.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "query --data %s -o table SELECT",
                "query --data %s -o json SELECT",
                "query --data %s -o ndjson SELECT",
                "query --data %s -o csv SELECT",
                "stats --data %s",
                "stats --data %s -o json",
                "verify --data %s",
                "import --data %s --format text -",
                "--version",
                "--help",
                "import --help"
            })
    void failsWhenStandardOutputIsFull(String line) {
        store();
        String[] arguments = String.format(line, data()).split(" ");
        if (arguments[0].equals("query")) {
            arguments[arguments.length - 1] = "SELECT * FROM logs";
        }
        FullOutput full = new FullOutput(10, "No space left on device");
        assertThat(into(full, arguments))
                .isEqualTo(new CommandRun(
                        1, "", "ttlog: standard output could not be written: No space left on device\n"));
        assertThat(full.failures).isEqualTo(1);
        assertThat(into(new FullOutput(10, "Broken pipe"), arguments)).isEqualTo(new CommandRun(1, "", ""));
    }

    @Test
    void stopsPrintingWhenStandardOutputFails() {
        assertThat(CommandRun.imports(Path.of(data()), LINE.repeat(5_000), "--format", "text")
                        .code())
                .isZero();
        CommandRun run = into(
                new FullOutput(100, "Input/output error"), "query", "--data", data(), "--stats", "SELECT * FROM logs");
        assertThat(run)
                .isEqualTo(new CommandRun(1, "", "ttlog: standard output could not be written: Input/output error\n"));
    }

    @Test
    void startsEachFileInTheYearThatIsGiven() throws IOException {
        String turn = "Dec 31 23:59:59 h a: %s\nJan  1 00:00:00 h a: %s\n";
        Path one =
                Files.writeString(folder.resolve("1.log"), String.format(turn, "1", "2") + "Feb  1 00:00:00 h a: 3\n");
        Path two = Files.writeString(folder.resolve("2.log"), String.format(turn, "4", "5"));
        CommandRun run = CommandRun.of(
                "import", "--data", data(), "--format", "text", "--year", "2016", one.toString(), two.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CommandRun.answers(
                        Path.of(data()), "SELECT message FROM logs WHERE timestamp < '2017-01-01' ORDER BY message"))
                .containsExactly("1", "4");
    }

    @Test
    void countsRowsAndBytes() {
        store();
        CommandRun table = CommandRun.of("stats", "--data", data());
        assertThat(table.code()).isZero();
        assertThat(table.err()).isEmpty();
        assertThat(table.out().lines().toList().get(1)).matches("logs +1 +0 +1 +\\d+ +\\d+");
        assertThat(table.out().lines()).anyMatch(line -> line.matches("logs +level 0 +1 +1 +\\d+"));
        assertThat(table.lastLine())
                .matches("\\d+ bytes on disk in all, 0 of them the log; write amplification 1\\.00");
        assertThat(CommandRun.of("stats", "--data", data(), "-o", "json").out())
                .matches(
                        "\\{\"tables\":\\{\"logs\":\\{\"rows\":1,\"unsealed_rows\":0,\"segments\":1,\"raw_bytes\":\\d+,"
                                + "\"stored_bytes\":\\d+,\"clamped_rows\":0},\"spans\":\\{\"rows\":0,.*},\"log_bytes\":0,\"disk_bytes\":\\d+,"
                                + "\"write_amplification\":1\\.00,\"levels\":\\[\\{\"table\":\"logs\",\"level\":0,"
                                + "\"segments\":1,\"rows\":1,\"stored_bytes\":\\d+}],\"indexes\":\\[\\{\"table\":\"logs\","
                                + "\"stored_bytes\":\\d+,\"series\":0,\"filters\":\\[.*}]}\n");
    }

    @Test
    void aQuerySaysOnStandardErrorWhatIsMissingOfItsRange() {
        store();
        appendGap(Level.WARN.ordinal(), DropReason.RING_FULL, 120);
        String sql = "SELECT message FROM logs WHERE timestamp > '2023-01-30' AND timestamp < '2023-01-31'";
        CommandRun one = query("-o", "json", sql);
        assertThat(one.err()).isEqualTo("0.8 % complete: 120 events of this range were dropped (ring_full)\n");
        assertThat(one.out()).isEqualTo("[\n{\"message\":\"disk is full\"}\n]\n");
        assertThat(one.code()).isZero();
        appendGap(Level.INFO.ordinal(), DropReason.SINK_FAILED, 3);
        assertThat(query(sql).err())
                .isEqualTo("0.8 % complete: 123 events of this range were dropped (ring_full 120, sink_failed 3)\n");
        assertThat(query("SELECT 1 FROM logs WHERE timestamp > '2024-01-01'").err())
                .isEmpty();
        assertThat(query("SELECT sum(count) FROM ttlog_gaps").err()).isEmpty();
        assertThat(CommandRun.of("stats", "--data", data())
                        .out()
                        .lines()
                        .toList()
                        .get(4))
                .matches("ttlog_gaps +2 +0 +2 +\\d+ +\\d+");
    }

    @Test
    void aQueryNeverRoundsUpToComplete() {
        assertThat(CommandRun.imports(Path.of(data()), LINE.repeat(5000), "--format", "text")
                        .code())
                .isZero();
        appendGap(Level.WARN.ordinal(), DropReason.RING_FULL, 1);
        assertThat(query("SELECT count(*) FROM logs").err())
                .isEqualTo("99.9 % complete: 1 event of this range was dropped (ring_full)\n");
    }

    private void appendGap(int kind, DropReason reason, long count) {
        long from = 1_675_079_491_000_000_000L; // the second of LINE
        Symbols symbols = new Symbols();
        EventEncoder encoder =
                new EventEncoder().beginGap(kind, reason, 0, symbols.intern("api"), from, from + 1, count);
        byte[] record = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(encoder.end()));
        try (Store store = Store.open(Path.of(data()), StoreOptions.DEFAULT)) {
            store.append(record, 0, record.length, symbols);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void verifiesAndEndsWith4WhenThereIsDamage() throws IOException {
        store();
        CommandRun sound = CommandRun.of("verify", "--data", data());
        assertThat(sound).isEqualTo(new CommandRun(0, "1 row in 2 files is sound, no damage\n", ""));
        Path segment = onlySegment();
        byte[] bytes = Files.readAllBytes(segment);
        for (int at : List.of(0, bytes.length / 2, bytes.length - 1)) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 4;
            Files.write(segment, damaged);
            CommandRun run = CommandRun.of("verify", "--data", data());
            assertThat(run.code()).as("byte %d: %s", at, run).isEqualTo(4);
            assertThat(run.out())
                    .contains(segment.getFileName().toString())
                    .contains("offset")
                    .endsWith("0 rows are sound, 1 place in 1 file is damaged\n");
        }
        Files.delete(segment);
        assertThat(CommandRun.of("verify", "--data", data()).code()).isEqualTo(4);
    }

    @Test
    void aQueryOfADamagedStoreEndsWith4AndNamesTheFile() throws IOException {
        store();
        Path segment = onlySegment();
        byte[] bytes = Files.readAllBytes(segment);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(segment, bytes);
        assertFails(query("SELECT * FROM logs"), 4, segment.getFileName().toString());
    }

    private Path onlySegment() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(data()))) {
            List<Path> segments =
                    files.filter(file -> file.toString().endsWith(".seg")).toList();
            assertThat(segments).hasSize(1);
            return segments.get(0);
        }
    }
}
