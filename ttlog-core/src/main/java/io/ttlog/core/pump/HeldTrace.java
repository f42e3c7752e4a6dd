/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import org.jspecify.annotations.Nullable;

/** A trace of which the pump holds spans, or knows the decision. Used again; belongs to the pump's thread. */
final class HeldTrace {
    /** What is known of a trace. */
    enum State {
        /** Nothing is decided: its spans are held. */
        OPEN,
        /** The head decides. */
        BY_HEAD,
        /** It is kept in any case. */
        WHOLE
    }

    long idHigh;
    long idLow;
    State state = State.OPEN;
    /** When its first span came. */
    long sinceNanos;
    /** Whether its local root may still come; else it is only remembered. */
    boolean expected;
    /** Whether the head keeps one of the spans that are held. */
    boolean sampled;

    // What is held, for HeldSpans.
    int spans;
    int firstPiece;
    int readBytes;
    int lastPiece;
    int lastBytes;

    // For TraceTable.
    @Nullable
    HeldTrace nextInBucket;

    HeldTrace older = this;
    HeldTrace younger = this;

    /** Begins anew. */
    void begin(long high, long low, long now) {
        idHigh = high;
        idLow = low;
        state = State.OPEN;
        sinceNanos = now;
        expected = true;
        sampled = false;
        spans = 0;
    }
}
