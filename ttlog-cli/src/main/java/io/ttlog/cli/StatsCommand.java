/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.storage.Store;
import io.ttlog.storage.StoreStats;
import io.ttlog.storage.wire.Finding;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog stats}: rows and bytes of a store. */
@Command(
        name = "stats",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Counts the rows and bytes of a store.",
            "",
            "Raw bytes are those of all values at natural width, stored bytes those of the segment files; rows that are not"
                    + " yet in segments are in the log. Bytes on disk are those of all files."
        })
final class StatsCommand implements Callable<Integer> {
    /** How the figures are printed. */
    enum Output {
        table,
        json
    }

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output output = Output.table;

    StatsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Path data = store.require();
        StoreStats stats = Store.stats(data);
        if (output == Output.json) {
            terminal.out().println(json(stats));
        } else {
            table(stats);
        }
        return terminal.tellDamage(
                stats.damage().stream().map(Finding::toString).toList());
    }

    private static String json(StoreStats stats) {
        return stats.tables().stream()
                .map(table -> String.format(
                        Locale.ROOT,
                        "\"%s\":{\"rows\":%d,\"unsealed_rows\":%d,\"segments\":%d,\"raw_bytes\":%d,\"stored_bytes\":%d}",
                        table.signal().table(),
                        table.rows(),
                        table.unsealedRows(),
                        table.segments(),
                        table.rawBytes(),
                        table.storedBytes()))
                .collect(Collectors.joining(
                        ",",
                        "{\"tables\":{",
                        "},\"log_bytes\":" + stats.logBytes() + ",\"disk_bytes\":" + stats.diskBytes() + "}"));
    }

    private void table(StoreStats stats) {
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%-10s %12s %12s %9s %15s %15s%n",
                        "table",
                        "rows",
                        "unsealed",
                        "segments",
                        "raw bytes",
                        "stored bytes");
        for (StoreStats.TableStats table : stats.tables()) {
            terminal.out()
                    .printf(
                            Locale.ROOT,
                            "%-10s %12d %12d %9d %15d %15d%n",
                            table.signal().table(),
                            table.rows(),
                            table.unsealedRows(),
                            table.segments(),
                            table.rawBytes(),
                            table.storedBytes());
        }
        terminal.out()
                .printf(
                        Locale.ROOT,
                        "%d bytes on disk in all, %d of them the log%n",
                        stats.diskBytes(),
                        stats.logBytes());
    }
}
