/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.core.pump.HeldTrace.State;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The traces that are open, the oldest first, and the latest {@link #DECIDED_MAX} that were decided; found by their id. Allocates only
 * while it grows, and that in {@link #prepare}. Belongs to the pump's thread.
 */
final class TraceTable {
    /** Most decided traces that are remembered. */
    static final int DECIDED_MAX = 16_384;

    private static final int BUCKETS = 2 * DECIDED_MAX;
    private static final int HASH_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(BUCKETS);

    private final @Nullable HeldTrace[] buckets = new HeldTrace[BUCKETS];
    // Of a multiply-shift hash: who sends us ids cannot choose them so that they meet in one bucket.
    private final long highFactor;
    private final long lowFactor;
    // Rings of traces through these: `younger` of it is the oldest.
    private final HeldTrace open = new HeldTrace();
    private final HeldTrace decided = new HeldTrace();
    private int openCount;
    private int decidedCount;
    private @Nullable HeldTrace spare; // linked by nextInBucket

    /** Empty. */
    TraceTable() {
        final SplittableRandom random = new SplittableRandom();
        highFactor = random.nextLong() | 1;
        lowFactor = random.nextLong() | 1;
    }

    /** Makes sure that the next {@link #begin} needs no memory. */
    void prepare() {
        if (spare == null) {
            spare = new HeldTrace();
        }
    }

    /** The trace, if it is open or remembered. */
    @Nullable
    HeldTrace find(long high, long low) {
        HeldTrace trace = buckets[bucket(high, low)];
        while (trace != null && (trace.idLow != low || trace.idHigh != high)) {
            trace = trace.nextInBucket;
        }
        return trace;
    }

    /** A trace that was not known, open from now on. */
    HeldTrace begin(long high, long low, long now) {
        prepare();
        final HeldTrace trace = spare;
        assert trace != null;
        spare = trace.nextInBucket;
        trace.begin(high, low, now);
        final int bucket = bucket(high, low);
        trace.nextInBucket = buckets[bucket];
        buckets[bucket] = trace;
        append(open, trace);
        openCount++;
        return trace;
    }

    /** The trace is decided. Forgets the one whose decision is the oldest when there are too many. */
    void decide(HeldTrace trace, State state) {
        assert trace.state == State.OPEN && state != State.OPEN;
        trace.state = state;
        remove(trace);
        openCount--;
        append(decided, trace);
        if (decidedCount < DECIDED_MAX) {
            decidedCount++;
        } else {
            forget(decided.younger);
        }
    }

    private void forget(HeldTrace trace) {
        remove(trace);
        final int bucket = bucket(trace.idHigh, trace.idLow);
        HeldTrace before = null;
        for (HeldTrace at = buckets[bucket]; at != null && at != trace; at = at.nextInBucket) {
            before = at;
        }
        if (before == null) {
            buckets[bucket] = trace.nextInBucket;
        } else {
            before.nextInBucket = trace.nextInBucket;
        }
        trace.nextInBucket = spare;
        spare = trace;
    }

    /** The trace that has been open for the longest time; null when none is. */
    @Nullable
    HeldTrace oldestOpen() {
        return openCount == 0 ? null : open.younger;
    }

    /** How many are open. */
    int openCount() {
        return openCount;
    }

    /** How many decided ones are remembered. */
    int decidedCount() {
        return decidedCount;
    }

    private int bucket(long high, long low) {
        return (int) (high * highFactor + low * lowFactor >>> HASH_SHIFT);
    }

    private static void append(HeldTrace ring, HeldTrace trace) {
        trace.older = ring.older;
        trace.younger = ring;
        ring.older.younger = trace;
        ring.older = trace;
    }

    private static void remove(HeldTrace trace) {
        trace.older.younger = trace.younger;
        trace.younger.older = trace.older;
    }
}
