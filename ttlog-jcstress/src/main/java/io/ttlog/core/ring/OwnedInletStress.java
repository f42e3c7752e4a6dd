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

/** One producer and one consumer. */
public class OwnedInletStress {
    private OwnedInletStress() {}

    /** A record that is seen is whole, in order, and seen once. */
    @JCStressTest
    @Outcome(id = "2, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer came too early.")
    @Outcome(id = "2, [12], 0, 0", expect = ACCEPTABLE, desc = "It has read meanwhile.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class Offer {
        private static final UsedRing.Pool POOL = new UsedRing.Pool(OwnedInlet::new);
        private final UsedRing ring = POOL.take();

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.offer(0) + ring.offer(1);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.claim(2);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, r.r1, 2);
        }
    }

    /** As {@link Offer}, of records that are written straight into the ring. */
    @JCStressTest
    @Outcome(id = "2, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer came too early.")
    @Outcome(id = "2, [12], 0, 0", expect = ACCEPTABLE, desc = "It has read meanwhile.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class InPlace {
        private static final UsedRing.Pool POOL = new UsedRing.Pool(OwnedInlet::new);
        private final UsedRing ring = POOL.take();

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.writeInPlace(0) + ring.writeInPlace(1);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.claim(2);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, r.r1, 2);
        }
    }

    /** The ring is full: what is being read is not overwritten before it is freed. */
    @JCStressTest
    @Outcome(id = "0, 1, 0, 0", expect = ACCEPTABLE, desc = "The producer came before the consumer had freed.")
    @Outcome(id = "1, 1, 0, 0", expect = ACCEPTABLE, desc = "It wrote over what was freed.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class OfferToFull {
        private static final UsedRing.Pool POOL = new UsedRing.Pool(OwnedInlet::new);
        private final UsedRing ring = POOL.take();
        private final int before =
                ring.offerLargest(0) + ring.offerLargest(1) + ring.offerLargest(2) + ring.offerLargest(3);

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            int accepted = ring.offerLargest(4);
            r.r1 = accepted == 1 ? 1 : ring.offerLargest(4);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.claimOldest();
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, before + r.r1, 5);
        }
    }

    /** The ring is full: each record is read or taken back, never both, never neither. */
    @JCStressTest
    @Outcome(id = "2, 2, 0, 0", expect = ACCEPTABLE, desc = "The producer was quicker.")
    @Outcome(id = "2, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer was.")
    @Outcome(id = "2, 1, 0, 0", expect = ACCEPTABLE, desc = "Both were.")
    @Outcome(
            id = "[01], [01], 0, 0",
            expect = ACCEPTABLE,
            desc = "The consumer read for longer than the producer looks.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, taken back, lost, damaged.")
    @State
    public static class OfferEvicting {
        private static final UsedRing.Pool POOL = new UsedRing.Pool(OwnedInlet::new);
        private final UsedRing ring = POOL.take();
        private final int before =
                ring.offerLargest(0) + ring.offerLargest(1) + ring.offerLargest(2) + ring.offerLargest(3);

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.offerLargestEvicting(4) + ring.offerLargestEvicting(5);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            ring.claim(6);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            r.r2 = ring.evicted();
            ring.end(r, before + r.r1, 6);
        }
    }
}
