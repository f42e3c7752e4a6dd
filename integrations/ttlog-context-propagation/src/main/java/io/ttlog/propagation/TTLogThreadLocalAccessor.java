/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.propagation;

import io.micrometer.context.ThreadLocalAccessor;
import io.ttlog.Context;
import io.ttlog.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Carries ttlog's {@link Context} where Micrometer's context-propagation carries values: through the operators of Reactor, and through
 * tasks that Spring or a {@code ContextSnapshot} wraps. To be found by the library itself; safe for all threads.
 *
 * <p>The library gives a thread a value and puts back the one of before. Each value that it gives is a {@link Scope} of ttlog here:
 * what is begun and forgotten inside is closed with it, and the span of before is current again. A value that is current already
 * allocates nothing, another one three small objects; nothing is kept for a thread that has none. No method throws.
 *
 * <p>Not all callers put back what they gave in its order, or at all (the queues between Reactor's operators open several scopes and
 * close the last, at times twice). So to put back is not to end the latest scope, but to end scopes until what was current is so again.
 */
public final class TTLogThreadLocalAccessor implements ThreadLocalAccessor<Context> {
    /** Under which a snapshot or Reactor's context has ttlog's {@link Context}. */
    public static final String KEY = "ttlog.context";

    /** Most values that a thread has been given and not taken back; then it is taken for granted that all are forgotten, and they end. */
    static final int GIVEN_MAX = 128;

    private static final ThreadLocal<@Nullable Given> GIVEN = new ThreadLocal<>();

    /** A value that the thread was given, inside the one before it; what was current until then. */
    private record Given(
            Scope scope, Context before, @Nullable Given outer, int depth) {}

    /** For the {@code ServiceLoader}. */
    public TTLogThreadLocalAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    /** What is current in the thread; null when it has no span and no baggage. */
    @Override
    public @Nullable Context getValue() {
        final Context context = Context.current();
        return context.equals(Context.ROOT) ? null : context;
    }

    @Override
    public void setValue(Context value) {
        give(value);
    }

    /** The thread shall have none, also where a span is open in it. */
    @Override
    public void setValue() {
        give(Context.ROOT);
    }

    @Override
    public void restore(Context previousValue) {
        putBack(previousValue);
    }

    @Override
    public void restore() {
        putBack(Context.ROOT);
    }

    private void give(Context context) {
        Given outer = GIVEN.get();
        if (outer != null && outer.depth() == GIVEN_MAX) {
            end(outer, null);
            outer = null;
        }
        final Context before = Context.current();
        if (!before.equals(context)) {
            GIVEN.set(new Given(context.makeCurrent(), before, outer, outer == null ? 1 : outer.depth() + 1));
        }
    }

    /** Ends what the thread was given since this was current in it. Does nothing where it is current, or was not. */
    private void putBack(Context before) {
        final Given innermost = GIVEN.get();
        if (innermost == null || Context.current().equals(before)) {
            return;
        }
        Given first = innermost;
        while (first != null && !first.before().equals(before)) {
            first = first.outer();
        }
        if (first != null) {
            end(innermost, first.outer());
        }
    }

    private void end(Given innermost, @Nullable Given until) {
        if (until == null) {
            GIVEN.remove(); // a thread of a pool keeps nothing of ours
        } else {
            GIVEN.set(until);
        }
        final int depth = until == null ? 0 : until.depth();
        for (Given each = innermost; each != null && each.depth() > depth; each = each.outer()) {
            each.scope().close();
        }
    }
}
