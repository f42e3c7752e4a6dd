/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Tally;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An open span. Written by the thread that began it, closed by any thread, once.
 *
 * <p>Who closes turns {@link #open} to false by compare-and-set; the one who succeeds records the span. The thread that began it
 * then records its own encoder and may begin the object again. Another thread records a copy of what had been written up to
 * {@link #written}, through its own ring, and the object is never used again, so that nothing is written behind its back; the
 * thread that began it takes it out of its context when it next looks ({@link OpenSpans#current}).
 */
final class ActiveSpan implements Span {
    private static final VarHandle OPEN;
    private static final VarHandle WRITTEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OPEN = lookup.findVarHandle(ActiveSpan.class, "open", boolean.class);
            WRITTEN = lookup.findVarHandle(ActiveSpan.class, "written", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Producer producer;
    private final FieldWriter writer;
    private final EventEncoder encoder;
    /** The span that was innermost when this one began; null for the outermost. */
    @Nullable
    ActiveSpan outer;

    /** How many spans were open with this one, itself included, when it began. */
    int depth;

    long traceIdHigh;
    long traceIdLow;
    long spanId;
    long startTicks;
    private SpanKind kind = SpanKind.INTERNAL;
    private SpanStatus status = SpanStatus.UNSET;
    private @Nullable Throwable error;
    private boolean damaged;
    /** Release in {@link #begin} pairs with the compare-and-set in {@link #end}. */
    @SuppressWarnings("UnusedVariable") // read by its VarHandle
    private boolean open;
    /** The encoder's mark; release after each change pairs with acquire in {@link #closeElsewhere}. */
    @SuppressWarnings("UnusedVariable") // read by its VarHandle
    private long written;

    ActiveSpan(Producer producer) {
        this.producer = producer;
        this.writer = producer.writer();
        this.encoder = producer.newEncoder();
    }

    void begin(int name, @Nullable ActiveSpan enclosing, SpanIds ids, long ticks) {
        outer = enclosing;
        depth = enclosing == null ? 1 : enclosing.depth + 1;
        traceIdHigh = enclosing == null ? ids.next() : enclosing.traceIdHigh;
        traceIdLow = enclosing == null ? ids.next() : enclosing.traceIdLow;
        spanId = ids.next();
        kind = SpanKind.INTERNAL;
        status = SpanStatus.UNSET;
        error = null;
        damaged = false;
        startTicks = ticks;
        producer.beginSpan(encoder, this, name, startTicks, enclosing == null ? 0 : enclosing.spanId);
        publish();
        OPEN.setRelease(this, true);
    }

    boolean isOpen() {
        return (boolean) OPEN.getAcquire(this);
    }

    /** Closes; true for the one caller, of any thread, who closed it and must record it. */
    boolean end() {
        return OPEN.compareAndSet(this, true, false);
    }

    private void publish() {
        WRITTEN.setRelease(this, encoder.mark());
    }

    @Override
    public Span with(String key, long value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
            publish();
        }
        return this;
    }

    @Override
    public Span with(String key, double value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
            publish();
        }
        return this;
    }

    @Override
    public Span with(String key, boolean value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
            publish();
        }
        return this;
    }

    @Override
    public Span with(String key, char value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            writer.character(encoder, symbol, value);
            publish();
        }
        return this;
    }

    @Override
    public Span with(String key, @Nullable Object value) {
        try {
            int symbol = openKey(key);
            if (symbol != Symbols.NONE) {
                writer.object(encoder, symbol, value);
                publish();
            }
        } catch (Throwable failure) { // as in PendingEvent.value(Object)
            damaged = true;
        }
        return this;
    }

    @Override
    public Span kind(@Nullable SpanKind newKind) {
        if (usable() && newKind != null) {
            kind = newKind;
            publish();
        }
        return this;
    }

    @Override
    public Span ok() {
        if (usable() && status == SpanStatus.UNSET) {
            status = SpanStatus.OK;
            publish();
        }
        return this;
    }

    @Override
    public Span fail(@Nullable Throwable cause) {
        if (usable()) {
            status = SpanStatus.ERROR;
            if (error == null) {
                error = cause;
            }
            publish();
        }
        return this;
    }

    @Override
    public String traceId() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(traceIdHigh) + hex.toHexDigits(traceIdLow);
    }

    @Override
    public String spanId() {
        return HexFormat.of().toHexDigits(spanId);
    }

    @Override
    public void close() {
        if (!end()) {
            producer.misuse();
        } else if (producer.isForeign()) {
            closeElsewhere();
        } else {
            producer.close(this);
        }
    }

    private void closeElsewhere() {
        final long endTicks = producer.ticks();
        Producer closer = producer.ofCaller();
        EventEncoder copy;
        try {
            copy = closer.newEncoder(); // not one in use: this may be called while an event is being written
            copy.copy(encoder, (long) WRITTEN.getAcquire(this));
        } catch (Throwable failure) { // as in with(Object)
            closer.dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Signal.SPAN));
            return;
        }
        record(closer, copy, endTicks);
    }

    /** Hands the span over, in the thread that began it, after {@link #end}. */
    void record(long endTicks) {
        record(producer, encoder, endTicks);
    }

    private void record(Producer through, EventEncoder into, long endTicks) {
        boolean whole = !damaged;
        try {
            into.spanOutcome(kind, status, endTicks - startTicks);
            if (error != null && whole) {
                through.error(into, error);
            }
        } catch (Throwable failure) { // as in with(Object)
            whole = false;
        } finally {
            error = null;
        }
        if (whole) {
            through.submit(into);
        } else {
            through.dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Signal.SPAN));
        }
    }

    private boolean usable() {
        if (isOpen() && !producer.isForeign()) {
            return true;
        }
        producer.misuse();
        return false;
    }

    private int openKey(String key) {
        return usable() ? writer.key(key) : Symbols.NONE;
    }
}
