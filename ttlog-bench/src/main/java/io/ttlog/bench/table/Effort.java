/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.time.Duration;

/**
 * How much is spent on each measure.
 *
 * @param mode its name
 * @param rounds passes over all runs of a group
 * @param warmupIterations of JMH, a second each
 * @param iterations of JMH in each round
 * @param iterationMillis of each
 * @param events of a sustained run
 * @param warmupEvents before them
 * @param pacedMillis of paced calls, after a third of that as warm-up
 * @param visibleMillis of calls that are waited for
 * @param memoryEvents of each thread before memory is looked at
 * @param sizeEvents in a file
 * @param anchorRows logs of the anchor that are recorded, and as many spans and points in proportion
 * @param openLogs in the store that is opened
 * @param atMost no run begins later than this
 */
record Effort(
        String mode,
        int rounds,
        int warmupIterations,
        int iterations,
        int iterationMillis,
        long events,
        long warmupEvents,
        long pacedMillis,
        long visibleMillis,
        long memoryEvents,
        long sizeEvents,
        long anchorRows,
        long openLogs,
        Duration atMost) {
    static final Effort QUICK = new Effort(
            "quick",
            2,
            2,
            3,
            400,
            5_000_000,
            500_000,
            2_000,
            10_000,
            10_000,
            1_000_000,
            700_000,
            2_000_000,
            Duration.ofMinutes(13));
    static final Effort FULL = new Effort(
            "full",
            5,
            3,
            5,
            1_000,
            5_000_000,
            2_000_000,
            10_000,
            60_000,
            20_000,
            1_000_000,
            2_000_000,
            10_000_000,
            Duration.ofMinutes(75));
    /** For tests: says nothing about speed. */
    static final Effort SMOKE =
            new Effort("smoke", 1, 0, 1, 20, 2_000, 1_000, 30, 200, 500, 2_000, 2_000, 2_000, Duration.ofMinutes(15));
}
