/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.ttlog.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/opentelemetry.md shows works: its program fills a store, of which its queries ask. */
@Timeout(120)
class PageTest {
    private static final Path PAGE = Path.of("..", "..", "docs", "opentelemetry.md");
    /** At the beginning of a line, or quoted behind a command. */
    private static final Pattern QUERY = Pattern.compile("(?m)(?:^|\")(SELECT .*?)\"?$");

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"; // that of the page
    private static final String SPAN = "00f067aa0ba902b7";

    @TempDir
    Path path;

    @Test
    void everyQueryOfThePageFindsWhatItsProgramRecorded() throws IOException {
        SpanContext remote =
                SpanContext.createFromRemoteParent(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());
        try (OpenTelemetrySdk sdk = Page.sdk(path)) {
            Span span = sdk.getTracer("page")
                    .spanBuilder("GET /orders")
                    .setParent(Context.root().with(Span.wrap(remote)))
                    .addLink(remote)
                    .startSpan();
            span.end();
            sdk.getLogsBridge()
                    .get("page")
                    .logRecordBuilder()
                    .setBody("found")
                    .setContext(Context.root().with(span))
                    .emit();
            sdk.getMeter("page").histogramBuilder("latency").build().record(5);
        }
        String page = Files.readString(PAGE);
        List<String> queries = QUERY.matcher(page)
                .results()
                .map(query -> query.group(1).replace("'shop'", "'unknown_service:java'"))
                .toList();
        assertThat(queries).hasSize(4);
        for (String query : queries) {
            List<Row> rows = Telemetry.rows(path, query);
            assertThat(rows).as(query).hasSize(1);
        }
    }
}
