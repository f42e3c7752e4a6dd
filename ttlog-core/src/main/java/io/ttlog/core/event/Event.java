/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An event decoded into immutable values: for tests, tailing and tools, not for hot paths. Times are nanoseconds since 1970
 * UTC, ids lower-case hexadecimal text, an empty string stands for a symbol that was not given.
 */
public sealed interface Event {
    /** When it happened, or started. */
    long timestampNanos();

    /** The service it came from. */
    String service();

    /** The fields in the order in which they were given. */
    List<Field> fields();

    /**
     * A field.
     *
     * @param key name of its column
     * @param type of the value
     * @param value Long for LONG, TIMESTAMP and DURATION, Double, Boolean, String for TEXT, String in hexadecimal for
     *     BYTES, null for NULL
     */
    record Field(String key, ValueType type, @Nullable Object value) {}

    /**
     * A log event.
     *
     * @param template text of the log call, empty if it gave its message as it is
     * @param message as rendered
     * @param weight how many events it stands for, itself included
     */
    record Log(
            long timestampNanos,
            Level level,
            String service,
            String logger,
            String thread,
            String template,
            String message,
            @Nullable String error,
            @Nullable String traceId,
            @Nullable String spanId,
            double weight,
            List<Field> fields)
            implements Event {}

    /**
     * A finished span.
     *
     * @param weight how many spans it stands for, itself included
     */
    record Span(
            long timestampNanos,
            long durationNanos,
            String service,
            String name,
            String thread,
            SpanKind kind,
            SpanStatus status,
            @Nullable String error,
            @Nullable String traceId,
            @Nullable String spanId,
            @Nullable String parentId,
            double weight,
            List<Field> fields)
            implements Event {}

    /** A reading of a counter or gauge. */
    record Reading(
            long timestampNanos,
            String service,
            String name,
            MetricKind kind,
            double value,
            Temporality temporality,
            String unit,
            String description,
            @Nullable Exemplar exemplar,
            List<Field> fields)
            implements Event {}

    /** One value of a reading, and the span in which it was recorded. */
    record Exemplar(
            double value,
            @Nullable String traceId,
            @Nullable String spanId) {}

    /**
     * A reading of a histogram.
     *
     * @param buckets as {@link BucketFormat}, in hexadecimal; null when there are none
     */
    record Histogram(
            long timestampNanos,
            String service,
            String name,
            long count,
            double sum,
            double min,
            double max,
            @Nullable String buckets,
            Temporality temporality,
            String unit,
            String description,
            @Nullable Exemplar exemplar,
            List<Field> fields)
            implements Event {}

    /**
     * Events that were not kept.
     *
     * @param timestampNanos when nothing of this had been lost yet
     * @param untilNanos when the loss was noticed
     * @param signal of the events
     * @param level of the events; null when they were no logs
     * @param count how many
     * @param sink the only one that misses them; null when they reached none
     */
    record Gap(
            long timestampNanos,
            long untilNanos,
            String service,
            Signal signal,
            @Nullable Level level,
            DropReason reason,
            long count,
            @Nullable String sink)
            implements Event {
        @Override
        public List<Field> fields() {
            return List.of();
        }
    }

    /** Decodes the reader's record; leaves the reader before the first field. */
    static Event of(EventReader event, IntFunction<String> symbols, EventText text) {
        List<Field> fields = fields(event, symbols);
        String service = symbols.apply(event.service());
        String name = symbols.apply(event.name());
        String error = event.hasError() ? event.error() : null;
        event.rewind();
        return switch (event.signal()) {
            case LOG ->
                new Log(
                        event.timestampNanos(),
                        event.level(),
                        service,
                        symbols.apply(event.logger()),
                        symbols.apply(event.thread()),
                        name,
                        text.message(event),
                        error,
                        traceId(event),
                        spanId(event),
                        event.weight(),
                        fields);
            case SPAN ->
                new Span(
                        event.timestampNanos(),
                        event.durationNanos(),
                        service,
                        name,
                        symbols.apply(event.thread()),
                        event.spanKind(),
                        event.spanStatus(),
                        error,
                        traceId(event),
                        spanId(event),
                        id(event.parentId()),
                        event.weight(),
                        fields);
            case METRIC ->
                event.metricKind() == MetricKind.HISTOGRAM
                        ? new Histogram(
                                event.timestampNanos(),
                                service,
                                name,
                                event.histogramCount(),
                                event.histogramSum(),
                                event.histogramMin(),
                                event.histogramMax(),
                                buckets(event),
                                event.temporality(),
                                symbols.apply(event.unit()),
                                symbols.apply(event.description()),
                                exemplar(event),
                                fields)
                        : new Reading(
                                event.timestampNanos(),
                                service,
                                name,
                                event.metricKind(),
                                event.value(),
                                event.temporality(),
                                symbols.apply(event.unit()),
                                symbols.apply(event.description()),
                                exemplar(event),
                                fields);
            case GAP ->
                new Gap(
                        event.timestampNanos(),
                        event.gapUntilNanos(),
                        service,
                        event.lostSignal(),
                        event.lostLevel(),
                        event.dropReason(),
                        event.gapCount(),
                        name.isEmpty() ? null : name);
            default -> throw new IllegalStateException("no event is of " + event.signal());
        };
    }

    private static @Nullable String buckets(EventReader event) {
        if (!event.hasBuckets()) {
            return null;
        }
        int at = event.bucketsOffset();
        event.rewind();
        int from = at + Integer.BYTES;
        return ValueText.hex(Arrays.copyOfRange(event.buffer(), from, from + EventFormat.getInt(event.buffer(), at)));
    }

    private static @Nullable Exemplar exemplar(EventReader event) {
        return event.hasTrace() ? new Exemplar(event.exemplarValue(), traceId(event), spanId(event)) : null;
    }

    private static List<Field> fields(EventReader event, IntFunction<String> symbols) {
        List<Field> fields = new ArrayList<>(event.fieldCount());
        event.rewind();
        while (event.nextField()) {
            Object value = switch (event.fieldType()) {
                case NULL -> null;
                case LONG, TIMESTAMP, DURATION -> (Object) event.fieldLong();
                case DOUBLE -> event.fieldDouble();
                case BOOLEAN -> event.fieldBoolean();
                case TEXT -> event.fieldText();
                case BYTES -> ValueText.hex(event.fieldBytes());
            };
            fields.add(new Field(symbols.apply(event.fieldKey()), event.fieldType(), value));
        }
        return List.copyOf(fields);
    }

    private static @Nullable String traceId(EventReader event) {
        if (!event.hasTrace() || (event.traceIdHigh() | event.traceIdLow()) == 0) {
            return null;
        }
        return ValueText.hex(event.traceIdHigh()) + ValueText.hex(event.traceIdLow());
    }

    private static @Nullable String spanId(EventReader event) {
        return event.hasTrace() ? id(event.spanId()) : null;
    }

    private static @Nullable String id(long id) {
        return id == 0 ? null : ValueText.hex(id);
    }
}
