/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final long MICRO = 1_000;

    private final Backoff backoff = new Backoff(Pump.PARK_NANOS_MAX, Pump.QUIET_PARK_NANOS_MAX);

    /** Sleeps of a time without work; returns what was slept before the first that was longer than the bound. */
    private long sleptBeforeItIsQuiet() {
        long slept = 0;
        long before = 0;
        while (true) {
            long nanos = backoff.nextNanos();
            if (nanos > Pump.PARK_NANOS_MAX) {
                assertThat(nanos).isLessThanOrEqualTo(Pump.QUIET_PARK_NANOS_MAX);
                return slept;
            }
            assertThat(nanos).isBetween(before, Math.max(10 * MICRO, 2 * before));
            before = nanos;
            slept += nanos;
        }
    }

    @Test
    void sleepsLongerOnlyAfterAQuietSecond() {
        assertThat(sleptBeforeItIsQuiet()).isBetween(Backoff.QUIET_NANOS, Backoff.QUIET_NANOS + Pump.PARK_NANOS_MAX);
        long longest = 0;
        for (int i = 0; i < 100; i++) {
            longest = Math.max(longest, backoff.nextNanos());
        }
        assertThat(longest).isEqualTo(Pump.QUIET_PARK_NANOS_MAX);
    }

    @Test
    void isQuickAgainAfterTheFirstWork() {
        sleptBeforeItIsQuiet();
        backoff.reset();
        assertThat(backoff.nextNanos()).as("a spin").isZero();
        assertThat(sleptBeforeItIsQuiet()).isGreaterThanOrEqualTo(Backoff.QUIET_NANOS);
    }

    @Test
    void staysWithinOneBoundWhereThereIsOne() {
        Backoff plain = new Backoff(300 * MICRO);
        long longest = 0;
        for (int i = 0; i < 10_000; i++) {
            longest = Math.max(longest, plain.nextNanos());
        }
        assertThat(longest).isEqualTo(300 * MICRO);
    }
}
