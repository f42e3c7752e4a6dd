/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.Level;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.ValueText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Renders one event as one JSON object (RFC 8259) on a line of its own. Keys are the columns of the tables that queries know, in
 * a fixed order; what an event does not have is left out; its fields, or the labels of a metric, are in {@code attrs}:
 *
 * <pre>
 * {"signal":"log","timestamp":"2026-11-21T11:51:36.123456789Z","level":"INFO","service":"shop","logger":"shop.Login",
 *  "thread":"main","message":"User 7 logged in","template":"User {user_id} logged in","attrs":{"user_id":7}}
 * </pre>
 *
 * Timestamps have nine digits, durations are nanoseconds, ids and bytes hexadecimal texts; NaN and the infinities, for which
 * JSON has no numbers, are the texts "NaN", "Infinity" and "-Infinity". A key that is given twice gets {@code _2} and so on. Lone
 * surrogates, control characters, and characters that end lines or turn the direction of text, are escaped, so that any value
 * comes back unchanged and none breaks a line; in a key a lone surrogate becomes U+FFFD, because parsers refuse it. Belongs to one thread.
 */
public final class EventJson implements EventLayout {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String HEX_DIGITS = "0123456789abcdef";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final IntFunction<String> symbols;
    private final EventText messages;
    private final StringBuilder value = new StringBuilder();
    private final Set<String> keys = new HashSet<>();

    /** Renders events that name their strings by these symbols, such as {@code symbols::text}. */
    public EventJson(IntFunction<String> symbols) {
        this.symbols = symbols;
        this.messages = new EventText(symbols);
    }

    @Override
    public void append(StringBuilder text, EventReader event) {
        text.append("{\"signal\":\"")
                .append(lower(event.signal()))
                .append("\",\"timestamp\":\"")
                .append(timestamp(event.timestampNanos()))
                .append('"');
        switch (event.signal()) {
            case LOG -> appendLog(text, event);
            case SPAN -> appendSpan(text, event);
            case METRIC -> appendMetric(text, event);
            case GAP -> appendGap(text, event);
            default -> throw new IllegalStateException("no event is of " + event.signal());
        }
        if (event.hasTrace()) {
            if ((event.traceIdHigh() | event.traceIdLow()) != 0) {
                text.append(",\"trace_id\":\"")
                        .append(ValueText.hex(event.traceIdHigh()))
                        .append(ValueText.hex(event.traceIdLow()))
                        .append('"');
            }
            appendId(text, "span_id", event.spanId());
        }
        if (event.hasError()) {
            text.append(",\"error\":");
            quote(text, event.error());
        }
        if (event.hasWeight()) {
            appendNumber(text.append(",\"weight\":"), event.weight());
        }
        appendFields(text, event);
        text.append("}\n");
    }

    private void appendLog(StringBuilder text, EventReader log) {
        text.append(",\"level\":\"").append(log.level().name()).append('"');
        appendSymbol(text, "service", log.service());
        appendSymbol(text, "logger", log.logger());
        appendSymbol(text, "thread", log.thread());
        value.setLength(0);
        messages.appendMessage(value, log);
        text.append(",\"message\":");
        quote(text, value);
        appendSymbol(text, "template", log.name());
    }

    private void appendSpan(StringBuilder text, EventReader span) {
        if (span.hasDuration()) {
            text.append(",\"duration\":").append(span.durationNanos());
        }
        appendSymbol(text, "service", span.service());
        appendSymbol(text, "name", span.name());
        text.append(",\"kind\":\"").append(span.spanKind().text());
        text.append("\",\"status\":\"").append(span.spanStatus().text()).append('"');
        appendSymbol(text, "thread", span.thread());
        appendId(text, "parent_id", span.parentId());
    }

    private void appendMetric(StringBuilder text, EventReader metric) {
        appendSymbol(text, "service", metric.service());
        appendSymbol(text, "name", metric.name());
        text.append(",\"kind\":\"").append(metric.metricKind().text()).append('"');
        if (metric.metricKind() == MetricKind.HISTOGRAM) {
            text.append(",\"count\":").append(metric.histogramCount());
            appendNumber(text.append(",\"sum\":"), metric.histogramSum());
            appendNumber(text.append(",\"min\":"), metric.histogramMin());
            appendNumber(text.append(",\"max\":"), metric.histogramMax());
            if (metric.hasBuckets()) {
                int at = metric.bucketsOffset();
                int from = at + Integer.BYTES;
                byte[] buckets =
                        Arrays.copyOfRange(metric.buffer(), from, from + EventFormat.getInt(metric.buffer(), at));
                text.append(",\"buckets\":\"").append(ValueText.hex(buckets)).append('"');
            }
        } else {
            appendNumber(text.append(",\"value\":"), metric.value());
        }
        String temporality = metric.temporality().text();
        if (temporality != null) {
            text.append(",\"temporality\":\"").append(temporality).append('"');
        }
        appendSymbol(text, "unit", metric.unit());
        appendSymbol(text, "description", metric.description());
        if (metric.hasTrace()) {
            appendNumber(text.append(",\"exemplar\":"), metric.exemplarValue());
        }
    }

    private void appendGap(StringBuilder text, EventReader gap) {
        text.append(",\"until\":\"").append(timestamp(gap.gapUntilNanos())).append('"');
        appendSymbol(text, "service", gap.service());
        text.append(",\"lost\":\"").append(lower(gap.lostSignal())).append('"');
        Level level = gap.lostLevel();
        if (level != null) {
            text.append(",\"level\":\"").append(level.name()).append('"');
        }
        text.append(",\"reason\":\"").append(lower(gap.dropReason())).append('"');
        text.append(",\"count\":").append(gap.gapCount());
        appendSymbol(text, "sink", gap.name());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void appendFields(StringBuilder text, EventReader event) {
        if (event.fieldCount() == 0) {
            return;
        }
        text.append(",\"attrs\":{");
        keys.clear();
        event.rewind();
        for (int i = 0; event.nextField(); i++) {
            text.append(i == 0 ? "" : ",");
            quote(text, unusedKey(wellFormed(symbols.apply(event.fieldKey()))));
            text.append(':');
            switch (event.fieldType()) {
                case NULL -> text.append("null");
                case LONG, DURATION -> text.append(event.fieldLong());
                case DOUBLE -> appendNumber(text, event.fieldDouble());
                case BOOLEAN -> text.append(event.fieldBoolean());
                case TEXT -> quote(text, event.fieldText());
                case BYTES ->
                    text.append('"').append(ValueText.hex(event.fieldBytes())).append('"');
                case TIMESTAMP ->
                    text.append('"').append(timestamp(event.fieldLong())).append('"');
            }
        }
        text.append('}');
    }

    /** Parsers such as Jackson refuse the escape of a lone surrogate in a key, though RFC 8259 has it. */
    private static String wellFormed(String key) {
        StringBuilder replaced = null;
        for (int i = 0; i < key.length(); i++) {
            if (isLoneSurrogate(key, i)) {
                replaced = replaced == null ? new StringBuilder(key) : replaced;
                replaced.setCharAt(i, '\uFFFD');
            }
        }
        return replaced == null ? key : replaced.toString();
    }

    private String unusedKey(String key) {
        String unused = key;
        for (int i = 2; !keys.add(unused); i++) {
            unused = key + '_' + i;
        }
        return unused;
    }

    private void appendSymbol(StringBuilder text, String key, int symbol) {
        String name = symbols.apply(symbol);
        if (!name.isEmpty()) {
            text.append(",\"").append(key).append("\":");
            quote(text, name);
        }
    }

    private static void appendId(StringBuilder text, String key, long id) {
        if (id != 0) {
            text.append(",\"")
                    .append(key)
                    .append("\":\"")
                    .append(ValueText.hex(id))
                    .append('"');
        }
    }

    private static void appendNumber(StringBuilder text, double number) {
        if (Double.isFinite(number)) {
            text.append(number);
        } else {
            text.append('"').append(number).append('"');
        }
    }

    private static String timestamp(long nanos) {
        return TIMESTAMP.format(
                Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND)));
    }

    private static void quote(StringBuilder text, CharSequence value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c >= 0x7F && c < 0xA0 || EventLine.steers(c) || isLoneSurrogate(value, i)) {
                        text.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            text.append(HEX_DIGITS.charAt(c >> shift & 0xF));
                        }
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }

    private static boolean isLoneSurrogate(CharSequence value, int at) {
        char c = value.charAt(at);
        if (Character.isHighSurrogate(c)) {
            return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
        }
        return Character.isLowSurrogate(c) && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
    }
}
