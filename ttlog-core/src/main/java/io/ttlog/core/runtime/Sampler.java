/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.ring.Tally;

/**
 * Chance, and the events of one thread that it has left out and that no kept one stands for yet. The one that is kept next
 * stands for them and itself: so the weights add up to the events that there were, and each template has its share on average,
 * which every second or every thousandth event of a regular program would not give. Belongs to one thread.
 */
final class Sampler {
    private static final double UNIT = 0x1p-53;

    private final double[] leftOut = new double[Tally.KINDS];
    private final SpanIds random;

    Sampler(SpanIds random) {
        this.random = random;
    }

    /** True for one call in so many, on average. */
    boolean keepsOneIn(int count) {
        return count <= 1 || keeps(1.0 / count);
    }

    /** True with the probability. */
    boolean keeps(double probability) {
        return (random.next() >>> 11) * UNIT < probability;
    }

    /** For how many events one stands that is kept with the probability, or 0 when this one is not kept. */
    double weight(double probability) {
        return keeps(probability) ? 1 / probability : 0;
    }

    /** Remembers events of the kind that were left out. */
    void leaveOut(int kind, double weight) {
        leftOut[kind] += weight;
    }

    /** How many events of the kind nothing stands for yet. */
    double leftOut(int kind) {
        return leftOut[kind];
    }

    /** They have found one that stands for them. */
    void represent(int kind) {
        leftOut[kind] = 0;
    }
}
