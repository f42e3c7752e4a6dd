/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

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
    private final Tally tally = new Tally(true);
    private final long[] counts = tally.exclusive(); // written by whoever has taken the ring
    private final Ring.Evicted evicted = new Ring.Evicted(); // of whoever has taken the ring
    private volatile int taken; // 1 while a producer copies into the ring

    SharedInlet(int ringBytes) {
        ring = new Ring(ringBytes);
    }

    @Override
    public boolean offer(byte[] record, int bytes, int usable) {
        final int kind = Tally.kind(record, 0);
        if (!take()) {
            return false;
        }
        boolean offered = false;
        try {
            offered = ring.offer(record, bytes, usable);
            return offered;
        } finally {
            // Stores need no stack: not even a StackOverflowError in offer() leaves the ring taken, or an event
            // uncounted.
            if (offered) {
                counts[Tally.SUBMITTED_CELLS + kind]++;
                counts[Tally.PASSED_CELLS + kind]++;
            }
            taken = 0;
        }
    }

    @Override
    public boolean offerEvicting(byte[] record, int bytes, int usable, int kinds) {
        final int kind = Tally.kind(record, 0);
        if (!take()) {
            return false;
        }
        boolean offered = false;
        try {
            offered = ring.offerEvicting(record, bytes, usable, kinds, evicted);
            return offered;
        } finally {
            if (offered) { // as in offer()
                counts[Tally.SUBMITTED_CELLS + kind]++;
                counts[Tally.PASSED_CELLS + kind]++;
            }
            if (evicted.happened) {
                evicted.happened = false;
                for (int gone = 0; gone < Tally.KINDS; gone++) {
                    counts[Tally.EVICTED_CELLS + gone] += evicted.counts[gone];
                    counts[Tally.PASSED_CELLS + gone] -= evicted.counts[gone];
                }
            }
            taken = 0;
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
