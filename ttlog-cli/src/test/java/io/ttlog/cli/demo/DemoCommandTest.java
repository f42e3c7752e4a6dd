/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.TTLogCommand;
import io.ttlog.cli.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, with one second of load; asserts what it printed. */
class DemoCommandTest {
    private static final String NUMBER = "([0-9][0-9,]*)";
    private static final Pattern QUERY =
            Pattern.compile("^\\./ttlog query --data (\\S+) \\\\\n {2}\"(.*)\"$", Pattern.MULTILINE);
    private static final int OK = 0;
    private static final int USAGE = 2;

    @TempDir
    static Path directory;

    private static Run demo = new Run(-1, "", "");

    private record Run(int exit, String out, String err) {
        static Run of(boolean errShown, String... arguments) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            Terminal terminal = new Terminal(
                    InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err), false, false, errShown);
            int exit = TTLogCommand.run(terminal, arguments);
            return new Run(exit, out.toString().replace(System.lineSeparator(), "\n"), err.toString());
        }

        /** The lines from a heading to the next. */
        List<String> section(String heading) {
            List<String> lines = out.lines()
                    .dropWhile(line -> !line.startsWith("== " + heading))
                    .skip(1)
                    .toList();
            assertThat(lines).as("the section %s of%n%s", heading, out).isNotEmpty();
            return lines.stream().takeWhile(line -> !line.startsWith("== ")).toList();
        }
    }

    @BeforeAll
    static void run() {
        demo = Run.of(
                false,
                "demo",
                "--seconds",
                "1",
                "--data",
                directory.resolve("store").toString());
        assertThat(demo.exit).as(demo.err + demo.out).isEqualTo(OK);
    }

    @Test
    void answersTheFirstQuestionWithSlowSpansOfTheShop() {
        List<String> section = demo.section("Which spans of the live service");
        assertThat(section.get(0))
                .isEqualTo("SELECT span_id, duration, error FROM traces WHERE service = 'api' AND duration > 1000ms"
                        + " AND timestamp > now() - 1h ORDER BY duration DESC;");
        assertThat(section)
                .anyMatch(line -> line.matches("[0-9a-f]{16} +1\\.[5-9]\\d\\ds  .*PaymentException: no answer.*"))
                .anyMatch(line -> line.matches("[0-9a-f]{16} +1\\.[1-4]\\d\\ds"));
    }

    @Test
    void answersTheSecondQuestionWithEveryServiceThatLogged() {
        List<String> section = demo.section("How many log events");
        assertThat(section.get(0))
                .isEqualTo("SELECT count(*), level, service FROM logs WHERE timestamp > now() - 24h"
                        + " GROUP BY level, service;");
        assertThat(section)
                .contains("    1872  INFO   ts-basic-service", "      17  ERROR  ts-seat-service")
                .anyMatch(line -> line.matches(" +\\d+  INFO   api"));
        long replayed = section.stream()
                .filter(line -> line.matches(" +\\d+  [A-Z]+ +ts-.*"))
                .mapToLong(line -> Long.parseLong(line.strip().split(" ", 2)[0]))
                .sum();
        assertThat(replayed).isEqualTo(10_854);
    }

    @Test
    void drawsTheSlowestTraceWithItsLogLines() {
        assertThat(demo.section("Where did the slowest trace"))
                .contains("trace debcd756ed2803660f89976a9bf37946: 170 spans, 100 log lines")
                .contains("   5216.9 ms  ████████████████████████  ts-gateway-service  /*")
                .anyMatch(line -> line.matches(" {14}   \\| [0-9:.]{12} INFO \\[preserve\\].*"));
    }

    @Test
    void printsPercentilesOfEveryOperationOfTheShop() {
        assertThat(demo.section("How long do the operations of the live service"))
                .anyMatch(line -> line.matches("name +calls +p50 +p95 +p99"))
                .anyMatch(line -> line.startsWith("POST /orders "))
                .anyMatch(line -> line.startsWith("GET /search "))
                .anyMatch(line -> line.startsWith("payment.charge "));
        assertThat(demo.section("How long do those of TrainTicket"))
                .anyMatch(line -> line.startsWith("ts-gateway-service         HTTP POST    "));
    }

    @Test
    void losesNoEvent() {
        List<String> section = demo.section("What became of the events?");
        assertThat(section).anyMatch(line -> line.matches("TrainTicket, replayed +41,615 +0 +41,615"));
        List<Long> live = numbers(section, "api, live +" + NUMBER + " +" + NUMBER + " +" + NUMBER);
        assertThat(live.get(0)).isGreaterThan(10).isEqualTo(live.get(1) + live.get(2));
        long rows = List.of("logs", "spans", "metrics").stream()
                .mapToLong(table ->
                        numbers(section, table + " +" + NUMBER + " rows in .*").get(0))
                .sum();
        assertThat(rows).isEqualTo(41_615 + live.get(2));
    }

    @Test
    void saysWhatAnEventAndACallCost() throws IOException {
        List<String> sizes = demo.section("How much does it take?");
        List<Long> disk =
                numbers(sizes, "[0-9.]+ bytes an event: " + NUMBER + " bytes on disk .* for " + NUMBER + " events");
        assertThat((double) disk.get(0) / disk.get(1)).isBetween(5.0, 60.0);
        assertThat(sizes).anyMatch(line -> line.matches("[0-9.]+ : 1 is the ratio of .*"));
        long files;
        try (var walk = Files.walk(directory.resolve("store"))) {
            files = walk.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
        assertThat(disk.get(0)).isEqualTo(files);
        assertThat(demo.section("What does a log call cost"))
                .anyMatch(line -> line.matches("[0-9]+ ns per call in the median .* 0 dropped"));
    }

    @Test
    void printsCommandsThatWork() {
        List<MatchResult> queries = QUERY.matcher(demo.out).results().toList();
        assertThat(queries).hasSizeGreaterThan(2);
        for (MatchResult query : queries) {
            Run more = Run.of(false, "query", "--data", query.group(1), query.group(2));
            assertThat(more.exit).as(query.group(2) + "\n" + more.err).isEqualTo(OK);
            assertThat(more.out).as(query.group(2)).doesNotContain("(0 rows)");
        }
        String store = directory.resolve("store").toString();
        assertThat(demo.section("Ask more"))
                .contains("./ttlog stats --data " + store, "./ttlog verify --data " + store);
        assertThat(Run.of(false, "stats", "--data", store).exit).isEqualTo(OK);
        assertThat(Run.of(false, "verify", "--data", store).exit).isEqualTo(OK);
    }

    @Test
    void fitsInto100ColumnsButForTheFirstQuestion() {
        String path = directory.toString();
        assertThat(demo.out.lines())
                .filteredOn(line -> !line.contains(path) && !line.equals(Report.SLOW_SPANS))
                .allMatch(line -> line.codePointCount(0, line.length()) <= 100);
    }

    @Test
    void saysPlainlyHowFarItIsWhereNobodyLooks() {
        assertThat(demo.err.lines()).hasSize(4).allMatch(line -> line.matches("ttlog demo: [1-4]/4 .*"));
    }

    @Test
    void drawsProgressOnATerminalAndTakesItAway() {
        StringWriter err = new StringWriter();
        Steps steps = new Steps(new PrintWriter(err), true);
        steps.begin("counting to %d", 2);
        steps.at("%,d counted", 1000);
        steps.at("%,d counted", 1001); // too soon
        steps.begin("next");
        assertThat(err.toString().replace(System.lineSeparator(), "\n"))
                .isEqualTo("ttlog demo: 1/4 counting to 2\n\r\u001B[K  1,000 counted\r\u001B[Kttlog demo: 2/4 next\n");
    }

    @Test
    void refusesADirectoryThatHoldsSomething() {
        Run again = Run.of(false, "demo", "--data", directory.resolve("store").toString());
        assertThat(again.exit).isEqualTo(USAGE);
        assertThat(again.err).contains("store, which is not empty; name a directory that is new or empty");
    }

    private static List<Long> numbers(List<String> lines, String pattern) {
        List<Long> numbers = new ArrayList<>();
        for (String line : lines) {
            Matcher match = Pattern.compile(pattern).matcher(line);
            if (match.matches()) {
                for (int i = 1; i <= match.groupCount(); i++) {
                    numbers.add(Long.parseLong(match.group(i).replace(",", "")));
                }
            }
        }
        assertThat(numbers).as("%s in %s", pattern, lines).isNotEmpty();
        return numbers;
    }
}
