/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.NoBackend;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An open span. Belongs to the thread that began it, until that detaches it: then it is out of the thread's stack, never begun
 * again, and belongs to a {@link DetachedSpan}, which calls the methods that take a {@link Producer} or a {@link FieldWriter}.
 */
final class ActiveSpan extends ContextFrame implements Span {
    private final FieldWriter writer;
    private final EventEncoder encoder;
    long startTicks;
    private SpanKind kind = SpanKind.INTERNAL;
    private SpanStatus status = SpanStatus.UNSET;
    private @Nullable Throwable error;
    /** A span that ends sooner is dropped unless it failed; zero but for spans that were given it. */
    private long slowerThanNanos;

    private boolean damaged;
    private boolean open;

    ActiveSpan(Producer producer) {
        super(producer);
        this.writer = producer.writer();
        this.encoder = producer.newEncoder();
    }

    /** Begins inside what is innermost in the thread. */
    void begin(int name, @Nullable ContextFrame enclosing, SpanIds ids, long ticks) {
        outer = enclosing;
        if (enclosing == null) {
            depth = 1;
            origin(Context.ROOT);
            begin(name, ids, ids.next(), ids.next(), 0, ticks);
        } else {
            depth = enclosing.depth + 1;
            origin(enclosing.origin);
            if (enclosing.spanId == 0) {
                begin(name, ids, ids.next(), ids.next(), 0, ticks);
            } else {
                begin(name, ids, enclosing.traceIdHigh, enclosing.traceIdLow, enclosing.spanId, ticks);
            }
        }
    }

    /** Begins inside another context than the thread's. */
    void begin(int name, @Nullable ContextFrame enclosing, Context parent, SpanIds ids, long ticks) {
        outer = enclosing;
        depth = enclosing == null ? 1 : enclosing.depth + 1;
        origin(parent);
        SpanContext span = parent.span();
        if (span.isValid()) {
            begin(name, ids, span.traceIdHigh(), span.traceIdLow(), span.spanIdBits(), ticks);
        } else {
            begin(name, ids, ids.next(), ids.next(), 0, ticks);
        }
    }

    private void begin(int name, SpanIds ids, long traceHigh, long traceLow, long parentId, long ticks) {
        traceIdHigh = traceHigh;
        traceIdLow = traceLow;
        spanId = ids.next();
        kind = SpanKind.INTERNAL;
        status = SpanStatus.UNSET;
        error = null;
        damaged = false;
        startTicks = ticks;
        producer.beginSpan(encoder, this, name, startTicks, parentId);
        open = true;
    }

    @SuppressWarnings("ReferenceEquality") // an equal one may as well be stored
    private void origin(Context from) {
        if (origin != from) { // rarely: storing a reference costs more than comparing one
            origin = from;
        }
        if (captured != null) {
            captured = null;
        }
    }

    /** Ends it for its thread; false when it had ended. */
    boolean end() {
        boolean was = open;
        open = false;
        return was;
    }

    Producer producer() {
        return producer;
    }

    @Override
    public Span with(String key, long value) {
        if (usable()) {
            put(writer, key, value);
        }
        return this;
    }

    void put(FieldWriter by, String key, long value) {
        int symbol = by.key(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, double value) {
        if (usable()) {
            put(writer, key, value);
        }
        return this;
    }

    void put(FieldWriter by, String key, double value) {
        int symbol = by.key(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, boolean value) {
        if (usable()) {
            put(writer, key, value);
        }
        return this;
    }

    void put(FieldWriter by, String key, boolean value) {
        int symbol = by.key(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, char value) {
        if (usable()) {
            put(writer, key, value);
        }
        return this;
    }

    void put(FieldWriter by, String key, char value) {
        int symbol = by.key(key);
        if (symbol != Symbols.NONE) {
            by.character(encoder, symbol, value);
        }
    }

    @Override
    public Span with(String key, @Nullable Object value) {
        if (usable()) {
            put(writer, key, value);
        }
        return this;
    }

    void put(FieldWriter by, String key, @Nullable Object value) {
        try {
            int symbol = by.key(key);
            if (symbol != Symbols.NONE) {
                by.object(encoder, symbol, value);
            }
        } catch (Throwable failure) { // as in PendingEvent.value(Object)
            damaged = true;
        }
    }

    @Override
    public Span kind(@Nullable SpanKind newKind) {
        if (usable()) {
            setKind(newKind);
        }
        return this;
    }

    void setKind(@Nullable SpanKind newKind) {
        if (newKind != null) {
            kind = newKind;
        }
    }

    @Override
    public Span ok() {
        if (usable()) {
            succeed();
        }
        return this;
    }

    void succeed() {
        if (status == SpanStatus.UNSET) {
            status = SpanStatus.OK;
        }
    }

    @Override
    public Span fail(@Nullable Throwable cause) {
        if (usable()) {
            failBy(cause);
        }
        return this;
    }

    void failBy(@Nullable Throwable cause) {
        status = SpanStatus.ERROR;
        if (error == null) {
            error = cause;
        }
    }

    @Override
    public Span slowerThan(long nanos) {
        if (usable()) {
            setSlowerThan(nanos);
        }
        return this;
    }

    void setSlowerThan(long nanos) {
        slowerThanNanos = Math.max(0, nanos);
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
    public Span detach() {
        if (!usable()) {
            return NoBackend.SPAN;
        }
        try {
            Span detached = new DetachedSpan(this); // before anything changes: there may be no memory for it
            open = false;
            producer.remove(this);
            return detached;
        } catch (Throwable failure) { // as in with(Object)
            producer.misuse();
            return this;
        }
    }

    @Override
    public void close() {
        if (usable()) {
            open = false;
            producer.close(this);
        }
    }

    @Override
    void forget(long now) {
        if (end()) {
            producer.misuse();
            record(now);
        }
    }

    /** Hands the span over, in the thread that began it, after {@link #end}. */
    void record(long endTicks) {
        record(producer, endTicks);
    }

    /** Hands the span over through the producer of the calling thread. */
    void record(Producer through, long endTicks) {
        final long least = slowerThanNanos;
        if (least > 0) { // back to zero here and not in begin(), which then need not store it
            slowerThanNanos = 0;
            if (endTicks - startTicks < least && status != SpanStatus.ERROR) {
                through.dropUnwritten(DropReason.FILTERED, Tally.kind(Signal.SPAN));
                return;
            }
        }
        boolean whole = !damaged;
        try {
            encoder.spanOutcome(kind, status, endTicks - startTicks);
            if (error != null && whole) {
                through.error(encoder, error);
            }
        } catch (Throwable failure) { // as in with(Object)
            whole = false;
        } finally {
            error = null;
        }
        if (whole) {
            through.submit(encoder);
        } else {
            through.dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Signal.SPAN));
        }
    }

    private boolean usable() {
        if (!producer.isForeign() && open) {
            return true;
        }
        producer.misuse();
        return false;
    }
}
