/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.JvmMetrics;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Redaction;
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
 * @param redaction what is kept from leaving in clear
 * @param jvmMetrics how much of the JVM is recorded
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
        Map<String, String> options,
        Redaction redaction,
        JvmMetrics jvmMetrics) {
    /** How long a span may be open before it is told of as unfinished, unless something else is said. */
    public static final Duration UNFINISHED_AFTER_UNLESS_GIVEN = Duration.ofHours(1);

    /**
     * Records all traces, tells of unfinished spans after {@link #UNFINISHED_AFTER_UNLESS_GIVEN}, redacts nothing, and records no
     * metrics of the JVM.
     */
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
                options,
                Redaction.none(),
                JvmMetrics.OFF);
    }

    /** With one policy for everything, nothing redacted, and no metrics of the runtime and the JVM about themselves. */
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

    /** The same with this sampling. */
    public Config with(Sampling other) {
        return new Config(
                service,
                directory,
                level,
                overflow,
                ringBytes,
                metricsEvery,
                selfMetrics,
                other,
                unfinishedAfter,
                sinks,
                options,
                redaction,
                jvmMetrics);
    }

    /** The same with this redaction. */
    public Config with(Redaction other) {
        return new Config(
                service,
                directory,
                level,
                overflow,
                ringBytes,
                metricsEvery,
                selfMetrics,
                sampling,
                unfinishedAfter,
                sinks,
                options,
                other,
                jvmMetrics);
    }

    /** The same with so much of the JVM. */
    public Config with(JvmMetrics other) {
        return new Config(
                service,
                directory,
                level,
                overflow,
                ringBytes,
                metricsEvery,
                selfMetrics,
                sampling,
                unfinishedAfter,
                sinks,
                options,
                redaction,
                other);
    }
}
