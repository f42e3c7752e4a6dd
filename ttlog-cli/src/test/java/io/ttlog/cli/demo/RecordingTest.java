/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final Recording RECORDING = load();

    @Test
    void holdsTheRowsThatItsSourceNoteCounts() {
        assertThat(rows(Recorded.Log.class)).hasSize(10_854);
        assertThat(rows(Recorded.Span.class)).hasSize(21_092);
        assertThat(rows(Recorded.Reading.class)).hasSize(9_669);
        assertThat(Duration.ofNanos(RECORDING.durationNanos()))
                .isBetween(Duration.ofMinutes(9), Duration.ofMinutes(11));
    }

    @Test
    void isInTheOrderOfTime() {
        assertThat(RECORDING.rows()).isSortedAccordingTo((a, b) -> Long.compare(a.recordedNanos(), b.recordedNanos()));
    }

    @Test
    void cutsNoTraceInTwo() {
        Set<Long> spans = new HashSet<>();
        rows(Recorded.Span.class).forEach(span -> spans.add(span.spanId()));
        assertThat(rows(Recorded.Span.class))
                .allMatch(span -> span.parentId() == 0 || spans.contains(span.parentId()))
                .allMatch(span -> span.traceIdHigh() != 0 && span.durationNanos() >= 0);
    }

    @Test
    void takesLogLinesApart() {
        assertThat(rows(Recorded.Log.class))
                .extracting(Recorded.Log::level)
                .containsOnly(Level.INFO, Level.WARN, Level.ERROR)
                .satisfies(levels ->
                        assertThat(levels.stream().filter(Level.ERROR::equals)).hasSize(63));
        assertThat(rows(Recorded.Log.class))
                .noneMatch(log ->
                        log.message().contains("TraceID:") || log.message().endsWith("\n"))
                .anyMatch(log -> log.logger().equals("t.s.TravelServiceImpl") && log.line() == 457);
    }

    @Test
    void namesServicesByTheirPods() {
        assertThat(Recording.service("ts-travel-service-64469b5b48-5rjvb")).isEqualTo("ts-travel-service");
        assertThat(Recording.service("Frontend")).isEqualTo("Frontend");
    }

    private static <T extends Recorded> List<T> rows(Class<T> kind) {
        return RECORDING.rows().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Recording load() {
        try {
            return Recording.load();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
