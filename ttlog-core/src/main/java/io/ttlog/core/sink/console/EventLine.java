/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.console;

import io.ttlog.Level;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueText;
import io.ttlog.core.event.ValueType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Renders one event as a line for people:
 *
 * <pre>
 * 2026-11-21T11:51:36.123456Z INFO   shop orders.Cart - User 12345 logged in  user_id=12345 trace=0af76519
 * 2026-11-21T11:51:36.123456Z SPAN   shop checkout 12.5 ms  kind=server status=ok trace=0af76519 span=b7ad6b71
 * 2026-11-21T11:51:36.123456Z METRIC shop requests_total counter=42.0  path=/cart
 * 2026-11-21T11:51:36.123456Z GAP    shop 120 logs lost  reason=ring_full level=INFO sink=store within=100.2 ms
 * </pre>
 *
 * Belongs to one thread.
 */
public final class EventLine implements EventLayout {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int ID_DIGITS = 8;
    private static final String[] LEVELS = {"TRACE  ", "DEBUG  ", "INFO   ", "WARN   ", "ERROR  ", "FATAL  "};
    private static final String RESET = "\u001B[0m";
    private static final String FAINT = "\u001B[2m";
    private static final String RED = "\u001B[31m";
    private static final String YELLOW = "\u001B[33m";
    private static final String CYAN = "\u001B[36m";

    private final IntFunction<String> symbols;
    private final boolean colored;
    private final EventText message;
    private final StringBuilder value = new StringBuilder();
    private long latestSecond = Long.MIN_VALUE;
    private String latestSecondText = "";

    /** Renders events that name their strings by these symbols, such as {@code symbols::text}. */
    public EventLine(IntFunction<String> symbols, boolean colored) {
        this.symbols = symbols;
        this.colored = colored;
        this.message = new EventText(symbols);
    }

    /** Appends the event with its line end; an error follows on lines of its own. */
    @Override
    public void append(StringBuilder text, EventReader event) {
        appendTime(text, event.timestampNanos());
        switch (event.signal()) {
            case LOG -> appendLog(text, event);
            case SPAN -> appendSpan(text, event);
            case METRIC -> appendMetric(text, event);
            case GAP -> appendGap(text, event);
            default -> throw new IllegalStateException("no event is of " + event.signal());
        }
        appendFields(text, event);
        if (event.hasTrace()) {
            appendId(text, "trace", event.traceIdHigh(), event.traceIdHigh() | event.traceIdLow());
            appendId(text, "span", event.spanId(), event.spanId());
        }
        while (text.charAt(text.length() - 1) == ' ') { // nothing came behind the gap
            text.setLength(text.length() - 1);
        }
        text.append('\n');
        if (event.hasError()) {
            paint(text, RED);
            appendLines(text, event.error());
            paint(text, RESET);
        }
    }

    private void appendLog(StringBuilder text, EventReader log) {
        Level level = log.level();
        paint(text, level.compareTo(Level.ERROR) >= 0 ? RED : level == Level.WARN ? YELLOW : CYAN);
        text.append(LEVELS[level.ordinal()]);
        paint(text, RESET);
        appendSymbol(text, log.service());
        text.append(' ');
        appendSymbol(text, log.logger());
        text.append(" - ");
        value.setLength(0);
        message.appendMessage(value, log);
        appendEscaped(text, value);
        text.append(' ');
    }

    private void appendSpan(StringBuilder text, EventReader span) {
        paint(text, CYAN);
        text.append("SPAN   ");
        paint(text, RESET);
        appendSymbol(text, span.service());
        text.append(' ');
        appendSymbol(text, span.name());
        text.append(' ');
        if (span.hasDuration()) {
            text.append(span.durationNanos() / 1e6);
        } else {
            text.append('?');
        }
        text.append(" ms  kind=");
        text.append(span.spanKind().text())
                .append(" status=")
                .append(span.spanStatus().text());
        appendId(text, "parent", span.parentId(), span.parentId());
    }

    private void appendMetric(StringBuilder text, EventReader metric) {
        paint(text, CYAN);
        text.append("METRIC ");
        paint(text, RESET);
        appendSymbol(text, metric.service());
        text.append(' ');
        appendSymbol(text, metric.name());
        text.append(' ');
        if (metric.metricKind() == MetricKind.HISTOGRAM) {
            text.append("count=").append(metric.histogramCount());
            text.append(" sum=").append(metric.histogramSum());
            text.append(" min=").append(metric.histogramMin());
            text.append(" max=").append(metric.histogramMax());
        } else {
            text.append(metric.metricKind().text()).append('=').append(metric.value());
        }
        if (metric.unit() != Symbols.NONE) {
            text.append(' ');
            appendSymbol(text, metric.unit());
        }
        text.append(' ');
    }

    private void appendGap(StringBuilder text, EventReader gap) {
        paint(text, YELLOW);
        text.append("GAP    ");
        paint(text, RESET);
        appendSymbol(text, gap.service());
        text.append(' ')
                .append(gap.gapCount())
                .append(' ')
                .append(gap.lostSignal().table());
        text.append(" lost  reason=").append(gap.dropReason().name().toLowerCase(Locale.ROOT));
        Level level = gap.lostLevel();
        if (level != null) {
            text.append(" level=").append(level.name());
        }
        if (gap.name() != Symbols.NONE) {
            text.append(" sink=");
            appendSymbol(text, gap.name());
        }
        text.append(" within=")
                .append((gap.gapUntilNanos() - gap.timestampNanos()) / 1e6)
                .append(" ms");
    }

    private void appendTime(StringBuilder text, long nanos) {
        long second = Math.floorDiv(nanos, NANOS_PER_SECOND);
        if (second != latestSecond || latestSecondText.isEmpty()) {
            latestSecond = second;
            latestSecondText = SECOND.format(Instant.ofEpochSecond(second));
        }
        paint(text, FAINT);
        text.append(latestSecondText);
        int micros = (int) (Math.floorMod(nanos, NANOS_PER_SECOND) / 1_000);
        for (int unit = 100_000; unit > 0; unit /= 10) {
            text.append((char) ('0' + micros / unit % 10));
        }
        text.append('Z');
        paint(text, RESET);
        text.append(' ');
    }

    private void appendFields(StringBuilder text, EventReader event) {
        event.rewind();
        while (event.nextField()) {
            text.append(' ');
            paint(text, FAINT);
            appendSymbol(text, event.fieldKey());
            text.append('=');
            paint(text, RESET);
            value.setLength(0);
            ValueText.append(value, event);
            boolean quoted = event.fieldType() == ValueType.TEXT && needsQuotes(value);
            if (quoted) {
                text.append('"');
                appendEscaped(text, value, true);
                text.append('"');
            } else {
                appendEscaped(text, value);
            }
        }
    }

    /** Whether a reader could not tell where the value ends, or that it is a text at all. */
    private static boolean needsQuotes(CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '=' || c == '"' || c == '\t' || c == '\\') {
                return true;
            }
        }
        return value.isEmpty();
    }

    /** The first digits of an id are enough to see what belongs together. */
    private void appendId(StringBuilder text, String key, long highBits, long present) {
        if (present != 0) {
            text.append(' ');
            paint(text, FAINT);
            text.append(key).append('=').append(ValueText.hex(highBits), 0, ID_DIGITS);
            paint(text, RESET);
        }
    }

    private void appendSymbol(StringBuilder text, int symbol) {
        String name = symbols.apply(symbol);
        if (name.isEmpty()) {
            text.append('-');
        } else {
            appendEscaped(text, name);
        }
    }

    private static void appendLines(StringBuilder text, String lines) {
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start);
            end = end < 0 ? lines.length() : end;
            text.append("    ");
            appendEscaped(text, lines.subSequence(start, end));
            text.append('\n');
            start = end + 1;
        }
    }

    private static void appendEscaped(StringBuilder text, CharSequence value) {
        appendEscaped(text, value, false);
    }

    /** Control characters become visible, those that turn the direction of text too; a tab stays. */
    private static void appendEscaped(StringBuilder text, CharSequence value, boolean quoted) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quoted && (c == '"' || c == '\\')) {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7F || c >= 0xA0 && !steers(c) || c == '\t') {
                text.append(c);
            } else {
                switch (c) {
                    case '\n' -> text.append("\\n");
                    case '\r' -> text.append("\\r");
                    default -> text.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
                }
            }
        }
    }

    /** Line ends of Unicode, and controls that show text in another order than it is ("Trojan Source", CVE-2021-42574). */
    static boolean steers(char c) {
        return c >= '\u2028' && c <= '\u202E' || c >= '\u2066' && c <= '\u2069';
    }

    private void paint(StringBuilder text, String code) {
        if (colored) {
            text.append(code);
        }
    }
}
