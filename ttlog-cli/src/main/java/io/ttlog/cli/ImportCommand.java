/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
import io.ttlog.cli.mapping.EventWriter;
import io.ttlog.cli.mapping.Mapping;
import io.ttlog.cli.mapping.MappingException;
import io.ttlog.cli.notation.Timestamps;
import io.ttlog.cli.record.Column;
import io.ttlog.cli.record.Rejections;
import io.ttlog.cli.source.Compression;
import io.ttlog.cli.source.CsvRecords;
import io.ttlog.cli.source.DoubleRecords;
import io.ttlog.cli.source.JsonRecords;
import io.ttlog.cli.source.PrometheusRecords;
import io.ttlog.cli.source.RecordReader;
import io.ttlog.cli.source.TextRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ttlog import}: reads files of other systems through the SDK's own pipeline into a store. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Reads logs, spans or metrics of other systems into a store.",
            "",
            "Columns are found by well-known names of fields, or mapped; every other field becomes an attribute of its own"
                    + " type. What cannot be parsed as asked is reported by line and counted; for text logs it is kept as"
                    + " a message all the same. The last line on standard output is JSON:"
                    + " {\"rows\":..,\"rejected\":..,\"seconds\":..}. docs/import.md says what is recognised."
        })
final class ImportCommand implements Callable<Integer> {
    private static final String STDIN = "-";

    /** What the files hold. */
    enum SignalName {
        logs(Signal.LOG),
        spans(Signal.SPAN),
        metrics(Signal.METRIC);

        private final Signal signal;

        SignalName(Signal signal) {
            this.signal = signal;
        }
    }

    /** How the files hold it. */
    enum Format {
        text,
        ndjson,
        csv,
        f64
    }

    private final Terminal terminal;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "The store; made if it is not there.")
    private Path data = Path.of("");

    @Option(
            names = "--signal",
            paramLabel = "SIGNAL",
            defaultValue = "logs",
            description = "What the files hold: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private SignalName signal = SignalName.logs;

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description =
                    "How they hold it: ${COMPLETION-CANDIDATES}. Text metrics are Prometheus or OpenMetrics; f64 is"
                            + " raw little-endian doubles, for metrics.")
    private Format format = Format.text;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "Service of records without a mapped one (default: a recognised field, else '"
                    + EventWriter.SERVICE_DEFAULT + "').")
    private @Nullable String service;

    @Option(
            names = "--map",
            split = ",",
            paramLabel = "column=sourceField",
            description =
                    "Which field goes to which column; fields in JSON objects by dotted path. May be repeated. A mapped"
                            + " integer in duration is nanoseconds; spans may map 'end' instead.")
    private List<String> map = new ArrayList<>();

    @Option(
            names = "--year",
            paramLabel = "YEAR",
            description =
                    "Year of a file's first timestamps without one; after December comes the next (default: the latest that is"
                            + " not in the future).")
    private @Nullable Integer year;

    @Option(names = "--multiline", description = "Join text lines without a timestamp to the record before them.")
    private boolean multiline;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Plain, gzip or zstd; - is standard input.")
    private List<String> files = new ArrayList<>();

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Mapping mapping = mapping();
        Instant now = Instant.now();
        Timestamps ofLines = new Timestamps(now, year);
        Timestamps ofFields = new Timestamps(now, year);
        RecordReader reader = reader(ofLines);
        for (String file : files) {
            if (!file.equals(STDIN) && !Files.exists(Path.of(file))) {
                throw new NoSuchFileException(file);
            }
            if (!file.equals(STDIN) && !Files.isReadable(Path.of(file))) {
                throw new AccessDeniedException(file);
            }
        }
        Progress progress = new Progress(terminal);
        Rejections rejections = new Rejections(terminal.err(), progress::clear);
        try (RecorderTarget target = new RecorderTarget(data)) {
            long nowNanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
            EventWriter writer = new EventWriter(mapping, service, ofFields, nowNanos, target);
            try {
                for (String file : files) {
                    ofLines.restart();
                    ofFields.restart();
                    read(reader, file, writer, rejections, progress);
                }
            } finally {
                progress.clear();
                target.sync();
                notes(writer, rejections);
                summary(writer, rejections, progress);
            }
        }
        return ExitCode.DONE;
    }

    private Mapping mapping() {
        try {
            return Mapping.of(signal.signal, map);
        } catch (MappingException e) {
            throw usage("--map: " + e.getMessage());
        }
    }

    private RecordReader reader(Timestamps timestamps) {
        return switch (format) {
            case ndjson -> new JsonRecords(signal.signal);
            case csv -> new CsvRecords();
            case text ->
                switch (signal.signal) {
                    case LOG -> new TextRecords(timestamps, multiline, service == null);
                    case METRIC -> new PrometheusRecords();
                    default -> throw usage("--format text holds logs or metrics, spans come as ndjson or csv");
                };
            case f64 -> {
                if (signal.signal != Signal.METRIC) {
                    throw usage("--format f64 holds metrics: give --signal metrics");
                }
                yield new DoubleRecords();
            }
        };
    }

    private ParameterException usage(String message) {
        return new ParameterException(java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    private void read(RecordReader reader, String file, EventWriter writer, Rejections rejections, Progress progress)
            throws IOException {
        String name = file.equals(STDIN) ? "stdin" : file;
        try (InputStream in = file.equals(STDIN) ? terminal.in() : Files.newInputStream(Path.of(file));
                InputStream plain = Compression.undo(in)) {
            reader.read(
                    plain,
                    name,
                    row -> {
                        writer.accept(row);
                        progress.at(name, writer.rows());
                    },
                    rejections);
        } catch (FileSystemException e) {
            throw failed(name, writer, Reason.problem(e), e);
        } catch (IOException e) {
            throw failed(name, writer, Reason.of(e), e);
        }
    }

    private static IOException failed(String name, EventWriter writer, String reason, IOException cause) {
        return new IOException(
                name + ": reading failed after " + Counted.of(writer.rows(), "row") + ": " + reason, cause);
    }

    private void notes(EventWriter writer, Rejections rejections) {
        rejections.finish();
        for (Column column : writer.unseen()) {
            rejections.note("--map " + column.text() + "=" + mappedField(column) + ": no record has that field");
        }
        if (writer.timeless() > 0) {
            rejections.note(Counted.of(writer.timeless(), "row")
                    + " without a timestamp of their own got the time of the import");
        }
        if (writer.namesRefused() > 0) {
            rejections.note(writer.namesRefused() + " names were too long or too many, and are attributes instead");
        }
    }

    private String mappedField(Column column) {
        return map.stream()
                .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith(column.text() + "="))
                .map(pair -> pair.substring(pair.indexOf('=') + 1))
                .findFirst()
                .orElse("");
    }

    private void summary(EventWriter writer, Rejections rejections, Progress progress) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "{\"rows\":%d,\"rejected\":%d,\"seconds\":%.3f}%n",
                        writer.rows(),
                        rejections.count(),
                        progress.seconds());
    }
}
