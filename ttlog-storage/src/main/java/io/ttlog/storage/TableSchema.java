/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.column.ColumnType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;

/**
 * The columns of a table as a snapshot has them.
 *
 * @param signal the table
 * @param fixed the columns that every row has, in order
 * @param attributes the attributes that any row has, by key; {@link ColumnType#ANY} where rows disagree about the type
 */
public record TableSchema(Signal signal, Map<String, ColumnType> fixed, SortedMap<String, ColumnType> attributes) {

    private static final Map<String, ColumnType> LOGS = columns(
            "timestamp", ColumnType.TIMESTAMP,
            "level", ColumnType.TEXT,
            "service", ColumnType.TEXT,
            "logger", ColumnType.TEXT,
            "thread", ColumnType.TEXT,
            "message", ColumnType.TEXT,
            "template", ColumnType.TEXT,
            "trace_id", ColumnType.BYTES,
            "span_id", ColumnType.BYTES,
            "error", ColumnType.TEXT,
            "weight", ColumnType.DOUBLE);

    private static final Map<String, ColumnType> SPANS = columns(
            "timestamp", ColumnType.TIMESTAMP,
            "duration", ColumnType.DURATION,
            "service", ColumnType.TEXT,
            "name", ColumnType.TEXT,
            "kind", ColumnType.TEXT,
            "status", ColumnType.TEXT,
            "error", ColumnType.TEXT,
            "trace_id", ColumnType.BYTES,
            "span_id", ColumnType.BYTES,
            "parent_id", ColumnType.BYTES,
            "thread", ColumnType.TEXT,
            "weight", ColumnType.DOUBLE);

    private static final Map<String, ColumnType> METRICS = columns(
            "timestamp", ColumnType.TIMESTAMP,
            "service", ColumnType.TEXT,
            "name", ColumnType.TEXT,
            "kind", ColumnType.TEXT,
            "value", ColumnType.DOUBLE,
            "count", ColumnType.LONG,
            "sum", ColumnType.DOUBLE,
            "min", ColumnType.DOUBLE,
            "max", ColumnType.DOUBLE,
            "buckets", ColumnType.BYTES,
            "temporality", ColumnType.TEXT,
            "unit", ColumnType.TEXT,
            "description", ColumnType.TEXT,
            "exemplar", ColumnType.DOUBLE,
            "trace_id", ColumnType.BYTES,
            "span_id", ColumnType.BYTES);

    /** Of a series and a bucket of time, which its timestamp begins. */
    private static final Map<String, ColumnType> ROLL_UPS = columns(
            "timestamp", ColumnType.TIMESTAMP,
            "service", ColumnType.TEXT,
            "name", ColumnType.TEXT,
            "kind", ColumnType.TEXT,
            "readings", ColumnType.LONG,
            "count", ColumnType.LONG,
            "sum", ColumnType.DOUBLE,
            "min", ColumnType.DOUBLE,
            "max", ColumnType.DOUBLE,
            "first", ColumnType.DOUBLE,
            "last", ColumnType.DOUBLE,
            "first_time", ColumnType.TIMESTAMP,
            "last_time", ColumnType.TIMESTAMP,
            "increase", ColumnType.DOUBLE,
            "buckets", ColumnType.BYTES,
            "temporality", ColumnType.TEXT,
            "unit", ColumnType.TEXT);

    private static final Map<String, ColumnType> GAPS = columns(
            "timestamp", ColumnType.TIMESTAMP,
            "until", ColumnType.TIMESTAMP,
            "service", ColumnType.TEXT,
            "signal", ColumnType.TEXT,
            "level", ColumnType.TEXT,
            "reason", ColumnType.TEXT,
            "count", ColumnType.LONG,
            "sink", ColumnType.TEXT);

    /** The columns that every row of the table has, in the order of {@code SELECT *}. */
    public static Map<String, ColumnType> fixedColumns(Signal signal) {
        return switch (signal) {
            case LOG -> LOGS;
            case SPAN -> SPANS;
            case METRIC -> METRICS;
            case GAP -> GAPS;
            case METRIC_5M, METRIC_1H, METRIC_1D -> ROLL_UPS;
        };
    }

    private static Map<String, ColumnType> columns(Object... namesAndTypes) {
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTypes.length; i += 2) {
            columns.put((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1]);
        }
        return java.util.Collections.unmodifiableMap(columns);
    }
}
