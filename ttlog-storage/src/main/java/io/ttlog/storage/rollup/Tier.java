/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.rollup;

import io.ttlog.Signal;
import java.util.List;

/** How coarse roll-ups are: each tier is a table, whose buckets begin at multiples of their length since 1970 UTC. */
public enum Tier {
    /** {@code metrics_5m}. */
    FIVE_MINUTES(Signal.METRIC_5M, 300),
    /** {@code metrics_1h}. */
    HOUR(Signal.METRIC_1H, 3_600),
    /** {@code metrics_1d}. */
    DAY(Signal.METRIC_1D, 86_400);

    /** All, the finest first; the length of each is a multiple of the one before. */
    public static final List<Tier> ALL = List.of(values());

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Signal signal;
    private final long nanos;

    Tier(Signal signal, long seconds) {
        this.signal = signal;
        this.nanos = seconds * NANOS_PER_SECOND;
    }

    /** The table. */
    public Signal signal() {
        return signal;
    }

    /** Length of a bucket. */
    public long nanos() {
        return nanos;
    }

    /** Where the bucket of that time begins; one that would begin before the first nanosecond there is begins with it. */
    public long start(long timeNanos) {
        long start = timeNanos - Math.floorMod(timeNanos, nanos);
        return start > timeNanos ? Long.MIN_VALUE : start;
    }
}
