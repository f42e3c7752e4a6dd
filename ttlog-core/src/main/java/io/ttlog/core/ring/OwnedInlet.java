/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import org.jspecify.annotations.Nullable;

/** An inlet that one thread at a time has for itself; handed on by {@link Inlets} when the thread has died. */
final class OwnedInlet implements Inlet {
    private final Ring ring;
    private final Tally tally = new Tally();
    private final Ring.Evicted evicted = new Ring.Evicted();
    private final long[] cells = tally.cells();
    /** Set under the lock of {@link Inlets} when the inlet is handed out, null while it waits for a thread. */
    @Nullable
    Thread owner;

    OwnedInlet(int ringBytes) {
        ring = new Ring(ringBytes);
    }

    @Override
    public boolean offer(byte[] record, int bytes, int usable) {
        return ring.offer(record, bytes, usable);
    }

    @Override
    public boolean offerEvicting(byte[] record, int bytes, int usable, int kinds) {
        try {
            return ring.offerEvicting(record, bytes, usable, kinds, evicted);
        } finally {
            if (evicted.happened) { // no call from here on, as in Tally.cells()
                evicted.happened = false;
                for (int kind = 0; kind < Tally.KINDS; kind++) {
                    cells[Tally.EVICTED_CELLS + kind] += evicted.counts[kind];
                    cells[Tally.PASSED_CELLS + kind] -= evicted.counts[kind];
                }
            }
        }
    }

    @Override
    public void count(int row, int kind, long count) {
        tally.addOwned(row, kind, count);
    }

    @Override
    public boolean isOwned() {
        return true;
    }

    @Override
    public Ring ring() {
        return ring;
    }

    @Override
    public Tally tally() {
        return tally;
    }
}
