/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What one thread recorded into a histogram since it last started over. The thread writes it between two stores of {@link
 * #sequence}, odd while it does (a seqlock: Boehm, "Can seqlocks get along with programming language memory models?", MSPC
 * 2012), so that a reading on another thread sees values that belong together and never holds up the owner.
 *
 * <p>A reading takes what is new and notes it in {@code taken...}; the owner starts over at its first value behind a reading, if that
 * took all there was. A value that slips in between is taken by the next reading, which then tells the lowest and highest
 * value of both.
 */
@SuppressWarnings("UnusedVariable") // the padding: a collector lays the cells of a series side by side
final class HistogramCell extends CellTable.Cell {
    /** Looks at a cell whose owner is in the middle of a value, before it is left to the next reading. */
    private static final int LOOKS_MAX = 1_000;

    private static final VarHandle SEQUENCE;

    static {
        try {
            SEQUENCE = MethodHandles.lookup().findVarHandle(HistogramCell.class, "sequence", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private long p0;
    private long p1;
    private long p2;
    // Written by the owner.
    private int sequence;
    private int epoch;
    private long count;
    private double sum;
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;
    // Written by the reading, before it moves the epoch of the series on.
    private int takenEpoch = -1;
    private long takenCount;
    private double takenSum;

    private long p3;
    private long p4;
    private long p5;

    HistogramCell(Thread owner) {
        super(owner);
    }

    /** Adds a value; only the owner. */
    void add(double value, int now) {
        final int begun = sequence | 1; // odd already when a StackOverflowError ended the last one half way
        SEQUENCE.setOpaque(this, begun);
        VarHandle.releaseFence(); // pairs with the acquireFence in takeInto
        if (epoch != now && takenEpoch == epoch && takenCount == count) {
            count = 0;
            sum = 0;
            min = Double.POSITIVE_INFINITY;
            max = Double.NEGATIVE_INFINITY;
            epoch = now;
        }
        count++;
        sum += value;
        if (value < min) {
            min = value;
        }
        if (value > max) {
            max = value;
        }
        SEQUENCE.setRelease(this, begun + 1); // pairs with the getAcquire in takeInto
    }

    /** Takes what is new of an owner that is dead, in whatever its last value was cut short. */
    void takeRest(HistogramTotal total) {
        take(total, epoch, count, sum, min, max);
    }

    /** Takes what is new; for one reading at a time. */
    void takeInto(HistogramTotal total) {
        for (int look = 0; look < LOOKS_MAX; look++) {
            final int before = (int) SEQUENCE.getAcquire(this);
            final int seenEpoch = epoch;
            final long seenCount = count;
            final double seenSum = sum;
            final double seenMin = min;
            final double seenMax = max;
            VarHandle.acquireFence();
            if ((before & 1) == 0 && (int) SEQUENCE.getOpaque(this) == before) {
                take(total, seenEpoch, seenCount, seenSum, seenMin, seenMax);
                return;
            }
            Thread.onSpinWait();
        }
    }

    private void take(
            HistogramTotal total, int seenEpoch, long seenCount, double seenSum, double seenMin, double seenMax) {
        final boolean known = takenEpoch == seenEpoch;
        final long moreCount = known ? seenCount - takenCount : seenCount;
        if (moreCount > 0) {
            total.add(moreCount, known ? seenSum - takenSum : seenSum, seenMin, seenMax);
        }
        takenEpoch = seenEpoch;
        takenCount = seenCount;
        takenSum = seenSum;
    }
}
