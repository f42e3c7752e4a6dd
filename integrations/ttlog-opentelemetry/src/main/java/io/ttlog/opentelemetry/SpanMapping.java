/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span becomes a row of {@code spans}, and each of its events a row of {@code logs} with the span's ids (RFC-0011). Stateless. */
final class SpanMapping implements Exporter.Mapping<SpanData> {
    private static final String EXCEPTION = "exception";
    private static final SpanKind[] KINDS = SpanKind.values();

    @Override
    public void write(SpanData span, Records records) {
        SpanContext context = span.getSpanContext();
        SpanContext parent = span.getParentSpanContext();
        Attributes attributes = span.getAttributes();
        String error = error(span);
        int name = records.name(span.getName());
        int thread = records.thread(attributes.get(AttributeKeys.THREAD_NAME));
        long start = span.getStartEpochNanos();
        long duration = span.getEndEpochNanos() - start;
        EventEncoder encoder = records.encoder()
                .beginSpan(
                        KINDS[span.getKind().ordinal()], // the same five in the same order, which a test holds
                        status(span),
                        name,
                        thread,
                        records.service(span.getResource()),
                        start,
                        duration < 0 ? EventFormat.DURATION_UNKNOWN : duration,
                        Records.traceIdHigh(context),
                        Records.traceIdLow(context),
                        Records.spanId(context),
                        Records.spanId(parent));
        Fields fields = records.fields();
        fields.begin(encoder, span.getTotalAttributeCount() - attributes.size(), error);
        if (name == Symbols.NONE && !span.getName().isEmpty()) {
            fields.put("name", span.getName());
        }
        if (!context.getTraceState().isEmpty()) {
            fields.put("otel.trace_state", traceState(context));
        }
        if (parent.isRemote()) {
            fields.put("otel.parent.remote", true);
        }
        if (!span.getStatus().getDescription().isEmpty()) {
            fields.put("otel.status_description", span.getStatus().getDescription());
        }
        links(span, records);
        int droppedEvents = span.getTotalRecordedEvents() - span.getEvents().size();
        if (droppedEvents > 0) {
            fields.put("otel.dropped_events_count", (long) droppedEvents);
        }
        records.origin(span.getResource(), span.getInstrumentationScopeInfo(), true);
        fields.putAll("", attributes, thread == Symbols.NONE ? null : AttributeKeys.THREAD_NAME.getKey());
        fields.end();
        fields.error(error);
        records.submit();
        for (EventData event : span.getEvents()) {
            event(span, event, records);
        }
    }

    private static SpanStatus status(SpanData span) {
        return switch (span.getStatus().getStatusCode()) {
            case UNSET -> SpanStatus.UNSET;
            case OK -> SpanStatus.OK;
            case ERROR -> SpanStatus.ERROR;
        };
    }

    /** Of a span that failed: its last exception, else what its status says. */
    private static @Nullable String error(SpanData span) {
        if (status(span) != SpanStatus.ERROR) {
            return null;
        }
        List<EventData> events = span.getEvents();
        for (int i = events.size() - 1; i >= 0; i--) {
            String exception = AttributeKeys.exception(events.get(i).getAttributes());
            if (events.get(i).getName().equals(EXCEPTION) && exception != null) {
                return exception;
            }
        }
        String description = span.getStatus().getDescription();
        return description.isEmpty() ? null : description;
    }

    private static void links(SpanData span, Records records) {
        List<LinkData> links = span.getLinks();
        int dropped = span.getTotalRecordedLinks() - links.size();
        if (!links.isEmpty()) {
            Json json = new Json(records.textCharsMax() / 2).raw("["); // whole links within what a text may have
            int written = 0;
            for (LinkData link : links) {
                if (json.isFull()) {
                    break;
                }
                json.raw(written == 0 ? "" : ",");
                link(json, link);
                written++;
            }
            dropped += links.size() - written;
            records.fields().put("links", json.raw("]").toString());
        }
        if (dropped > 0) {
            records.fields().put("otel.dropped_links_count", (long) dropped);
        }
    }

    private static void link(Json json, LinkData link) {
        SpanContext context = link.getSpanContext();
        json.raw("{\"trace_id\":").value(context.getTraceId());
        json.raw(",\"span_id\":").value(context.getSpanId());
        if (!context.getTraceState().isEmpty()) {
            json.raw(",\"trace_state\":").value(traceState(context));
        }
        if (!link.getAttributes().isEmpty()) {
            json.raw(",\"attributes\":").value(link.getAttributes());
        }
        json.raw("}");
    }

    /** As in the header {@code tracestate}. */
    static String traceState(SpanContext context) {
        StringBuilder text = new StringBuilder();
        context.getTraceState()
                .forEach((key, value) -> text.append(text.length() == 0 ? "" : ",")
                        .append(key)
                        .append('=')
                        .append(value));
        return text.toString();
    }

    private static void event(SpanData span, EventData event, Records records) {
        SpanContext context = span.getSpanContext();
        Attributes attributes = event.getAttributes();
        boolean exception = event.getName().equals(EXCEPTION);
        String error = exception ? AttributeKeys.exception(attributes) : null;
        int thread = records.thread(span.getAttributes().get(AttributeKeys.THREAD_NAME));
        String scope = span.getInstrumentationScopeInfo().getName();
        int logger = records.name(scope);
        EventEncoder encoder = records.encoder()
                .beginLogInSpan(
                        exception ? Level.ERROR : Level.INFO,
                        Symbols.NONE,
                        logger,
                        thread,
                        records.service(span.getResource()),
                        event.getEpochNanos(),
                        Records.traceIdHigh(context),
                        Records.traceIdLow(context),
                        Records.spanId(context));
        Fields fields = records.fields();
        fields.begin(encoder, event.getDroppedAttributesCount(), event.getName(), error);
        fields.put("event.name", event.getName());
        records.origin(span.getResource(), span.getInstrumentationScopeInfo(), logger == Symbols.NONE);
        fields.putAll("", attributes, error == null ? null : AttributeKeys.STACKTRACE);
        fields.end();
        fields.message(event.getName(), error);
        fields.error(error);
        records.submit();
    }
}
