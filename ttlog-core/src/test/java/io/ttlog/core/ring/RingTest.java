/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What rings are made; how they work is in {@link RingContract}. */
class RingTest {
    @Test
    void refusesACapacityThatIsNoPowerOfTwoOrOutOfBounds() {
        for (int capacity : new int[] {0, -1, 1 << 15, 100_000, 1 << 27, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> new Ring(capacity)).hasMessageContaining("ring of " + capacity);
            assertThatThrownBy(() -> new PagedRing(capacity)).hasMessageContaining("ring of " + capacity);
        }
    }
}
