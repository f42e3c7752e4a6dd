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
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.util.Arrays;
import java.util.EnumSet;
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

    private static final Column[] COLUMNS = Column.values();
    private static final HexId NO_ID = new HexId(0, 0);

    private final Mapping mapping;
    private final @Nullable String service;
    private final long importNanos;
    private final ColumnValues values;
    private final EventTarget target;
    private final Symbols symbols;
    private final Attributes attributes;
    private final Set<Column> seen = EnumSet.noneOf(Column.class);

    private final int[] chosen = new int[Column.COUNT];
    private final int[] ranks = new int[Column.COUNT];
    private boolean[] taken = new boolean[16];
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
        Set<Column> unseen = EnumSet.noneOf(Column.class);
        unseen.addAll(mapping.fields().keySet());
        unseen.removeAll(seen);
        return unseen;
    }

    @Override
    public void accept(SourceRecord row) throws RejectedException {
        choose(row);
        error = null;
        EventEncoder event = target.encoder();
        attributes.begin(event);
        switch (mapping.signal()) {
            case LOG -> log(row, event);
            case SPAN -> span(row, event);
            case METRIC -> metric(row, event);
        }
        for (int i = 0; i < row.fieldCount(); i++) {
            if (!taken[i]) {
                attributes.put(row.name(i), row.value(i), row.fields());
            }
        }
        attributes.end();
        if (mapping.signal() == Signal.LOG) {
            message(row, event);
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

    /** Finds the field of each column: {@link #chosen} is its index or -1. */
    private void choose(SourceRecord row) {
        int count = row.fieldCount();
        if (taken.length < count) {
            taken = new boolean[count * 2];
        }
        Arrays.fill(taken, 0, count, false);
        for (Column column : COLUMNS) {
            int c = column.ordinal();
            chosen[c] = mapping.field(column) == null ? row.given(column) : -1;
            ranks[c] = chosen[c] < 0 ? Integer.MAX_VALUE : FieldRole.RANK_GIVEN;
        }
        boolean named = row.fields() != SourceRecord.Fields.DESCRIBED;
        for (int i = 0; i < count; i++) {
            FieldRole role = attributes.role(row.name(i));
            for (int r = 0; r < role.ranks.length; r++) {
                int c = role.columns[r].ordinal();
                if (role.ranks[r] < ranks[c] && (named || role.ranks[r] == FieldRole.RANK_MAPPED)) {
                    chosen[c] = i;
                    ranks[c] = role.ranks[r];
                }
            }
        }
        for (Column column : mapping.fields().keySet()) {
            if (chosen[column.ordinal()] >= 0) {
                seen.add(column);
            }
        }
    }

    private void log(SourceRecord row, EventEncoder event) throws RejectedException {
        long timestamp = timestamp(row);
        Level level = level(row);
        int serviceName = service(row);
        int template = name(row, Column.TEMPLATE);
        int logger = name(row, Column.LOGGER);
        int thread = name(row, Column.THREAD);
        HexId trace = id(row, Column.TRACE_ID);
        HexId span = id(row, Column.SPAN_ID);
        if (value(row, Column.ERROR) instanceof String text) {
            error = text;
            take(Column.ERROR);
        }
        if (value(row, Column.MESSAGE) != null) {
            take(Column.MESSAGE);
        }
        if (trace.equals(NO_ID) && span.equals(NO_ID)) {
            event.beginLog(level, template, logger, thread, serviceName, timestamp);
        } else {
            event.beginLogInSpan(
                    level, template, logger, thread, serviceName, timestamp, trace.high(), trace.low(), span.low());
        }
    }

    private void message(SourceRecord row, EventEncoder event) {
        Object message = value(row, Column.MESSAGE);
        if (message != null) {
            event.message(message.toString());
        } else if (name(row, Column.TEMPLATE) == Symbols.NONE) {
            event.message(""); // an event has a template or a message
        }
    }

    private void span(SourceRecord row, EventEncoder event) throws RejectedException {
        long start = timestamp(row);
        long duration = duration(row, start);
        int serviceName = service(row);
        int name = name(row, Column.NAME);
        int thread = name(row, Column.THREAD);
        Object kindValue = value(row, Column.KIND);
        SpanKind kind = kindValue == null ? null : ColumnValues.spanKind(kindValue);
        if (kind != null) {
            take(Column.KIND);
        }
        SpanStatus status = status(row);
        HexId trace = id(row, Column.TRACE_ID);
        HexId span = id(row, Column.SPAN_ID);
        HexId parent = id(row, Column.PARENT_ID);
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
    private SpanStatus status(SourceRecord row) {
        Object value = value(row, Column.STATUS);
        SpanStatus status = value == null ? null : ColumnValues.spanStatus(value);
        if (status != null) {
            take(Column.STATUS);
        }
        Object failure = value(row, Column.ERROR);
        boolean failed = Boolean.TRUE.equals(failure) || "true".equals(failure);
        if (failure instanceof String text && !failed && !text.equals("false") && !text.isEmpty()) {
            error = text;
            failed = true;
        }
        if (failed) {
            take(Column.ERROR);
            status = status == null || status == SpanStatus.UNSET ? SpanStatus.ERROR : status;
        }
        return status == null ? SpanStatus.UNSET : status;
    }

    /** A duration of its own, or from the end; names known for durations count only where there is no end. */
    private long duration(SourceRecord row, long start) throws RejectedException {
        int c = Column.DURATION.ordinal();
        Object value = value(row, Column.DURATION);
        Object end = value(row, Column.END);
        if (end != null && (value == null || ranks[c] > FieldRole.RANK_GIVEN)) {
            Long endNanos = values.timestamp(end, unit(row, Column.END));
            if (endNanos == null) {
                throw notA("timestamp", end, row.name(chosen[Column.END.ordinal()]));
            }
            take(Column.END);
            try {
                return Math.subtractExact(endNanos, start);
            } catch (ArithmeticException e) {
                throw new RejectedException("from start to end are more than 292 years");
            }
        }
        if (value == null) {
            return 0;
        }
        String name = row.name(chosen[c]);
        TimeUnits unit = row.unit(Column.DURATION);
        if (ranks[c] > FieldRole.RANK_GIVEN) {
            unit = TimeUnits.ofDurationName(name);
        }
        Long nanos = ColumnValues.duration(value, unit == null ? TimeUnits.NANOS : unit);
        if (nanos == null) {
            throw notA("duration", value, name);
        }
        take(Column.DURATION);
        return nanos;
    }

    private void metric(SourceRecord row, EventEncoder event) throws RejectedException {
        long timestamp = timestamp(row);
        Object value = value(row, Column.VALUE);
        if (value == null) {
            throw missing(Column.VALUE);
        }
        Double number = ColumnValues.number(value);
        if (number == null) {
            throw notA("number", value, row.name(chosen[Column.VALUE.ordinal()]));
        }
        take(Column.VALUE);
        if (value(row, Column.NAME) == null) {
            throw missing(Column.NAME);
        }
        int serviceName = service(row);
        int name = name(row, Column.NAME);
        Object kindValue = value(row, Column.KIND);
        MetricKind kind = kindValue == null ? null : ColumnValues.metricKind(kindValue);
        if (kind != null) {
            take(Column.KIND);
        }
        event.beginReading(kind == null ? MetricKind.GAUGE : kind, name, serviceName, timestamp, number);
        Object labels = value(row, Column.LABELS);
        if (labels != null) {
            attributes.putLabels(labels.toString());
            take(Column.LABELS);
        }
    }

    private static RejectedException missing(Column column) {
        return new RejectedException("no " + column.text());
    }

    private long timestamp(SourceRecord row) throws RejectedException {
        Object value = value(row, Column.TIMESTAMP);
        if (value == null) {
            String field = mapping.field(Column.TIMESTAMP);
            if (field != null) {
                throw new RejectedException("no field '" + field + "', which is mapped to timestamp");
            }
            timeless++;
            return importNanos;
        }
        Long nanos = values.timestamp(value, unit(row, Column.TIMESTAMP));
        if (nanos == null) {
            throw notA("timestamp", value, row.name(chosen[Column.TIMESTAMP.ordinal()]));
        }
        take(Column.TIMESTAMP);
        return nanos;
    }

    /** The unit that the format or the field's name says, or null. */
    private @Nullable TimeUnits unit(SourceRecord row, Column column) {
        int c = column.ordinal();
        return ranks[c] == FieldRole.RANK_GIVEN ? row.unit(column) : TimeUnits.ofName(row.name(chosen[c]));
    }

    private static RejectedException notA(String what, Object value, String field) {
        return new RejectedException("field '" + field + "' is no " + what + " that is recognised: '" + value + "'");
    }

    private Level level(SourceRecord row) {
        Object value = value(row, Column.LEVEL);
        if (value == null) {
            return Level.INFO;
        }
        Level level = value instanceof Long number
                ? Levels.ofNumber(number)
                : Levels.parse(value.toString().strip());
        if (level != null && level.name().equalsIgnoreCase(value.toString())) {
            take(Column.LEVEL);
        }
        return level == null ? Level.INFO : level;
    }

    /** A mapped or given service, else the one of {@code --service}, else one known by its name. */
    private int service(SourceRecord row) {
        boolean known = ranks[Column.SERVICE.ordinal()] > FieldRole.RANK_GIVEN;
        int symbol = known && service != null ? Symbols.NONE : name(row, Column.SERVICE);
        if (symbol != Symbols.NONE) {
            return symbol;
        }
        return symbols.intern(service == null ? SERVICE_DEFAULT : service);
    }

    /** The symbol of a column that holds names, or none when it is absent or there is no room for it. */
    private int name(SourceRecord row, Column column) {
        Object value = value(row, column);
        int symbol = value == null ? Symbols.NONE : attributes.symbol(value.toString());
        if (symbol != Symbols.NONE) {
            take(column);
        }
        return symbol;
    }

    private HexId id(SourceRecord row, Column column) {
        Object value = value(row, column);
        HexId id = value == null
                ? null
                : switch (column) {
                    case TRACE_ID -> ColumnValues.traceId(value);
                    case PARENT_ID -> ColumnValues.parentId(value);
                    default -> ColumnValues.spanId(value);
                };
        if (id == null) {
            return NO_ID;
        }
        take(column);
        return id;
    }

    private @Nullable Object value(SourceRecord row, Column column) {
        int index = chosen[column.ordinal()];
        return index < 0 ? null : row.value(index);
    }

    /** The column holds its field exactly: it is no attribute. */
    private void take(Column column) {
        taken[chosen[column.ordinal()]] = true;
    }
}
