/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trace as text: one line a span with a bar where and how long it ran, children below their parent, and below each span
 * the log lines that carry its id. Long traces are cut to the spans that took longest; what was left out is said.
 */
final class Waterfall {
    private static final int SPANS_MAX = 30;
    private static final int LOGS_OF_SPAN_MAX = 3;
    private static final int BAR_CHARS = 24;
    private static final int LINE_CHARS_MAX = 100;
    private static final String BELOW_BAR = " ".repeat(14);
    private static final double NANOS_PER_MILLI = 1e6;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final List<Work> spans = new ArrayList<>();
    private final Map<String, Work> byId = new HashMap<>();
    private final Map<String, List<String>> logsBySpan = new HashMap<>();
    private final long startNanos;
    private final long endNanos;

    /**
     * A waterfall of one trace.
     *
     * @param spanRows columns span_id, parent_id, timestamp, duration, service, name, error
     * @param logRows columns span_id, timestamp, level, message; oldest first
     */
    Waterfall(QueryResult spanRows, QueryResult logRows) {
        for (Row row : spanRows) {
            Work span = new Work(
                    Objects.requireNonNull(row.getString("span_id"), "span_id"),
                    row.getString("parent_id"),
                    row.getLong("timestamp"),
                    row.getLong("duration"),
                    row.getString("service") + "  " + row.getString("name"),
                    row.getString("error"));
            spans.add(span);
            byId.putIfAbsent(span.id, span);
        }
        for (Row row : logRows) {
            String span = row.getString("span_id");
            if (span != null) {
                logsBySpan.computeIfAbsent(span, id -> new ArrayList<>()).add(line(row));
            }
        }
        startNanos = spans.stream().mapToLong(Work::startNanos).min().orElse(0);
        endNanos = spans.stream().mapToLong(Work::endNanos).max().orElse(0);
    }

    private record Work(
            String id,
            @Nullable String parent,
            long startNanos,
            long durationNanos,
            String name,
            @Nullable String error) {
        long endNanos() {
            return startNanos + durationNanos;
        }
    }

    /** Prints it. */
    void print(Appendable out) throws IOException {
        Set<Work> shown = longest();
        Map<Work, List<Work>> children = new HashMap<>();
        List<Work> roots = new ArrayList<>();
        spans.stream()
                .filter(shown::contains)
                .sorted(Comparator.comparingLong(Work::startNanos))
                .forEach(span -> {
                    Work parent = parent(span);
                    (parent == null ? roots : children.computeIfAbsent(parent, p -> new ArrayList<>())).add(span);
                });
        int logsHidden = 0;
        for (Work root : roots) {
            logsHidden += print(root, 0, children, out);
        }
        if (shown.size() < spans.size() || logsHidden > 0) {
            out.append("  left out: ")
                    .append(String.valueOf(spans.size() - shown.size()))
                    .append(" shorter spans with their log lines, and ")
                    .append(String.valueOf(logsHidden))
                    .append(" more log lines of the spans above\n");
        }
    }

    /** The spans that took longest, with all above them. */
    private Set<Work> longest() {
        Set<Work> shown = new HashSet<>();
        spans.stream()
                .sorted(Comparator.comparingLong(Work::durationNanos).reversed())
                .limit(SPANS_MAX)
                .forEach(span -> {
                    for (Work at = span; at != null && shown.add(at); at = parent(at)) {}
                });
        return shown;
    }

    private @Nullable Work parent(Work span) {
        Work parent = span.parent == null ? null : byId.get(span.parent);
        return span.equals(parent) ? null : parent;
    }

    /** Prints a span and all below it; returns how many of their log lines did not fit. */
    private int print(Work span, int depth, Map<Work, List<Work>> children, Appendable out) throws IOException {
        String indent = " ".repeat(depth);
        out.append(cut(String.format(
                        Locale.ROOT,
                        "%9.1f ms  %s  %s%s%s",
                        span.durationNanos / NANOS_PER_MILLI,
                        bar(span),
                        indent,
                        span.name,
                        span.error == null ? "" : "  ERROR " + firstLine(span.error))))
                .append('\n');
        List<String> logs = logsBySpan.getOrDefault(span.id, List.of());
        for (String line : logs.subList(0, Math.min(LOGS_OF_SPAN_MAX, logs.size()))) {
            out.append(cut(BELOW_BAR + indent + "| " + line)).append('\n');
        }
        int hidden = Math.max(0, logs.size() - LOGS_OF_SPAN_MAX);
        for (Work child : children.getOrDefault(span, List.of())) {
            hidden += print(child, depth + 1, children, out);
        }
        return hidden;
    }

    private String bar(Work span) {
        double scale = (double) BAR_CHARS / Math.max(1, endNanos - startNanos);
        int from = Math.min(BAR_CHARS - 1, (int) ((span.startNanos - startNanos) * scale));
        int to = Math.max(from + 1, Math.min(BAR_CHARS, (int) Math.round((span.endNanos() - startNanos) * scale)));
        return "·".repeat(from) + "█".repeat(to - from) + "·".repeat(BAR_CHARS - to);
    }

    private static String line(Row row) {
        Instant time = row.getInstant("timestamp");
        String clock = time == null ? "" : CLOCK.format(time);
        return clock + " " + row.getString("level") + " " + firstLine(String.valueOf(row.getString("message")));
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static String cut(String line) {
        return line.length() <= LINE_CHARS_MAX ? line : line.substring(0, LINE_CHARS_MAX - 1) + "…";
    }
}
