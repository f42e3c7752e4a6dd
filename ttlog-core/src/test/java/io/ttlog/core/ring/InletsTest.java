/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InletsTest {
    private final Inlets inlets = new Inlets(Ring.CAPACITY_BYTES_MIN);

    @Test
    void handsTheRingOfADeadThreadToAnother() throws InterruptedException {
        Thread dead = new Thread(() -> {});
        Inlet inlet = inlets.owned(dead);
        dead.start();
        dead.join();
        Inlet other = inlets.owned(Thread.currentThread());
        assertThat(other).isNotSameAs(inlet);
        inlets.reclaim();
        assertThat(inlets.owned(new Thread(() -> {}))).isSameAs(inlet);
        assertThat(inlets.all()).containsExactly(inlet, other);
    }

    @Test
    void sharesAFewRingsBeyondTheBound() {
        Set<Inlet> distinct = new HashSet<>();
        for (int i = 0; i < Inlets.OWNED_MAX + 100; i++) {
            distinct.add(inlets.owned(new Thread(() -> {})));
        }
        assertThat(distinct).hasSize(Inlets.OWNED_MAX + Inlets.SHARED_MAX);
        assertThat(inlets.all()).hasSize(Inlets.OWNED_MAX + Inlets.SHARED_MAX);
    }

    @Test
    void givesAThreadTheInletThatItHas() {
        Inlet first = inlets.owned(Thread.currentThread());
        for (int i = 0; i < Inlets.OWNED_MAX; i++) {
            assertThat(inlets.owned(Thread.currentThread())).isSameAs(first);
        }
        assertThat(inlets.all()).containsExactly(first);
    }

    @Test
    void refusesRingsOfOtherSizes() {
        assertThatThrownBy(() -> new Ring(100_000)).hasMessageContaining("100000");
        assertThatThrownBy(() -> new Ring(Ring.CAPACITY_BYTES_MAX * 2)).hasMessageContaining("134217728");
    }
}
