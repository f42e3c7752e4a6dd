/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Who reads what went on and then what came in never sees more going on than coming in. Seen failing with plain reads in {@link
 * Tally#count}, which compilers reorder. Plain writes fail on processors only that reorder stores, such as ARM: not on x86.
 */
@JCStressTest
@Outcome(id = "0, [012]", expect = ACCEPTABLE, desc = "Nothing went on yet.")
@Outcome(id = "1, [12]", expect = ACCEPTABLE, desc = "The first did.")
@Outcome(id = "2, 2", expect = ACCEPTABLE, desc = "Both did.")
@Outcome(expect = FORBIDDEN, desc = "More went on than came in, or a count that never was.")
@State
public class TallyStress {
    private final Tally tally = new Tally();

    /** The owner. */
    @Actor
    public void count() {
        tally.addOwned(Tally.SUBMITTED, 0, 1);
        tally.addOwned(Tally.PASSED, 0, 1);
        tally.addOwned(Tally.SUBMITTED, 0, 1);
        tally.addOwned(Tally.PASSED, 0, 1);
    }

    /** A reader. */
    @Actor
    public void read(II_Result r) {
        r.r1 = (int) tally.count(Tally.PASSED, 0);
        r.r2 = (int) tally.count(Tally.SUBMITTED, 0);
    }
}
