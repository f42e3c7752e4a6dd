/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagTest {
    private final Lag lag = new Lag(100);

    @Test
    void isZeroWhileNothingWaits() {
        lag.nothing(200);
        assertThat(lag.nanos(1_000)).isZero();
    }

    @Test
    void growsFromTheLastLookThatFoundNothing() {
        lag.nothing(200);
        lag.something();
        assertThat(lag.nanos(201)).isEqualTo(1);
        lag.something(); // the same batch once more
        assertThat(lag.nanos(5_000)).isEqualTo(4_800);
    }

    @Test
    void isNeverTooShortForWhatCameBehindABatch() {
        lag.nothing(200);
        lag.something(); // looked at 300: all of it came after 200
        lag.dealtWith(300);
        lag.something(); // looked at 400: it may be the other half of what was found at 300
        assertThat(lag.nanos(400)).isEqualTo(200);
        lag.dealtWith(400);
        assertThat(lag.nanos(500)).isEqualTo(200);
        lag.nothing(600);
        assertThat(lag.nanos(600)).isZero();
    }
}
