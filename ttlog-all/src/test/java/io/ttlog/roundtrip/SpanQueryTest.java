/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQL finds of spans that did not end, and of events and links, as docs/spans.md shows it. */
class SpanQueryTest {
    private static final SpanContext ELSEWHERE =
            SpanContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "");

    @TempDir
    Path directory;

    private static List<String> rows(String sql) {
        return query(sql).rows().stream().map(Object::toString).toList();
    }

    @Test
    void findsUnfinishedSpansEventsAndLinks() {
        try (TTLogSession session = TTLog.init().data(directory).console(false).start()) {
            try (Span done = span("done").link(ELSEWHERE)) {
                done.event("cache miss").atEvent().with("attempt", 2).log("retry");
            }
            span("forgotten").with("user_id", 7);
            assertThat(session.stats().misuses()).isZero();
        }
        assertThat(rows("SELECT name, user_id, unfinished FROM spans WHERE duration IS NULL"))
                .containsExactly("{name=forgotten, user_id=7, unfinished=stopped}");
        assertThat(rows("SELECT name FROM spans WHERE duration IS NOT NULL")).containsExactly("{name=done}");
        assertThat(rows("SELECT span_id FROM spans GROUP BY span_id HAVING count(duration) = 0"))
                .hasSize(1);
        assertThat(rows("SELECT name FROM spans WHERE contains(links, '" + ELSEWHERE.traceId() + "')"))
                .containsExactly("{name=done}");
        assertThat(rows("SELECT \"event.name\", message, attempt, level FROM logs WHERE \"event.name\" IS NOT NULL"
                        + " AND attempt = 2"))
                .containsExactly("{event.name=retry, message=retry, attempt=2, level=INFO}");
        assertThat(
                        rows(
                                "SELECT count(DISTINCT span_id) AS spans, count(*) AS events FROM logs WHERE \"event.name\" IS NOT NULL"))
                .containsExactly("{spans=1, events=2}");
    }
}
