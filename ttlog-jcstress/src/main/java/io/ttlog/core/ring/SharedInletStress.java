/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two producers, one of which consumes, too: what is seen is whole, in the order of each producer, and seen once. */
@JCStressTest
@Outcome(id = "4, [01234], 0, 0", expect = ACCEPTABLE, desc = "Both had their turns.")
@Outcome(
        id = "[0123], [0123], 0, 0",
        expect = ACCEPTABLE,
        desc = "One kept the ring for longer than the other one tries.")
@Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
@State
public class SharedInletStress {
    private static final UsedRing.Pool POOL = new UsedRing.Pool(SharedInlet::new);
    private final UsedRing ring = POOL.take();
    private int acceptedByAnother;

    /** A producer. */
    @Actor
    public void produce(IIII_Result r) {
        r.r1 = ring.offer(0) + ring.offer(1);
    }

    /** The other producer, and the consumer. */
    @Actor
    public void produceAndConsume(IIII_Result r) {
        acceptedByAnother = ring.offerByAnother(2) + ring.offerByAnother(3);
        r.r2 = ring.claim(4);
    }

    /** Behind both. */
    @Arbiter
    public void end(IIII_Result r) {
        ring.drain();
        r.r1 += acceptedByAnother;
        r.r3 = ring.lost(r.r1);
        r.r4 = ring.damaged(0, 2) + ring.damaged(2, 4);
        ring.giveBack();
    }
}
