/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.cli.notation.TimeRange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options {@code --since}, {@code --from} and {@code --to}. */
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
}
