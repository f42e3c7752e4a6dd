/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.Signal;
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
                    + " unit (7d, 12h; 512MiB, 2GiB), 0 for none. Without options the limits are those of an application's"
                    + " store: logs and spans 7d and 512MiB each, metrics and gaps 14d, roll-ups of metrics 90d (5m) and"
                    + " 365d (1h). Metrics are rolled up before they go. --now fails when another process"
                    + " writes the store, which has limits of its own.",
            "",
            "When even the latest row of a table is too old, nothing is deleted, for the clock may be wrong:"
                    + " --clock-is-right says that it is not."
        })
final class RetentionCommand implements Callable<Integer> {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Terminal terminal;

    @Mixin
    private StoreDirectory store = new StoreDirectory();

    @Option(names = "--now", description = "Delete it; otherwise it is only told.")
    private boolean now;

    @Option(names = "--dry-run", description = "Only tell, also with --now.")
    private boolean dryRun;

    @Option(names = "--clock-is-right", description = "Delete also when nothing newer is left in a table.")
    private boolean clockIsRight;

    @Option(names = "--keep-logs", paramLabel = "AGE", description = "Keep logs so long.")
    private @Nullable String logs;

    @Option(names = "--keep-logs-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String logsBytes;

    @Option(names = "--keep-spans", paramLabel = "AGE", description = "Keep spans so long.")
    private @Nullable String spans;

    @Option(names = "--keep-spans-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String spansBytes;

    @Option(names = "--keep-metrics", paramLabel = "AGE", description = "Keep metrics so long.")
    private @Nullable String metrics;

    @Option(names = "--keep-metrics-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String metricsBytes;

    @Option(names = "--keep-metrics-5m", paramLabel = "AGE", description = "Keep roll-ups of 5 minutes so long.")
    private @Nullable String metrics5m;

    @Option(names = "--keep-metrics-5m-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String metrics5mBytes;

    @Option(names = "--keep-metrics-1h", paramLabel = "AGE", description = "Keep roll-ups of an hour so long.")
    private @Nullable String metrics1h;

    @Option(names = "--keep-metrics-1h-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String metrics1hBytes;

    @Option(names = "--keep-metrics-1d", paramLabel = "AGE", description = "Keep roll-ups of a day so long.")
    private @Nullable String metrics1d;

    @Option(names = "--keep-metrics-1d-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String metrics1dBytes;

    @Option(names = "--keep-gaps", paramLabel = "AGE", description = "Keep the records of what was lost so long.")
    private @Nullable String gaps;

    @Option(names = "--keep-gaps-bytes", paramLabel = "BYTES", description = "Keep so much of them.")
    private @Nullable String gapsBytes;

    @Option(
            names = "--roll-ups",
            paramLabel = "on|off",
            description = "Roll metrics up before they go (on), or lose them (off).")
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
        put(given, "keepLogs", logs);
        put(given, "keepLogsBytes", logsBytes);
        put(given, "keepSpans", spans);
        put(given, "keepSpansBytes", spansBytes);
        put(given, "keepMetrics", metrics);
        put(given, "keepMetricsBytes", metricsBytes);
        put(given, "keepMetrics5m", metrics5m);
        put(given, "keepMetrics5mBytes", metrics5mBytes);
        put(given, "keepMetrics1h", metrics1h);
        put(given, "keepMetrics1hBytes", metrics1hBytes);
        put(given, "keepMetrics1d", metrics1d);
        put(given, "keepMetrics1dBytes", metrics1dBytes);
        put(given, "keepGaps", gaps);
        put(given, "keepGapsBytes", gapsBytes);
        put(given, "rollUps", rollUps);
        put(given, "diskBytes", diskBytes);
        return given;
    }

    private static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put("store." + name, value);
        }
    }
}
