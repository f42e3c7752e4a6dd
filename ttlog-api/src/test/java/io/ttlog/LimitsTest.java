/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.spi.Limit;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void remembersLimitsByTheirValue() {
        assertThat(TTLog.every(30, TimeUnit.SECONDS))
                .isSameAs(TTLog.every(30_000, TimeUnit.MILLISECONDS))
                .isNotSameAs(TTLog.every(31, TimeUnit.SECONDS));
        assertThat(TTLog.sample(0.25)).isSameAs(TTLog.sample(0.25)).isNotSameAs(TTLog.sample(0.5));
        assertThat(TTLog.once()).isSameAs(TTLog.once());
        assertThat(TTLog.once().limit().periodNanos()).isEqualTo(Limit.PERIOD_NANOS_MAX);
        assertThat(TTLog.sample(1).limit())
                .isNotEqualTo(TTLog.every(0, TimeUnit.DAYS).limit());
    }

    @Test
    void goesOnWhenItsTableIsFull() {
        for (int i = 1; i <= 4 * Limits.SLOTS; i++) {
            assertThat(TTLog.every(i, TimeUnit.MINUTES).limit()).isEqualTo(Limit.every(TimeUnit.MINUTES.toNanos(i)));
            assertThat(TTLog.sample(1.0 / i).limit()).isEqualTo(Limit.sample(1.0 / i));
        }
    }
}
