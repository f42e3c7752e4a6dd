/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.core.event.Symbols;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The spans that one thread has open, each inside the one before it, and closed ones that it will use again. Used by that thread
 * only.
 */
final class OpenSpans {
    /** Most spans of one thread that are open inside each other; the next one finds them forgotten, closes and records them. */
    static final int SPANS_OPEN_MAX = 256;
    /** A span that has been open for longer when the next one would become its child is forgotten, too. */
    static final long SPAN_OPEN_NANOS_MAX = Duration.ofDays(1).toNanos();
    /** So many closed spans rest before the longest closed one is used again, so that a second close is noticed for a while. */
    static final int SPANS_RESTING = 16;
    /** Closed spans that are kept: those that rest, and those that spans open inside each other need without allocating. */
    static final int SPANS_POOLED = SPANS_RESTING + 48;

    private static final @Nullable ActiveSpan[] NO_POOL = {};

    private final Producer producer;
    private final Recorder recorder;
    private final @Nullable WordCache names; // null when frugal
    private final SpanIds ids;
    private @Nullable ActiveSpan innermost;
    private final @Nullable ActiveSpan[] pool;
    private int poolFirst;
    private int poolCount;

    /**
     * None yet.
     *
     * @param frugal keeps no closed span and no table
     */
    OpenSpans(Producer producer, Recorder recorder, boolean frugal) {
        this.producer = producer;
        this.recorder = recorder;
        names = frugal ? null : recorder.newNameCache();
        ids = recorder.newSpanIds();
        pool = frugal ? NO_POOL : new ActiveSpan[SPANS_POOLED];
    }

    /** Begins a span inside the innermost that is open. */
    ActiveSpan begin(@Nullable String name, long now) {
        ActiveSpan enclosing = current();
        if (enclosing != null
                && (enclosing.depth == SPANS_OPEN_MAX || now - enclosing.startTicks > SPAN_OPEN_NANOS_MAX)) {
            innermost = null; // the next span begins a new trace
            closeForgotten(enclosing, null, now);
            enclosing = null;
        }
        ActiveSpan span = pooled();
        span.begin(symbol(name), enclosing, ids, now);
        innermost = span;
        return span;
    }

    private int symbol(@Nullable String name) {
        final WordCache cache = names;
        if (cache == null) {
            return recorder.nameSymbol(name);
        }
        final int symbol = cache.symbol(name);
        if (symbol == Symbols.NONE) {
            recorder.losses().valueLost(DropReason.CARDINALITY);
        }
        return symbol;
    }

    private ActiveSpan pooled() {
        if (poolCount < SPANS_RESTING) {
            return new ActiveSpan(producer);
        }
        ActiveSpan span = pool[poolFirst];
        assert span != null;
        pool[poolFirst] = null;
        poolFirst = (poolFirst + 1) % SPANS_POOLED;
        poolCount--;
        return span;
    }

    /** The innermost span that is open; takes out those that other threads have closed. */
    @Nullable
    ActiveSpan current() {
        ActiveSpan span = innermost;
        while (span != null && !span.isOpen()) {
            ActiveSpan outer = span.outer;
            span.outer = null;
            innermost = outer;
            span = outer;
        }
        return span;
    }

    /** Whether there is none. One that another thread has closed is there until it is taken out. */
    boolean isEmpty() {
        return innermost == null;
    }

    /** Records a span that the thread has just closed, after those that were begun inside it and are still open. */
    void close(ActiveSpan span, long now) {
        ActiveSpan inner = innermost;
        innermost = span.outer;
        if (inner != span) {
            closeForgotten(inner, span, now);
        }
        span.outer = null;
        try {
            span.record(now);
        } finally {
            pool(span);
        }
    }

    /** Closes the open spans from the inner one outward. They are not used again: who forgot may still remember. */
    private void closeForgotten(@Nullable ActiveSpan inner, @Nullable ActiveSpan until, long now) {
        ActiveSpan span = inner;
        while (span != null && span != until) {
            ActiveSpan outer = span.outer;
            span.outer = null;
            if (span.end()) {
                producer.misuse();
                span.record(now);
            }
            span = outer;
        }
    }

    private void pool(ActiveSpan span) {
        if (poolCount < pool.length) {
            pool[(poolFirst + poolCount) % SPANS_POOLED] = span;
            poolCount++;
        }
    }
}
