/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.ring;

import io.ttlog.core.ring.Ring;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The same ring, a few of them for all threads: a producer owns one by a compare-and-set for as long as it copies, and goes to
 * the next where somebody else does. Bounded memory whatever the number of threads, and no hole when a caller dies inside,
 * because what is not published does not exist.
 */
final class StripedRings implements Candidate {
    private static final int STRIPES = 4;
    /** Marks lie 128 bytes apart: two cache lines, because adjacent ones are fetched in pairs. */
    private static final int SPACING = 32;

    private static final int ROUNDS_MAX = 1_000;
    private static final VarHandle TAKEN = MethodHandles.arrayElementVarHandle(int[].class);

    private final Ring[] rings = new Ring[STRIPES];
    private final int[] taken = new int[(STRIPES + 1) * SPACING];

    StripedRings() {
        for (int i = 0; i < STRIPES; i++) {
            rings[i] = new Ring(RING_BYTES);
        }
    }

    @Override
    @SuppressWarnings("deprecation") // threadId() came after 17
    public boolean offer(byte[] record, int bytes) {
        int stripe = (int) Thread.currentThread().getId() & STRIPES - 1;
        for (int round = 0; round < ROUNDS_MAX; round++) {
            final int mark = (stripe + 1) * SPACING;
            if ((int) TAKEN.getOpaque(taken, mark) == 0 && TAKEN.compareAndSet(taken, mark, 0, 1)) {
                try {
                    return rings[stripe].offer(record, bytes, RING_BYTES);
                } finally {
                    TAKEN.setRelease(taken, mark, 0); // pairs with the compare-and-set
                }
            }
            stripe = stripe + 1 & STRIPES - 1;
            Thread.onSpinWait();
        }
        return false;
    }

    @Override
    public int drain() {
        int records = 0;
        for (Ring ring : rings) {
            records += Records.drain(ring);
        }
        return records;
    }
}
