/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.every;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.once;
import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.sample;
import static java.util.concurrent.TimeUnit.DAYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits at calls, through the store to SQL. */
class WeightTest {
    private static final int CALLS = 4_000;

    @TempDir
    Path directory;

    @Test
    void aQueryCountsThePopulationOfLimitedCalls() {
        Stats stats;
        try (TTLogSession session = TTLog.init()
                .data(directory)
                .console(false)
                .overflow(Overflow.BLOCK, Duration.ofMinutes(1))
                .start()) {
            for (int i = 0; i < CALLS; i++) {
                info("all {n}", i);
                sample(0.25).info("part {n}", i);
                every(1, DAYS).info("daily {n}", i);
                once().warn("first {n} {text}", i, "x");
            }
            assertAnswers(session.stats());
            stats = session.stats();
        }
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.submitted(Signal.LOG)).isEqualTo(4 * CALLS);
        assertThat(stats.dropped(DropReason.RATE_LIMITED)).isEqualTo(2 * (CALLS - 1));
        assertAnswers(stats); // from segments
    }

    private static void assertAnswers(Stats stats) {
        long kept = CALLS - stats.dropped(DropReason.SAMPLED);
        assertThat(kept).isBetween(1L, CALLS - 1L);
        assertThat(population("all {n}")).isEqualTo(CALLS);
        assertThat(population("part {n}")).isEqualTo(4.0 * kept);
        assertThat(population("daily {n}")).isEqualTo(1);
        assertThat(population("first {n} {text}")).isEqualTo(1);
        Row counts = query("SELECT count(*) AS n, count(weight) AS weighted FROM logs")
                .rows()
                .get(0);
        assertThat(counts.get("n")).isEqualTo(CALLS + kept + 2);
        assertThat(counts.get("weighted")).isEqualTo(kept);
    }

    private static double population(String template) {
        Row row = query("SELECT sum(coalesce(weight, 1)) AS n FROM logs WHERE template = '" + template + "'")
                .rows()
                .get(0);
        Object sum = row.get("n");
        if (sum instanceof Double population) {
            return population;
        }
        throw new AssertionError("a sum of weights is " + sum);
    }
}
