/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.notation.Numbers;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.RecordConsumer;
import io.ttlog.cli.record.RejectedException;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.record.SourceRecord;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Metrics as Prometheus and OpenMetrics expose them: each sample is a reading, labels are attributes, exemplars are left
 * out. A sample of a counter, and the buckets, counts and sums of a histogram or summary, are counters; all others are
 * gauges. What {@code # TYPE} says is kept as the attribute {@code prometheus_type} unless it is the kind anyway. A timestamp
 * is in seconds if it has a point or is small, else in milliseconds. One thread.
 */
public final class PrometheusRecords implements RecordReader {
    /** Most types that are remembered; a scrape has hundreds. */
    private static final int TYPES_MAX = 100_000;

    private static final String[] SUFFIXES = {
        "_bucket", "_count", "_sum", "_total", "_created", "_gcount", "_gsum", "_info"
    };

    private final SourceRecord row = new SourceRecord();
    private final Map<String, String> types = new HashMap<>();
    private String line = "";
    private int at;

    @Override
    public void read(InputStream in, String name, RecordConsumer rows, Rejections rejections) throws IOException {
        types.clear();
        Lines lines = new Lines(in, Lines.DOCUMENT_BYTES_MAX);
        for (String text = lines.next(); text != null; text = lines.next()) {
            if (text.isBlank() || lines.continued()) {
                continue;
            }
            try {
                if (lines.toBeContinued()) {
                    throw new RejectedException(JsonRecords.tooLong());
                }
                if (text.charAt(0) == '#') {
                    comment(text);
                } else {
                    sample(text, lines.number());
                    rows.accept(row);
                }
            } catch (RejectedException e) {
                rejections.add(name, lines.number(), e.reason());
            }
        }
        lines.noteNotUtf8(name, rejections);
    }

    private void comment(String text) {
        String[] words = text.split("\\s+", 4);
        if (words.length == 4 && words[1].equals("TYPE") && types.size() < TYPES_MAX) {
            String family = words[2].length() > 1 && words[2].startsWith("\"")
                    ? words[2].substring(1, words[2].length() - 1)
                    : words[2];
            types.put(family, words[3].strip());
        }
    }

    private void sample(String text, long number) throws RejectedException {
        line = text;
        at = 0;
        row.clear(number, SourceRecord.Fields.DESCRIBED);
        int end = 0;
        while (end < line.length() && " \t{".indexOf(line.charAt(end)) < 0) {
            end++;
        }
        String name = line.substring(0, end);
        at = end;
        blanks();
        if (is('{')) {
            String quotedName = labels();
            name = name.isEmpty() && quotedName != null ? quotedName : name;
        }
        if (name.isEmpty()) {
            throw new RejectedException("no metric name");
        }
        row.give(Column.NAME, "name", name);
        kind(name);
        Double value = Numbers.floating(word("a value"));
        if (value == null) {
            throw expected("a number");
        }
        row.give(Column.VALUE, "value", value);
        blanks();
        if (at < line.length() && !is('#')) {
            timestamp(word("a timestamp"));
            blanks();
            if (at < line.length() && !is('#')) {
                throw expected("the end of the line or an exemplar");
            }
        }
    }

    private void timestamp(String text) throws RejectedException {
        Long whole = Numbers.wholeNumber(text);
        if (whole != null) {
            row.give(Column.TIMESTAMP, "timestamp", whole, TimeUnits.ofMagnitude(whole));
        } else if (Numbers.decimal(text) != null) {
            row.give(Column.TIMESTAMP, "timestamp", text, TimeUnits.SECONDS);
        } else {
            throw expected("a timestamp");
        }
    }

    private void kind(String name) {
        String type = types.get(name);
        String suffix = "";
        for (int i = 0; type == null && i < SUFFIXES.length; i++) {
            if (name.endsWith(SUFFIXES[i])) {
                suffix = SUFFIXES[i];
                type = types.get(name.substring(0, name.length() - suffix.length()));
            }
        }
        if (type == null) {
            row.give(Column.KIND, "kind", "gauge");
            return;
        }
        boolean cumulative = switch (type) {
            case "counter" -> !suffix.equals("_created");
            case "histogram", "summary" -> suffix.equals("_bucket") || suffix.equals("_count") || suffix.equals("_sum");
            default -> false;
        };
        String kind = cumulative ? "counter" : "gauge";
        row.give(Column.KIND, "kind", kind);
        row.add("prometheus_type", type.equals(kind) ? null : type);
    }

    /** The labels in braces as attributes; returns a quoted metric name among them, or null. */
    private @Nullable String labels() throws RejectedException {
        at++;
        String name = null;
        blanks();
        while (!is('}')) {
            boolean quoted = is('"');
            String label = quoted ? quoted() : labelName();
            blanks();
            if (is('=')) {
                at++;
                blanks();
                if (!is('"')) {
                    throw expected("a quote");
                }
                row.add(label, quoted());
            } else if (quoted && name == null) {
                name = label;
            } else {
                throw expected("'='");
            }
            blanks();
            if (is(',')) {
                at++;
                blanks();
            } else if (!is('}')) {
                throw expected("',' or '}'");
            }
        }
        at++;
        return name;
    }

    private String labelName() throws RejectedException {
        int start = at;
        while (at < line.length() && (Character.isLetterOrDigit(line.charAt(at)) || line.charAt(at) == '_')) {
            at++;
        }
        if (at == start) {
            throw expected("a label");
        }
        return line.substring(start, at);
    }

    private String quoted() throws RejectedException {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\' && at + 1 < line.length()) {
                c = line.charAt(++at);
                switch (c) {
                    case 'n' -> text.append('\n');
                    case '\\', '"' -> text.append(c);
                    default -> text.append('\\').append(c);
                }
            } else {
                text.append(c);
            }
        }
        throw expected("a closing quote");
    }

    private String word(String what) throws RejectedException {
        blanks();
        int start = at;
        while (at < line.length() && line.charAt(at) != ' ' && line.charAt(at) != '\t') {
            at++;
        }
        if (at == start) {
            throw expected(what);
        }
        return line.substring(start, at);
    }

    private void blanks() {
        while (is(' ') || is('\t')) {
            at++;
        }
    }

    private boolean is(char c) {
        return at < line.length() && line.charAt(at) == c;
    }

    private RejectedException expected(String what) {
        return new RejectedException(what + " is expected in column " + (at + 1));
    }
}
