/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.SourceRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Spans of Zipkin's API version 2: times in microseconds, the service in {@code localEndpoint}, tags as attributes by their
 * own names, annotations as JSON text. A span whose reporter did not know its start gets the time of its first annotation,
 * or else the earliest of the document.
 */
final class ZipkinSpans {
    /** No time is known. */
    static final long NO_TIME = Long.MAX_VALUE;

    private ZipkinSpans() {}

    /** Whether an object has the identifiers of a Zipkin span. */
    static boolean isSpan(JsonObject object) {
        return object.text("traceId") != null && object.text("id") != null && object.get("spanId") == null;
    }

    /** The earliest start of the spans in a document, or {@link #NO_TIME}. */
    static long earliestMicros(JsonArray document) {
        long earliest = NO_TIME;
        for (Object item : document.items()) {
            if (item instanceof JsonObject span && isSpan(span)) {
                earliest = Math.min(earliest, startMicros(span));
            }
        }
        return earliest;
    }

    private static long startMicros(JsonObject span) {
        if (span.get("timestamp") instanceof Long micros) {
            return micros;
        }
        long earliest = NO_TIME;
        for (JsonObject annotation : span.objects("annotations")) {
            if (annotation.get("timestamp") instanceof Long micros) {
                earliest = Math.min(earliest, micros);
            }
        }
        return earliest;
    }

    static void fill(SourceRecord row, JsonObject span, long earliestMicros) {
        for (int i = 0; i < span.size(); i++) {
            member(row, span.name(i), span.value(i));
        }
        if (row.given(Column.TIMESTAMP) < 0) {
            long start = Math.min(startMicros(span), earliestMicros);
            if (start != NO_TIME) {
                row.give(Column.TIMESTAMP, "timestamp", start, TimeUnits.MICROS);
            }
        }
    }

    private static void member(SourceRecord row, String name, @Nullable Object value) {
        switch (name) {
            case "traceId" -> row.give(Column.TRACE_ID, name, value);
            case "id" -> row.give(Column.SPAN_ID, name, value);
            case "parentId" -> scalar(row, Column.PARENT_ID, name, value, null);
            case "name" -> scalar(row, Column.NAME, name, value, null);
            case "kind" -> scalar(row, Column.KIND, name, value, null);
            case "timestamp" -> scalar(row, Column.TIMESTAMP, name, value, TimeUnits.MICROS);
            case "duration" -> scalar(row, Column.DURATION, name, value, TimeUnits.MICROS);
            case "localEndpoint" -> endpoint(row, value);
            case "tags" -> tags(row, value);
            default -> Json.flatten(name, value, row);
        }
    }

    private static void scalar(
            SourceRecord row, Column column, String name, @Nullable Object value, @Nullable TimeUnits unit) {
        if (value instanceof JsonObject || value instanceof JsonArray) {
            Json.flatten(name, value, row);
        } else {
            row.give(column, name, value, unit);
        }
    }

    private static void endpoint(SourceRecord row, @Nullable Object value) {
        if (!(value instanceof JsonObject endpoint)) {
            Json.flatten("localEndpoint", value, row);
            return;
        }
        for (int i = 0; i < endpoint.size(); i++) {
            String name = "localEndpoint." + endpoint.name(i);
            if (endpoint.name(i).equals("serviceName")) {
                scalar(row, Column.SERVICE, name, endpoint.value(i), null);
            } else {
                Json.flatten(name, endpoint.value(i), row);
            }
        }
    }

    private static void tags(SourceRecord row, @Nullable Object value) {
        if (!(value instanceof JsonObject tags)) {
            Json.flatten("tags", value, row);
            return;
        }
        for (int i = 0; i < tags.size(); i++) {
            String name = tags.name(i);
            switch (name.toLowerCase(Locale.ROOT)) {
                case "error" -> scalar(row, Column.ERROR, name, error(tags.value(i)), null);
                case "otel.status_code" -> scalar(row, Column.STATUS, name, tags.value(i), null);
                default -> Json.flatten(name, tags.value(i), row);
            }
        }
    }

    /** In Zipkin the presence of the tag is the error; an empty text says no more than that. */
    private static @Nullable Object error(@Nullable Object value) {
        return value instanceof String text && text.isEmpty() ? (Object) true : value;
    }
}
