/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import io.ttlog.DropReason;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * An inlet for the threads that have none of their own: virtual threads, and those beyond the number of rings. A producer
 * takes the ring by one compare-and-set, copies its record and gives it back; no code of the application runs meanwhile.
 * The spin for it is bounded: an owner that was descheduled costs the others a refusal, never a hang.
 */
final class SharedInlet implements Inlet {
    /** Tries for the ring before an offer is refused. */
    static final int SPINS_MAX = 1_000;
    /** Every so many tries the processor is given away once, for an owner that lost its own. */
    private static final int SPINS_PER_YIELD = 100;

    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(SharedInlet.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Ring ring;
    private final Tally tally = new Tally();
    private final Ring.Evicted evicted = new Ring.Evicted(); // of whoever has taken the ring
    private volatile int taken; // 1 while a producer copies into the ring

    SharedInlet(int ringBytes) {
        ring = new Ring(ringBytes);
    }

    @Override
    public boolean offer(byte[] record, int bytes, int usable) {
        if (!take()) {
            return false;
        }
        try {
            return ring.offer(record, bytes, usable);
        } finally {
            // A field store needs no stack: not even a StackOverflowError in offer() leaves the ring taken.
            taken = 0;
        }
    }

    @Override
    public boolean offerEvicting(byte[] record, int bytes, int usable, int kinds) {
        if (!take()) {
            return false;
        }
        try {
            return ring.offerEvicting(record, bytes, usable, kinds, evicted);
        } finally {
            try {
                if (evicted.happened) {
                    evicted.happened = false;
                    for (int kind = 0; kind < Tally.KINDS; kind++) {
                        tally.addShared(Tally.dropped(DropReason.RING_FULL), kind, evicted.counts[kind]);
                        tally.addShared(Tally.PASSED, kind, -evicted.counts[kind]);
                    }
                }
            } finally {
                taken = 0; // as in offer()
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint to run the descheduled owner; progress does not depend on it
    private boolean take() {
        for (int spin = 0; spin < SPINS_MAX; spin++) {
            if (taken == 0 && TAKEN.compareAndSet(this, 0, 1)) {
                return true;
            }
            if (spin % SPINS_PER_YIELD == SPINS_PER_YIELD - 1) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    @Override
    public void count(int row, int kind, long count) {
        tally.addShared(row, kind, count);
    }

    @Override
    public boolean isOwned() {
        return false;
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
