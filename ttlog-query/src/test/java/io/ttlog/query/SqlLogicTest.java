/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs the files of {@code src/test/resources/sqllogic}, and those of the folder that {@code ttlog.sqllogic} names. */
class SqlLogicTest {
    @TestFactory
    List<DynamicTest> scripts() throws IOException, URISyntaxException {
        String named = System.getProperty("ttlog.sqllogic");
        Path folder = named != null
                ? Path.of(named)
                : Path.of(Objects.requireNonNull(SqlLogicTest.class.getResource("/sqllogic"))
                        .toURI());
        try (Stream<Path> files = Files.walk(folder)) {
            List<DynamicTest> tests = files.filter(f -> f.toString().endsWith(".test"))
                    .sorted()
                    .map(f -> DynamicTest.dynamicTest(
                            f.getFileName().toString(), () -> run(f.toString(), Files.readAllLines(f))))
                    .toList();
            assertThat(tests).isNotEmpty();
            return tests;
        }
    }

    private static void run(String file, List<String> lines) {
        SqlLogicScript script = SqlLogicScript.parse(file, lines);
        assertThat(script.steps()).isNotEmpty();
        new SqlLogicRunner().run(script);
    }

    private static void assertFails(String script, String message) {
        assertThatThrownBy(() -> run("s", script.lines().toList()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotAsExpectedFailsAtItsLine() {
        assertFails("\nquery I\nSELECT 1\n----\n2\n", "s:2 SELECT 1 has [1], expected [2]");
        assertFails("query II\nSELECT 1\n----\n1\n", "has 1 columns, expected II");
        assertFails("query I\nSELECT x\n----\n1\n", "s:1 SELECT x");
        assertFails("statement ok\nSELECT x\n", "s:1 SELECT x");
        assertFails("statement error\nSELECT 1\n", "should have failed");
        assertFails("statement ok\nINSERT INTO t VALUES (1)\n", "INSERT INTO t");
        assertFails(
                "query I nosort\nSELECT 1\n----\n1 values hashing to 00000000000000000000000000000000\n",
                "values hashing to");
        assertFails("query I nosort a\nSELECT 1\n----\n1\n\nquery I nosort a\nSELECT 2\n----\n2\n", "labelled a");
    }
}
