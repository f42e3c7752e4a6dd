/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs each example as a user does, in a process of its own, and looks at all that it prints. */
class ExamplesTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    private static final Path SOURCES = MODULE.resolve("src/main/java/io/ttlog/examples");
    private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OUTPUT_BLOCK = Pattern.compile("prints\n+```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
    private static final int SECONDS_MAX = 60;

    @TempDir
    Path directory;

    private Pattern told = Pattern.compile("");

    @Test
    void readmeShowsSixLinesWordForWord() throws IOException {
        String source = Files.readString(SOURCES.resolve("SixLines.java"));
        String shown = source.substring(source.indexOf("import "));
        assertThat(blocks(JAVA_BLOCK)).hasSize(2).first().isEqualTo(shown);
        assertThat(shown.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.equals("}")))
                .hasSize(6);
    }

    @Test
    void sixLinesPrintsWhatReadmeSays() throws IOException, InterruptedException {
        List<String> said = blocks(OUTPUT_BLOCK);
        assertThat(said).hasSize(1);
        assertThat(TIME.matcher(String.join("\n", run("SixLines")) + "\n").replaceAll("TIME"))
                .isEqualTo(TIME.matcher(said.get(0)).replaceAll("TIME"));
    }

    @Test
    void logsKeepsTypedFieldsAndLeavesOutWhatIsOff() throws IOException, InterruptedException {
        assertThat(run("Logs"))
                .anyMatch(line -> line.endsWith("Payment is slow  order_id=4711 attempt=2 provider=acme"))
                .contains("    java.io.IOException: acme does not answer")
                .contains("{level=INFO, message=Order 4711 of 99.5 EUR received, attempt=null, provider=null}")
                .contains("{level=WARN, message=Payment is slow, attempt=2, provider=acme}")
                .noneMatch(line -> line.contains("basket"));
    }

    @Test
    void redactedShowsNoSecret() throws IOException, InterruptedException {
        assertThat(run("Redacted"))
                .anyMatch(line -> line.endsWith("login of ada with ***  user=ada password=***"))
                .anyMatch(line ->
                        line.matches(".*order of (#[0-9a-f]{16}) paid with \\*{3}  customer_id=\\1 payment=\\*{3}"))
                .anyMatch(line ->
                        line.matches(".*order of #[0-9a-f]{16} paid from \\{payer_iban}  customer_id=#[0-9a-f]{16}"))
                .anyMatch(line -> line.endsWith("csrf_token=c5rf"))
                .noneMatch(line -> line.contains("hunter2") || line.contains("4711") || line.contains("DE02"));
    }

    @Test
    void spansNestAndFail() throws IOException, InterruptedException {
        assertThat(run("Spans"))
                .containsExactly(
                        "{name=POST /orders, kind=server, root=true, status=error, failed=true, items=3}",
                        "{name=stock.reserve, kind=internal, root=false, status=unset, failed=false, items=null}",
                        "{name=payment.charge, kind=internal, root=false, status=error, failed=true, items=null}",
                        "{message=3 items reserved, event.name=null, attempt=null, in_span=true}",
                        "{message=payment declined, event.name=payment declined, attempt=1, in_span=true}");
    }

    @Test
    void threeServicesMakeOneTrace() throws IOException, InterruptedException {
        String of = "alice congo=t61rcWkgMzE";
        assertThat(run("ThreeServices"))
                .containsExactly(
                        "shop, stock, price",
                        "[4bf92f3577b34da6a3ce929d0e0e4736]",
                        "shop: server GET / " + of,
                        "  shop: client ask null null",
                        "    stock: server GET / " + of,
                        "      stock: client ask null null",
                        "        price: server GET / " + of);
    }

    @Test
    void whatIsShownOfAnnotationsIsCompiled() throws IOException {
        String source = Files.readString(SOURCES.resolve("Annotated.java"));
        assertThat(source).contains(blocks(JAVA_BLOCK).get(1));
        Matcher page = JAVA_BLOCK.matcher(Files.readString(MODULE.resolveSibling("docs/annotations.md")));
        assertThat(page.results().map(block -> block.group(1)))
                .singleElement()
                .satisfies(block -> assertThat(source).contains(block));
    }

    @Test
    void annotationsAreWovenByTheBuild() throws IOException, InterruptedException {
        assertThat(run("Annotated"))
                .containsExactly(
                        "15 EUR by 7",
                        "nothing to buy",
                        "{name=Annotated.price, user_id=null, card=null, failed=true}",
                        "{name=checkout, user_id=7, card=***, failed=false}",
                        "{name=receipt, user_id=7, card=null, failed=false}",
                        "{name=method_calls_total, span=checkout, outcome=ok, value=1.0}");
    }

    @Test
    void metricsAreReadWhenTtlogStops() throws IOException, InterruptedException {
        assertThat(run("Metrics"))
                .containsExactly(
                        "recorded into ttlog-data",
                        "{name=active_requests, kind=up_down_counter, unit=null, value=0.0, count=null, min=null, max=null, ok=null}",
                        "{name=limit, kind=gauge, unit=null, value=8.0, count=null, min=null, max=null, ok=null}",
                        "{name=request_duration, kind=histogram, unit=s, value=null, count=100, min=0.001, max=0.1, ok=null}",
                        "{name=request_size, kind=histogram, unit=By, value=null, count=100, min=1000.0, max=1000.0, ok=null}",
                        "{name=requests_total, kind=counter, unit={request}, value=4.0, count=null, min=null, max=null, ok=false}",
                        "{name=requests_total, kind=counter, unit={request}, value=96.0, count=null, min=null, max=null, ok=true}",
                        "{p50=0.05, p99=0.098}",
                        "read from ttlog-data");
    }

    @Test
    void questionsAreAnsweredAndAMistakePointsAtItsCharacter() throws IOException, InterruptedException {
        assertThat(run("Questions"))
                .containsSequence("By SQL:", "INFO 6", "WARN 1", "By method calls:")
                .containsSequence("{user_id=5, ms=50}", "{user_id=6, ms=60}", "A mistake:")
                .containsSequence("SELECT usr_id FROM logs", "       ^");
    }

    @Test
    void storesLiveSideBySide() throws IOException, InterruptedException {
        assertThat(run("Stores"))
                .containsExactly(
                        "[{message=Order 17 paid}]",
                        "[{message=4 saw order 17}]",
                        "audit: 1 log, written by owner 1",
                        "[the session without a name, the session 'audit']",
                        "STORE_LOCKED");
        String source = Files.readString(SOURCES.resolve("Stores.java")).replaceAll("\\s+", " ");
        String page = Files.readString(MODULE.resolveSibling("docs/store.md"));
        assertThat(JAVA_BLOCK.matcher(page).results().map(block -> block.group(1)))
                .isNotEmpty()
                .allMatch(block -> source.contains(block.replaceAll("\\s+", " ").strip()));
    }

    @Test
    void fileAndConsoleLoseNothing() throws IOException, InterruptedException {
        assertThat(run("FileAndConsole"))
                .anyMatch(line -> line.endsWith("Line 3 read  line=3"))
                .contains("survives a power failure: true", "4 submitted = 4 in files + 0 dropped");
        try (Stream<Path> files = Files.walk(directory.resolve("ttlog-data"))) {
            assertThat(files.filter(Files::isRegularFile)).isNotEmpty();
        }
    }

    @Test
    void sendToReceiverKeepsWhatNobodyReceives() throws IOException, InterruptedException {
        told = Pattern.compile("ttlog: sink socket: 127.0.0.1:7171: .*Connection refused.*\n");
        assertThat(run("SendToReceiver")).containsExactly("survives a kill: true", "delivered: false");
        try (Stream<Path> files = Files.list(directory.resolve("ttlog-data/spool"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("0000000001.spool");
        }
    }

    @Test
    void sampledKeepsEachFailureAndCountsTheRest() throws IOException, InterruptedException {
        List<String> lines = run("Sampled");
        assertThat(lines).hasSize(2).first().isEqualTo("{status=error, kept=20, happened=20.0}");
        Matcher unset = Pattern.compile("\\{status=unset, kept=(\\d+), happened=(\\d+)\\.0}")
                .matcher(lines.get(1));
        assertThat(unset.matches()).as(lines.get(1)).isTrue();
        assertThat(Integer.parseInt(unset.group(1))).isBetween(999 - 6 * 31, 999 + 6 * 31); // six deviations
        assertThat(Integer.parseInt(unset.group(2))).isEqualTo(20 * Integer.parseInt(unset.group(1)));
    }

    @Test
    void theDocumentOnSamplingShowsTheExample() throws IOException {
        String source = Files.readString(SOURCES.resolve("Sampled.java")).replaceAll("\\s+", " ");
        String page = Files.readString(MODULE.resolveSibling("docs/sampling.md"));
        assertThat(JAVA_BLOCK.matcher(page).results().map(block -> block.group(1)))
                .isNotEmpty()
                .allMatch(block -> source.contains(block.replaceAll("\\s+", " ").strip()));
    }

    @Test
    void everyExampleIsRunHere() throws IOException {
        String test = Files.readString(MODULE.resolve("src/test/java/io/ttlog/examples/ExamplesTest.java"));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            assertThat(sources.map(source -> source.getFileName().toString().replace(".java", "")))
                    .contains("SixLines")
                    .filteredOn(name -> !name.equals("package-info"))
                    .allMatch(name -> test.contains("run(\"" + name + "\")"));
        }
    }

    private static List<String> blocks(Pattern pattern) throws IOException {
        Matcher blocks = pattern.matcher(Files.readString(MODULE.resolveSibling("README.md")));
        return blocks.results().map(block -> block.group(1)).toList();
    }

    /** Lines of standard output; fails unless the program ends well and says on standard error what it should, which is mostly nothing. */
    private List<String> run(String example) throws IOException, InterruptedException {
        Path out = directory.resolve("out.txt");
        Path err = directory.resolve("err.txt");
        ProcessBuilder program = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "io.ttlog.examples." + example)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Process process = program.start();
        try {
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                    .as("ends within %d s", SECONDS_MAX)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(Files.readString(err)).matches(told);
        assertThat(process.exitValue()).isZero();
        return Files.readAllLines(out);
    }
}
