/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.LogEvent;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.spi.NoBackend;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An open span that belongs to no thread: to whoever has turned {@link #state} from FREE to BUSY, until he turns it back. What one
 * wrote, the next sees: the compare-and-set of the second reads what the first wrote with release.
 *
 * <p>A call that finds it BUSY does nothing, since the record is half written, and nobody waits; but a close that does leaves
 * ENDING, and who was busy records the span in its place. So it is recorded once, whoever closes it when.
 */
final class DetachedSpan implements Span {
    private static final int FREE = 0;
    private static final int BUSY = 1;
    private static final int ENDING = 2;
    private static final int ENDED = 3;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(DetachedSpan.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ActiveSpan span;
    private final Context context;

    @SuppressWarnings("UnusedVariable") // read by its VarHandle
    private int state = FREE;

    /** Of a span that no thread writes any more. */
    DetachedSpan(ActiveSpan span) {
        this.span = span;
        context = span.context();
    }

    /** Whether the caller may write now; if so, {@link #give} has to follow. */
    boolean take() {
        return STATE.compareAndSet(this, FREE, BUSY);
    }

    /** Ends the time of the one who took it; true when it was closed meanwhile, and the caller must record it. */
    boolean give() {
        if (STATE.compareAndSet(this, BUSY, FREE)) {
            return false;
        }
        STATE.setVolatile(this, ENDED);
        return true;
    }

    /** Ends it; true for the one caller who must record it. */
    boolean end() {
        while (true) { // each further round means that another caller has got on
            if (STATE.compareAndSet(this, FREE, ENDED)) {
                return true;
            }
            if (STATE.compareAndSet(this, BUSY, ENDING)) {
                return false;
            }
            if ((int) STATE.getVolatile(this) >= ENDING) {
                span.producer().misuse();
                return false;
            }
        }
    }

    /** Whether it has not been closed. */
    private boolean isOpen() {
        return (int) STATE.getVolatile(this) < ENDING;
    }

    private boolean taken() {
        if (take()) {
            return true;
        }
        span.producer().misuse();
        assert isOpen() : "a detached span is used after its close";
        return false; // another thread is in a call of it
    }

    private void given() {
        span.grownDetached();
        if (give()) {
            record();
        }
    }

    @Override
    public void close() {
        if (end()) {
            record();
        }
    }

    private void record() {
        span.recordDetached(span.producer().ticks());
    }

    @Override
    public Span with(String key, long value) {
        if (taken()) {
            final FieldWriter writer = span.producer().writerOfCaller();
            if (writer != null) {
                span.put(writer, key, value);
            }
            given();
        }
        return this;
    }

    @Override
    public Span with(String key, double value) {
        if (taken()) {
            final FieldWriter writer = span.producer().writerOfCaller();
            if (writer != null) {
                span.put(writer, key, value);
            }
            given();
        }
        return this;
    }

    @Override
    public Span with(String key, boolean value) {
        if (taken()) {
            final FieldWriter writer = span.producer().writerOfCaller();
            if (writer != null) {
                span.put(writer, key, value);
            }
            given();
        }
        return this;
    }

    @Override
    public Span with(String key, char value) {
        if (taken()) {
            final FieldWriter writer = span.producer().writerOfCaller();
            if (writer != null) {
                span.put(writer, key, value);
            }
            given();
        }
        return this;
    }

    @Override
    public Span with(String key, @Nullable Object value) {
        if (taken()) {
            final FieldWriter writer = span.producer().writerOfCaller();
            if (writer != null) {
                span.put(writer, key, value);
            }
            given();
        }
        return this;
    }

    @Override
    public Span kind(SpanKind kind) {
        if (taken()) {
            span.setKind(kind);
            given();
        }
        return this;
    }

    @Override
    public Span ok() {
        if (taken()) {
            span.succeed();
            given();
        }
        return this;
    }

    @Override
    public Span fail(Throwable error) {
        if (taken()) {
            span.failBy(error);
            given();
        }
        return this;
    }

    @Override
    public Span event(String name) {
        atEvent().log(name);
        return this;
    }

    @Override
    public Span child(String name) {
        final Producer caller = span.producer().ofCaller();
        return caller == null ? NoBackend.SPAN : caller.span(name, context());
    }

    /** The event is the caller's own from the start: he need not have taken the span while he writes it. */
    @Override
    public LogEvent atEvent() {
        LogEvent event = NoBackend.EVENT;
        if (taken()) {
            final Producer caller = span.producer().ofCaller();
            if (caller != null) {
                event = span.event(caller);
            }
            given();
        }
        return event;
    }

    @Override
    public Span link(@Nullable SpanContext to) {
        if (taken()) {
            span.addLink(to);
            given();
        }
        return this;
    }

    @Override
    public Span slowerThan(long nanos) {
        if (taken()) {
            span.setSlowerThan(nanos);
            given();
        }
        return this;
    }

    @Override
    public String traceId() {
        return context.span().traceId();
    }

    @Override
    public String spanId() {
        return context.span().spanId();
    }

    @Override
    public Context context() {
        return context;
    }

    @Override
    public Span detach() {
        return this;
    }
}
