/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command with tiny counts, which say nothing about speed: every peer starts, records and loses nothing. */
class BenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    Path directory;

    @Test
    void measuresTheFilesOfEveryPeerAndNamesWhatGotLarger() throws IOException {
        Report earlier = new Report();
        earlier.add(What.SIZE_RAW, Bars.FILE_LZ4, "B", List.of(1.0));
        Path before = directory.resolve("before.json");
        ReportJson.write(earlier, before);
        Path json = directory.resolve("now.json");
        Path markdown = directory.resolve("now.md");

        int status = run(
                "--smoke",
                "--only",
                "size",
                "--json",
                json.toString(),
                "--markdown",
                markdown.toString(),
                "--compare",
                before.toString());

        String table = out.toString(StandardCharsets.UTF_8);
        assertThat(table).doesNotContain("## Not measured");
        Report now = ReportJson.read(json);
        assertThat(now.measures())
                .hasSize(2 * 9)
                .allMatch(measure -> measure.median() > 1 && measure.median() < 1000, "bytes an event");
        assertThat(now.circumstances).containsEntry("log4j-core", "2.26.1").containsEntry("mode", "smoke");
        assertThat(Files.readString(markdown)).isEqualTo(table);
        assertThat(table).contains("Regressions:\n- " + What.SIZE_RAW + " (" + Bars.FILE_LZ4 + "): 1.00 -> ");
        assertThat(status).isEqualTo(1);
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("9 runs, about 1 min; none begins after");
    }

    /** Every peer of the group starts, records and loses nothing, and SLF4J finds the back end that its JVM was told. */
    @Test
    void measuresSpansMetricsSlf4jCallsAndExportsOfEveryPeer() throws IOException {
        Path json = directory.resolve("bridges.json");
        assertThat(run("--smoke", "--only", "bridges", "--json", json.toString()))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("## Not measured");
        Report report = ReportJson.read(json);
        for (Run run : new Plan(Effort.SMOKE).runs("bridges")) {
            for (String what : run.measures()) {
                assertThat(report.median(what, run.peer()))
                        .as(what + " " + run.peer())
                        .isNotNaN();
            }
        }
        assertThat(report.circumstances.values()).doesNotContain("absent");
    }

    @Test
    void runsJmhInAForkWithTheFlagsOfTheRing() throws Exception {
        for (Run run : new Plan(Effort.SMOKE).runs("rings")) {
            if (run.name().equals(What.ring(2) + " agrona")) {
                Report report = new Report();
                run.into(report);
                assertThat(report.measures()).extracting(Measure::what).containsExactlyElementsOf(run.measures());
                assertThat(report.median(What.ring(2), "agrona")).isPositive();
                return;
            }
        }
        throw new AssertionError("no run of agrona's ring");
    }

    @Test
    void tellsWhatABenchmarkThrewInItsFork() {
        Run failing = new JmhRun(
                What.SPAN, "gflog", "CallBenchmark.span", Map.of("peer", "gflog"), List.of(), 1, Effort.SMOKE);
        assertThat(catchThrowable(failing, new Report())).contains("spans of this peer are not measured");
    }

    @Test
    void goesOnAfterAFailureAndTellsIt() throws IOException {
        Run failing =
                new ChildRun("throughput", "ttlog", List.of(), Map.of("peer", "nobody", "producers", "1"), 1, Map.of());
        Report report = new Report();
        assertThat(catchThrowable(failing, report)).contains("setting warmup is missing");
        assertThat(report.measures()).isEmpty();
    }

    private static String catchThrowable(Run run, Report report) {
        try {
            run.into(report);
            return "none";
        } catch (Exception e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void refusesABadCommandLineBeforeItMeasures() throws IOException {
        assertThat(run("--fast")).isEqualTo(2);
        assertThat(run("--compare", directory.resolve("absent.json").toString()))
                .isEqualTo(2);
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("unknown option --fast", "absent.json", "Usage");
    }

    private int run(String... arguments) throws IOException {
        return Bench.main(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(progress, true, StandardCharsets.UTF_8),
                arguments);
    }
}
