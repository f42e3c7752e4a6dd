/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SamplingTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void isPutTogetherStepByStep() {
        Sampling sampling = Sampling.ratio(0.25)
                .perSecond(100)
                .keepErrors()
                .keepSlowerThan(SECOND)
                .within(Duration.ofSeconds(5), 1 << 20);
        assertThat(sampling).isEqualTo(new Sampling(0.25, 100, true, SECOND, Duration.ofSeconds(5), 1 << 20));
        assertThat(Sampling.ratio(0.25)).isEqualTo(new Sampling(0.25, 0, false, null, Duration.ofSeconds(30), 8 << 20));
    }

    @Test
    void knowsWhenItLeavesNothingOut() {
        assertThat(Sampling.all().keepsAll()).isTrue();
        assertThat(Sampling.ratio(1).keepErrors().hasTail()).isFalse();
        assertThat(Sampling.all().perSecond(1).keepsAll()).isFalse();
        assertThat(Sampling.ratio(0.5).keepsAll()).isFalse();
        assertThat(Sampling.ratio(0.5).hasTail()).isFalse();
        assertThat(Sampling.ratio(0.5).keepErrors().hasTail()).isTrue();
        assertThat(Sampling.all().perSecond(1).keepSlowerThan(SECOND).hasTail()).isTrue();
    }

    @Test
    @SuppressWarnings("NullAway") // what a careless caller does
    void refusesWhatCannotBe() {
        Sampling all = Sampling.all();
        Duration day = Duration.ofDays(1);
        for (double share : new double[] {-0.1, 1.1, Double.NaN, 1e-10, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Sampling.ratio(share))
                    .isInstanceOf(TTLogException.class)
                    .hasMessageContaining("sampling: share cannot be " + share + "; it can be 0, or from 1.0E-9 to 1");
        }
        for (int traces : new int[] {-1, 0, 1_000_001}) {
            assertThatThrownBy(() -> all.perSecond(traces)).hasMessageContaining("traces a second cannot be " + traces);
        }
        for (Duration slow : List.of(Duration.ZERO, SECOND.negated(), day.plusNanos(1))) {
            assertThatThrownBy(() -> all.keepSlowerThan(slow)).hasMessageContaining("slow after cannot be " + slow);
        }
        for (Duration time : List.of(Duration.ZERO, Duration.ofMillis(99), Duration.ofMinutes(11))) {
            assertThatThrownBy(() -> all.within(time, 1 << 20)).hasMessageContaining("held for cannot be " + time);
        }
        for (int bytes : new int[] {-1, 65_535, (256 << 20) + 1}) {
            assertThatThrownBy(() -> all.within(SECOND, bytes)).hasMessageContaining("held bytes cannot be " + bytes);
        }
        assertThatThrownBy(() -> TTLog.init().sampling(null)).isInstanceOf(TTLogException.class);
    }
}
