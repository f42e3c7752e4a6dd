/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.TTLog;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.CollectingSinkProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event as the collecting sink saw it, with its symbols resolved; for tests through the API. */
record Seen(
        Signal signal,
        String variant,
        String name,
        String logger,
        String thread,
        String service,
        long timestamp,
        String trace,
        long span,
        long parent,
        @Nullable String message,
        @Nullable String error,
        Map<String, @Nullable Object> fields,
        List<Double> numbers) {

    /** What has arrived, after a flush. */
    static List<Seen> all() {
        if (!TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(20))) {
            throw new AssertionError("the flush did not pass in time");
        }
        return arrived();
    }

    /** What has arrived. */
    static List<Seen> arrived() {
        Symbols symbols = CollectingSinkProvider.symbols();
        return CollectingSinkProvider.last().map(reader -> of(reader, symbols));
    }

    private static Seen of(EventReader event, Symbols symbols) {
        List<Double> numbers = new ArrayList<>();
        String variant = switch (event.signal()) {
            case LOG -> event.level().name();
            case SPAN -> event.spanKind() + " " + event.spanStatus();
            case METRIC -> event.metricKind().name();
            case GAP -> event.gapCount() + " " + event.dropReason();
            default -> throw new IllegalStateException("no event is of " + event.signal());
        };
        if (event.signal() == Signal.METRIC) {
            if (event.metricKind() == io.ttlog.core.event.MetricKind.HISTOGRAM) {
                numbers.addAll(List.of(
                        (double) event.histogramCount(),
                        event.histogramSum(),
                        event.histogramMin(),
                        event.histogramMax()));
            } else {
                numbers.add(event.value());
            }
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (event.nextField()) {
            fields.put(symbols.text(event.fieldKey()), value(event));
        }
        boolean span = event.signal() == Signal.SPAN;
        return new Seen(
                event.signal(),
                variant,
                symbols.text(event.name()),
                symbols.text(event.logger()),
                symbols.text(event.thread()),
                symbols.text(event.service()),
                event.timestampNanos(),
                event.hasTrace() ? String.format("%016x%016x", event.traceIdHigh(), event.traceIdLow()) : "",
                event.hasTrace() ? event.spanId() : 0,
                span ? event.parentId() : 0,
                event.hasMessage() ? event.message() : null,
                event.hasError() ? event.error() : null,
                fields,
                numbers);
    }

    private static @Nullable Object value(EventReader event) {
        return switch (event.fieldType()) {
            case NULL -> null;
            case LONG -> event.fieldLong();
            case DOUBLE -> event.fieldDouble();
            case BOOLEAN -> event.fieldBoolean();
            case TEXT -> event.fieldText();
            case BYTES -> List.of(event.fieldBytes());
            case TIMESTAMP -> "timestamp " + event.fieldLong();
            case DURATION -> "duration " + event.fieldLong();
        };
    }
}
