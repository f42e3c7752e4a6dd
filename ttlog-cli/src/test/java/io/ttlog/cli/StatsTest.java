/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code ttlog stats} tells besides rows and bytes, and that it does so again and again. */
class StatsTest {
    @TempDir
    private Path data;

    private static String line(String service, String template) {
        return "{\"timestamp\":\"2026-03-01T12:00:00Z\",\"message\":\"m\",\"service\":\"" + service
                + "\",\"template\":\"" + template + "\"}\n";
    }

    private void store() {
        String lines = line("api", "User {id} \\\"in\\\"").repeat(6)
                + line("web", "out\\nnow").repeat(3)
                + line("web", "").repeat(1);
        CommandRun run = CommandRun.imports(data, lines, "--format", "ndjson", "--map", "template=template");
        assertThat(run.lastLine()).as(run.toString()).startsWith("{\"rows\":10,\"rejected\":0,");
    }

    private CommandRun stats(String... options) {
        CommandRun run = CommandRun.of(Stream.concat(Stream.of("stats", "--data", data.toString()), Stream.of(options))
                .toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run;
    }

    @Test
    void countsTheRowsThatCameWithAnAbsurdTime() {
        String early = line("api", "early").replace("2026-03-01T12:00:00Z", "1754-08-30T22:43:41.128654848Z");
        CommandRun.imports(data, line("api", "now") + early.repeat(2), "--format", "ndjson");
        assertThat(stats().out().lines())
                .contains("logs                  2 of these came with an absurd time: attrs.original_timestamp");
        assertThat(stats("-o", "json").out()).contains("\"clamped_rows\":2}").contains("\"clamped_rows\":0}");
        assertThat(CommandRun.of(
                                "query",
                                "--data",
                                data.toString(),
                                "-o",
                                "csv",
                                "SELECT timestamp, attrs.original_timestamp FROM logs")
                        .out()
                        .lines())
                .contains("2026-03-01T12:00:00.000000000Z,-6795364578871345152");
    }

    @Test
    void namesWhoMadeMostAttributes() {
        StringBuilder lines = new StringBuilder(line("web", "x").replace("}\n", ",\"plain\":true}\n"));
        for (int i = 0; i < 2_100; i++) {
            lines.append(line("api", "x").replace("}\n", ",\"user_" + i + "\":" + i + "}\n"));
        }
        CommandRun.imports(data, lines.toString(), "--format", "ndjson");
        assertThat(stats("--attributes", "2").out().lines())
                .containsSubsequence(
                        "logs               2000  all that have a column; 101 are in a rest column",
                        "logs               2100  keys like user_#",
                        "logs                  1  keys like plain",
                        "logs               2100  service api",
                        "logs                  1  service web");
        assertThat(stats("--attributes", "1", "-o", "json").out())
                .contains("{\"table\":\"logs\",\"columns\":2000,\"rest_keys\":101,\"patterns\":[{\"name\":\"user_#\","
                        + "\"attributes\":2100}],\"services\":[{\"name\":\"api\",\"attributes\":2100}]}");
    }

    @Test
    void namesTheMetricsWithMostSeriesAndTheirLabels() {
        CommandRun.imports(
                data,
                "calls{user=\"1\",zone=\"a\"} 1\ncalls{user=\"2\",zone=\"a\"} 2\nheat 3\n",
                "--signal",
                "metrics",
                "--format",
                "text");
        assertThat(stats("--series").out().lines())
                .contains("           2  calls, user 2, zone 1", "           1  heat");
        assertThat(stats("--series", "1", "-o", "json").out())
                .contains("\"series\":[{\"metric\":\"calls\",\"series\":2,\"at_least\":false,"
                        + "\"labels\":[{\"name\":\"user\",\"values\":2},{\"name\":\"zone\",\"values\":1}]}]");
    }

    @Test
    void tellsColumnsServicesAndTemplates() {
        store();
        List<String> lines =
                stats("--columns", "--services", "--templates").out().lines().toList();
        assertThat(lines).anyMatch(line -> line.matches("logs +\\d+ +\\d+  service TEXT, \\w+ 1"));
        assertThat(lines).anyMatch(line -> line.matches("logs +\\d+ +\\d+  timestamp TIMESTAMP, \\w+ 1"));
        assertThat(lines).anyMatch(line -> line.matches("logs +6 +\\d+  api"));
        assertThat(lines).anyMatch(line -> line.matches("logs +4 +\\d+  web"));
        assertThat(lines)
                .containsSubsequence(
                        "        logs  share  template",
                        "           6  60.0%  User {id} \"in\"",
                        "           3  30.0%  out now",
                        "           1  10.0%  (none)",
                        "3 templates in all");
        assertThat(stats("--templates", "1").out()).contains("User {id}").doesNotContain("out now");
        assertThat(stats().out()).doesNotContain("template").doesNotContain("api");
    }

    @Test
    void bytesOfServicesAddUpToThoseOfTheTable() {
        store();
        String json = stats("--services", "-o", "json").out();
        long table = number(json, "\"logs\":\\{.*?\"stored_bytes\":(\\d+)");
        assertThat(number(json, "\"api\",\"rows\":6,\"estimated_bytes\":(\\d+)")
                        + number(json, "\"web\",\"rows\":4,\"estimated_bytes\":(\\d+)"))
                .isBetween(table - 1, table + 1);
    }

    @Test
    void tellsWhatIndexesTake() {
        java.util.Random random = new java.util.Random(7);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 600; i++) {
            String trace = String.format(java.util.Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
            String noise = Long.toString(random.nextLong(), 36) + " " + Long.toString(random.nextLong(), 36);
            lines.append("{\"timestamp\":\"2026-03-01T12:00:00Z\",\"message\":\"" + noise + "\",\"trace_id\":\"" + trace
                    + "\"}\n"); // noise: filters take at most a twelfth of the columns
        }
        CommandRun run = CommandRun.imports(data, lines.toString(), "--format", "ndjson");
        assertThat(run.lastLine()).as(run.toString()).startsWith("{\"rows\":600,\"rejected\":0,");
        assertThat(stats().out().lines()).anyMatch(line -> line.matches("logs +indexes +\\d{3,4}"));
        assertThat(stats("--columns").out().lines())
                .anyMatch(line -> line.matches(" +filter +\\d{3,4}  values of trace_id in 1 row groups"));
        String json = stats("--columns", "-o", "json").out();
        assertThat(number(json, "\"indexes\":\\[\\{\"table\":\"logs\",\"stored_bytes\":(\\d+),"))
                .isEqualTo(number(
                        json,
                        "\"column\":\"trace_id\",\"attribute\":false,\"kind\":\"values\",\"stored_bytes\":(\\d+)"))
                .isGreaterThan(600);
    }

    private static long number(String text, String pattern) {
        var found = java.util.regex.Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as(pattern + " in " + text).isTrue();
        return Long.parseLong(found.group(1));
    }

    @Test
    void tellsAllOfItAsOneObjectOfJson() {
        store();
        String json =
                stats("--columns", "--services", "--templates", "-o", "json").out();
        assertThat(json.lines()).hasSize(1);
        assertThat(json)
                .contains(
                        "\"templates\":[{\"template\":\"User {id} \\\"in\\\"\",\"rows\":6},{\"template\":\"out\\nnow\",\"rows\":3}")
                .contains("\"template_count\":3")
                .contains("{\"table\":\"logs\",\"service\":\"api\",\"rows\":6,\"estimated_bytes\":")
                .containsPattern(
                        "\\{\"table\":\"logs\",\"column\":\"service\",\"attribute\":false,\"type\":\"TEXT\",\"stored_bytes\":\\d+");
        assertThat(CommandRun.imports(data.resolve("copy"), json, "--format", "ndjson")
                        .lastLine())
                .as("it is JSON")
                .startsWith("{\"rows\":1,\"rejected\":0,");
    }

    private String watched(boolean shown, int looks, String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]), new PrintWriter(out), new PrintWriter(err), false, shown, false);
        List<Long> pauses = new ArrayList<>();
        StatsCommand command = new StatsCommand(terminal, nanos -> {
            pauses.add(nanos);
            return pauses.size() < looks;
        });
        List<String> arguments = new ArrayList<>(List.of("--data", data.toString(), "--watch", "2s"));
        arguments.addAll(List.of(options));
        assertThat(new CommandLine(command).execute(arguments.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        assertThat(pauses).hasSize(looks).containsOnly(2_000_000_000L);
        return out.toString();
    }

    @Test
    void watchesInBlocksOnAPipeAndInPlaceOnATerminal() {
        store();
        String block = stats().out();
        assertThat(watched(false, 3)).isEqualTo(block + "\n" + block + "\n" + block);
        assertThat(watched(true, 2)).isEqualTo(("\u001b[H\u001b[2J" + block).repeat(2));
        assertThat(watched(false, 2, "-o", "json"))
                .isEqualTo(stats("-o", "json").out().repeat(2));
    }
}
