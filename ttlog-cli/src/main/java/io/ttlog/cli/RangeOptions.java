/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.QueryResult;
import io.ttlog.cli.export.TimeRange;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.Tables;
import io.ttlog.query.source.TablesInTime;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --since}, {@code --from} and {@code --to}, and questions about what is within them. */
final class RangeOptions {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    @Option(names = "--since", paramLabel = "TIME", description = "Only rows of the last 1h, 90m, 2d or so.")
    private @Nullable String since;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "Only rows from this time on: 2026-01-31T12:00:00Z, or 90m before now.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only rows before this time.")
    private @Nullable String to;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /**
     * The range that the options name.
     *
     * @throws ParameterException when they name none
     */
    TimeRange range() {
        if (since != null && from != null) {
            throw new ParameterException(spec.commandLine(), "--since and --from both say where the range begins");
        }
        String begin = since != null ? since : from == null ? "" : from;
        if (begin.isEmpty() && to == null) {
            return TimeRange.ALL;
        }
        Instant now = Instant.now();
        long nowNanos = Math.addExact(Math.multiplyExact(now.getEpochSecond(), NANOS_PER_SECOND), now.getNano());
        TimeRange range = TimeRange.parse(begin + ".." + (to == null ? "" : to), nowNanos);
        if (range == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no range from '" + begin + "' to '" + (to == null ? "" : to)
                            + "': expected times as 2026-01-31T12:00:00Z, or durations before now as 90m, the first"
                            + " earlier than the second");
        }
        return range;
    }

    /** Answers a statement about the rows of a store that are within a range. */
    static QueryResult ask(Path data, TimeRange range, String sql, Map<String, String> parameters) {
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        try (Snapshot snapshot = Store.read(data)) {
            Tables all = new StoreTables(snapshot);
            Tables within =
                    range.equals(TimeRange.ALL) ? all : new TablesInTime(all, range.fromNanos(), range.toNanos());
            return engine.query(within, sql, new io.ttlog.query.sql.Parameters(List.of(), parameters));
        }
    }
}
