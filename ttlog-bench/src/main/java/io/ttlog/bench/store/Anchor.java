/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import com.github.luben.zstd.ZstdInputStream;
import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * The anchor: real logs, spans and metric points in three compressed files of tab-separated lines, which its README describes. Each row
 * becomes one event, none is left out but by the filter of a {@link Subset}. Belongs to one thread.
 */
public final class Anchor {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Path directory;
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();

    /** The feed in that directory. */
    public Anchor(Path directory) {
        this.directory = directory;
    }

    /** Takes one event: what {@link EventEncoder#end} has completed. */
    public interface Sink {
        /** The record lies in the array from there on. */
        void event(byte[] buffer, int from, int bytes) throws IOException;
    }

    /** Rows that have a bar of their own. */
    public enum Subset {
        /** Every log. */
        LOGS("logs.tsv.zst", fields -> true),
        /** Logs of TrainTicket's services. */
        TRAIN_TICKET("logs.tsv.zst", fields -> fields[2].startsWith("ts-")),
        /** Logs of a Kafka broker. */
        KAFKA("logs.tsv.zst", fields -> fields[2].equals("kafka")),
        /** Events of Windows machines. */
        WINDOWS("logs.tsv.zst", fields -> fields[2].startsWith("windows-")),
        /** Lines of an Apache server. */
        APACHE("logs.tsv.zst", fields -> fields[2].startsWith("apache")),
        /** Every span. */
        SPANS("spans.tsv.zst", fields -> true),
        /** Points of counters with long series. */
        COUNTERS("metrics.tsv.zst", series -> series[4].equals("counter") && isLong(series)),
        /** Points of series of {@link #LONG_SERIES_POINTS} and more. */
        LONG_SERIES("metrics.tsv.zst", Subset::isLong),
        /** Every point. */
        METRICS("metrics.tsv.zst", series -> true);

        private static final int LONG_SERIES_POINTS = 120;

        private final String file;
        private final Predicate<String[]> filter;

        Subset(String file, Predicate<String[]> filter) {
            this.file = file;
            this.filter = filter;
        }

        private static boolean isLong(String[] series) {
            return Integer.parseInt(series[5]) >= LONG_SERIES_POINTS;
        }

        /** The one of that name, in small letters and with hyphens. */
        public static Subset of(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    /** The symbols of all events so far. */
    public Symbols symbols() {
        return symbols;
    }

    /** Whether the files are there. */
    public boolean isPresent() {
        return Files.isReadable(directory.resolve(Subset.LOGS.file));
    }

    /** Reads all rows of a subset, in the order of the file; returns their number. */
    public long read(Subset subset, Sink sink) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new ZstdInputStream(Files.newInputStream(directory.resolve(subset.file))), StandardCharsets.UTF_8))) {
            return switch (subset.file) {
                case "logs.tsv.zst" -> logs(lines, subset.filter, sink);
                case "spans.tsv.zst" -> spans(lines, subset.filter, sink);
                default -> metrics(lines, subset.filter, sink);
            };
        }
    }

    private long logs(BufferedReader lines, Predicate<String[]> filter, Sink sink) throws IOException {
        long rows = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            if (!filter.test(fields)) {
                continue;
            }
            boolean traced = !fields[5].isEmpty();
            encoder.beginLogInSpan(
                    Level.valueOf(fields[1]),
                    Symbols.NONE,
                    symbols.intern(fields[4]),
                    Symbols.NONE,
                    symbols.intern(fields[2]),
                    Long.parseLong(fields[0]),
                    traced ? hex(fields[5], 0) : 0,
                    traced ? hex(fields[5], 16) : 0,
                    fields[6].isEmpty() ? 0 : hex(fields[6], 0));
            encoder.field(symbols.intern("pod"), fields[3]);
            encoder.message(unescaped(fields[7]));
            end(sink);
            rows++;
        }
        return rows;
    }

    private long spans(BufferedReader lines, Predicate<String[]> filter, Sink sink) throws IOException {
        long rows = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] fields = line.split("\t", -1);
            if (!filter.test(fields)) {
                continue;
            }
            encoder.beginSpan(
                    SpanKind.INTERNAL,
                    SpanStatus.UNSET,
                    symbols.intern(fields[5]),
                    Symbols.NONE,
                    symbols.intern(fields[3]),
                    Long.parseLong(fields[6]),
                    Long.parseLong(fields[7]),
                    hex(fields[0], 0),
                    hex(fields[0], 16),
                    hex(fields[1], 0),
                    fields[2].isEmpty() ? 0 : hex(fields[2], 0));
            encoder.field(symbols.intern("pod"), fields[4]);
            end(sink);
            rows++;
        }
        return rows;
    }

    private long metrics(BufferedReader lines, Predicate<String[]> filter, Sink sink) throws IOException {
        long rows = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] series = line.split("\t", -1);
            boolean wanted =
                    filter.test(new String[] {series[0], series[1], series[2], series[3], series[4], series[5]});
            int points = Integer.parseInt(series[5]);
            for (int i = 0; i < points; i++) {
                String point = lines.readLine();
                if (wanted) {
                    point(series, point);
                    end(sink);
                    rows++;
                }
            }
        }
        return rows;
    }

    private void point(String[] series, String point) {
        int space = point.indexOf(' ');
        encoder.beginReading(
                series[4].equals("counter") ? MetricKind.COUNTER : MetricKind.GAUGE,
                symbols.intern(series[2]),
                symbols.intern(series[1]),
                Long.parseLong(point.substring(0, space)) * NANOS_PER_MILLI,
                Double.parseDouble(point.substring(space + 1)));
        if (!series[3].isEmpty()) {
            for (String label : series[3].split(";", -1)) {
                int equals = label.indexOf('=');
                encoder.field(
                        symbols.intern(equals < 0 ? "label" : label.substring(0, equals)), label.substring(equals + 1));
            }
        }
    }

    private void end(Sink sink) throws IOException {
        int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE) {
            throw new IOException("an event beyond the largest record");
        }
        sink.event(encoder.buffer(), 0, bytes);
    }

    private static long hex(String digits, int from) {
        return Long.parseUnsignedLong(digits, from, Math.min(digits.length(), from + 16), 16);
    }

    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 1 < field.length()) {
                c = field.charAt(++i);
                text.append(
                        switch (c) {
                            case 't' -> '\t';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case '0' -> '\0';
                            default -> c;
                        });
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
