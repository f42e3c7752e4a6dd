/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Threads without a cell of their own, one of which reads: count and sum belong together, and each value is told once. */
@JCStressTest
@Outcome(id = "[123], 3, 7", expect = ACCEPTABLE, desc = "A reading took what there was, the next one the rest.")
@Outcome(expect = FORBIDDEN, desc = "Told by the first reading, in all, and their sum.")
@State
public class SharedTotalStress {
    private static final Metrics METRICS = new Metrics();

    private final SharedTotal total = new SharedTotal();
    private final HistogramTotal told = new HistogramTotal();

    /** A thread. */
    @Actor
    public void add() {
        total.add(1, METRICS);
        total.add(2, METRICS);
    }

    /** Another one. */
    @Actor
    public void addAndRead(III_Result r) {
        total.add(4, METRICS);
        total.drainInto(told);
        boolean whole = told.sum() == 4 || told.sum() == 5 && told.count() == 2 || told.sum() == 7 && told.count() == 3;
        r.r1 = whole ? (int) told.count() : -1;
    }

    /** Behind both. */
    @Arbiter
    public void end(III_Result r) {
        total.drainInto(told);
        r.r2 = (int) told.count();
        r.r3 = (int) told.sum();
    }
}
