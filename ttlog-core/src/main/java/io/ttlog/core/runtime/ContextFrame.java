/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.SpanContext;
import org.jspecify.annotations.Nullable;

/**
 * What is current in a thread, inside what was so before: a span that the thread began, or a context that it was given. Used by
 * one thread.
 */
abstract class ContextFrame {
    final Producer producer;
    /** What was innermost when this one became so; null for the outermost. */
    @Nullable
    ContextFrame outer;

    /** How many spans were open since the last context was given, this one included; 0 for the context itself. */
    int depth;

    long traceIdHigh;
    long traceIdLow;
    /** Zero when no span is current. */
    long spanId;
    /** Where flags, trace state and baggage come from. */
    Context origin = Context.ROOT;
    /** The decision on the trace by {@link HeadSampler}; 0, which keeps it, where there is none. */
    long threshold;
    /** This frame as a value, once somebody has asked for it. */
    @Nullable
    Context captured;

    ContextFrame(Producer producer) {
        this.producer = producer;
    }

    /** Whether the current span is sampled, as far as is known while it is open. */
    final boolean isSampled() {
        final SpanContext from = origin.span();
        return threshold != HeadSampler.UNSAMPLED && (!from.isValid() || (from.flags() & SpanContext.SAMPLED) != 0);
    }

    /** As a value, that of the span itself; allocates the first time. */
    public final Context context() {
        Context known = captured;
        if (known == null) {
            SpanContext from = origin.span();
            int flags = from.isValid() ? from.flags() : SpanContext.SAMPLED;
            String tracestate = from.tracestate();
            final HeadSampler head = producer.head();
            if (head != null && !from.isValid()) { // it began here
                flags = SpanContext.RANDOM | (threshold == HeadSampler.UNSAMPLED ? 0 : SpanContext.SAMPLED);
                tracestate = head.tracestate(threshold);
            }
            SpanContext span = new SpanContext(traceIdHigh, traceIdLow, spanId, flags | SpanContext.LOCAL, tracestate);
            known = Context.of(span, origin.baggage());
            captured = known;
        }
        return known;
    }

    /** Ends it, since what is around it ends. */
    abstract void forget(long now);
}
