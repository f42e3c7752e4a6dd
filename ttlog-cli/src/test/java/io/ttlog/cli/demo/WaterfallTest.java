/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static final long MILLI = 1_000_000;

    private final Rows spans = new Rows("span_id", "parent_id", "timestamp", "duration", "service", "name", "error");
    private final Rows logs = new Rows("span_id", "timestamp", "level", "message");

    @Test
    void drawsChildrenBelowTheirParentAtTheirTime() throws IOException {
        span("b", "a", 120, 120, "db.select", null);
        span("a", null, 0, 240, "GET /", null);
        span("c", "b", 120, 60, "wait", null);

        assertThat(print())
                .containsExactly(
                        "    240.0 ms  ████████████████████████  shop  GET /",
                        "    120.0 ms  ············████████████   shop  db.select",
                        "     60.0 ms  ············██████······    shop  wait");
    }

    @Test
    void putsTheFirstLogLinesBelowTheirSpanAndCountsTheOthers() throws IOException {
        span("a", null, 0, 10, "GET /", null);
        span("b", "a", 0, 10, "pay", "Timeout: none\nat Pay.java");
        for (int i = 1; i <= 5; i++) {
            logs.row("b", i * MILLI, "WARN", "attempt " + i + "\nsecond line");
        }
        logs.row(null, 0L, "INFO", "of no span");

        assertThat(print())
                .containsExactly(
                        "     10.0 ms  ████████████████████████  shop  GET /",
                        "     10.0 ms  ████████████████████████   shop  pay  ERROR Timeout: none",
                        "               | 00:00:00.001 WARN attempt 1",
                        "               | 00:00:00.002 WARN attempt 2",
                        "               | 00:00:00.003 WARN attempt 3",
                        "  left out: 0 shorter spans with their log lines, and 2 more log lines of the spans above");
    }

    @Test
    void keepsTheLongestSpansAndAllAboveThem() throws IOException {
        span("root", null, 0, 1, "short root", null);
        for (int i = 0; i < 40; i++) {
            span("s" + i, "root", i, 100 + i, "step " + i, null);
        }

        assertThat(print())
                .hasSize(32)
                .anyMatch(line -> line.endsWith("short root"))
                .anyMatch(line -> line.endsWith("step 10"))
                .noneMatch(line -> line.endsWith("step 9"))
                .last()
                .asString()
                .contains("left out: 10 shorter spans");
    }

    @Test
    void keepsLinesWithin100Columns() throws IOException {
        span("a", null, 0, 10, "n".repeat(200), "e".repeat(200));
        logs.row("a", 0L, "INFO", "m".repeat(200));

        assertThat(print()).hasSize(2).allMatch(line -> line.length() == 100 && line.endsWith("…"));
    }

    @Test
    void printsSpansWhoseParentIsMissingOrThemselves() throws IOException {
        span("a", "lost", 0, 10, "orphan", null);
        span("b", "b", 0, 10, "own parent", null);

        assertThat(print())
                .hasSize(2)
                .anyMatch(line -> line.endsWith("orphan"))
                .anyMatch(line -> line.endsWith("own parent"));
    }

    private void span(
            String id,
            @Nullable String parent,
            long startMillis,
            long durationMillis,
            String name,
            @Nullable String error) {
        spans.row(id, parent, startMillis * MILLI, durationMillis * MILLI, "shop", name, error);
    }

    private List<String> print() throws IOException {
        StringBuilder out = new StringBuilder();
        new Waterfall(spans, logs).print(out);
        return out.toString().lines().toList();
    }
}
