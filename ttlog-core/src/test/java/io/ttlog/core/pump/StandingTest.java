/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Status.SinkState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final Standing standing = new Standing();
    private long now = -5 * MILLI; // nanoTime may be negative

    private boolean fails() {
        return standing.failed(now, true);
    }

    @Test
    void offersABatchThreeTimesAgainAfterLongerAndLongerWaits() {
        List<Long> waits = new ArrayList<>();
        while (fails()) {
            assertThat(standing.state()).isEqualTo(SinkState.RETRYING);
            long wait = standing.nanosToCall(now);
            waits.add(wait / MILLI);
            now += wait - 1;
            assertThat(standing.nanosToCall(now)).isPositive();
            now++;
            assertThat(standing.nanosToCall(now)).isZero();
        }
        assertThat(waits).containsExactly(10L, 50L, 250L);
        assertThat(standing.isParked()).isTrue();
        assertThat(standing.retries()).isEqualTo(Standing.RETRIES_MAX);
    }

    @Test
    void probesAParkedSinkAfterWaitsThatDoubleUpToABound() {
        while (!standing.isParked()) {
            fails();
        }
        List<Long> waits = new ArrayList<>();
        for (int probe = 0; probe < 8; probe++) {
            long wait = standing.nanosToCall(now);
            waits.add(wait / SECOND);
            now += wait;
            assertThat(fails())
                    .as("a batch that was a probe is not offered again")
                    .isFalse();
        }
        assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(standing.retries()).isEqualTo(Standing.RETRIES_MAX);
    }

    @Test
    void startsOverAfterASuccess() {
        fails();
        fails();
        assertThat(standing.took()).as("it was not parked").isFalse();
        assertThat(standing.state()).isEqualTo(SinkState.RUNNING);
        assertThat(standing.nanosToCall(now)).isZero();
        while (!standing.isParked()) {
            fails();
        }
        assertThat(standing.retries()).isEqualTo(2L + Standing.RETRIES_MAX);
        fails();
        assertThat(standing.took()).isTrue();
        assertThat(standing.took()).isFalse();
        fails();
        assertThat(standing.nanosToCall(now)).isEqualTo(Standing.RETRY_NANOS_MIN);
    }

    @Test
    void neverOffersAgainWhatMayHaveBeenTaken() {
        for (int failure = 0; failure < Standing.RETRIES_MAX; failure++) {
            assertThat(standing.failed(now, false)).isFalse();
            assertThat(standing.state()).isEqualTo(SinkState.RETRYING);
        }
        assertThat(standing.failed(now, false)).isFalse();
        assertThat(standing.isParked()).isTrue();
        assertThat(standing.retries()).isZero();
    }
}
