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
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An open span. Reused by its producer; used by one thread. */
final class ActiveSpan implements Span {
    private final Producer producer;
    private final FieldWriter writer;
    private final EventEncoder encoder;
    /** The span that was innermost when this one began; null for the outermost. */
    @Nullable
    ActiveSpan outer;

    long traceIdHigh;
    long traceIdLow;
    long spanId;
    private long startTicks;
    private SpanKind kind = SpanKind.INTERNAL;
    private SpanStatus status = SpanStatus.UNSET;
    private @Nullable Throwable error;
    private boolean open;
    private boolean damaged;

    ActiveSpan(Producer producer) {
        this.producer = producer;
        this.writer = producer.writer();
        this.encoder = producer.newEncoder();
    }

    void begin(int name, @Nullable ActiveSpan enclosing, SpanIds ids) {
        outer = enclosing;
        traceIdHigh = enclosing == null ? ids.next() : enclosing.traceIdHigh;
        traceIdLow = enclosing == null ? ids.next() : enclosing.traceIdLow;
        spanId = ids.next();
        kind = SpanKind.INTERNAL;
        status = SpanStatus.UNSET;
        error = null;
        damaged = false;
        startTicks = producer.ticks();
        open = true;
        producer.beginSpan(encoder, this, name, startTicks, enclosing == null ? 0 : enclosing.spanId);
    }

    @Override
    public Span with(String key, long value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public Span with(String key, double value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public Span with(String key, boolean value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public Span with(String key, char value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            writer.character(encoder, symbol, value);
        }
        return this;
    }

    @Override
    public Span with(String key, @Nullable Object value) {
        try {
            int symbol = openKey(key);
            if (symbol != Symbols.NONE) {
                writer.object(encoder, symbol, value);
            }
        } catch (Throwable failure) { // an Error in the middle of a field leaves half a field
            damaged = true;
        }
        return this;
    }

    @Override
    public Span kind(@Nullable SpanKind newKind) {
        if (usable() && newKind != null) {
            kind = newKind;
        }
        return this;
    }

    @Override
    public Span ok() {
        if (usable() && status == SpanStatus.UNSET) {
            status = SpanStatus.OK;
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
        if (!usable()) {
            return;
        }
        open = false;
        try {
            encoder.spanOutcome(kind, status, producer.ticks() - startTicks);
            if (error != null && !damaged) {
                producer.error(encoder, error);
            }
        } catch (Throwable failure) { // as in with(Object)
            damaged = true;
        } finally {
            error = null;
            producer.release(this);
        }
        if (damaged) {
            producer.dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(Signal.SPAN));
        } else {
            producer.submit(encoder);
        }
    }

    private boolean usable() {
        if (open && !producer.isForeign()) {
            return true;
        }
        producer.misuse();
        return false;
    }

    private int openKey(String key) {
        return usable() ? writer.key(key) : Symbols.NONE;
    }
}
