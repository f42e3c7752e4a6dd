/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Sampling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * The settings of one runtime, checked by {@link io.ttlog.TTLogBuilder}.
 *
 * @param service name in the {@code service} column
 * @param directory of the store
 * @param level least severe level that is recorded
 * @param overflow what calls do when their ring is full
 * @param ringBytes bytes of each producer's ring, a power of two
 * @param metricsEvery how often metrics are read into the store
 * @param selfMetrics whether ttlog records metrics about itself
 * @param sampling which traces are recorded
 * @param unfinishedAfter how long a span may be open before it is told of as unfinished
 * @param sinks names of the sinks to open
 * @param options further settings of sinks, named {@code sink.setting}
 */
public record Config(
        String service,
        Path directory,
        Level level,
        OverflowPolicies overflow,
        int ringBytes,
        Duration metricsEvery,
        boolean selfMetrics,
        Sampling sampling,
        Duration unfinishedAfter,
        Set<String> sinks,
        Map<String, String> options) {
    /** How long a span may be open before it is told of as unfinished, unless something else is said. */
    public static final Duration UNFINISHED_AFTER_UNLESS_GIVEN = Duration.ofHours(1);

    /** Records all traces, and tells of unfinished spans after {@link #UNFINISHED_AFTER_UNLESS_GIVEN}. */
    public Config(
            String service,
            Path directory,
            Level level,
            OverflowPolicies overflow,
            int ringBytes,
            Duration metricsEvery,
            boolean selfMetrics,
            Set<String> sinks,
            Map<String, String> options) {
        this(
                service,
                directory,
                level,
                overflow,
                ringBytes,
                metricsEvery,
                selfMetrics,
                Sampling.all(),
                UNFINISHED_AFTER_UNLESS_GIVEN,
                sinks,
                options);
    }

    /** With one policy for everything, and no metrics of the runtime about itself. */
    public Config(
            String service,
            Path directory,
            Level level,
            Overflow overflow,
            Duration blockAtMost,
            int ringBytes,
            Duration metricsEvery,
            Set<String> sinks,
            Map<String, String> options) {
        this(
                service,
                directory,
                level,
                OverflowPolicies.all(overflow, blockAtMost),
                ringBytes,
                metricsEvery,
                false,
                sinks,
                options);
    }
}
