/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.KeyValue;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.Limit;
import io.ttlog.spi.LogCall;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log event being written, by a macro ({@link LogCall}) or field by field ({@link LogEvent}). Reused by its producer;
 * whoever still holds it after the end gets no event written, only a count.
 */
final class PendingEvent implements LogCall, LogEvent {
    private final Producer producer;
    private final EventEncoder encoder;
    private final FieldWriter writer;
    private Level level = Level.INFO;
    private @Nullable Site site; // of a macro call
    private int values; // of a macro call, so far
    private @Nullable Throwable error;
    private @Nullable String message; // of a bridge's call, where it is not made of the template
    private double weight; // of a call under a limit
    private @Nullable Limit limit; // by time, of a fluent event, until its text is known; null while not open
    private boolean ofSpan; // is an event of a span: has its name as a field, too
    private boolean open;
    private boolean damaged;

    PendingEvent(Producer producer, EventEncoder encoder) {
        this.producer = producer;
        this.writer = producer.writer();
        this.encoder = encoder;
    }

    EventEncoder encoder() {
        return encoder;
    }

    void begin(Level eventLevel, @Nullable Site eventSite, long now) {
        begin(eventLevel, eventSite, eventSite == null ? Symbols.NONE : eventSite.logger, now);
    }

    void begin(Level eventLevel, @Nullable Site eventSite, int logger, long now) {
        level = eventLevel;
        site = eventSite;
        values = 0;
        error = null;
        weight = 1;
        damaged = false;
        open = true;
        int template = eventSite == null ? Symbols.NONE : eventSite.template;
        producer.beginLog(encoder, eventLevel, template, logger, now);
    }

    /** Begins an event of the span. */
    void beginIn(ContextFrame span, long now) {
        level = Level.INFO;
        site = null;
        values = 0;
        error = null;
        weight = 1;
        damaged = false;
        open = true;
        ofSpan = true;
        producer.beginLog(encoder, Level.INFO, Symbols.NONE, Symbols.NONE, now, span);
    }

    /** The event stands for so many. */
    void weight(double events) {
        weight = events;
    }

    /** The event is recorded if the limit lets its text pass. */
    void limit(@Nullable Limit byTime) {
        limit = byTime;
    }

    // ---- macro

    @Override
    public LogCall value(long value) {
        int key = nextKey();
        if (key != Symbols.NONE) {
            encoder.field(key, value);
        }
        return this;
    }

    @Override
    public LogCall value(double value) {
        int key = nextKey();
        if (key != Symbols.NONE) {
            encoder.field(key, value);
        }
        return this;
    }

    @Override
    public LogCall value(boolean value) {
        int key = nextKey();
        if (key != Symbols.NONE) {
            encoder.field(key, value);
        }
        return this;
    }

    @Override
    public LogCall value(char value) {
        int key = nextKey();
        if (key != Symbols.NONE) {
            writer.character(encoder, key, value);
        }
        return this;
    }

    @Override
    public LogCall value(@Nullable Object value) {
        try {
            if (value instanceof String text) { // before the rest: nearly all objects are strings
                int key = nextKey();
                if (key != Symbols.NONE) {
                    writer.text(encoder, key, text);
                }
            } else if (value instanceof Throwable last && values >= holes()) {
                errorIsAValue();
                error = last;
            } else if (value instanceof KeyValue named) {
                named(named);
            } else {
                int key = nextKey();
                if (key != Symbols.NONE) {
                    writer.object(encoder, key, value);
                }
            }
        } catch (Throwable failure) { // such as an Error for want of stack or memory: the value is missing
            damaged = true;
        }
        return this;
    }

    @Override
    public LogCall supplied(@Nullable Supplier<?> supplier) {
        return value(writer.supplied(supplier));
    }

    @Override
    public LogCall error(@Nullable Throwable cause) {
        if (cause != null) {
            try {
                if (error != null) {
                    errorIsAValue();
                }
                error = cause;
            } catch (Throwable failure) { // as in value(Object)
                damaged = true;
            }
        }
        return this;
    }

    @Override
    public LogCall message(@Nullable String text) {
        if (text != null) {
            message = text;
            site = null; // has the end look at the message, which costs the calls without one nothing
        }
        return this;
    }

    private void named(KeyValue pair) {
        int key = writer.key(pair.key());
        if (key != Symbols.NONE) {
            if (values < holes() && site != null && site.key(values) == key) {
                values++;
            }
            writer.object(encoder, key, pair.value());
        }
    }

    private int holes() {
        return site == null ? 0 : site.holes();
    }

    private int nextKey() {
        final Site known = site;
        final int index = values;
        if (known != null && index < known.holes() && error == null) {
            values = index + 1;
            final int key = known.key(index);
            if (key != Symbols.NONE) {
                return key;
            }
            writer.lost(DropReason.CARDINALITY);
            return Symbols.NONE;
        }
        return keyWithoutHole();
    }

    private int keyWithoutHole() {
        if (error != null) {
            errorIsAValue();
        }
        int index = values++;
        int key = site == null ? producer.argumentKey(index) : site.key(index, producer);
        if (key == Symbols.NONE) {
            writer.lost(DropReason.CARDINALITY);
        }
        return key;
    }

    /** Another value followed the throwable: it was not the last, so it is a value like the others. */
    private void errorIsAValue() {
        Throwable value = error;
        if (value != null) {
            error = null;
            int key = nextKey();
            if (key != Symbols.NONE) {
                writer.object(encoder, key, value);
            }
        }
    }

    @Override
    public void end() {
        finish(site);
        producer.giveBack(encoder); // not when an Error got in between: then the garbage collector has it
    }

    // ---- fluent

    @Override
    public LogEvent with(String key, long value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public LogEvent with(String key, double value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public LogEvent with(String key, boolean value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
        return this;
    }

    @Override
    public LogEvent with(String key, char value) {
        int symbol = openKey(key);
        if (symbol != Symbols.NONE) {
            writer.character(encoder, symbol, value);
        }
        return this;
    }

    @Override
    public LogEvent with(String key, @Nullable Object value) {
        try {
            int symbol = openKey(key);
            if (symbol != Symbols.NONE) {
                writer.object(encoder, symbol, value);
            }
        } catch (Throwable failure) { // as in value(Object)
            damaged = true;
        }
        return this;
    }

    @Override
    public LogEvent withError(@Nullable Throwable cause) {
        if (open && cause != null) {
            error = cause;
        }
        return this;
    }

    @Override
    public void log(@Nullable String template) {
        if (!open || producer.isForeign()) {
            producer.misuse();
            return;
        }
        Site textSite = null;
        try {
            textSite = producer.site(template);
            encoder.name(textSite.template);
            encoder.logger(textSite.logger);
            if (ofSpan) {
                ofSpan = false;
                writer.text(encoder, producer.spanKeys().eventName(), String.valueOf(template));
            }
            if (limit != null && !passes(textSite, limit)) {
                leaveOut();
                return;
            }
        } catch (Throwable failure) { // no memory for a new text
            damaged = true;
        }
        limit = null;
        finish(textSite);
    }

    private boolean passes(Site textSite, Limit byTime) {
        weight = producer.weight(textSite, byTime);
        return weight > 0;
    }

    private void leaveOut() {
        limit = null;
        open = false;
        error = null;
        producer.release(this);
        producer.dropUnwritten(DropReason.RATE_LIMITED, Tally.kind(level));
    }

    private int openKey(String key) {
        if (!open || producer.isForeign()) {
            producer.misuse();
            return Symbols.NONE;
        }
        return writer.key(key);
    }

    // ---- both

    private void finish(@Nullable Site textSite) {
        open = false;
        if (error == null && !damaged && weight == 1 && textSite != null && textSite.template != Symbols.NONE) {
            producer.release(this);
            producer.submit(encoder, Tally.kind(level));
        } else {
            finishWithTexts(textSite);
        }
    }

    private void finishWithTexts(@Nullable Site textSite) {
        try {
            if (!damaged) {
                if (message != null) {
                    encoder.message(FieldWriter.cut(message, producer.textCharsMax()));
                } else if (textSite != null && textSite.template == Symbols.NONE) {
                    addMessage(textSite);
                }
                if (error != null) {
                    producer.error(encoder, error);
                }
                if (weight > 1) {
                    encoder.weight(weight);
                }
            }
        } catch (Throwable failure) { // as in value(Object)
            damaged = true;
        } finally {
            error = null;
            message = null;
            producer.release(this);
        }
        if (damaged) {
            producer.dropUnwritten(DropReason.ENCODE_ERROR, Tally.kind(level));
        } else {
            producer.submit(encoder, Tally.kind(level));
        }
    }

    private void addMessage(Site textSite) {
        if (encoder.end() != EventEncoder.TOO_LARGE) {
            String text = textSite.render(new EventReader().wrap(encoder.buffer(), encoder.start()));
            encoder.message(FieldWriter.cut(text, producer.textCharsMax()));
        }
    }
}
