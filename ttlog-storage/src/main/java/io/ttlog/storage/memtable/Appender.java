/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Temporality;
import io.ttlog.core.event.ValueType;
import io.ttlog.core.event.Wtf8;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.column.ColumnType;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into rows of a {@link Memtable}. Remembers what the symbols of one source are called, so a source (this process,
 * a log file) has its own. Belongs to the writer's thread; allocates when a column or an array grows, and for texts outside
 * ASCII nothing more.
 */
public final class Appender {
    private final Table[] tables;
    private final IntFunction<String> symbols;
    private final @Nullable Attribute[][] attributes;
    private final SymbolColumn[] services;
    private final LateColumn[] traceIds;
    private final LateColumn[] spanIds;
    private final NumberColumn[] timestamps;
    private final SymbolColumn level;
    private final SymbolColumn logger;
    private final SymbolColumn logThread;
    private final SymbolColumn template;
    private final LateColumn message;
    private final NumberColumn duration;
    private final SymbolColumn spanName;
    private final SymbolColumn spanKind;
    private final SymbolColumn spanStatus;
    private final SymbolColumn spanThread;
    private final BinaryColumn parentId;
    private final SymbolColumn metricName;
    private final SymbolColumn metricKind;
    private final NumberColumn value;
    private final NumberColumn count;
    private final NumberColumn sum;
    private final NumberColumn min;
    private final NumberColumn max;
    private final SymbolColumn temporality;
    private final SymbolColumn unit;
    private final SymbolColumn description;
    private final NumberColumn gapUntil;
    private final SymbolColumn gapSignal;
    private final SymbolColumn gapLevel;
    private final SymbolColumn gapReason;
    private final NumberColumn gapCount;
    private final SymbolColumn gapSink;

    private final SeriesIndex seriesIndex;
    private final byte[] id = new byte[2 * Long.BYTES];
    private final RestColumn rest = new RestColumn();
    private int naturalBytes;
    private boolean oddFields;
    private final EventText text;

    Appender(Table[] tables, IntFunction<String> symbols) {
        this.tables = tables;
        this.symbols = symbols;
        this.text = new EventText(symbols);
        seriesIndex = new SeriesIndex(tables[Signal.METRIC.ordinal()]);
        attributes = new Attribute[tables.length][];
        services = new SymbolColumn[tables.length];
        traceIds = new LateColumn[tables.length];
        spanIds = new LateColumn[tables.length];
        timestamps = new NumberColumn[tables.length];
        for (int i = 0; i < tables.length; i++) {
            attributes[i] = new Attribute[16];
            timestamps[i] = tables[i].number("timestamp", false, ColumnType.TIMESTAMP);
            services[i] = named(tables[i], "service");
            traceIds[i] = new LateColumn(tables[i], "trace_id", ColumnType.BYTES);
            spanIds[i] = new LateColumn(tables[i], "span_id", ColumnType.BYTES);
        }
        Table logs = tables[Signal.LOG.ordinal()];
        level = new SymbolColumn(logs.binary("level", false, ColumnType.TEXT), i -> Level.values()[i].name());
        logger = named(logs, "logger");
        logThread = named(logs, "thread");
        template = named(logs, "template");
        message = new LateColumn(logs, "message", ColumnType.TEXT);
        Table spans = tables[Signal.SPAN.ordinal()];
        duration = spans.number("duration", false, ColumnType.DURATION);
        spanName = named(spans, "name");
        spanKind = new SymbolColumn(spans.binary("kind", false, ColumnType.TEXT), i -> SpanKind.values()[i].text());
        spanStatus =
                new SymbolColumn(spans.binary("status", false, ColumnType.TEXT), i -> SpanStatus.values()[i].text());
        spanThread = named(spans, "thread");
        parentId = spans.binary("parent_id", false, ColumnType.BYTES);
        Table metrics = tables[Signal.METRIC.ordinal()];
        metricName = named(metrics, "name");
        metricKind =
                new SymbolColumn(metrics.binary("kind", false, ColumnType.TEXT), i -> MetricKind.values()[i].text());
        value = metrics.number("value", false, ColumnType.DOUBLE);
        count = metrics.number("count", false, ColumnType.LONG);
        sum = metrics.number("sum", false, ColumnType.DOUBLE);
        min = metrics.number("min", false, ColumnType.DOUBLE);
        max = metrics.number("max", false, ColumnType.DOUBLE);
        temporality = new SymbolColumn(
                metrics.binary("temporality", false, ColumnType.TEXT),
                i -> String.valueOf(Temporality.values()[i].text()));
        unit = named(metrics, "unit");
        description = named(metrics, "description");
        Table gaps = tables[Signal.GAP.ordinal()];
        gapUntil = gaps.number("until", false, ColumnType.TIMESTAMP);
        gapSignal = new SymbolColumn(gaps.binary("signal", false, ColumnType.TEXT), i -> lowerCase(Signal.values()[i]));
        gapLevel = new SymbolColumn(gaps.binary("level", false, ColumnType.TEXT), i -> Level.values()[i].name());
        gapReason =
                new SymbolColumn(gaps.binary("reason", false, ColumnType.TEXT), i -> lowerCase(DropReason.values()[i]));
        gapCount = gaps.number("count", false, ColumnType.LONG);
        gapSink = named(gaps, "sink");
    }

    private SymbolColumn named(Table table, String column) {
        return new SymbolColumn(table.binary(column, false, ColumnType.TEXT), symbols);
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Appends one event as a row, which readers see after {@link Memtable#publish}. */
    public void append(EventReader event) {
        Signal signal = event.signal();
        Table table = tables[signal.ordinal()];
        int row = table.rowCountPlain();
        naturalBytes = 0;
        put(timestamps[signal.ordinal()], row, event.timestampNanos());
        if (signal != Signal.METRIC) { // of a series
            put(services[signal.ordinal()], row, event.service());
        }
        switch (signal) {
            case LOG -> appendLog(table, event, row);
            case SPAN -> appendSpan(table, event, row);
            case METRIC -> appendMetric(table, event, row);
            case GAP -> appendGap(event, row);
            default -> throw new IllegalStateException("no event is of " + signal);
        }
        table.endRow(naturalBytes);
    }

    private void appendLog(Table table, EventReader event, int row) {
        putOrdinal(level, row, event.level().ordinal());
        put(logger, row, event.logger());
        put(logThread, row, event.thread());
        put(template, row, event.name());
        if (event.hasTrace()) {
            putTrace(table, event, row);
        }
        appendFields(table, event, row);
        if (event.hasMessage()) {
            putText(message.column(), row, event.buffer(), event.messageOffset());
        } else if (oddFields) {
            // What the columns will hold is not what the text was made of: keep the text.
            put(message.column(), row, text.message(event));
        }
        putError(table, event, row);
        putWeight(table, event, row);
    }

    private void appendSpan(Table table, EventReader event, int row) {
        if (event.hasDuration()) {
            put(duration, row, event.durationNanos());
        }
        put(spanName, row, event.name());
        putOrdinal(spanKind, row, event.spanKind().ordinal());
        putOrdinal(spanStatus, row, event.spanStatus().ordinal());
        put(spanThread, row, event.thread());
        putTrace(table, event, row);
        putId(parentId, row, event.parentId());
        appendFields(table, event, row);
        putError(table, event, row);
        putWeight(table, event, row);
    }

    private void appendMetric(Table table, EventReader event, int row) {
        if (!seriesIndex.find(event)) {
            appendSeries(table, event, seriesIndex.add());
            seriesIndex.added(naturalBytes);
            naturalBytes = 0;
        }
        table.series(row, seriesIndex.series());
        naturalBytes = Long.BYTES + seriesIndex.naturalBytes(); // the timestamp is put
        if (event.metricKind() == MetricKind.HISTOGRAM) {
            put(count, row, event.histogramCount());
            put(sum, row, Double.doubleToRawLongBits(event.histogramSum()));
            put(min, row, Double.doubleToRawLongBits(event.histogramMin()));
            put(max, row, Double.doubleToRawLongBits(event.histogramMax()));
        } else {
            put(value, row, Double.doubleToRawLongBits(event.value()));
        }
        if (event.hasTrace()) {
            putTrace(table, event, row);
            put(
                    table.number("exemplar", false, ColumnType.DOUBLE),
                    row,
                    Double.doubleToRawLongBits(event.exemplarValue()));
        }
        if (event.hasBuckets()) {
            event.rewind();
            putText(table.binary("buckets", false, ColumnType.BYTES), row, event.buffer(), event.bucketsOffset());
        }
    }

    /** What all readings of a series share; entries are of the series, not of a row. */
    private void appendSeries(Table table, EventReader event, int series) {
        naturalBytes = 0;
        put(services[Signal.METRIC.ordinal()], series, event.service());
        put(metricName, series, event.name());
        putOrdinal(metricKind, series, event.metricKind().ordinal());
        if (event.temporality() != Temporality.NONE) {
            putOrdinal(temporality, series, event.temporality().ordinal());
        }
        put(unit, series, event.unit());
        put(description, series, event.description());
        appendFields(table, event, series);
    }

    private void appendGap(EventReader gap, int row) {
        put(gapUntil, row, gap.gapUntilNanos());
        putOrdinal(gapSignal, row, gap.lostSignal().ordinal());
        Level lost = gap.lostLevel();
        if (lost != null) {
            putOrdinal(gapLevel, row, lost.ordinal());
        }
        putOrdinal(gapReason, row, gap.dropReason().ordinal());
        put(gapCount, row, gap.gapCount());
        put(gapSink, row, gap.name());
    }

    private void appendFields(Table table, EventReader event, int row) {
        oddFields = false;
        event.rewind();
        while (event.nextField()) {
            Attribute attribute = attribute(table, event.fieldKey());
            if (attribute == null) {
                continue;
            }
            int takenBack = attribute.beginField(row);
            if (takenBack >= 0) {
                oddFields = true;
                naturalBytes -= takenBack;
                rest.remove(attribute.key());
            }
            ValueType type = event.fieldType();
            switch (type) {
                case NULL -> oddFields = true;
                case LONG, TIMESTAMP, DURATION -> put(attribute, type, row, event.fieldLong());
                case DOUBLE -> put(attribute, type, row, Double.doubleToRawLongBits(event.fieldDouble()));
                case BOOLEAN -> put(attribute, type, row, event.fieldBoolean() ? 1 : 0);
                case TEXT, BYTES -> put(attribute, type, row, event);
            }
        }
        if (!rest.isEmpty()) {
            table.restKeys().addAll(rest.keys());
            byte[] all = rest.take();
            put(table.binary(RestColumn.KEY.name(), true, RestColumn.KEY.type()), row, all, 0, all.length);
        }
    }

    private void put(Attribute attribute, ValueType type, int row, long bits) {
        NumberColumn column = attribute.number(type, rest.isFull());
        if (column == null) {
            rest.put(attribute.restKey(type), bits);
        } else {
            put(column, row, bits);
        }
    }

    private void put(Attribute attribute, ValueType type, int row, EventReader event) {
        BinaryColumn column = attribute.binary(type, rest.isFull());
        if (column == null) {
            rest.put(attribute.restKey(type), event.buffer(), event.fieldPayloadOffset(), event.fieldPayloadBytes());
        } else {
            put(column, row, event.buffer(), event.fieldPayloadOffset(), event.fieldPayloadBytes());
        }
    }

    private @Nullable Attribute attribute(Table table, int symbol) {
        @Nullable Attribute[] known = attributes[table.signal().ordinal()];
        if (symbol < known.length && known[symbol] != null) {
            return known[symbol];
        }
        String key = symbols.apply(symbol);
        if (key.isEmpty()) {
            return null; // the table of symbols was full: a value without a name
        }
        if (symbol >= known.length) {
            known = Arrays.copyOf(known, BytePool.grown(known.length, symbol + 1));
            attributes[table.signal().ordinal()] = known;
        }
        Attribute added = table.attribute(key);
        known[symbol] = added;
        return added;
    }

    private void putTrace(Table table, EventReader event, int row) {
        long high = event.traceIdHigh();
        long low = event.traceIdLow();
        if ((high | low) != 0) {
            putBigEndian(0, high);
            putBigEndian(Long.BYTES, low);
            put(traceIds[table.signal().ordinal()].column(), row, id, 0, id.length);
        }
        putId(spanIds[table.signal().ordinal()].column(), row, event.spanId());
    }

    private void putId(BinaryColumn column, int row, long value) {
        if (value != 0) {
            putBigEndian(0, value);
            put(column, row, id, 0, Long.BYTES);
        }
    }

    private void putBigEndian(int at, long value) {
        EventFormat.putLong(id, at, Long.reverseBytes(value));
    }

    private void putError(Table table, EventReader event, int row) {
        if (event.hasError()) {
            event.rewind();
            putText(table.binary("error", false, ColumnType.TEXT), row, event.buffer(), event.errorOffset());
        }
    }

    /** Most events stand for themselves alone: NULL, which costs nothing. */
    private void putWeight(Table table, EventReader event, int row) {
        if (event.hasWeight()) {
            put(table.number("weight", false, ColumnType.DOUBLE), row, Double.doubleToRawLongBits(event.weight()));
        }
    }

    private void put(NumberColumn column, int row, long bits) {
        column.append(row, bits);
        naturalBytes += column.lastBytes();
    }

    private void put(BinaryColumn column, int row, String text) {
        byte[] encoded = Wtf8.encode(text);
        put(column, row, encoded, 0, encoded.length);
    }

    private void put(BinaryColumn column, int row, byte[] source, int from, int length) {
        column.append(row, column.idOf(source, from, length));
        naturalBytes += length;
    }

    /** A length and the bytes behind it. */
    private void putText(BinaryColumn column, int row, byte[] source, int at) {
        put(column, row, source, at + Integer.BYTES, EventFormat.getInt(source, at));
    }

    private void put(SymbolColumn column, int row, int symbol) {
        if (symbol != Symbols.NONE) {
            putOrdinal(column, row, symbol);
        }
    }

    private void putOrdinal(SymbolColumn column, int row, int symbol) {
        int textId = column.idOf(symbol);
        column.column.append(row, textId);
        naturalBytes += column.column.bytesOf(textId);
    }

    /** A column that many programs have no value for: it is made with its first, and looked up once. */
    private static final class LateColumn {
        private final Table table;
        private final String name;
        private final ColumnType type;
        private @Nullable BinaryColumn column;

        LateColumn(Table table, String name, ColumnType type) {
            this.table = table;
            this.name = name;
            this.type = type;
        }

        BinaryColumn column() {
            BinaryColumn known = column;
            if (known == null) {
                column = known = table.binary(name, false, type);
            }
            return known;
        }
    }

    /** A text column whose values are known by small numbers. */
    private static final class SymbolColumn {
        private final BinaryColumn column;
        private final IntFunction<String> texts;
        private int[] idsPlusOne = new int[16];

        SymbolColumn(BinaryColumn column, IntFunction<String> texts) {
            this.column = column;
            this.texts = texts;
        }

        int idOf(int symbol) {
            if (symbol < idsPlusOne.length && idsPlusOne[symbol] != 0) {
                return idsPlusOne[symbol] - 1;
            }
            if (symbol >= idsPlusOne.length) {
                idsPlusOne = Arrays.copyOf(idsPlusOne, BytePool.grown(idsPlusOne.length, symbol + 1));
            }
            byte[] encoded = Wtf8.encode(texts.apply(symbol));
            int textId = column.idOf(encoded, 0, encoded.length);
            idsPlusOne[symbol] = textId + 1;
            return textId;
        }
    }
}
