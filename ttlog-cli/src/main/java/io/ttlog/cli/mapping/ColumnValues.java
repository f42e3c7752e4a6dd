/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.mapping;

import io.ttlog.SpanKind;
import io.ttlog.cli.notation.Durations;
import io.ttlog.cli.notation.HexId;
import io.ttlog.cli.notation.Numbers;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import java.math.BigDecimal;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what a field says as what its column holds; null is "this is not one". One thread. */
final class ColumnValues {
    private static final int SPAN_ID_DIGITS = 16;
    private static final int TRACE_ID_DIGITS = 32;

    private final Timestamps timestamps;

    ColumnValues(Timestamps timestamps) {
        this.timestamps = timestamps;
    }

    /** Nanoseconds since 1970 of a number in the unit (or of the size) it is in, or of a text. */
    @Nullable
    Long timestamp(Object value, @Nullable TimeUnits unit) {
        if (value instanceof Long count) {
            return (unit == null ? TimeUnits.ofMagnitude(count) : unit).toNanos(count);
        }
        if (value instanceof Double || value instanceof String) {
            return timestamps.parse(
                    value instanceof Double number && Double.isFinite(number)
                            ? new BigDecimal(number.toString()).toPlainString()
                            : value.toString(),
                    unit);
        }
        return null;
    }

    /** Why the value, for which {@link #timestamp} just had none, is none. */
    String noTimestamp(Object value) {
        return timestamps.isOutOfRange() && !(value instanceof Long)
                ? "is a time out of range 1677..2262"
                : "is no timestamp that is recognised";
    }

    /** Nanoseconds of a number in the unit, or of a text that may have its own. */
    static @Nullable Long duration(Object value, TimeUnits unit) {
        if (value instanceof Long count) {
            return unit.toNanos(count);
        }
        return value instanceof Boolean ? null : Durations.parse(value.toString(), unit);
    }

    static @Nullable HexId traceId(Object value) {
        return id(value, TRACE_ID_DIGITS);
    }

    static @Nullable HexId spanId(Object value) {
        return id(value, SPAN_ID_DIGITS);
    }

    /** As {@link #spanId}; {@code root} too says that there is no parent. */
    static @Nullable HexId parentId(Object value) {
        return "root".equals(value) ? new HexId(0, 0) : spanId(value);
    }

    /** Empty text and {@code null} say that there is none, which is the id 0. */
    private static @Nullable HexId id(Object value, int digitsMax) {
        if (!(value instanceof String text)) {
            return null;
        }
        return text.isEmpty() || text.equals("null") ? new HexId(0, 0) : HexId.parse(text, digitsMax);
    }

    /** A name or OpenTelemetry's number, 1 to 5. */
    static @Nullable SpanKind spanKind(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "internal", "span_kind_internal", "1" -> SpanKind.INTERNAL;
            case "server", "span_kind_server", "2" -> SpanKind.SERVER;
            case "client", "span_kind_client", "3" -> SpanKind.CLIENT;
            case "producer", "span_kind_producer", "4" -> SpanKind.PRODUCER;
            case "consumer", "span_kind_consumer", "5" -> SpanKind.CONSUMER;
            default -> null;
        };
    }

    /** A name or OpenTelemetry's number, 0 to 2. */
    static @Nullable SpanStatus spanStatus(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "unset", "status_code_unset", "0" -> SpanStatus.UNSET;
            case "ok", "status_code_ok", "1" -> SpanStatus.OK;
            case "error", "status_code_error", "2" -> SpanStatus.ERROR;
            default -> null;
        };
    }

    static @Nullable MetricKind metricKind(Object value) {
        return switch (value.toString().toLowerCase(Locale.ROOT)) {
            case "counter" -> MetricKind.COUNTER;
            case "gauge" -> MetricKind.GAUGE;
            case "histogram" -> MetricKind.HISTOGRAM;
            default -> null;
        };
    }

    /** A whole number from 0 on. */
    static @Nullable Long count(Object value) {
        Long count = value instanceof Long number
                ? number
                : value instanceof String text ? Numbers.wholeNumber(text.strip()) : null;
        return count == null || count < 0 ? null : count;
    }

    static @Nullable Double number(Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        return value instanceof String text ? Numbers.floating(text.strip()) : null;
    }
}
