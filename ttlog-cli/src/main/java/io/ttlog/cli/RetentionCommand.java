/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.storage.Expiry;
import io.ttlog.storage.Retention;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreSinkProvider;
import io.ttlog.storage.manifest.SegmentEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ttlog retention}: tells what is beyond limits of age and size, and deletes it. */
@Command(
        name = "retention",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tells what a store holds beyond limits of age and size, and deletes that with --now.",
            "",
            "Whole segments go, the oldest first: one goes by age when its latest row is too old. A limit is a number with a"
                    + " unit (--keep logs=12h, --keep-bytes spans=2GiB), 0 for none. Without options the limits are those of an application's"
                    + " store: logs and spans 7d and 512MiB each, metrics and gaps 14d, roll-ups of metrics 90d (metrics_5m) and"
                    + " 365d (metrics_1h). Metrics are rolled up before they go. --now fails when another process"
                    + " writes the store, which has limits of its own.",
            "",
            "When even the latest row of a table is too old, nothing is deleted, for the clock may be wrong:"
                    + " --clock-is-right says that it is not."
        })
final class RetentionCommand implements Callable<Integer> {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final List<String> TABLES =
            List.of("logs", "spans", "metrics", "metrics_5m", "metrics_1h", "metrics_1d", "gaps");

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(names = "--now", description = "Delete it; otherwise it is only told.")
    private boolean now;

    @Option(names = "--dry-run", description = "Only tell, also with --now.")
    private boolean dryRun;

    @Option(names = "--clock-is-right", description = "Delete also when nothing newer is left in a table.")
    private boolean clockIsRight;

    @Option(
            names = "--keep",
            paramLabel = "TABLE=AGE",
            description =
                    "Keep rows of logs, spans, metrics, metrics_5m, metrics_1h, metrics_1d or gaps so long; again for"
                            + " another table.")
    private Map<String, String> ages = new LinkedHashMap<>();

    @Option(
            names = "--keep-bytes",
            paramLabel = "TABLE=BYTES",
            description = "Keep so much of a table's segments; again for another.")
    private Map<String, String> bytes = new LinkedHashMap<>();

    @Option(
            names = "--roll-ups",
            paramLabel = "on|off",
            description = "Roll metrics up before they go (on, as without it), or do not (off).")
    private @Nullable String rollUps;

    @Option(names = "--disk-bytes", paramLabel = "BYTES", description = "Keep so much of all segments together.")
    private @Nullable String diskBytes;

    RetentionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        Path data = store.require();
        Retention limits = StoreSinkProvider.retention(settings());
        boolean delete = now && !dryRun;
        Expiry expiry;
        if (delete) {
            try (Store open = Store.open(data, StoreOptions.DEFAULT.withMergeFanIn(0))) {
                expiry = open.expire(limits, clockIsRight);
            }
        } else {
            expiry = Store.expiry(data, limits, clockIsRight);
        }
        for (SegmentEntry segment : expiry.segments()) {
            terminal.out()
                    .println(segment.path() + ": " + Counted.of(segment.rowCount(), "row") + ", " + segment.bytes()
                            + " bytes, the latest of " + instant(segment.maxNanos()));
        }
        if (!expiry.doubted().isEmpty() && !clockIsRight) {
            terminal.err()
                    .println("ttlog: even the latest row of "
                            + expiry.doubted().stream()
                                    .sorted()
                                    .map(Signal::table)
                                    .collect(Collectors.joining(", "))
                            + " is too old at " + Instant.now()
                            + ", so nothing is deleted; if the clock is right, say --clock-is-right");
            return ExitCode.FAILED;
        }
        terminal.out()
                .println(Counted.of(expiry.segments().size(), "segment") + " with "
                        + Counted.of(expiry.rows(), "row") + " and " + expiry.bytes() + " bytes "
                        + (delete ? "deleted" : "would go; --now deletes"));
        return ExitCode.DONE;
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** By the names that the store sink knows them by. */
    private Map<String, String> settings() {
        Map<String, String> given = new LinkedHashMap<>();
        ages.forEach((table, age) -> given.put(setting("--keep", table), age));
        bytes.forEach((table, size) -> given.put(setting("--keep-bytes", table) + "Bytes", size));
        if (rollUps != null) {
            given.put("store.rollUps", rollUps);
        }
        if (diskBytes != null) {
            given.put("store.diskBytes", diskBytes);
        }
        return given;
    }

    private static String setting(String option, String table) {
        if (!TABLES.contains(table)) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    option + " names the table '" + table + "'; use one of " + String.join(", ", TABLES));
        }
        return "store.keep" + Character.toUpperCase(table.charAt(0))
                + table.substring(1).replace("_", "");
    }
}
