/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.TraceMark;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.NoBackend;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An open span. Belongs to the thread that began it, until that detaches it: then it is out of the thread's stack, never begun
 * again, and belongs to a {@link DetachedSpan}, which calls the methods that take a {@link Producer} or a {@link FieldWriter}.
 */
final class ActiveSpan extends ContextFrame implements Span {
    /** Most events of a span. */
    static final int EVENTS_MAX = 1_024;

    /** Of {@link #watchedAt}: nowhere. */
    static final int NOT_WATCHED = -1;

    private static final int CLOSED = 0;

    private static final VarHandle EXTENT;

    static {
        try {
            EXTENT = MethodHandles.lookup().findVarHandle(ActiveSpan.class, "extent", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final FieldWriter writer;
    private final EventEncoder encoder;
    long startTicks;
    private SpanKind kind = SpanKind.INTERNAL;
    private SpanStatus status = SpanStatus.UNSET;
    private @Nullable Throwable error;
    /** A span that ends sooner is dropped unless it failed; zero but for spans that were given it. */
    private long slowerThanNanos;
    /** How many events there were; zero when it begins. */
    private int events;
    /** Made when the first is added, and used again; empty when the span begins. */
    private @Nullable SpanLinks links;

    private boolean damaged;
    /** Belongs to a trace that is not recorded. */
    private boolean leftOut;

    /**
     * How many bytes of the record the pump may copy while the span is open, negative once it is detached; else {@link #CLOSED}. What
     * is within is changed only after a close, so by this and by {@link #spanId}, of which no two spans have the same, the pump knows
     * whether its copy is of one span. The one who writes the span reads it plainly.
     */
    private int extent = CLOSED;
    /** Where those who watch it have it; of who adds and removes it. */
    int watchedAt = NOT_WATCHED;
    /** Of which span the pump has told that it is unfinished; the pump's own. */
    private long toldId;

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
        final HeadSampler head = producer.head();
        if (head != null) {
            sample(head, parentId);
        }
        grown();
    }

    /** Takes over the decision on the trace, or has it made. */
    private void sample(HeadSampler head, long parentId) {
        boolean localRoot = parentId == 0;
        if (localRoot) {
            threshold = head.decide(traceIdLow, startTicks);
        } else if (outer instanceof ActiveSpan parent && parent.spanId == parentId) {
            threshold = parent.threshold;
        } else {
            SpanContext parent = origin.span();
            threshold = head.decided(parent);
            localRoot = !parent.isLocal();
        }
        if (head.hasTail()) {
            encoder.logger(TraceMark.of(localRoot, threshold == HeadSampler.UNSAMPLED ? 0 : head.weight(threshold)));
        } else {
            leftOut = threshold == HeadSampler.UNSAMPLED;
        }
    }

    private int key(FieldWriter by, String key) {
        return leftOut ? Symbols.NONE : by.key(key);
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

    /** Lets the pump see what was added. */
    void grown() {
        EXTENT.setRelease(this, encoder.bytes()); // pairs with the acquire in copyTo()
    }

    /** As {@link #grown}, of a detached one. */
    void grownDetached() {
        EXTENT.setRelease(this, -encoder.bytes());
    }

    /** Ends it for whoever may write it; false when it had ended. */
    boolean end() {
        if (extent == CLOSED) {
            return false;
        }
        EXTENT.setOpaque(this, CLOSED);
        VarHandle.storeStoreFence(); // before the outcome or another span goes where this one was
        return true;
    }

    /**
     * In the pump's thread: has the encoder go on with a copy of what the span holds so far, as a span without a duration. Once of each
     * span that is open, and that began before then; nobody who writes it notices.
     *
     * @return false when there is nothing to tell
     */
    boolean copyTo(EventEncoder copy, long begunBefore) {
        final int seen = (int) EXTENT.getAcquire(this);
        final long id = spanId;
        if (seen == CLOSED || leftOut || id == toldId || startTicks - begunBefore > 0) {
            return false;
        }
        copy.resume(encoder.currentBuffer(), Math.abs(seen));
        copy.spanOutcome(kind, status, EventFormat.DURATION_UNKNOWN);
        VarHandle.acquireFence(); // what was read above was read before what is read below
        if ((int) EXTENT.getAcquire(this) == CLOSED || spanId != id) {
            return false; // it has just ended
        }
        copy.countFields();
        toldId = id;
        return true;
    }

    Producer producer() {
        return producer;
    }

    @Override
    public Span with(String key, long value) {
        if (usable()) {
            put(writer, key, value);
            grown();
        }
        return this;
    }

    void put(FieldWriter by, String key, long value) {
        int symbol = key(by, key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, double value) {
        if (usable()) {
            put(writer, key, value);
            grown();
        }
        return this;
    }

    void put(FieldWriter by, String key, double value) {
        int symbol = key(by, key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, boolean value) {
        if (usable()) {
            put(writer, key, value);
            grown();
        }
        return this;
    }

    void put(FieldWriter by, String key, boolean value) {
        int symbol = key(by, key);
        if (symbol != Symbols.NONE) {
            encoder.field(symbol, value);
        }
    }

    @Override
    public Span with(String key, char value) {
        if (usable()) {
            put(writer, key, value);
            grown();
        }
        return this;
    }

    void put(FieldWriter by, String key, char value) {
        int symbol = key(by, key);
        if (symbol != Symbols.NONE) {
            by.character(encoder, symbol, value);
        }
    }

    @Override
    public Span with(String key, @Nullable Object value) {
        if (usable()) {
            put(writer, key, value);
            if (extent > CLOSED) { // else a toString has ended it
                grown();
            }
        }
        return this;
    }

    void put(FieldWriter by, String key, @Nullable Object value) {
        try {
            int symbol = key(by, key);
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
    public Span event(String name) {
        if (usable()) {
            event(producer).log(name);
        }
        return this;
    }

    @Override
    public LogEvent atEvent() {
        return usable() ? event(producer) : NoBackend.EVENT;
    }

    /** Begins a log event of this span, through the producer of the calling thread. */
    LogEvent event(Producer through) {
        if (events >= EVENTS_MAX) {
            events++;
            through.dropUnwritten(DropReason.RATE_LIMITED, Tally.kind(Level.INFO));
            return NoBackend.EVENT;
        }
        events++;
        return through.eventOf(this);
    }

    @Override
    public Span link(@Nullable SpanContext to) {
        if (usable()) {
            addLink(to);
        }
        return this;
    }

    void addLink(@Nullable SpanContext to) {
        if (to == null || !to.isValid()) {
            return;
        }
        try {
            SpanLinks known = links;
            if (known == null) {
                known = new SpanLinks();
                links = known;
            }
            known.add(to, producer.textCharsMax());
        } catch (Throwable failure) { // as in with(Object)
            damaged = true;
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
    public Span child(String name) {
        final Producer caller = producer.ofCaller();
        return caller == null ? NoBackend.SPAN : caller.span(name, context());
    }

    @Override
    public Span detach() {
        if (!usable()) {
            return NoBackend.SPAN;
        }
        try {
            DetachedSpan detached = new DetachedSpan(this); // before anything changes: there may be no memory for it
            StraySpans.Detached watched = new StraySpans.Detached(detached, this);
            grownDetached();
            producer.remove(this, watched);
            return detached;
        } catch (Throwable failure) { // as in with(Object)
            producer.misuse();
            return this;
        }
    }

    @Override
    public void close() {
        if (usable()) {
            end();
            producer.close(this);
        }
    }

    /** Records a detached span, which its handle has ended. */
    void recordDetached(long endTicks) {
        end();
        producer.unwatch(this);
        final Producer caller = producer.ofCaller();
        if (caller != null) {
            record(caller, endTicks);
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
        if (leftOut) {
            slowerThanNanos = 0;
            error = null;
            forgetExtras();
            through.dropUnwritten(DropReason.SAMPLED, Tally.kind(Signal.SPAN));
            return;
        }
        final long least = slowerThanNanos;
        if (least > 0) { // back to zero here and not in begin(), which then need not store it
            slowerThanNanos = 0;
            if (endTicks - startTicks < least && status != SpanStatus.ERROR) {
                forgetExtras();
                through.dropUnwritten(DropReason.FILTERED, Tally.kind(Signal.SPAN));
                return;
            }
        }
        boolean whole = !damaged;
        try {
            encoder.spanOutcome(kind, status, endTicks - startTicks);
            if (events > 0 || links != null) {
                addExtras();
            }
            if (error != null && whole) {
                through.error(encoder, error);
            }
            final HeadSampler head = through.head();
            if (head != null && threshold > 0 && !head.hasTail()) {
                encoder.weight(head.weight(threshold));
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

    private void addExtras() {
        final SpanKeys keys = producer.spanKeys();
        if (events > EVENTS_MAX) {
            encoder.field(keys.droppedEvents(), (long) events - EVENTS_MAX);
        }
        events = 0;
        if (links != null) {
            links.moveTo(encoder, keys);
        }
    }

    private void forgetExtras() {
        events = 0;
        links = null;
    }

    private boolean usable() {
        final boolean own = !producer.isForeign();
        if (own && extent > CLOSED) {
            return true;
        }
        producer.misuse();
        assert own : "a span is used by another thread than the one that began it, and is not detached";
        assert extent > CLOSED
                : "a span is used after its end: it was closed, or one around it was, or it was detached";
        return false;
    }
}
