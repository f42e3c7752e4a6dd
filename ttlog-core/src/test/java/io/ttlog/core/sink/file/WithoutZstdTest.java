/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the native library of Zstandard cannot be loaded, because its jar is missing or (since JDK 24) the JVM forbids it, files are
 * written as LZ4, and one that is Zstandard gives a clear error.
 */
class WithoutZstdTest {
    private static final int NATIVE_ACCESS_SINCE = 24;
    private static final int LZ4_ID = 1;

    @TempDir
    Path folder;

    private record Ended(int status, String out, String err) {}

    /** Reads a file and says how that ended. */
    static final class Reading {
        private Reading() {}

        public static void main(String[] arguments) throws IOException {
            try (FileReader reader = FileReader.open(Path.of(arguments[0]))) {
                while (reader.next()) {
                    System.out.println(reader.text().message(reader.event()));
                }
            }
        }
    }

    /** The ways in which the library may be missing in this JVM, each as the beginning of a command line. */
    private static List<List<String>> jvms() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String all = System.getProperty("java.class.path");
        String without = Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("zstd-jni"))
                .collect(Collectors.joining(File.pathSeparator));
        assertThat(without).isNotEqualTo(all);
        List<List<String>> jvms = new ArrayList<>();
        jvms.add(List.of(java, "-cp", without));
        if (Runtime.version().feature() >= NATIVE_ACCESS_SINCE) {
            jvms.add(List.of(java, "--illegal-native-access=deny", "-cp", all));
        }
        return jvms;
    }

    private Ended run(List<String> jvm, List<String> program) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(jvm.stream(), program.stream()).toList())
                .redirectInput(
                        Files.writeString(folder.resolve("in"), "log 100\n").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM prints that it picked it up
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void writesLz4AndSaysSo() throws Exception {
        int way = 0;
        for (List<String> jvm : jvms()) {
            Path events = folder.resolve("events" + way++);
            Ended ended = run(
                    jvm,
                    List.of(CommandedWriter.class.getName(), events.toString(), "file.codec=zstd", "file.level=9"));
            assertThat(ended.out()).isEqualTo("started\ntrue 100 0 100\n");
            assertThat(ended.err().lines())
                    .as("%s", jvm.get(1))
                    .singleElement()
                    .asString()
                    .startsWith("ttlog: sink file writes lz4 instead of zstd: codec zstd cannot load its library here");
            Path file = EventFiles.in(events).get(0);
            try (InputStream in = Files.newInputStream(file)) {
                in.skipNBytes(FileFormat.header(0, 0, "writer").length + 5L); // to the codec of the first block
                assertThat(in.read()).isEqualTo(LZ4_ID);
            }
            List<String> problems = new ArrayList<>();
            assertThat(CommandedWriter.numbers(events, problems)).hasSize(100);
            assertThat(problems).isEmpty();
        }
    }

    @Test
    void aZstandardFileGivesAClearError() throws Exception {
        Path events = folder.resolve("zstd");
        List<String> whole = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"));
        assertThat(run(whole, List.of(CommandedWriter.class.getName(), events.toString(), "file.codec=zstd"))
                        .status())
                .isZero();
        String file = EventFiles.in(events).get(0).toString();
        assertThat(run(whole, List.of(Reading.class.getName(), file)).out())
                .startsWith("event 0 says " + CommandedWriter.text(0));
        for (List<String> jvm : jvms()) {
            Ended ended = run(jvm, List.of(Reading.class.getName(), file));
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err())
                    .contains("codec zstd cannot load its library here")
                    .doesNotContain("CorruptData");
        }
    }
}
