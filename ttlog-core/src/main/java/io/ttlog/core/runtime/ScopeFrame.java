/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.Scope;
import io.ttlog.SpanContext;
import org.jspecify.annotations.Nullable;

/** A context that a thread was given, for as long as it is open. Belongs to that thread, which uses it again. */
final class ScopeFrame extends ContextFrame implements Scope {
    private boolean open;

    ScopeFrame(Producer producer) {
        super(producer);
    }

    void enter(Context context, @Nullable ContextFrame enclosing) {
        outer = enclosing;
        origin = context;
        captured = context;
        SpanContext span = context.span();
        traceIdHigh = span.traceIdHigh();
        traceIdLow = span.traceIdLow();
        spanId = span.spanIdBits();
        open = true;
    }

    /** Leaves nothing of the context in an object that waits for the next. */
    void leave() {
        outer = null;
        origin = Context.ROOT;
        captured = null;
        open = false;
    }

    @Override
    public void close() {
        if (producer.isForeign() || !open) {
            producer.misuse();
        } else {
            producer.leave(this);
        }
    }

    @Override
    void forget(long now) {
        open = false; // its close will be counted
    }
}
