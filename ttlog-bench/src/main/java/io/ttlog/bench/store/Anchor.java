/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import com.github.luben.zstd.ZstdInputStream;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.Symbols;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The anchor: real logs, spans and metric points in three compressed files of tab-separated lines, which its README describes. Each row
 * becomes one event, none is left out but by a {@link Subset}. Belongs to one thread.
 */
public final class Anchor {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final Path directory;
    private final Symbols symbols;
    private final EventEncoder encoder = new EventEncoder();

    /** The feed in that directory. */
    public Anchor(Path directory) {
        this(directory, new Symbols());
    }

    /** The feed in that directory, with the symbols of somebody else. */
    public Anchor(Path directory, Symbols symbols) {
        this.directory = directory;
        this.symbols = symbols;
    }

    /** Where it is looked for: the property {@code ttlog.anchor}, the variable {@code TTLOG_ANCHOR}, beside the repository. */
    public static Path place() {
        String property = System.getProperty("ttlog.anchor");
        String named = property == null ? System.getenv("TTLOG_ANCHOR") : property;
        if (named != null) {
            return Path.of(named);
        }
        Path beside = Path.of("..", "shared", "anchor");
        return Files.isDirectory(beside) ? beside : Path.of("..").resolve(beside);
    }

    /** Takes one row as text. */
    public interface TextSink {
        /** The fields of a log or span; of a point those of its series, and behind them time in milliseconds and value. */
        void row(String[] fields) throws IOException;
    }

    /** Takes one event: what {@link EventEncoder#end} has completed. */
    public interface Sink {
        /** The record lies in the array from there on. */
        void event(byte[] buffer, int from, int bytes) throws IOException;
    }

    /** Rows that have a bar of their own. */
    public enum Subset {
        /** Every log. */
        LOGS("logs.tsv.zst"),
        /** Logs of TrainTicket's services. */
        TRAIN_TICKET("logs.tsv.zst"),
        /** Logs of a Kafka broker. */
        KAFKA("logs.tsv.zst"),
        /** Events of Windows machines. */
        WINDOWS("logs.tsv.zst"),
        /** Lines of an Apache server. */
        APACHE("logs.tsv.zst"),
        /** Every span. */
        SPANS("spans.tsv.zst"),
        /** Every span with ids as ttlog makes them, from one thread a service, instead of its own. */
        OWN_SPANS("spans.tsv.zst"),
        /** Points of counters with long series. */
        COUNTERS("metrics.tsv.zst"),
        /** Points of series of {@link #LONG_SERIES_POINTS} and more. */
        LONG_SERIES("metrics.tsv.zst"),
        /** Every point. */
        METRICS("metrics.tsv.zst");

        private static final int LONG_SERIES_POINTS = 120;

        private final String file;

        Subset(String file) {
            this.file = file;
        }

        /** Whether the row, or the series, with these fields belongs to it. */
        boolean holds(String[] fields) {
            return switch (this) {
                case LOGS, SPANS, OWN_SPANS, METRICS -> true;
                case TRAIN_TICKET -> fields[2].startsWith("ts-");
                case KAFKA -> fields[2].equals("kafka");
                case WINDOWS -> fields[2].startsWith("windows-");
                case APACHE -> fields[2].startsWith("apache");
                case COUNTERS -> fields[4].equals("counter") && isLong(fields);
                case LONG_SERIES -> isLong(fields);
            };
        }

        private static boolean isLong(String[] series) {
            return Integer.parseInt(series[5]) >= LONG_SERIES_POINTS;
        }

        /** Whether its rows are points of metrics. */
        public boolean isPoints() {
            return file.startsWith("metrics");
        }

        /** Whether its rows are spans. */
        public boolean isSpans() {
            return file.startsWith("spans");
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
        return read(subset, 0, sink);
    }

    /** The same of a copy of all rows, 0 for themselves. */
    long read(Subset subset, int copy, Sink sink) throws IOException {
        return rows(subset, copy, row -> {
            row.into(encoder, copy);
            end(sink);
        });
    }

    /** The lines of the file that has the subset. */
    BufferedReader lines(Subset subset) throws IOException {
        return new BufferedReader(new InputStreamReader(
                new ZstdInputStream(Files.newInputStream(directory.resolve(subset.file))), StandardCharsets.UTF_8));
    }

    /** Reads all rows of a subset as text, in the order of the file; returns their number. */
    public long readText(Subset subset, TextSink sink) throws IOException {
        long rows = 0;
        try (BufferedReader lines = lines(subset)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                boolean wanted = subset.holds(fields);
                int points = subset.file.startsWith("metrics") ? Integer.parseInt(fields[5]) : 0;
                for (int i = 0; i < points; i++) {
                    String point = lines.readLine();
                    if (wanted) {
                        int tab = point.indexOf('\t');
                        String[] row = Arrays.copyOf(fields, 8);
                        row[6] = point.substring(0, tab);
                        row[7] = point.substring(tab + 1);
                        sink.row(row);
                        rows++;
                    }
                }
                if (wanted && points == 0 && !subset.file.startsWith("metrics")) {
                    if (subset.file.startsWith("logs")) {
                        fields[7] = unescaped(fields[7]);
                    }
                    sink.row(fields);
                    rows++;
                }
            }
        }
        return rows;
    }

    /** Takes one row. */
    interface RowSink {
        /** Every row of the subset, in the order of the file. */
        void row(AnchorRow row) throws IOException;
    }

    /**
     * Reads all rows of a subset, in the order of the file; returns their number.
     *
     * @param copy whose identifiers messages have
     */
    long rows(Subset subset, int copy, RowSink sink) throws IOException {
        long rows = 0;
        OwnIds own = subset == Subset.OWN_SPANS ? new OwnIds() : null;
        try (BufferedReader lines = lines(subset)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("\t", -1);
                boolean wanted = subset.holds(fields);
                if (subset.isPoints()) {
                    rows += points(fields, wanted, lines, sink);
                } else if (wanted) {
                    sink.row(subset.isSpans() ? span(fields, own) : log(fields, copy));
                    rows++;
                }
            }
        }
        return rows;
    }

    private AnchorRow log(String[] fields, int copy) {
        fields[7] = AnchorRow.Ids.inText(unescaped(fields[7]), copy);
        return AnchorRow.log(fields, symbols);
    }

    private AnchorRow span(String[] fields, @Nullable OwnIds own) {
        return AnchorRow.span(
                fields,
                symbols,
                own == null ? AnchorRow.hex(fields[0], 0) : own.of(fields[3], fields[0].substring(0, 16) + "high"),
                own == null ? AnchorRow.hex(fields[0], 16) : own.of(fields[3], fields[0].substring(0, 16) + "low"),
                own == null ? AnchorRow.hex(fields[1], 0) : own.of(fields[3], fields[1]),
                fields[2].isEmpty() ? 0 : own == null ? AnchorRow.hex(fields[2], 0) : own.of(fields[3], fields[2]));
    }

    private long points(String[] fields, boolean wanted, BufferedReader lines, RowSink sink) throws IOException {
        AnchorRow.Series series = wanted ? new AnchorRow.Series(fields, symbols) : null;
        int points = Integer.parseInt(fields[5]);
        for (int i = 0; i < points; i++) {
            String point = lines.readLine();
            if (series != null) {
                int tab = point.indexOf('\t');
                long nanos = Long.parseLong(point.substring(0, tab)) * NANOS_PER_MILLI;
                sink.row(series.point(nanos, Double.parseDouble(point.substring(tab + 1))));
            }
        }
        return series == null ? 0 : points;
    }

    private void end(Sink sink) throws IOException {
        int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE) {
            throw new IOException("an event beyond the largest record");
        }
        sink.event(encoder.buffer(), 0, bytes);
    }

    /** Ids from SplitMix64, which is what ttlog takes them from: a generator for each service, asked in the order of the file. */
    private static final class OwnIds {
        private final Map<String, SplittableRandom> threads = new HashMap<>();
        private final Map<String, Long> known = new HashMap<>();

        long of(String service, String foreign) {
            return known.computeIfAbsent(
                    foreign,
                    id -> threads.computeIfAbsent(service, name -> new SplittableRandom(name.hashCode() * 31L))
                            .nextLong());
        }
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
