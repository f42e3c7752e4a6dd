/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one document of Jaeger's query API: a trace ({@code spans} and {@code processes}), or one or several in
 * {@code data}. Times are microseconds; the service is the process's; the parent is the first reference into the same trace;
 * tags are attributes by their own names, those of the process with {@code process.} before; logs and any further references stay JSON text.
 */
final class JaegerSpans {
    private final SourceRecord row;
    private final long line;
    private final String source;
    private final RecordConsumer rows;
    private final Rejections rejections;

    JaegerSpans(SourceRecord row, long line, String source, RecordConsumer rows, Rejections rejections) {
        this.row = row;
        this.line = line;
        this.source = source;
        this.rows = rows;
        this.rejections = rejections;
    }

    /** Whether an object is such a document. */
    static boolean isDocument(JsonObject object) {
        if (object.get("data") instanceof JsonObject trace) {
            return isTrace(trace);
        }
        if (object.get("data") instanceof JsonArray) {
            return object.objects("data").stream().anyMatch(JaegerSpans::isTrace);
        }
        return isTrace(object);
    }

    private static boolean isTrace(JsonObject object) {
        return object.get("spans") instanceof JsonArray;
    }

    void document(JsonObject object) {
        if (object.get("data") instanceof JsonObject trace) {
            trace(trace);
        } else if (object.get("data") instanceof JsonArray traces) {
            for (Object item : traces.items()) {
                if (item instanceof JsonObject trace && isTrace(trace)) {
                    trace(trace);
                } else {
                    rejections.add(source, line, "an element of data is no trace: it has no array spans");
                }
            }
        } else {
            trace(object);
        }
    }

    private void trace(JsonObject trace) {
        JsonObject processes = trace.get("processes") instanceof JsonObject object ? object : new JsonObject();
        JsonArray spans = (JsonArray) java.util.Objects.requireNonNull(trace.get("spans"));
        for (Object item : spans.items()) {
            if (!(item instanceof JsonObject span)) {
                rejections.add(source, line, "an element of spans is no object");
                continue;
            }
            row.clear(line, SourceRecord.Fields.DESCRIBED);
            fill(span, processes);
            rows.acceptOrReport(row, source, rejections);
        }
    }

    private void fill(JsonObject span, JsonObject processes) {
        for (int i = 0; i < span.size(); i++) {
            member(span, span.name(i), span.value(i), processes);
        }
    }

    private void member(JsonObject span, String name, @Nullable Object value, JsonObject processes) {
        switch (name) {
            case "traceID" -> scalar(Column.TRACE_ID, name, value, null);
            case "spanID" -> scalar(Column.SPAN_ID, name, value, null);
            case "parentSpanID" -> scalar(Column.PARENT_ID, name, value, null);
            case "operationName" -> scalar(Column.NAME, name, value, null);
            case "startTime" -> scalar(Column.TIMESTAMP, name, value, TimeUnits.MICROS);
            case "duration" -> scalar(Column.DURATION, name, value, TimeUnits.MICROS);
            case "references" -> references(span, value);
            case "tags" -> tags(span.objects("tags"), "");
            case "logs" -> Json.flatten(name, isEmpty(value) ? null : value, row);
            case "process" -> process(value);
            case "processID" -> {
                row.add(name, value instanceof JsonObject || value instanceof JsonArray ? null : value);
                if (value instanceof String id && !(span.get("process") instanceof JsonObject)) {
                    process(processes.get(id));
                }
            }
            default -> Json.flatten(name, value, row);
        }
    }

    private void scalar(Column column, String name, @Nullable Object value, @Nullable TimeUnits unit) {
        if (value instanceof JsonObject || value instanceof JsonArray) {
            Json.flatten(name, value, row);
        } else {
            row.give(column, name, value, unit);
        }
    }

    private void references(JsonObject span, @Nullable Object value) {
        List<JsonObject> references = span.objects("references");
        String trace = span.text("traceID");
        for (JsonObject reference : references) {
            String parent = reference.text("spanID");
            if (parent != null && java.util.Objects.equals(reference.text("traceID"), trace)) {
                if (row.given(Column.PARENT_ID) < 0) {
                    row.give(Column.PARENT_ID, "parentSpanID", parent);
                }
                if (references.size() == 1) {
                    return;
                }
                break;
            }
        }
        Json.flatten("references", isEmpty(value) ? null : value, row);
    }

    private static boolean isEmpty(@Nullable Object value) {
        return value instanceof JsonArray array && array.items().isEmpty();
    }

    private void process(@Nullable Object value) {
        if (!(value instanceof JsonObject process)) {
            return;
        }
        for (int i = 0; i < process.size(); i++) {
            String name = process.name(i);
            if (name.equals("serviceName")) {
                scalar(Column.SERVICE, "process.serviceName", process.value(i), null);
            } else if (name.equals("tags")) {
                tags(process.objects(name), "process.");
            } else {
                Json.flatten("process." + name, process.value(i), row);
            }
        }
    }

    private void tags(List<JsonObject> tags, String prefix) {
        for (JsonObject tag : tags) {
            String key = tag.text("key");
            if (key == null) {
                continue;
            }
            Object value = tag.get("value");
            if ("bool".equals(tag.text("type")) && value instanceof String text) {
                value = switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> text;
                };
            }
            switch (prefix + key) {
                case "error" -> scalar(Column.ERROR, key, value, null);
                case "span.kind" -> scalar(Column.KIND, key, value, null);
                case "otel.status_code" -> scalar(Column.STATUS, key, value, null);
                default -> Json.flatten(prefix + key, value, row);
            }
        }
    }
}
