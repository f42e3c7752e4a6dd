/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Filling} of one thread. A reading never holds up the owner, and takes each value once:
 *
 * <pre>
 * owner is idle   reading copies the filling, tells what it did not tell before, and offers the owner the same one: at its next value
 *                 the owner starts over in it, if what was told is all there is
 * owner is busy   the copy fails; reading offers another, empty one: at its next value, nanoseconds later, the owner goes on in
 *                 that and hands the full one over
 * </pre>
 *
 * <p>What slips in behind a copy is told by the next reading, with the lowest and highest value of both. An owner that does nothing of
 * this while it is looked at, because it is not scheduled in the middle of a value, is left to the next reading.
 */
final class HistogramCell extends CellTable.Cell {
    /** Copies that are tried of a filling before another one is offered. */
    private static final int COPIES_MAX = 4;
    /** Looks for a filling to be handed over, some microseconds together. */
    private static final int LOOKS_MAX = 1_000;

    private static final VarHandle FILLING;
    private static final VarHandle OFFERED;
    private static final VarHandle HANDED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            FILLING = lookup.findVarHandle(HistogramCell.class, "filling", Filling.class);
            OFFERED = lookup.findVarHandle(HistogramCell.class, "offered", Filling.class);
            HANDED = lookup.findVarHandle(HistogramCell.class, "handed", Filling.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Metrics metrics;
    /** Replaced by the owner. */
    private Filling filling;
    /** Put here by the reading, taken out by the owner or by the reading. */
    @SuppressWarnings("UnusedVariable") // by its VarHandle
    private @Nullable Filling offered;

    /** Put here by the owner, taken out by the reading. */
    @SuppressWarnings("UnusedVariable") // read by its VarHandle
    private @Nullable Filling handed;

    /** Up to which change the offered filling was told, when it is the one that the owner has. */
    private long toldThrough;

    /** The last copy that was told; of the reading. */
    private Filling.@Nullable Copy told;

    /** Whether the owner has taken another filling and not yet handed the full one over; of the reading. */
    private boolean handing;

    HistogramCell(Thread owner, Metrics metrics) {
        super(owner);
        this.metrics = metrics;
        this.filling = new Filling(metrics);
    }

    /** Adds a positive normal number; only the owner. */
    void add(double value) {
        (OFFERED.getOpaque(this) == null ? filling : startOver()).add(value);
    }

    /** Adds any other finite number; only the owner. */
    void addOdd(double value) {
        (OFFERED.getOpaque(this) == null ? filling : startOver()).addOdd(value);
    }

    private Filling startOver() {
        final Filling full = filling;
        final Filling next = (Filling) OFFERED.getAndSet(this, null);
        if (next == null) { // taken back
            return full;
        }
        if (next == full) {
            full.clear(toldThrough);
            return full;
        }
        FILLING.setRelease(this, next);
        HANDED.setRelease(this, full);
        return next;
    }

    /** Takes what is new of an owner that is dead, in whatever its last value was cut short. Under the lock of the table. */
    void takeRest(HistogramTotal total) {
        takeHanded(total);
        filling.copyPlain().addTo(total, told);
    }

    /** Takes what is new. Under the lock of the table. */
    void takeInto(HistogramTotal total) {
        if (!takeHanded(total) && handing) {
            return;
        }
        final Filling current = (Filling) FILLING.getAcquire(this);
        final Filling.Copy before = told;
        if (before != null && before.of == current && before.ended == current.endedAcquire()) {
            return; // and what was offered then lies there still
        }
        if (current.endedAcquire() == 0 || takeCopy(current, total)) {
            return;
        }
        final Filling fresh = new Filling(metrics);
        OFFERED.setRelease(this, fresh);
        for (int look = 0; look < LOOKS_MAX; look++) {
            if (takeHanded(total)) {
                return;
            }
            Thread.onSpinWait();
        }
        handing = !OFFERED.compareAndSet(this, fresh, null);
        if (!handing) {
            takeCopy(current, total);
        }
    }

    private boolean takeHanded(HistogramTotal total) {
        final Filling full = (Filling) HANDED.getAcquire(this);
        if (full == null) {
            return false;
        }
        handed = null; // the owner hands over only what it is offered, and nothing is now
        full.copyPlain().addTo(total, told);
        handing = false;
        told = null;
        return true;
    }

    private boolean takeCopy(Filling current, HistogramTotal total) {
        for (int i = 0; i < COPIES_MAX; i++) {
            final Filling.Copy copy = current.copy();
            if (copy != null) {
                copy.addTo(total, told);
                told = copy;
                toldThrough = copy.ended;
                OFFERED.setRelease(this, current); // after toldThrough
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }
}
