/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sink in a JVM of its own: without flags, with those that its message names, and killed. */
@Timeout(90)
class ProcessTest {
    /** How often the process is still heard after it has rolled. */
    private static final int ROUNDS_BEHIND_ROLL = 20;

    @TempDir
    Path directory;

    @Test
    void withoutFlagsItNamesThoseThatAreMissingAndTheLineToCopy() throws Exception {
        String told = firstLine(List.of());
        assertThat(told)
                .startsWith("CONFIGURATION ")
                .contains("missing are --add-opens=java.base/java.lang.reflect=ALL-UNNAMED"
                        + " --add-exports=java.base/sun.nio.ch=ALL-UNNAMED;");

        List<String> copied = List.of(told.substring(told.indexOf("start it with ") + "start it with ".length())
                .split(" "));
        assertThat(copied).hasSizeGreaterThanOrEqualTo(3);
        assertThat(firstLine(copied)).isEqualTo("written 500");
    }

    @Test
    void namesTheOneFlagThatIsMissing() throws Exception {
        assertThat(firstLine(List.of("--add-opens=java.base/java.lang.reflect=ALL-UNNAMED")))
                .contains("missing are --add-exports=java.base/sun.nio.ch=ALL-UNNAMED;");
    }

    private String firstLine(List<String> flags) throws Exception {
        Process child = WritingProcess.start(directory, flags);
        try (BufferedReader lines = child.inputReader()) {
            return String.valueOf(lines.readLine());
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatWasWrittenIsReadAfterARollAndAKill() throws Exception {
        Process child = WritingProcess.start(directory, List.of(JvmFlags.line().split(" ")));
        Path second = directory.resolve("chronicle/0000000002.ttlc");
        long written = 0;
        try (BufferedReader lines = child.inputReader()) {
            for (int intoSecond = 0; intoSecond < ROUNDS_BEHIND_ROLL; ) {
                String line = String.valueOf(lines.readLine());
                assertThat(line).startsWith("written ");
                written = Long.parseLong(line.substring("written ".length()));
                intoSecond += Files.exists(second) ? 1 : 0;
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        long expected = 0;
        try (ChronicleReader reader = ChronicleReader.open(directory.resolve("chronicle"))) {
            while (reader.next()) {
                if (reader.symbol(reader.event().name()).equals("event {number}")) {
                    assertThat(reader.event().nextField()).isTrue();
                    assertThat(reader.event().fieldLong()).isEqualTo(expected);
                    expected++;
                }
            }
        }
        assertThat(expected).as("acknowledged is a subset of recovered").isGreaterThanOrEqualTo(written);
    }
}
