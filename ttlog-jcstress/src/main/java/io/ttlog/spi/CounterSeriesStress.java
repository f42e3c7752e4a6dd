/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJJ_Result;

/** Two threads claim their cells and count, one of them reads, too: it sees its own and whole additions of the other one. */
@JCStressTest
@Outcome(id = "4, [457], 7", expect = ACCEPTABLE, desc = "The other one came later.")
@Outcome(id = "5, [57], 7", expect = ACCEPTABLE, desc = "The other one has added once.")
@Outcome(id = "7, 7, 7", expect = ACCEPTABLE, desc = "The other one was done.")
@Outcome(expect = FORBIDDEN, desc = "A sum that never was, that fell, or that is wrong in the end.")
@State
public class CounterSeriesStress {
    private static final SeriesKey<CounterSeries> KEY =
            new SeriesKey<>(new Metric<>("counter", CounterSeries::new, new Metrics()), List.of());

    private final CounterSeries counter = new CounterSeries(KEY);

    /** A thread. */
    @Actor
    public void add() {
        counter.add(1);
        counter.add(2);
    }

    /** Another one. */
    @Actor
    public void addAndRead(JJJ_Result r) {
        counter.add(4);
        r.r1 = counter.value();
        r.r2 = counter.value();
    }

    /** Behind both. */
    @Arbiter
    public void end(JJJ_Result r) {
        r.r3 = counter.value();
    }
}
