/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.CommandRun;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.column.ColumnType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command, and the formats of text. */
class ExportTest {
    private static final int ROWS = 10_000;

    private static final long SEED = Long.getLong("ttlog.seed", System.nanoTime());

    @TempDir
    private static Path filled;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws IOException {
        System.out.println("-Dttlog.seed=" + SEED);
        try (StoreOfAll store = new StoreOfAll(data(), SEED)) {
            store.logs(0, ROWS / 2).seal().logs(ROWS / 2, ROWS - 100).seal().logs(ROWS - 100, ROWS);
        }
    }

    private static Path data() {
        return filled.resolve("data");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private CommandRun export(String to, String... options) {
        return CommandRun.of(Stream.concat(
                        Stream.of("export", "--data", data().toString(), "--to", file(to).toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    private static CommandRun query(String format, String sql) {
        return CommandRun.of("query", "--data", data().toString(), "-o", format, sql);
    }

    private List<String> leftOvers() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".part") || name.endsWith(".journal"))
                    .toList();
        }
    }

    @Test
    void ndjsonHasTheLinesOfSelectStar() throws IOException {
        CommandRun run = export("logs.ndjson");
        assertThat(run)
                .isEqualTo(new CommandRun(
                        0, file("logs.ndjson") + ": 10000 rows, " + Files.size(file("logs.ndjson")) + " bytes\n", ""));
        assertThat(Files.readString(file("logs.ndjson")).lines())
                .containsExactlyInAnyOrderElementsOf(
                        query("ndjson", "SELECT * FROM logs").out().lines().toList());
        assertThat(leftOvers()).isEmpty();
    }

    @Test
    void csvHasTheFieldsOfAQueryByNameAndTheRestInAttrs() throws IOException {
        assertThat(export("logs.csv").code()).isZero();
        String asked =
                "SELECT timestamp, level, service, logger, thread, message, template, trace_id, span_id, error, weight,"
                        + " attrs['Message'] AS \"attrs.Message\", bytes, n, number, ratio, text, took, truth, \"unique\", \"when\"";
        CommandRun answer = query("csv", asked + " FROM logs");
        assertThat(answer.code()).as(answer.err()).isZero();
        List<String> expected = new ArrayList<>();
        for (String record : answer.out().split("\r\n", 0)) {
            expected.add(record);
        }
        List<String> mixed = new ArrayList<>();
        List<String> exported = new ArrayList<>();
        for (String record : Files.readString(file("logs.csv")).split("\r\n", 0)) {
            int others = record.indexOf(",\"{\"\"mixed ");
            int attrs = others < 0 ? record.lastIndexOf(',') + 1 : others + 1;
            exported.add(record.substring(0, attrs - 1));
            mixed.add(record.substring(attrs));
        }
        assertThat(exported).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(mixed.get(0)).isEqualTo("attrs");
        assertThat(mixed.stream().filter(attrs -> !attrs.isEmpty()))
                .hasSize(1 + (ROWS + 6) / 7)
                .contains("\"{\"\"mixed \\\"\"key\\\"\"\"\":\"\"plain\"\"}\"");
    }

    @Test
    void aRangeHasItsFirstNanosecondAndNotItsEnd() throws IOException {
        long from = StoreOfAll.TIME + 10 * StoreOfAll.STEP_NANOS;
        String first = java.time.Instant.ofEpochSecond(0, from).toString();
        String end = java.time.Instant.ofEpochSecond(0, from + 5000 * StoreOfAll.STEP_NANOS)
                .toString();
        assertThat(export("a.csv", "--columns", "n", "--time-range", first + ".." + end)
                        .code())
                .isZero();
        List<Integer> numbers = Files.readString(file("a.csv"))
                .lines()
                .skip(1)
                .map(Integer::valueOf)
                .sorted()
                .toList();
        assertThat(numbers).hasSize(5000).startsWith(10).endsWith(5009);
    }

    @Test
    void otherServicesAreLeftOut() throws IOException {
        assertThat(export("a.csv", "--columns", "service,n", "--service", "s1", "--service", "gone")
                        .code())
                .isZero();
        assertThat(Files.readString(file("a.csv")).lines().skip(1))
                .hasSize(3333)
                .allMatch(line -> line.startsWith("s1,"));
    }

    @Test
    void namedColumnsComeInTheirOrderAndAttrsHasTheOthers() throws IOException {
        CommandRun run = export("a.ndjson", "--columns", "n,attrs,service", "--time-range", "2000-01-01..2001-01-01");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(file("a.ndjson")).isEmptyFile();
        assertThat(export("b.ndjson", "--columns", "n,attrs,service").code()).isZero();
        assertThat(Files.readString(file("b.ndjson")).lines())
                .contains("{\"n\":5,\"attrs\":null,\"service\":\"s2\"}")
                .noneMatch(line -> line.contains("\"attrs\":{\"n\""));
    }

    @Test
    void anUnknownColumnIsToldWithTheNearest() {
        CommandRun run = export("a.ndjson", "--columns", "mesage");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "ttlog: --columns mesage: no row of logs has a column or attribute of that name; did you mean message?\n");
        assertThat(file("a.ndjson")).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsReplacedOnlyByForce() throws IOException {
        Files.writeString(file("a.csv"), "mine");
        CommandRun refused = export("a.csv");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("ttlog: --to " + file("a.csv") + ": there is a file of that name; --force replaces it\n");
        assertThat(file("a.csv")).hasContent("mine");
        assertThat(export("a.csv", "--resume").code()).isEqualTo(1);
        assertThat(file("a.csv")).hasContent("mine");
        assertThat(export("a.csv", "--force").code()).isZero();
        assertThat(Files.size(file("a.csv"))).isGreaterThan(ROWS);
    }

    @Test
    void allTablesThatHaveRowsAreFilesOfADirectory() throws IOException {
        CommandRun run = export("all", "--table", "all", "--format", "csv");
        assertThat(run.code()).as(run.err()).isZero();
        try (Stream<Path> files = Files.list(file("all"))) {
            assertThat(files).containsExactly(file("all").resolve("logs.csv"));
        }
        assertThat(export("two", "--table", "logs", "--table", "spans", "--format", "ndjson")
                        .out())
                .contains("spans.ndjson: 0 rows, 0 bytes");
    }

    @Test
    void wrongUseIsTold() {
        assertThat(export("file").err()).contains("--format is missing, and the name of");
        assertThat(export("dir", "--table", "all").err()).contains("several tables go into a directory");
        assertThat(export("a.csv", "--table", "log").err()).contains("--table log: expected logs, spans");
        for (String range : List.of("", "..", "5", "last-week", "2026-01-01", "1h..2h", "10m..5")) {
            assertThat(export("a.csv", "--time-range", range).code() == 2)
                    .as(range)
                    .isEqualTo(!range.equals(".."));
        }
    }

    @Test
    void rangesUpToNowAreThat() {
        long hour = 3_600_000_000_000L;
        long now = 1000 * 24 * hour + 5 * hour + 7;
        assertThat(TimeRange.parse("last-hour", now)).isEqualTo(new TimeRange(now - hour, now - 1));
        assertThat(TimeRange.parse("last-day", now)).isEqualTo(new TimeRange(now - 24 * hour, now - 1));
        assertThat(TimeRange.parse("today", now)).isEqualTo(new TimeRange(1000 * 24 * hour, now - 1));
        assertThat(TimeRange.parse("90m", now)).isEqualTo(new TimeRange(now - 3 * hour / 2, now - 1));
        assertThat(TimeRange.parse("2h..1h", now)).isEqualTo(new TimeRange(now - 2 * hour, now - hour - 1));
        assertThat(TimeRange.parse("2h..", now)).isEqualTo(new TimeRange(now - 2 * hour, Long.MAX_VALUE));
        assertThat(TimeRange.parse("..2026-01-01", now))
                .isEqualTo(new TimeRange(Long.MIN_VALUE, 1_767_225_600_000_000_000L - 1));
    }

    @Test
    void attributesWithColumnsOfTheirOwnAreTakenOutOfAttrs() {
        String json = "{\"a\":1,\"b \\\"x\\\\\":\"}, \\\"a\\\":\",\"c\\u0001\":true,\"d\":-1.5E10}";
        assertThat(OtherAttributes.of(json, Set.of("d", "nobody"))).isEqualTo(json.replace(",\"d\":-1.5E10", ""));
        assertThat(OtherAttributes.of(json, Set.of("b \"x\\", "c\u0001"))).isEqualTo("{\"a\":1,\"d\":-1.5E10}");
        assertThat(OtherAttributes.of(json, Set.of("a", "d", "b \"x\\", "c\u0001")))
                .isNull();
        assertThat(OtherAttributes.of("{}", Set.of("a"))).isNull();
        assertThat(ColumnType.values()).hasSize(9); // a new one needs a place in every format
    }
}
