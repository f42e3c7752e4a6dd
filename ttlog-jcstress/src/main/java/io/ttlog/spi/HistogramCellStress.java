/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Readings beside an owner that records and starts over, in its own filling or in one that it is offered: count, sum and buckets belong
 * together, and each value is told once.
 */
@JCStressTest
@Outcome(
        id = "[0123], [0123], 3, 0",
        expect = ACCEPTABLE,
        desc = "Two readings took what there was, the third one the rest.")
@Outcome(
        expect = FORBIDDEN,
        desc = "Told by the first, by the second, in all; readings whose values do not belong together.")
@State
public class HistogramCellStress {
    private static final Metrics METRICS = new Metrics();

    private final HistogramCell cell = new HistogramCell(Thread.currentThread(), METRICS);
    private int told;
    private int torn;

    /** A cell that has something to start over from. */
    public HistogramCellStress() {
        cell.add(8);
        cell.takeInto(new HistogramTotal());
    }

    /** The owner. */
    @Actor
    public void add() {
        cell.add(1);
        cell.add(2);
        cell.add(4);
    }

    /** A reader, as {@link HistogramCells#read} does it. */
    @Actor
    public void read(IIII_Result r) {
        r.r1 = take();
        r.r2 = take();
    }

    /** Behind both. */
    @Arbiter
    public void end(IIII_Result r) {
        take();
        r.r3 = told;
        r.r4 = torn;
    }

    /** How many values a reading takes, of 1, 2 and 4 in this order. */
    private int take() {
        HistogramTotal total = new HistogramTotal();
        cell.takeInto(total);
        int count = (int) total.count();
        int sum = ((1 << count) - 1) << told; // of the next `count` powers of two
        boolean whole = total.sum() == sum && total.buckets().count() == count;
        if (!whole || count > 0 && (total.min() > 1 << told || total.max() < 1 << told + count - 1)) {
            torn++;
        }
        told += count;
        return count;
    }
}
