/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.core.event.Event;
import io.ttlog.core.sink.memory.MemorySink;
import java.time.Duration;
import java.util.List;

/** What has been recorded, as texts. */
final class Recorded {
    private Recorded() {}

    static TTLogSession start() {
        return TTLog.init().console(false).store(false).sink("memory").start();
    }

    static List<Event.Span> spans() {
        assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
        return MemorySink.latest().events().stream()
                .filter(Event.Span.class::isInstance)
                .map(Event.Span.class::cast)
                .toList();
    }

    /** In the order in which they ended: name, kind unless internal, fields, first line of the error. */
    static List<String> texts() {
        return spans().stream().map(Recorded::text).toList();
    }

    static String text(Event.Span span) {
        StringBuilder text = new StringBuilder(span.name());
        if (span.kind() != SpanKind.INTERNAL) {
            text.append(' ').append(span.kind());
        }
        for (Event.Field field : span.fields()) {
            text.append(' ').append(field.key()).append('=').append(field.value());
        }
        String error = span.error();
        if (error != null) {
            text.append(" !").append(error.lines().findFirst().orElse(""));
        }
        return text.toString();
    }
}
