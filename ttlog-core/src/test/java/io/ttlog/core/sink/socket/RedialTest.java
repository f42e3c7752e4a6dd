/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.core.SeededRandom;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SeededRandom.class)
class RedialTest {
    @Test
    void waitsTwiceAsLongEachTimeUpToTheMaximum(Random random) {
        Redial redial = new Redial(random, Redial.NANOS_MAX);
        long whole = Redial.NANOS_MIN;
        boolean jitter = false;
        for (int i = 0; i < 20; i++) {
            long nanos = redial.nextNanos();
            assertThat(nanos).isBetween(whole / 2, whole);
            jitter |= nanos != whole / 2 && nanos != whole;
            whole = Math.min(2 * whole, Redial.NANOS_MAX);
        }
        assertThat(whole).isEqualTo(Redial.NANOS_MAX);
        assertThat(jitter).as("half of it is random").isTrue();
        redial.reset();
        assertThat(redial.nextNanos()).isLessThanOrEqualTo(Redial.NANOS_MIN);
    }
}
