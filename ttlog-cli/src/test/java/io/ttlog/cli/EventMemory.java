/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.cli.mapping.EventTarget;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keeps the events of an import as maps from column or attribute to value, read back with the real reader. */
public final class EventMemory implements EventTarget {
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final EventReader reader = new EventReader();
    private final List<Map<String, Object>> events = new ArrayList<>();

    @Override
    public Symbols symbols() {
        return symbols;
    }

    @Override
    public EventEncoder encoder() {
        return encoder;
    }

    @Override
    public boolean submit(EventEncoder event) throws RejectedException {
        int bytes = event.end();
        if (bytes == EventEncoder.TOO_LARGE) {
            throw new RejectedException("too large");
        }
        reader.wrapChecked(event.buffer(), 0, bytes, "event", 0);
        events.add(columns());
        return true;
    }

    /** The events so far. */
    public List<Map<String, Object>> events() {
        return events;
    }

    private Map<String, Object> columns() {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("timestamp", ValueText.timestamp(reader.timestampNanos()));
        columns.put("service", symbols.text(reader.service()));
        switch (reader.signal()) {
            case LOG -> {
                columns.put("level", reader.level().name());
                name(columns, "template", reader.name());
                name(columns, "logger", reader.logger());
                name(columns, "thread", reader.thread());
            }
            case SPAN -> {
                name(columns, "name", reader.name());
                columns.put("kind", reader.spanKind().text());
                columns.put("status", reader.spanStatus().text());
                columns.put("duration", reader.durationNanos());
                id(columns, "parent_id", reader.parentId());
            }
            case METRIC -> {
                name(columns, "name", reader.name());
                columns.put("kind", reader.metricKind().text());
                if (reader.metricKind() == MetricKind.HISTOGRAM) {
                    columns.put("count", reader.histogramCount());
                    columns.put("sum", reader.histogramSum());
                    columns.put("min", reader.histogramMin());
                    columns.put("max", reader.histogramMax());
                } else {
                    columns.put("value", reader.value());
                }
            }
            default -> throw new AssertionError("an import makes no gap records");
        }
        if (reader.hasTrace()) {
            if ((reader.traceIdHigh() | reader.traceIdLow()) != 0) {
                columns.put("trace_id", String.format("%016x%016x", reader.traceIdHigh(), reader.traceIdLow()));
            }
            id(columns, "span_id", reader.spanId());
        }
        while (reader.nextField()) {
            Object before = columns.put("attrs." + symbols.text(reader.fieldKey()), value());
            assert before == null : "an attribute twice";
        }
        reader.rewind();
        if (reader.hasMessage()) {
            columns.put("message", reader.message());
        }
        reader.rewind();
        if (reader.hasError()) {
            columns.put("error", reader.error());
        }
        return columns;
    }

    private void name(Map<String, Object> columns, String column, int symbol) {
        if (symbol != Symbols.NONE) {
            columns.put(column, symbols.text(symbol));
        }
    }

    private static void id(Map<String, Object> columns, String column, long id) {
        if (id != 0) {
            columns.put(column, String.format("%016x", id));
        }
    }

    private Object value() {
        return switch (reader.fieldType()) {
            case LONG -> reader.fieldLong();
            case DOUBLE -> reader.fieldDouble();
            case BOOLEAN -> reader.fieldBoolean();
            case TEXT -> reader.fieldText();
            default -> throw new AssertionError("an import writes no " + reader.fieldType());
        };
    }
}
