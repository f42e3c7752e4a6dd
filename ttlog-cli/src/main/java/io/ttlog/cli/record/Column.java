/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.record;

import io.ttlog.Signal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a field can be mapped to, by signal, and the names under which other systems write it, most telling first. Names
 * are compared in lower case.
 */
public enum Column {
    /** When the event happened, or the span started. */
    TIMESTAMP(Map.of(
            Signal.LOG,
            List.of(
                    "timestamp",
                    "@timestamp",
                    "timeunixnano",
                    "eventtime",
                    "event_time",
                    "datetime",
                    "ts_ms",
                    "ts",
                    "time"),
            Signal.SPAN,
            List.of(
                    "starttimeunixnano",
                    "start_time_unix_nano",
                    "timestamp",
                    "@timestamp",
                    "starttime",
                    "start_time",
                    "start",
                    "ts",
                    "time"),
            Signal.METRIC,
            List.of("timestamp", "@timestamp", "timeunixnano", "ts_ms", "ts", "time"))),
    /** Severity. */
    LEVEL(Map.of(
            Signal.LOG,
            List.of(
                    "level",
                    "severity",
                    "log.level",
                    "loglevel",
                    "log_level",
                    "severitytext",
                    "severity_text",
                    "lvl"))),
    /** Who recorded it. */
    SERVICE(Map.of(Signal.LOG, Names.SERVICE, Signal.SPAN, Names.SERVICE, Signal.METRIC, Names.SERVICE)),
    /** Name of the logger. */
    LOGGER(Map.of(Signal.LOG, List.of("logger", "logger_name", "loggername", "log.logger"))),
    /** Name of the thread. */
    THREAD(Map.of(Signal.LOG, Names.THREAD, Signal.SPAN, Names.THREAD)),
    /** The text of a log. */
    MESSAGE(Map.of(Signal.LOG, List.of("message", "msg", "log", "body"))),
    /** The text of a log before its values went in. */
    TEMPLATE(Map.of(Signal.LOG, List.of("template", "message_template", "messagetemplate"))),
    /** 16 bytes. */
    TRACE_ID(Map.of(
            Signal.LOG,
            List.of("trace_id", "traceid", "trace.id"),
            Signal.SPAN,
            List.of("trace_id", "traceid", "trace.id"))),
    /** 8 bytes. */
    SPAN_ID(Map.of(
            Signal.LOG, List.of("span_id", "spanid", "span.id"), Signal.SPAN, List.of("span_id", "spanid", "span.id"))),
    /** 8 bytes; none for the first span of a trace. */
    PARENT_ID(Map.of(Signal.SPAN, List.of("parent_id", "parentid", "parent_span_id", "parentspanid", "parent.id"))),
    /** What went wrong, as a text. */
    ERROR(Map.of(
            Signal.LOG,
            List.of("error", "exception", "stack_trace", "error.stack_trace", "exception.stacktrace"),
            Signal.SPAN,
            List.of("error", "exception"))),
    /** How long a span took. */
    DURATION(Map.of(
            Signal.SPAN,
            List.of(
                    "duration",
                    "duration_ns",
                    "durationns",
                    "durationnano",
                    "durationnanos",
                    "duration_us",
                    "durationus",
                    "durationmicros",
                    "duration_ms",
                    "durationms",
                    "durationmillis"))),
    /** When a span ended: not a column of the table, but with the start it tells the duration. */
    END(Map.of(Signal.SPAN, List.of("endtimeunixnano", "end_time_unix_nano", "endtime", "end_time", "end"))),
    /** What a span does, or a metric measures. */
    NAME(Map.of(
            Signal.SPAN,
            List.of("name", "operationname", "operation_name", "span_name", "spanname", "operation"),
            Signal.METRIC,
            List.of("metric", "name", "metric_name", "metricname", "__name__"))),
    /** The kind of a span or metric. */
    KIND(Map.of(
            Signal.SPAN,
            List.of("kind", "span_kind", "spankind", "span.kind"),
            Signal.METRIC,
            List.of("kind", "type", "metric_type"))),
    /** How a span ended. */
    STATUS(Map.of(Signal.SPAN, List.of("status", "status.code", "otel.status_code"))),
    /** What a metric read. */
    VALUE(Map.of(Signal.METRIC, List.of("value"))),
    /** How many values a histogram got. */
    COUNT(Map.of(Signal.METRIC, List.of("count"))),
    /** The sum of a histogram's values. */
    SUM(Map.of(Signal.METRIC, List.of("sum"))),
    /** The least of a histogram's values. */
    MIN(Map.of(Signal.METRIC, List.of("min"))),
    /** The greatest of a histogram's values. */
    MAX(Map.of(Signal.METRIC, List.of("max"))),
    /** Labels of a metric as {@code a=b;c=d}: not a column of the table, each becomes an attribute. */
    LABELS(Map.of(Signal.METRIC, List.of("labels")));

    /** The number of columns. */
    public static final int COLUMNS = values().length;

    private static final class Names {
        static final List<String> SERVICE = List.of(
                "service",
                "service.name",
                "servicename",
                "service_name",
                "resource.service.name",
                "localendpoint.servicename");
        static final List<String> THREAD = List.of("thread", "thread_name", "threadname", "thread.name");
    }

    @SuppressWarnings("ImmutableEnumChecker") // Map.of and List.of are immutable
    private final Map<Signal, List<String>> names;

    Column(Map<Signal, List<String>> names) {
        this.names = names;
    }

    /** As in {@code --map} and in SQL. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the signal's table can have it. */
    public boolean belongsTo(Signal signal) {
        return names.containsKey(signal);
    }

    /** How telling a field name is for this column, 0 most, or -1 when it is not known for it. */
    public int rank(Signal signal, String fieldName) {
        List<String> known = names.get(signal);
        return known == null ? -1 : known.indexOf(fieldName.toLowerCase(Locale.ROOT));
    }

    /** The column of a signal by its text, or null. */
    public static @Nullable Column of(Signal signal, String text) {
        for (Column column : values()) {
            if (column.belongsTo(signal) && column.text().equals(text.toLowerCase(Locale.ROOT))) {
                return column;
            }
        }
        return null;
    }
}
