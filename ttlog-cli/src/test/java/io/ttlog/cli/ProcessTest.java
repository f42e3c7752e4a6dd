/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own, as the launcher starts it: with {@code java -jar} and no flag. */
class ProcessTest {
    private static final Duration PROCESS_MAX = Duration.ofSeconds(60);
    private static final int ROWS_PER_WRITE = 500;

    @TempDir
    private Path folder;

    private Path jar = Path.of("");

    /** The module's jar is made after its tests; this one differs in where its class path points. */
    @BeforeEach
    void makeJar() throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        attributes.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                        .map(entry -> Path.of(entry).toUri().toString())
                        .collect(Collectors.joining(" ")));
        jar = folder.resolve("ttlog-cli.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.finish();
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private Process start(Path javaHome, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(javaHome.resolve("bin/java").toString(), "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS"));
        return builder.start();
    }

    private CommandRun finish(Process process) throws IOException, InterruptedException {
        if (!process.waitFor(PROCESS_MAX.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end after " + PROCESS_MAX);
        }
        return new CommandRun(
                process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    private CommandRun run(Path javaHome, String... arguments) throws IOException, InterruptedException {
        Process process = start(javaHome, arguments);
        process.getOutputStream().close();
        return finish(process);
    }

    private static Path thisJdk() {
        return Path.of(System.getProperty("java.home"));
    }

    private static @Nullable Path jdk17() throws IOException {
        String named = System.getenv("JAVA_HOME_17");
        if (named != null) {
            return Path.of(named);
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return null;
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(installed)) {
            for (Path home : homes) {
                Path release = home.resolve("release");
                if (Files.isReadable(release) && Files.readString(release).contains("JAVA_VERSION=\"17")) {
                    return home;
                }
            }
        }
        return null;
    }

    @Test
    void saysNothingOnStandardErrorOnTheJdkOfTheBuild() throws Exception {
        saysNothingOnStandardError(thisJdk());
    }

    @Test
    void saysNothingOnStandardErrorOnJdk17() throws Exception {
        Path home = jdk17();
        assumeTrue(home != null, "no JDK 17 found; name one with JAVA_HOME_17");
        saysNothingOnStandardError(java.util.Objects.requireNonNull(home));
    }

    private void saysNothingOnStandardError(Path javaHome) throws Exception {
        Path log = Files.writeString(folder.resolve("é.log"), "[2023-01-30 11:51:31,919] WARN füll (a.b.Disk)\n");
        CommandRun imported = run(javaHome, "import", "--data", data().toString(), "--format", "text", log.toString());
        assertThat(imported.code()).as(imported.err()).isZero();
        assertThat(imported.err()).isEmpty();
        assertThat(imported.lastLine()).startsWith("{\"rows\":1,\"rejected\":0,");
        assertThat(run(
                        javaHome,
                        "query",
                        "--data",
                        data().toString(),
                        "-o",
                        "ndjson",
                        "SELECT message, 'ö' AS o FROM logs"))
                .isEqualTo(new CommandRun(0, "{\"message\":\"füll\",\"o\":\"ö\"}\n", ""));
        assertThat(run(javaHome, "stats", "--data", data().toString()).err()).isEmpty();
        assertThat(run(javaHome, "verify", "--data", data().toString()))
                .isEqualTo(new CommandRun(0, "1 row in 2 files is sound, no damage\n", ""));
        assertThat(run(javaHome).code()).isEqualTo(2);
    }

    private static byte[] lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("{\"ts\":")
                    .append(1_700_000_000_000L + i)
                    .append(",\"i\":")
                    .append(i)
                    .append("}\n");
        }
        return text.toString().getBytes(UTF_8);
    }

    private Process startImport() throws IOException {
        return start(thisJdk(), "import", "--data", data().toString(), "--format", "ndjson", "-");
    }

    /** Numbered rows, distinct numbers, the least and the greatest; all 0 while there is none. */
    private long[] look() {
        CommandRun run = CommandRun.of(
                "query",
                "--data",
                data().toString(),
                "-o",
                "csv",
                "SELECT count(i), count(DISTINCT i), min(i), max(i) FROM logs");
        if (Stream.of("there is no such directory", "holds no store", "no row of logs has a column or attribute i")
                .anyMatch(run.err()::contains)) {
            return new long[4];
        }
        assertThat(run.code()).as(run.err()).isZero();
        return Arrays.stream(run.out().lines().skip(1).findFirst().orElseThrow().split(","))
                .mapToLong(Long::parseLong)
                .toArray();
    }

    /** What is seen is a beginning of what was written, each row once. */
    private static void assertPrefix(long[] seen) {
        if (seen[0] > 0) {
            assertThat(seen).containsExactly(seen[0], seen[0], 0, seen[0] - 1);
        }
    }

    /** Writes numbered lines until a query by this process has seen some in each of several looks; returns how many. */
    private int writeUntilSeen(OutputStream in, int looks) throws IOException {
        int written = 0;
        long before = 0;
        long deadline = System.nanoTime() + PROCESS_MAX.toNanos();
        for (int grown = 0; grown < looks; ) {
            assertThat(System.nanoTime())
                    .as("%d rows were written, %d are seen", written, before)
                    .isLessThan(deadline);
            in.write(lines(written, written + ROWS_PER_WRITE));
            in.flush();
            written += ROWS_PER_WRITE;
            long[] seen = look();
            assertPrefix(seen);
            assertThat(seen[0]).isBetween(before, (long) written);
            grown += seen[0] > before ? 1 : 0;
            before = seen[0];
        }
        return written;
    }

    @Test
    void answersWhileAnotherProcessImports() throws Exception {
        Process importing = startImport();
        int written;
        try (OutputStream in = importing.getOutputStream()) {
            written = writeUntilSeen(in, 5);
            assertThat(importing.isAlive()).isTrue();
        }
        CommandRun run = finish(importing);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lastLine()).startsWith("{\"rows\":" + written + ",\"rejected\":0,");
        assertThat(look()).containsExactly(written, written, 0, written - 1);
    }

    @Test
    void refusesASecondWriterAndNamesTheFirst() throws Exception {
        Process importing = startImport();
        try (OutputStream in = importing.getOutputStream()) {
            writeUntilSeen(in, 1);
            CommandRun second = CommandRun.imports(data(), lines(0, 1), "--format", "ndjson");
            assertThat(second.code()).isEqualTo(1);
            assertThat(second.err()).contains(Long.toString(importing.pid())).doesNotContain("\tat ");
            assertThat(second.out()).isEmpty();
        }
        assertThat(finish(importing).code()).isZero();
    }

    @Test
    void losesNothingThatItReportedWhenALaterImportIsKilled() throws Exception {
        assertThat(CommandRun.imports(data(), "{\"kept\":1}\n".repeat(1_000), "--format", "ndjson")
                        .lastLine())
                .startsWith("{\"rows\":1000,");
        Process importing = startImport();
        OutputStream in = importing.getOutputStream();
        int written = writeUntilSeen(in, 2);
        importing.destroyForcibly();
        CommandRun killed = finish(importing);
        assertThat(killed.code()).isNotZero();
        assertThat(killed.out()).as("a killed import reports nothing").isEmpty();
        assertThat(CommandRun.answers(data(), "SELECT count(*) FROM logs WHERE kept = 1"))
                .containsExactly("1000");
        long[] seen = look();
        assertPrefix(seen);
        assertThat(seen[0]).isBetween(1L, (long) written);
        assertThat(CommandRun.imports(data(), lines(written, written + 10), "--format", "ndjson")
                        .lastLine())
                .startsWith("{\"rows\":10,\"rejected\":0,");
        assertThat(CommandRun.answers(data(), "SELECT count(i), count(kept) FROM logs"))
                .containsExactly((seen[0] + 10) + ",1000");
        assertThat(CommandRun.of("verify", "--data", data().toString()).code()).isZero();
    }
}
