/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
import io.ttlog.cli.export.Export;
import io.ttlog.cli.export.ExportFormat;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Wanted;
import io.ttlog.query.sql.TableNames;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.index.Need;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ttlog export}: writes tables into files that other tools read, also while another process writes the store. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Writes tables into files that other tools read, also while another process writes the store.",
            "",
            "Rows are those of one moment. A file gets its name when it is complete and on the disk; until then it is FILE.part,"
                    + " and an export that was broken off goes on with --resume: the file is the same as if it had not been."
                    + " It begins anew, and says so, when segments that it had not read yet have been merged or deleted.",
            "",
            "In ndjson attributes are together in attrs, as SELECT * has them; in the other formats those of one type are columns,"
                    + " up to 256, and the rest is in attrs, as JSON."
        })
final class ExportCommand implements Callable<Integer> {
    private static final String EVERY_TABLE = "all";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final double BYTES_PER_MB = 1e6;

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(
            names = "--to",
            required = true,
            paramLabel = "FILE",
            description = "The file; a directory, with a file for each table, when there are several tables.")
    private Path target = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES} (default: what the file's name ends with).")
    private @Nullable ExportFormat format;

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description =
                    "logs (the default), spans, metrics, metrics_5m, metrics_1h, metrics_1d, ttlog_gaps, or all that have"
                            + " rows; may be given several times.")
    private List<String> tables = new ArrayList<>();

    @Option(
            names = "--time-range",
            paramLabel = "RANGE",
            description =
                    "last-hour, last-day, today (UTC), a duration as 90m: as long up to now; or FROM..TO, each a time as"
                            + " 2026-01-31T12:00:00Z, a duration before now, or nothing. TO is not in it.")
    private @Nullable String timeRange;

    @Option(names = "--service", paramLabel = "NAME", description = "Rows of this service; may be given several times.")
    private List<String> services = new ArrayList<>();

    @Option(
            names = "--columns",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these columns and attributes, in this order, with commas between; attrs: all other attributes.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--resume", description = "Go on with an export that was broken off, if there is one.")
    private boolean resume;

    @Option(names = "--force", description = "Replace a file that is there, and discard an export that was broken off.")
    private boolean force;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ExportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        TimeRange range = range();
        Path data = store.require();
        Progress progress = new Progress(terminal);
        try (Snapshot snapshot = Store.read(data)) {
            List<Signal> signals = signals(snapshot);
            boolean several = signals.size() != 1 || tables.contains(EVERY_TABLE);
            Export.Request request = new Export.Request(
                    data,
                    target,
                    several,
                    format(several),
                    signals,
                    services,
                    range,
                    timeRange == null ? "" : timeRange,
                    columns,
                    force,
                    resume);
            List<Export.Exported> files;
            try {
                files = new Export(request, snapshot, new Shown(progress)).run();
            } finally {
                progress.clear();
            }
            for (Export.Exported file : files) {
                terminal.out()
                        .println(file.file() + ": " + Counted.of(file.rows(), "row") + ", "
                                + Counted.of(file.bytes(), "byte"));
            }
            for (Signal signal : signals) {
                Table table = new StoreTables(snapshot).table(signal.table());
                if (table != null) {
                    Wanted wanted = new Wanted(List.of(), range.fromNanos(), range.toNanos(), services, Need.NOTHING);
                    QueryCommand.tellLoss(terminal, table.completeness(wanted));
                }
            }
            return terminal.tellDamage(
                    snapshot.damage().stream().map(Finding::toString).toList());
        }
    }

    private TimeRange range() {
        if (timeRange == null) {
            return TimeRange.ALL;
        }
        Instant now = Instant.now();
        TimeRange range = TimeRange.parse(timeRange, now.getEpochSecond() * NANOS_PER_SECOND + now.getNano());
        if (range == null) {
            throw new ParameterException(
                    spec.commandLine(), "--time-range " + timeRange + ": expected " + TimeRange.CHOICE);
        }
        return range;
    }

    private List<Signal> signals(Snapshot snapshot) {
        Set<Signal> signals = new LinkedHashSet<>();
        for (String name : tables.isEmpty() ? List.of(Signal.LOG.table()) : tables) {
            Signal signal = TableNames.signal(name);
            if (signal != null) {
                signals.add(signal);
            } else if (name.equals(EVERY_TABLE)) {
                for (Signal any : Signal.values()) {
                    if (!snapshot.parts(any).isEmpty()) {
                        signals.add(any);
                    }
                }
            } else {
                throw new ParameterException(
                        spec.commandLine(), "--table " + name + ": expected " + TableNames.CHOICE + ", or all");
            }
        }
        return List.copyOf(signals);
    }

    private ExportFormat format(boolean several) {
        ExportFormat known = format == null && !several ? ExportFormat.of(target) : format;
        if (known == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    several
                            ? "--format is missing: several tables go into a directory"
                            : "--format is missing, and the name of " + target + " does not end with one");
        }
        return known;
    }

    private final class Shown implements Export.Watcher {
        private final Progress progress;

        Shown(Progress progress) {
            this.progress = progress;
        }

        @Override
        public void at(String table, long rowsRead, long rowsTotal, long rows, long bytes) {
            progress.show(() -> String.format(
                    Locale.ROOT,
                    "%s: %d rows, %.1f MB, %d %%",
                    table,
                    rows,
                    bytes / BYTES_PER_MB,
                    rowsTotal == 0 ? 100 : Math.min(100, 100 * rowsRead / rowsTotal)));
        }

        @Override
        public void tell(String sentence) {
            progress.clear();
            terminal.err().println("ttlog: " + sentence);
        }
    }
}
