/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.cli.CommandRun;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys as a terminal sends them to the real JLine. */
@Timeout(60)
class PromptTest {
    @TempDir
    Path directory;

    private Path data;
    private Path history;

    @BeforeEach
    void store() {
        data = directory.resolve("data");
        history = directory.resolve("history");
        CommandRun run = CommandRun.imports(data, """
                {"timestamp":"2026-01-01T00:00:00Z","level":"INFO","message":"one","http.status":200}
                """, "--format", "ndjson");
        assertThat(run.code()).as(run.toString()).isZero();
    }

    private List<String> inputs(String keys) throws IOException {
        List<String> inputs = new ArrayList<>();
        try (Prompt prompt = prompt(keys)) {
            for (String input = prompt.next(); input != null; input = prompt.next()) {
                inputs.add(input);
            }
        }
        return inputs;
    }

    private Prompt prompt(String keys) throws IOException {
        Terminal terminal = TerminalBuilder.builder()
                .system(false)
                .type("xterm")
                .streams(new ByteArrayInputStream(keys.getBytes(UTF_8)), new ByteArrayOutputStream())
                .build();
        return new Prompt(terminal, history, data);
    }

    @Test
    void goesOnUntilTheSemicolon() throws IOException {
        assertThat(inputs("SELECT ';\r' ,\r1;\r\r.tables\rSELECT 2 ; \r"))
                .containsExactly("SELECT ';\n' ,\n1;", ".tables", "SELECT 2 ; ");
    }

    @Test
    void completesByTab() throws IOException {
        assertThat(inputs("SELECT 1 FROM log\t;\r")).containsExactly("SELECT 1 FROM logs ;");
        assertThat(inputs("SELECT 1 FROM logs WHERE http.st\t;\r"))
                .containsExactly("SELECT 1 FROM logs WHERE http.status ;");
        assertThat(inputs(".mo\tmarkd\t\r")).containsExactly(".mode markdown ");
    }

    @Test
    void remembersWhatWasTyped() throws IOException {
        inputs("SELECT 'a!b'\r;\r");
        assertThat(Files.readString(history)).contains("SELECT 'a!b'");
        assertThat(inputs("\u0010\r")).containsExactly("SELECT 'a!b'\n;");
    }

    @Test
    void watchesUntilAKeyIsPressed() throws IOException {
        try (Prompt prompt = prompt("x")) {
            assertThat(prompt.pause(Duration.ofSeconds(30))).isFalse();
        }
    }
}
