/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
import io.ttlog.cli.notation.Durations;
import io.ttlog.cli.notation.TimeUnits;
import io.ttlog.storage.IndexStats;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreStats;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ttlog stats}: rows and bytes of a store. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts the rows and bytes of a store.",
            "",
            "Raw bytes are those of all values at natural width, stored bytes those of the segment files; rows that are not"
                    + " yet in segments are in the log. Bytes on disk are those of all files. A level tells how often rows"
                    + " were merged, write amplification how many bytes of segments were written for each that is fresh.",
            "",
            "Bytes by service are an estimate: stored bytes of the table in proportion to rows, as columns of several"
                    + " services are compressed together."
        })
final class StatsCommand implements Callable<Integer> {
    /** How the figures are printed. */
    enum Output {
        table,
        json
    }

    /** Between two looks. */
    @FunctionalInterface
    interface Pause {
        /** Waits; false when it is time to end. */
        boolean await(long nanos) throws InterruptedException;
    }

    private static final String CLEAR = "\u001b[H\u001b[2J";
    private static final long WATCH_NANOS_MIN = 100_000_000L;

    private final Terminal terminal;
    private final Pause pause;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(names = "--columns", description = "Also the bytes of each column, and of each filter.")
    private boolean columns;

    @Option(
            names = "--attributes",
            arity = "0..1",
            fallbackValue = "10",
            paramLabel = "N",
            description = "Also how many attributes there are, and the 10 or so many keys and services that made most."
                    + " Reads all attributes.")
    private @Nullable Integer attributes;

    @Option(
            names = "--series",
            arity = "0..1",
            fallbackValue = "10",
            paramLabel = "N",
            description =
                    "Also the 10 or so many metrics with most series, and what labels make them. Reads all labels.")
    private @Nullable Integer series;

    @Option(
            names = "--services",
            description = "Also the rows of each service, and about how many bytes. Reads a column.")
    private boolean services;

    @Option(
            names = "--templates",
            arity = "0..1",
            fallbackValue = "20",
            paramLabel = "N",
            description = "Also the templates with most logs, 20 or so many. Reads a column.")
    private @Nullable Integer templates;

    @Option(names = "--watch", paramLabel = "TIME", description = "Again and again, such as every 2s, until Ctrl-C.")
    private @Nullable String watch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output = Output.table;

    @Spec
    private @Nullable CommandSpec spec;

    StatsCommand(Terminal terminal) {
        this(terminal, nanos -> !new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS));
    }

    StatsCommand(Terminal terminal, Pause pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    @Override
    public Integer call() throws InterruptedException {
        long everyNanos = everyNanos();
        if (templates != null && templates < 1) {
            throw misused("--templates " + templates + ": use 1 or more");
        }
        if (series != null && series < 1) {
            throw misused("--series " + series + ": use 1 or more");
        }
        if (attributes != null && attributes < 1) {
            throw misused("--attributes " + attributes + ": use 1 or more");
        }
        Path data = store.require();
        if (watch == null) {
            return print(data);
        }
        boolean first = true;
        int code;
        do {
            if (terminal.outShown()) {
                terminal.out().print(CLEAR);
            } else if (!first && output == Output.table) {
                terminal.out().println();
            }
            first = false;
            code = print(data);
            terminal.out().flush();
        } while (pause.await(everyNanos));
        return code;
    }

    private long everyNanos() {
        if (watch == null) {
            return 0;
        }
        Long nanos = Durations.parse(watch, TimeUnits.SECONDS);
        if (nanos == null || nanos < WATCH_NANOS_MIN) {
            throw misused("--watch " + watch + ": use a time such as 2s, of at least "
                    + Durations.human(Duration.ofNanos(WATCH_NANOS_MIN)));
        }
        return nanos;
    }

    private ParameterException misused(String message) {
        return new ParameterException(
                Objects.requireNonNull(spec, "picocli sets it").commandLine(), message);
    }

    private int print(Path data) {
        StoreStats stats = Store.stats(data);
        StatsPrinter printer = output == Output.json
                ? new StatsPrinter.OfJson(terminal.out())
                : new StatsPrinter.OfTables(terminal.out());
        printer.store(stats);
        printer.indexes(IndexStats.of(data), columns);
        if (columns) {
            printer.columns(Store.columnStats(data));
        }
        if (attributes != null) {
            printer.attributes(Store.attributeStats(data), attributes);
        }
        if (series != null) {
            printer.series(Store.seriesStats(data), series);
        }
        if (services || templates != null) {
            try (Snapshot snapshot = Store.read(data)) {
                if (services) {
                    for (StoreStats.TableStats table : stats.tables()) {
                        printer.services(table, RowCounts.of(snapshot, table.signal(), "service"));
                    }
                }
                if (templates != null) {
                    printer.templates(RowCounts.of(snapshot, Signal.LOG, "template"), templates);
                }
            }
        }
        printer.end();
        return terminal.tellDamage(
                stats.damage().stream().map(Finding::toString).toList());
    }
}
