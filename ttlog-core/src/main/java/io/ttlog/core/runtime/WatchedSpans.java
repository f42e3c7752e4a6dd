/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The spans that one thread has made, open or resting, for the pump to look at. The thread adds and removes, which it does not do in
 * steady state; the pump alone reads, and misses no span that is there all the time.
 */
final class WatchedSpans {
    private static final int INITIAL_SPANS = 8;

    private static final VarHandle SPANS;
    private static final VarHandle ELEMENTS = MethodHandles.arrayElementVarHandle(ActiveSpan[].class);

    static {
        try {
            SPANS = MethodHandles.lookup().findVarHandle(WatchedSpans.class, "spans", ActiveSpan[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable ActiveSpan[] spans = new ActiveSpan[INITIAL_SPANS];
    private int count; // the thread's own

    /** By the thread. */
    void add(ActiveSpan span) {
        final int at = count;
        if (at == spans.length) {
            SPANS.setRelease(this, Arrays.copyOf(spans, 2 * at));
        }
        ELEMENTS.setRelease(spans, at, span);
        span.watchedAt = at;
        count = at + 1;
    }

    /** By the thread. */
    void remove(ActiveSpan span) {
        final int at = span.watchedAt;
        final int last = count - 1;
        final ActiveSpan moved = spans[last];
        assert spans[at] == span && moved != null;
        // The last one is at both places for a moment, and never at none.
        ELEMENTS.setRelease(spans, at, moved);
        moved.watchedAt = at;
        ELEMENTS.setRelease(spans, last, null);
        span.watchedAt = ActiveSpan.NOT_WATCHED;
        count = last;
    }

    /** By the pump; may show a span twice. */
    void forEach(Consumer<ActiveSpan> look) {
        final ActiveSpan[] known = (ActiveSpan[]) SPANS.getAcquire(this);
        for (int i = known.length - 1; i >= 0; i--) { // downwards, since spans are moved that way
            final ActiveSpan span = (ActiveSpan) ELEMENTS.getAcquire(known, i);
            if (span != null) {
                look.accept(span);
            }
        }
    }
}
