/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.storage.Retention;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog compact}: merges the segments of a store that nobody else writes. */
@Command(
        name = "compact",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a store as small as it gets: seals what is in the log, and merges the segments of each table and day.",
            "",
            "A store does most of that by itself while it is written. Takes its time, for each row of a day with several"
                    + " segments is read and written again, and needs room for the largest day twice. Deletes no row."
                    + " Fails when another process writes the store."
        })
final class CompactCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(names = "--roll-ups", description = "Also roll up metrics of days that are over.")
    private boolean rollUps;

    CompactCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path data = store.require();
        StoreStats before = Store.stats(data);
        try (Store open = Store.open(
                data, StoreOptions.DEFAULT.withMergeFanIn(0).withRetention(Retention.FOREVER.withRollUps(rollUps)))) {
            open.compact();
        }
        StoreStats after = Store.stats(data);
        terminal.out().println("before: " + size(before));
        terminal.out().println("after:  " + size(after));
        return ExitCode.DONE;
    }

    private static String size(StoreStats stats) {
        long rows =
                stats.tables().stream().mapToLong(StoreStats.TableStats::rows).sum();
        long segments = stats.tables().stream()
                .mapToLong(StoreStats.TableStats::segments)
                .sum();
        return Counted.of(rows, "row") + ", " + Counted.of(segments, "segment") + ", " + stats.diskBytes()
                + " bytes on disk";
    }
}
