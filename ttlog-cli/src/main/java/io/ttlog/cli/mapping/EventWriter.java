/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.cli.notation.HexId;
import io.ttlog.cli.notation.Levels;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.SourceRecord;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Encodes source records as events of one signal and submits them. The field of a column is the one that the user mapped,
 * else the one that the format gives, else the one whose name is the most telling; all other fields, and those that
 * their column cannot hold exactly, become attributes. One thread.
 */
public final class EventWriter implements RecordConsumer {
    /** The service of records that name none, when the user names none. */
    public static final String SERVICE_DEFAULT = "import";

    private static final HexId NO_ID = new HexId(0, 0);

    private final Mapping mapping;
    private final @Nullable String service;
    private final long importNanos;
    private final ColumnValues values;
    private final EventTarget target;
    private final Symbols symbols;
    private final Attributes attributes;
    private final ChosenFields chosen;

    private @Nullable String error;
    private long rows;
    private long dropped;
    private long timeless;

    /**
     * A writer.
     *
     * @param mapping what the user said about columns
     * @param service of records that have no mapped one, or null when the user names none
     * @param timestamps recognises timestamps
     * @param importNanos the time of records that have none
     * @param target where events go
     */
    public EventWriter(
            Mapping mapping, @Nullable String service, Timestamps timestamps, long importNanos, EventTarget target) {
        this.mapping = mapping;
        this.service = service;
        this.importNanos = importNanos;
        this.values = new ColumnValues(timestamps);
        this.target = target;
        this.symbols = target.symbols();
        this.attributes = new Attributes(mapping, symbols);
        this.chosen = new ChosenFields(mapping, attributes);
    }

    /** Events that the target took. */
    public long rows() {
        return rows;
    }

    /** Events that the target dropped. */
    public long dropped() {
        return dropped;
    }

    /** Events that got the time of the import for want of their own. */
    public long timeless() {
        return timeless;
    }

    /** Names and keys that did not fit the tables of the process and went elsewhere. */
    public long namesRefused() {
        return attributes.refused();
    }

    /** Columns that the user mapped to a field that no record had. */
    public Set<Column> unseen() {
        return chosen.unseen();
    }

    @Override
    public void accept(SourceRecord row) throws RejectedException {
        chosen.choose(row);
        error = null;
        EventEncoder event = target.encoder();
        attributes.begin(event);
        switch (mapping.signal()) {
            case LOG -> log(event);
            case SPAN -> span(row, event);
            case METRIC -> metric(event);
            default -> throw new IllegalArgumentException(mapping.signal().table() + " is not imported");
        }
        for (int i = 0; i < row.fieldCount(); i++) {
            if (!chosen.isTaken(i)) {
                attributes.put(row.name(i), row.value(i), row.fields());
            }
        }
        attributes.end();
        if (mapping.signal() == Signal.LOG) {
            message(event);
        }
        if (error != null) {
            event.error(error);
        }
        if (target.submit(event)) {
            rows++;
        } else {
            dropped++;
        }
    }

    private void log(EventEncoder event) throws RejectedException {
        long timestamp = timestamp();
        Level level = level();
        int serviceName = service();
        int template = name(Column.TEMPLATE);
        int logger = name(Column.LOGGER);
        int thread = name(Column.THREAD);
        HexId trace = id(Column.TRACE_ID);
        HexId span = id(Column.SPAN_ID);
        Object failure = chosen.value(Column.ERROR);
        boolean truth = failure instanceof Boolean || "true".equals(failure) || "false".equals(failure);
        if (chosen.isMapped(Column.ERROR) && truth) {
            if (isTrue(failure)) {
                error = "true";
                chosen.take(Column.ERROR);
            }
        } else if (failure instanceof String text) {
            error = text;
            chosen.take(Column.ERROR);
        }
        if (chosen.value(Column.MESSAGE) != null) {
            chosen.take(Column.MESSAGE);
        }
        if (trace.equals(NO_ID) && span.equals(NO_ID)) {
            event.beginLog(level, template, logger, thread, serviceName, timestamp);
        } else {
            event.beginLogInSpan(
                    level, template, logger, thread, serviceName, timestamp, trace.high(), trace.low(), span.low());
        }
    }

    private static boolean isTrue(@Nullable Object value) {
        return Boolean.TRUE.equals(value) || "true".equals(value);
    }

    private void message(EventEncoder event) {
        Object message = chosen.value(Column.MESSAGE);
        if (message != null) {
            event.message(message.toString());
        } else if (name(Column.TEMPLATE) == Symbols.NONE) {
            event.message(""); // an event has a template or a message
        }
    }

    private void span(SourceRecord row, EventEncoder event) throws RejectedException {
        long start = timestamp();
        long duration = duration(row, start);
        int serviceName = service();
        int name = name(Column.NAME);
        int thread = name(Column.THREAD);
        Object kindValue = chosen.value(Column.KIND);
        SpanKind kind = kindValue == null ? null : ColumnValues.spanKind(kindValue);
        understood(Column.KIND, "kind of span", kind);
        if (kind != null) {
            chosen.take(Column.KIND);
        }
        SpanStatus status = status();
        HexId trace = id(Column.TRACE_ID);
        HexId span = id(Column.SPAN_ID);
        HexId parent = id(Column.PARENT_ID);
        event.beginSpan(
                kind == null ? SpanKind.INTERNAL : kind,
                status,
                name,
                thread,
                serviceName,
                start,
                duration,
                trace.high(),
                trace.low(),
                span.low(),
                parent.low());
    }

    /** The status, which an error decides where nothing else does. */
    private SpanStatus status() throws RejectedException {
        Object value = chosen.value(Column.STATUS);
        SpanStatus status = value == null ? null : ColumnValues.spanStatus(value);
        understood(Column.STATUS, "status", status);
        if (status != null) {
            chosen.take(Column.STATUS);
        }
        Object failure = chosen.value(Column.ERROR);
        boolean failed = isTrue(failure);
        if (failure instanceof String text && !failed && !text.equals("false") && !text.isEmpty()) {
            error = text;
            failed = true;
        }
        if (failed) {
            chosen.take(Column.ERROR);
            if (chosen.isMapped(Column.ERROR) && error == null) {
                error = "true";
            }
            status = status == null || status == SpanStatus.UNSET ? SpanStatus.ERROR : status;
        }
        return status == null ? SpanStatus.UNSET : status;
    }

    /** A duration of its own, or from the end; names known for durations count only where there is no end. */
    private long duration(SourceRecord row, long start) throws RejectedException {
        Object value = chosen.value(Column.DURATION);
        Object end = chosen.value(Column.END);
        if (end != null && (value == null || chosen.isGuessed(Column.DURATION))) {
            Long endNanos = values.timestamp(end, chosen.unit(Column.END));
            if (endNanos == null) {
                throw noTimestamp(end, Column.END);
            }
            chosen.take(Column.END);
            try {
                return Math.subtractExact(endNanos, start);
            } catch (ArithmeticException e) {
                throw new RejectedException("from start to end are more than 292 years");
            }
        }
        if (value == null) {
            return EventFormat.DURATION_UNKNOWN;
        }
        String name = chosen.name(Column.DURATION);
        TimeUnits unit = row.unit(Column.DURATION);
        if (chosen.isGuessed(Column.DURATION)) {
            unit = TimeUnits.ofDurationName(name);
        }
        Long nanos = ColumnValues.duration(value, unit == null ? TimeUnits.NANOS : unit);
        if (nanos == null) {
            throw notA("duration", value, name);
        }
        chosen.take(Column.DURATION);
        return nanos;
    }

    private void metric(EventEncoder event) throws RejectedException {
        long timestamp = timestamp();
        if (chosen.value(Column.NAME) == null) {
            throw missing(Column.NAME);
        }
        Object kindValue = chosen.value(Column.KIND);
        MetricKind kind = kindValue == null ? MetricKind.GAUGE : ColumnValues.metricKind(kindValue);
        understood(Column.KIND, "kind of metric", kind);
        boolean hasCount = chosen.value(Column.COUNT) != null;
        // Samples of other systems' histograms say that kind, too, but have a value: they are readings.
        boolean histogram = kind == MetricKind.HISTOGRAM && (hasCount || chosen.value(Column.VALUE) == null);
        if (kindValue != null && kind != null && histogram == (kind == MetricKind.HISTOGRAM)) {
            chosen.take(Column.KIND);
        }
        if (histogram) {
            histogram(event, timestamp);
        } else {
            double value = number(Column.VALUE);
            event.beginReading(
                    kind == null || kind == MetricKind.HISTOGRAM ? MetricKind.GAUGE : kind,
                    name(Column.NAME),
                    service(),
                    timestamp,
                    value);
        }
        Object labels = chosen.value(Column.LABELS);
        if (labels != null) {
            attributes.putLabels(labels.toString());
            chosen.take(Column.LABELS);
        }
    }

    private void histogram(EventEncoder event, long timestamp) throws RejectedException {
        Object value = chosen.value(Column.COUNT);
        if (value == null) {
            throw missing(Column.COUNT);
        }
        Long count = ColumnValues.count(value);
        if (count == null) {
            throw notA("count", value, chosen.name(Column.COUNT));
        }
        chosen.take(Column.COUNT);
        event.beginHistogram(
                name(Column.NAME),
                service(),
                timestamp,
                count,
                number(Column.SUM),
                number(Column.MIN),
                number(Column.MAX));
    }

    private double number(Column column) throws RejectedException {
        Object value = chosen.value(column);
        if (value == null) {
            throw missing(column);
        }
        Double number = ColumnValues.number(value);
        if (number == null) {
            throw notA("number", value, chosen.name(column));
        }
        chosen.take(column);
        return number;
    }

    private static RejectedException missing(Column column) {
        return new RejectedException("no " + column.text());
    }

    private long timestamp() throws RejectedException {
        Object value = chosen.value(Column.TIMESTAMP);
        if (value == null) {
            String field = mapping.field(Column.TIMESTAMP);
            if (field != null) {
                throw new RejectedException("no field '" + field + "', which is mapped to timestamp");
            }
            timeless++;
            return importNanos;
        }
        Long nanos = values.timestamp(value, chosen.unit(Column.TIMESTAMP));
        if (nanos == null) {
            throw noTimestamp(value, Column.TIMESTAMP);
        }
        chosen.take(Column.TIMESTAMP);
        return nanos;
    }

    private RejectedException noTimestamp(Object value, Column column) {
        return new RejectedException(
                "field '" + chosen.name(column) + "' " + values.noTimestamp(value) + ": '" + value + "'");
    }

    private static RejectedException notA(String what, Object value, String field) {
        return new RejectedException("field '" + field + "' is no " + what + " that is recognised: '" + value + "'");
    }

    /** Rejects the record when the user mapped a field to the column and it says nothing that the column holds. */
    private void understood(Column column, String what, @Nullable Object parsed) throws RejectedException {
        Object value = chosen.value(column);
        if (parsed == null && value != null && chosen.isMapped(column)) {
            throw notA(what, value, chosen.name(column));
        }
    }

    private Level level() throws RejectedException {
        Object value = chosen.value(Column.LEVEL);
        if (value == null) {
            return Level.INFO;
        }
        Level level = value instanceof Long number
                ? Levels.ofNumber(number)
                : Levels.parse(value.toString().strip());
        understood(Column.LEVEL, "level", level);
        if (level != null && level.name().equalsIgnoreCase(value.toString())) {
            chosen.take(Column.LEVEL);
        }
        return level == null ? Level.INFO : level;
    }

    /** A mapped or given service, else the one of {@code --service}, else one known by its name. */
    private int service() {
        boolean known = chosen.isGuessed(Column.SERVICE);
        int symbol = known && service != null ? Symbols.NONE : name(Column.SERVICE);
        if (symbol != Symbols.NONE) {
            return symbol;
        }
        return symbols.intern(service == null ? SERVICE_DEFAULT : service);
    }

    /** The symbol of a column that holds names, or none when it is absent or there is no room for it. */
    private int name(Column column) {
        Object value = chosen.value(column);
        int symbol = value == null ? Symbols.NONE : attributes.symbol(value.toString());
        if (symbol != Symbols.NONE) {
            chosen.take(column);
        }
        return symbol;
    }

    private HexId id(Column column) throws RejectedException {
        Object value = chosen.value(column);
        HexId id = value == null
                ? null
                : switch (column) {
                    case TRACE_ID -> ColumnValues.traceId(value);
                    case PARENT_ID -> ColumnValues.parentId(value);
                    default -> ColumnValues.spanId(value);
                };
        understood(
                column,
                column == Column.TRACE_ID ? "trace id (32 hexadecimal digits)" : "span id (16 hexadecimal digits)",
                id);
        if (id == null) {
            return NO_ID;
        }
        chosen.take(column);
        return id;
    }
}
