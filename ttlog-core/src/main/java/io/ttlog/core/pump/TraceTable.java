/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.core.pump.HeldTrace.State;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The traces whose local root is expected, the oldest first, and the latest {@link #ENDED_MAX} others; found by their id. Allocates only
 * while it grows, and that in {@link #prepare}. Belongs to the pump's thread.
 */
final class TraceTable {
    /** Most traces that are remembered after their end. With four times as many a span costs the pump half as much again: the cache is too small. */
    static final int ENDED_MAX = 4_096;

    private final @Nullable HeldTrace[] buckets;
    private final int hashShift;
    // Of a multiply-shift hash: who sends us ids cannot choose them so that they meet in one bucket.
    private final long highFactor;
    private final long lowFactor;
    // Rings of traces through these: `younger` of it is the oldest.
    private final HeldTrace expected = new HeldTrace();
    private final HeldTrace ended = new HeldTrace();
    private int expectedCount;
    private int endedCount;
    private @Nullable HeldTrace spare; // linked by nextInBucket

    /** Empty; so many will be expected at most. */
    TraceTable(int expectedMax) {
        buckets = new HeldTrace[Integer.highestOneBit(expectedMax + ENDED_MAX)];
        hashShift = Long.SIZE - Integer.numberOfTrailingZeros(buckets.length);
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

    /** The trace, if it is expected or remembered. */
    @Nullable
    HeldTrace find(long high, long low) {
        HeldTrace trace = buckets[bucket(high, low)];
        while (trace != null && (trace.idLow != low || trace.idHigh != high)) {
            trace = trace.nextInBucket;
        }
        return trace;
    }

    /** A trace that was not known, expected from now on. */
    HeldTrace begin(long high, long low, long now) {
        final HeldTrace known = spare;
        final HeldTrace trace = known == null ? new HeldTrace() : known;
        spare = trace.nextInBucket;
        trace.begin(high, low, now);
        final int bucket = bucket(high, low);
        trace.nextInBucket = buckets[bucket];
        buckets[bucket] = trace;
        append(expected, trace);
        expectedCount++;
        return trace;
    }

    /** The trace has ended, or is expected no longer. Forgets the one of which that is the longest ago when there are too many. */
    void end(HeldTrace trace) {
        assert trace.expected && trace.state != State.OPEN;
        trace.expected = false;
        remove(trace);
        expectedCount--;
        append(ended, trace);
        if (endedCount < ENDED_MAX) {
            endedCount++;
        } else {
            forget(ended.younger);
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

    /** The trace that has been expected for the longest time; null when none is. */
    @Nullable
    HeldTrace oldest() {
        return after(expected);
    }

    /** The expected trace that came after the one; null when none did. */
    @Nullable
    HeldTrace after(HeldTrace trace) {
        return trace.younger == expected ? null : trace.younger;
    }

    /** How many are expected. */
    int expectedCount() {
        return expectedCount;
    }

    /** How many others are remembered. */
    int endedCount() {
        return endedCount;
    }

    private int bucket(long high, long low) {
        return (int) (high * highFactor + low * lowFactor >>> hashShift);
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
