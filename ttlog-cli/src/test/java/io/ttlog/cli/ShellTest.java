/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell as a pipe feeds it. */
class ShellTest {
    @TempDir
    static Path data;

    @BeforeAll
    static void store() {
        CommandRun run = CommandRun.imports(data, """
                {"timestamp":"2026-01-01T00:00:00Z","level":"INFO","service":"shop","message":"one","http.status":200}
                {"timestamp":"2026-01-01T00:00:01Z","level":"WARN","service":"shop","message":"two"}
                """, "--format", "ndjson");
        assertThat(run.code()).as(run.toString()).isZero();
    }

    private static CommandRun shell(String input) {
        return CommandRun.withInput(input.getBytes(UTF_8), "shell", "--data", data.toString());
    }

    @Test
    void answersStatementsUpToTheirSemicolons() {
        CommandRun run = shell("SELECT message\nFROM logs -- all;\nORDER BY 1;SELECT ';' AS x;\nSELECT 2 AS y");
        assertThat(run).isEqualTo(new CommandRun(0, """
                message
                -------
                one
                two
                (2 rows)
                x
                -
                ;
                (1 row)
                y
                -
                2
                (1 row)
                """, ""));
    }

    @Test
    void endsAtQuit() {
        assertThat(shell(".quit\nSELECT 1;")).isEqualTo(new CommandRun(0, "", ""));
        assertThat(shell("")).isEqualTo(new CommandRun(0, "", ""));
    }

    @Test
    void changesTheFormat() {
        CommandRun run = shell(".mode csv\n.mode\nSELECT level FROM logs WHERE level = 'WARN';\n.mode xml");
        assertThat(run.out()).isEqualTo("csv\nlevel\r\nWARN\r\n");
        assertThat(run.err()).contains("there is no format xml: expected one of [table, box, line, json");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void tellsTablesAndTheirColumns() {
        assertThat(shell(".tables").out()).contains("logs         11 columns, 1 attributes\n");
        CommandRun logs = shell(".schema LOGS");
        assertThat(logs.out())
                .startsWith("logs\n  timestamp            TIMESTAMP\n")
                .contains("  http.status          LONG (attribute)\n");
        assertThat(shell(".schema").out()).contains("logs\n", "spans\n", "ttlog_gaps\n", "http.status");
        assertThat(shell(".schema lgos").err()).contains("there is no table lgos", "did you mean logs?");
    }

    @Test
    void tellsTimesWhenAskedTo() {
        CommandRun run = shell(".timer on\nSELECT 1 AS x FROM logs;\n.timer off\nSELECT 2 AS y;\n");
        assertThat(run.out())
                .matches("(?s)timer is on.x.*2 rows.*ms, 2 rows read in 1 row groups of 1 segments"
                        + ".timer is off.y.-.2.\\(1 row\\).");
    }

    @Test
    void watchesOnceWhereNobodyCanPressAKey() {
        CommandRun run = shell(".mode csv\nSELECT 1 AS x;\n.watch 100ms\n");
        assertThat(run.out()).isEqualTo("x\r\n1\r\n\u001b[H\u001b[2Jx\r\n1\r\n");
        assertThat(shell(".watch").err()).contains("there is none yet");
        assertThat(shell("SELECT 1;\n.watch 1ms").err()).contains("from 100ms, such as 2s, but found 1ms");
    }

    @Test
    void endsAtTheFirstFailureOfAScript() {
        CommandRun run = shell(".mode csv\nSELECT 1 AS x;\nSELECT levl FROM logs;\nSELECT 2;");
        assertThat(run.out()).isEqualTo("x\r\n1\r\n");
        assertThat(run.err()).contains("did you mean level?");
        assertThat(run.code()).isEqualTo(1);
        assertThat(shell(".tabels").err()).contains("there is no command .tabels; did you mean .tables?; .help tells");
        assertThat(shell(".timer maybe").err()).contains(".timer takes on or off, but found maybe");
        assertThat(shell(".mode a b").err()).contains(".mode takes one word at most, but found b");
    }

    @Test
    void tellsItsCommands() {
        assertThat(shell(".help").out())
                .contains(".help", ".tables", ".schema", ".mode", ".timer", ".watch", ".quit", ".exit", "SELECT ... ;");
    }
}
