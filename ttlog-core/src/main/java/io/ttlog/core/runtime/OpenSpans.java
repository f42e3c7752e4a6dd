/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Scope;
import io.ttlog.core.event.Symbols;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The spans that one thread has open and the contexts that it was given, each inside the one before it, and closed ones that it
 * will use again. Used by that thread only.
 */
final class OpenSpans {
    /** Most spans of one thread that are open inside each other; the next one finds them forgotten, closes and records them. */
    static final int SPANS_OPEN_MAX = 256;
    /** A span that has been open for longer when the next one would become its child is forgotten, too. */
    static final long SPAN_OPEN_NANOS_MAX = Duration.ofDays(1).toNanos();
    /** So many closed spans rest before the longest closed one is used again, so that a second close is noticed for a while. */
    static final int SPANS_RESTING = 16;
    /** Closed spans that are kept: those that rest, and those that spans open inside each other need without allocating. A power of two. */
    static final int SPANS_POOLED = SPANS_RESTING + 48;

    /** Most contexts of one thread that are current inside each other; the next one finds all forgotten, and closes them. */
    static final int SCOPES_OPEN_MAX = 256;
    /** Closed scopes that are kept. */
    static final int SCOPES_POOLED = 8;

    private static final @Nullable ActiveSpan[] NO_POOL = {};

    private final Producer producer;
    private final Recorder recorder;
    private final @Nullable WordCache names; // null when frugal
    private final SpanIds ids;
    private @Nullable ContextFrame innermost;
    /** Those that are in use and those in the pool, for the pump; null when frugal: then each span is watched on its own. */
    private final @Nullable WatchedSpans watched;

    private final @Nullable ActiveSpan[] pool;
    private int poolFirst;
    private int poolCount;
    private final @Nullable ScopeFrame[] scopePool;
    private int scopePoolCount;
    private int scopesOpen;

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
        scopePool = new ScopeFrame[frugal ? 0 : SCOPES_POOLED];
        watched = frugal ? null : new WatchedSpans();
        if (watched != null) {
            recorder.unfinished().watch(producer, watched);
        }
    }

    /** Begins a span inside what is current. */
    ActiveSpan begin(@Nullable String name, long now) {
        ContextFrame enclosing = enclosing(now);
        final boolean rested = poolCount >= SPANS_RESTING;
        final ActiveSpan span = rested ? longestRested() : new ActiveSpan(producer);
        span.begin(symbol(name), enclosing, ids, now);
        begun(span, rested);
        return span;
    }

    /** Begins a span inside another context, which is current until it ends. */
    ActiveSpan begin(@Nullable String name, Context parent, long now) {
        ContextFrame enclosing = enclosing(now);
        final boolean rested = poolCount >= SPANS_RESTING;
        final ActiveSpan span = rested ? longestRested() : new ActiveSpan(producer);
        span.begin(symbol(name), enclosing, parent, ids, now);
        begun(span, rested);
        return span;
    }

    /** What is innermost, without spans that must have been forgotten. */
    private @Nullable ContextFrame enclosing(long now) {
        ContextFrame enclosing = innermost;
        if (enclosing instanceof ActiveSpan span
                && (span.depth == SPANS_OPEN_MAX || now - span.startTicks > SPAN_OPEN_NANOS_MAX)) {
            ContextFrame scope = span;
            while (scope instanceof ActiveSpan) {
                scope = scope.outer;
            }
            innermost = scope; // the next span begins a new trace, or one level inside the context that was given
            closeForgotten(span, scope, now);
            enclosing = scope;
        }
        return enclosing;
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

    private ActiveSpan longestRested() {
        final ActiveSpan span = pool[poolFirst];
        assert span != null;
        return span;
    }

    /** Only now it leaves the pool: one that an Error kept from beginning is still there. */
    private void begun(ActiveSpan span, boolean rested) {
        if (rested) {
            poolFirst = poolFirst + 1 & SPANS_POOLED - 1;
            poolCount--;
        } else {
            watch(span);
        }
        innermost = span;
    }

    private void watch(ActiveSpan span) {
        if (watched != null) {
            watched.add(span);
        } else {
            recorder.unfinished().strays().add(span);
        }
    }

    /** Of one that is not used again by this thread. */
    private void unwatch(ActiveSpan span) {
        if (watched != null) {
            watched.remove(span);
        } else {
            recorder.unfinished().strays().remove(span);
        }
    }

    /** What is current. */
    @Nullable
    ContextFrame current() {
        return innermost;
    }

    /** Whether nothing is. */
    boolean isEmpty() {
        return innermost == null;
    }

    /** Records a span that the thread has just closed, after those that were begun inside it and are still open. */
    void close(ActiveSpan span, long now) {
        ContextFrame inner = innermost;
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

    /** Takes out a span that goes on elsewhere. What was begun inside it stays. */
    void remove(ActiveSpan span) {
        ContextFrame inner = innermost;
        if (inner == span) {
            innermost = span.outer;
        } else {
            while (inner != null && inner.outer != span) {
                inner = inner.outer;
            }
            if (inner != null) { // it is: the span was open
                inner.outer = span.outer;
            }
        }
        span.outer = null;
        unwatch(span);
    }

    /** Makes the context current until the scope is closed. */
    Scope enter(Context context) {
        if (scopesOpen == SCOPES_OPEN_MAX) {
            ContextFrame forgotten = innermost;
            innermost = null;
            closeForgotten(forgotten, null, recorder.clock().ticks());
        }
        ScopeFrame scope = null;
        if (scopePoolCount > 0) {
            scope = scopePool[--scopePoolCount];
        }
        if (scope == null) {
            scope = new ScopeFrame(producer);
        }
        scope.enter(context, innermost);
        innermost = scope;
        scopesOpen++;
        return scope;
    }

    /** Makes current again what was so before the scope, and closes spans that were begun in it and are still open. */
    void leave(ScopeFrame scope) {
        ContextFrame inner = innermost;
        innermost = scope.outer;
        scopesOpen--;
        if (inner != scope) {
            closeForgotten(inner, scope, recorder.clock().ticks());
        }
        scope.leave();
        if (scopePoolCount < scopePool.length) {
            scopePool[scopePoolCount++] = scope;
        }
    }

    /** Closes what was begun inside the frame and is still open; nothing if the frame itself has ended. */
    void closeInside(ContextFrame frame) {
        final ContextFrame inner = innermost;
        ContextFrame outer = inner;
        while (outer != null && outer != frame) {
            outer = outer.outer;
        }
        if (outer != null && inner != frame) {
            innermost = frame;
            closeForgotten(inner, frame, recorder.clock().ticks());
        }
    }

    /** Closes whatever is open: what a task has forgotten. */
    void clear() {
        ContextFrame forgotten = innermost;
        innermost = null;
        closeForgotten(forgotten, null, recorder.clock().ticks());
    }

    /** Ends what is open from the inner one outward. It is not used again: who forgot may still remember. */
    private void closeForgotten(@Nullable ContextFrame inner, @Nullable ContextFrame until, long now) {
        ContextFrame frame = inner;
        while (frame != null && frame != until) {
            ContextFrame outer = frame.outer;
            frame.outer = null;
            if (frame instanceof ScopeFrame) {
                scopesOpen--;
            }
            frame.forget(now);
            if (frame instanceof ActiveSpan span) {
                unwatch(span);
            }
            frame = outer;
        }
    }

    private void pool(ActiveSpan span) {
        if (poolCount < pool.length) {
            pool[poolFirst + poolCount & SPANS_POOLED - 1] = span;
            poolCount++;
        } else {
            unwatch(span);
        }
    }
}
