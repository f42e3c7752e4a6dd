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

/** The pump and a lane: one producer and one consumer over the ends of pages. */
public class PagedRingStress {
    private PagedRingStress() {}

    /** Records that are seen are whole, in order, and seen once. */
    @JCStressTest
    @Outcome(id = "3, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer came too early.")
    @Outcome(id = "3, [123], 0, 0", expect = ACCEPTABLE, desc = "It has read meanwhile.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class OfferRun {
        private static final UsedPagedRing.Pool POOL = new UsedPagedRing.Pool();
        private final UsedPagedRing ring = POOL.take();

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.offerRun(0, 3);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.read(3);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, r.r1, 3);
        }
    }

    /** As {@link OfferRun}, while emptied pages are given up. */
    @JCStressTest
    @Outcome(id = "4, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer came too early.")
    @Outcome(id = "4, [1-4], 0, 0", expect = ACCEPTABLE, desc = "It has read meanwhile.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class Trim {
        private static final UsedPagedRing.Pool POOL = new UsedPagedRing.Pool();
        private final UsedPagedRing ring = POOL.take();

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.offerRun(0, 2);
            ring.trim();
            r.r1 += ring.offerRun(2, 4);
            ring.trim();
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.read(4);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, r.r1, 4);
        }
    }

    /** Each record fills a page: the producer makes one, or goes on in one that the consumer has just left. */
    @JCStressTest
    @Outcome(id = "2, 0, 0, 0", expect = ACCEPTABLE, desc = "The consumer came too early.")
    @Outcome(id = "2, [12], 0, 0", expect = ACCEPTABLE, desc = "It has read meanwhile.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class OfferPages {
        private static final UsedPagedRing.Pool POOL = new UsedPagedRing.Pool();
        private final UsedPagedRing ring = POOL.take();

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            r.r1 = ring.offerPage(0) + ring.offerPage(1);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.read(2);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, r.r1, 2);
        }
    }

    /** The ring is full: the page that is being read is not written before it is freed. */
    @JCStressTest
    @Outcome(id = "0, [1-4], 0, 0", expect = ACCEPTABLE, desc = "The producer came before the consumer had freed.")
    @Outcome(id = "1, [1-5], 0, 0", expect = ACCEPTABLE, desc = "It took the page that was freed.")
    @Outcome(expect = FORBIDDEN, desc = "Accepted, read meanwhile, lost, damaged.")
    @State
    public static class OfferToFull {
        private static final UsedPagedRing.Pool POOL = new UsedPagedRing.Pool();
        private final UsedPagedRing ring = POOL.take();
        private final int before = ring.offerPage(0) + ring.offerPage(1) + ring.offerPage(2) + ring.offerPage(3);

        /** The producer. */
        @Actor
        public void produce(IIII_Result r) {
            int accepted = ring.offerPage(4);
            r.r1 = accepted == 1 ? 1 : ring.offerPage(4);
        }

        /** The consumer. */
        @Actor
        public void consume(IIII_Result r) {
            r.r2 = ring.read(1);
        }

        /** Behind both. */
        @Arbiter
        public void end(IIII_Result r) {
            ring.end(r, before + r.r1, 5);
        }
    }
}
