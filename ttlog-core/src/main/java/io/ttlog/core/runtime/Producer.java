/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Scope;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.Limit;
import io.ttlog.spi.LogCall;
import io.ttlog.spi.NoBackend;
import org.jspecify.annotations.Nullable;

/**
 * What one application thread keeps between its calls. Used by that thread only, except for {@link #ticks}, {@link #misuse},
 * {@link #isForeign}, {@link #ofCaller} and {@link #writerOfCaller}.
 *
 * <p>Events can be open inside each other: a value's {@code toString} may log, and an argument of {@code with} is evaluated
 * while the event is open. So events are taken from a small stack. A program may also forget to end an event; then the
 * stack fills, and once it is full outside of any {@code toString}, all that is on it is let go. What is let go keeps its
 * own encoder and can still be ended by whoever holds it.
 */
final class Producer {
    /** Most log events of one thread that are open inside each other. */
    static final int EVENTS_OPEN_MAX = 8;

    /** An event is written in place when the ring has so many bytes free in one piece; a longer one moves out. */
    private static final int IN_PLACE_BYTES_MIN = 512;

    /** Longest mark that {@link FieldWriter#cut} leaves. */
    private static final int CUT_MARK_CHARS_MAX = 24;

    private static final int FAILED = Tally.dropped(DropReason.ENCODE_ERROR);

    /** Of frugal ones that have no event open. Never written. */
    private static final @Nullable PendingEvent[] NO_EVENTS = new PendingEvent[EVENTS_OPEN_MAX];

    private final Recorder recorder;
    private final Inlet inlet;
    private final Overflows overflows;
    private final long @Nullable [] ownCells;
    /** The ring that log events are written into in place; null when others write into it, too. */
    private final @Nullable Ring ownRing;

    private final @Nullable HeadSampler head;
    private final boolean muted;
    private final Thread thread = Thread.currentThread();
    private final FieldWriter writer;
    /** Of a virtual thread: keeps no buffers and no tables between its events, since there may be a million of them. */
    private final boolean frugal;

    private final @Nullable SiteCache sites; // null when frugal
    private @Nullable Bridging bridging; // made when asked for: few programs log through bridges
    private @Nullable EventEncoder raw; // made when asked for: few threads do

    private @Nullable PendingEvent[] events = NO_EVENTS;
    private int eventsOpen;

    private @Nullable Sampler sampler; // made when asked for: few threads do
    private @Nullable OpenSpans spans; // made when the first is begun; a frugal one keeps it only while one is open

    private long patienceNanos = -1; // what submitPatiently waits; negative outside it
    private String threadName = "";
    private int threadSymbol = Symbols.NONE;

    /**
     * The state of the calling thread.
     *
     * @param muted the thread is one of the runtime's own, and what it records is dropped
     * @param frugal the thread is a virtual one
     */
    Producer(Recorder recorder, Inlet inlet, boolean muted, boolean frugal) {
        this.recorder = recorder;
        this.inlet = inlet;
        this.overflows = recorder.overflows();
        this.head = recorder.head();
        this.muted = muted;
        ownCells = inlet.isOwned() ? inlet.tally().cells() : null;
        ownRing = inlet.isOwned() && !muted ? inlet.ring() : null;
        this.frugal = frugal;
        writer = recorder.newWriter(frugal);
        sites = frugal ? null : recorder.newSiteCache();
    }

    boolean belongsTo(Thread other) {
        return thread == other;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    // ---- log events

    LogCall call(Level level, @Nullable String template, long now) {
        PendingEvent event = open(level, true);
        if (event == null) {
            return NoBackend.CALL;
        }
        event.begin(level, site(template), now);
        eventsOpen++;
        return event;
    }

    /** As {@link #call(Level, String, long)}, of a bridge that knows the logger. */
    LogCall call(Level level, @Nullable String template, @Nullable String logger, long now) {
        PendingEvent event = open(level, true);
        if (event == null) {
            return NoBackend.CALL;
        }
        Bridging known = bridging;
        if (known == null) {
            known = recorder.newBridging(frugal);
            bridging = known;
        }
        event.begin(level, known.site(template), known.logger(logger), now);
        eventsOpen++;
        return event;
    }

    /** As {@link #call(Level, String, long)}, if the limit lets it pass. */
    LogCall call(Level level, @Nullable String template, Limit limit) {
        if (muted) {
            return call(level, template, recorder.clock().nanos());
        }
        final Site site = site(template);
        final boolean sampled = limit.kind() == Limit.Kind.SAMPLE;
        final double weight = sampled ? sampler().weight(limit.probability()) : weight(site, limit);
        if (weight == 0) {
            dropUnwritten(sampled ? DropReason.SAMPLED : DropReason.RATE_LIMITED, Tally.kind(level));
            return NoBackend.CALL;
        }
        PendingEvent event = open(level, true);
        if (event == null) {
            return NoBackend.CALL;
        }
        event.begin(level, site, recorder.clock().nanos());
        event.weight(weight);
        eventsOpen++;
        return event;
    }

    /** Chance, for who leaves events out. */
    Sampler sampler() {
        Sampler known = sampler;
        if (known == null) {
            known = new Sampler(recorder.newSpanIds());
            sampler = known;
        }
        return known;
    }

    /** How many calls of the text this one stands for under a limit by time; 0 when it is left out. */
    double weight(Site site, Limit limit) {
        final long now = ticks();
        final SiteLimit known = site.limit(limit, now);
        if (known == null) {
            writer.lost(DropReason.CARDINALITY);
            return 1;
        }
        return known.pass(now);
    }

    LogEvent event(Level level, long now) {
        PendingEvent event = open(level, false);
        if (event == null) {
            return NoBackend.EVENT;
        }
        event.begin(level, null, now);
        eventsOpen++;
        return event;
    }

    /** As {@link #event(Level, long)}: a limit by chance decides now, one by time when the text is known. */
    LogEvent event(Level level, Limit limit) {
        final boolean sampled = limit.kind() == Limit.Kind.SAMPLE;
        final double weight = sampled && !muted ? sampler().weight(limit.probability()) : 1;
        if (weight == 0) {
            dropUnwritten(DropReason.SAMPLED, Tally.kind(level));
            return NoBackend.EVENT;
        }
        PendingEvent event = open(level, false);
        if (event == null) {
            return NoBackend.EVENT;
        }
        event.begin(level, null, recorder.clock().nanos());
        event.weight(weight);
        event.limit(sampled ? null : limit);
        eventsOpen++;
        return event;
    }

    /** An event of the span, whatever is current. */
    LogEvent eventOf(ContextFrame span) {
        try {
            final PendingEvent event = open(Level.INFO, false);
            if (event == null) {
                return NoBackend.EVENT;
            }
            event.beginIn(span, recorder.clock().nanos());
            eventsOpen++;
            return event;
        } catch (Throwable failure) { // as in Recorder.event()
            recorder.notBegun(Tally.kind(Level.INFO));
            return NoBackend.EVENT;
        }
    }

    /** The event to begin next. It is open when {@link #eventsOpen} counts it: what an Error keeps from beginning never was. */
    private @Nullable PendingEvent open(Level level, boolean macro) {
        final PendingEvent first = events[0];
        if (eventsOpen == 0 && first != null && !muted) {
            lend(first.encoder(), Tally.kind(level));
            return first;
        }
        return openInside(level, macro);
    }

    /** An event while others are open; also the first ever. */
    private @Nullable PendingEvent openInside(Level level, boolean macro) {
        if (muted || (eventsOpen == EVENTS_OPEN_MAX && writer.inForeignCode())) {
            dropUnwritten(DropReason.REENTRANT, Tally.kind(level));
            return null;
        }
        leaveRing();
        if (eventsOpen == EVENTS_OPEN_MAX) {
            letGo(0);
            eventsOpen = 0;
        }
        if (events == NO_EVENTS) {
            events = new PendingEvent[EVENTS_OPEN_MAX];
        }
        PendingEvent event = events[eventsOpen];
        if (event == null) {
            // Who has a fluent event may still hold it after its end: its encoder is never lent to another thread.
            event = new PendingEvent(
                    this, frugal && macro ? recorder.spareEncoders().take() : newEncoder());
            events[eventsOpen] = event;
        }
        event.encoder().takeBack();
        return event;
    }

    /**
     * Has the outermost event written straight into the ring, which spares a copy. What is there is invisible until it is
     * published, and whatever else wants to write into the ring meanwhile makes it {@link #leaveRing leave} first.
     */
    private void lend(EventEncoder encoder, int kind) {
        final Ring ring = ownRing;
        if (ring != null) {
            final int room = ring.writable(IN_PLACE_BYTES_MIN, overflows.firstBytes(kind));
            if (room >= IN_PLACE_BYTES_MIN) {
                final int from = ring.writeIndex();
                encoder.lend(ring.buffer(), from, from + Math.min(room, recorder.recordBytesMax()));
                return;
            }
        }
        encoder.takeBack();
    }

    /** The open event that is being written in the ring, if there is one, goes on in an array of its own. */
    private void leaveRing() {
        final PendingEvent outermost = events[0];
        if (eventsOpen > 0 && outermost != null) {
            outermost.encoder().takeBack();
        }
    }

    /** Takes an ended event back, and lets go of those that were begun after it and are still open. */
    void release(PendingEvent event) {
        if (eventsOpen == 1 && events[0] == event) {
            eventsOpen = 0;
            if (frugal) {
                events = NO_EVENTS; // before its encoder is lent again
            }
            return;
        }
        for (int i = eventsOpen - 1; i >= 0; i--) {
            if (events[i] == event) {
                letGo(frugal ? i : i + 1);
                eventsOpen = i;
                return;
            }
        }
    }

    /** After the end of a macro's event, which nobody else can hold: a virtual thread does not keep what it wrote it with. */
    void giveBack(EventEncoder encoder) {
        if (frugal) {
            recorder.spareEncoders().give(encoder);
        }
    }

    boolean isFrugal() {
        return frugal;
    }

    private void letGo(int from) {
        for (int i = from; i < eventsOpen; i++) {
            events[i] = null;
        }
    }

    Site site(@Nullable String template) {
        final String text = template == null ? "null" : template;
        final SiteCache cache = sites;
        return cache == null ? recorder.sites().find(text) : cache.find(text);
    }

    int argumentKey(int index) {
        return recorder.argumentKey(index);
    }

    void beginLog(EventEncoder encoder, Level level, int template, int logger, long now) {
        beginLog(encoder, level, template, logger, now, current());
    }

    void beginLog(EventEncoder encoder, Level level, int template, int logger, long now, @Nullable ContextFrame span) {
        if (span == null || span.spanId == 0) {
            encoder.beginLog(level, template, logger, threadSymbol(), recorder.service(), now);
        } else {
            encoder.beginLogInSpan(
                    level,
                    template,
                    logger,
                    threadSymbol(),
                    recorder.service(),
                    now,
                    span.traceIdHigh,
                    span.traceIdLow,
                    span.spanId);
        }
    }

    private int threadSymbol() {
        String name = thread.getName();
        if (!name.equals(threadName)) {
            threadSymbol = recorder.threadSymbol(name);
            threadName = name;
        }
        return threadSymbol;
    }

    // ---- spans

    /** Decides which traces are recorded; null when all are. */
    @Nullable
    HeadSampler head() {
        return head;
    }

    Span span(@Nullable String name) {
        if (muted) {
            dropUnwritten(DropReason.REENTRANT, Tally.kind(Signal.SPAN));
            return NoBackend.SPAN;
        }
        return openSpans().begin(name, ticks());
    }

    /** A span inside another context than that of the thread. */
    Span span(@Nullable String name, Context parent) {
        if (muted) {
            dropUnwritten(DropReason.REENTRANT, Tally.kind(Signal.SPAN));
            return NoBackend.SPAN;
        }
        return openSpans().begin(name, parent, ticks());
    }

    private OpenSpans openSpans() {
        OpenSpans open = spans;
        if (open == null) {
            open = new OpenSpans(this, recorder, frugal);
            spans = open;
        }
        return open;
    }

    /** What is current; null when nothing is. */
    @Nullable
    ContextFrame current() {
        final OpenSpans open = spans;
        return open == null ? null : open.current();
    }

    /** Gives the exemplar what is current, if that is a sampled span. */
    boolean sampledSpan(Exemplar exemplar) {
        final ContextFrame current = current();
        if (current == null || current.spanId == 0 || !current.isSampled()) {
            return false;
        }
        exemplar.span(current.traceIdHigh, current.traceIdLow, current.spanId);
        return true;
    }

    Context context() {
        final ContextFrame current = current();
        return current == null ? Context.ROOT : current.context();
    }

    Scope enter(Context context) {
        return muted ? NoBackend.SCOPE : openSpans().enter(context);
    }

    /** As {@link #enter}; no frame more where this very context is current: tasks that run their own parts go deep. */
    @SuppressWarnings("ReferenceEquality") // an equal one may stand for another span
    Scope enterTask(Context context) {
        final ContextFrame current = current();
        return current != null && current.captured == context ? () -> closeInside(current) : enter(context);
    }

    private void closeInside(ContextFrame frame) {
        final OpenSpans open = spans;
        if (open != null) {
            open.closeInside(frame);
            forgetIfEmpty(open);
        }
    }

    /** Closes whatever is open. */
    void clear() {
        final OpenSpans open = spans;
        if (open != null && !open.isEmpty()) {
            open.clear();
            forgetIfEmpty(open);
        }
    }

    void leave(ScopeFrame scope) {
        final OpenSpans open = spans;
        if (open != null) { // it is: the scope was open and of this thread
            open.leave(scope);
            forgetIfEmpty(open);
        }
    }

    /** Takes out a span that was detached. */
    void remove(ActiveSpan span, StraySpans.Detached watched) {
        final OpenSpans open = spans;
        if (open != null) {
            open.remove(span);
            forgetIfEmpty(open);
        }
        recorder.unfinished().strays().add(watched);
    }

    /** After the end of a detached span. */
    void unwatch(ActiveSpan span) {
        recorder.unfinished().strays().remove(span);
    }

    /** Records a span that this thread has just closed. */
    void close(ActiveSpan span) {
        final OpenSpans open = spans;
        if (open != null) { // it is: the span was open and of this thread
            open.close(span, ticks());
            forgetIfEmpty(open);
        }
    }

    private void forgetIfEmpty(OpenSpans open) {
        if (frugal && open.isEmpty()) {
            spans = null;
        }
    }

    void beginSpan(EventEncoder encoder, ActiveSpan span, int name, long startTicks, long parentId) {
        encoder.beginSpan(
                SpanKind.INTERNAL,
                SpanStatus.UNSET,
                name,
                threadSymbol(),
                recorder.service(),
                recorder.clock().nanos(startTicks),
                0,
                span.traceIdHigh,
                span.traceIdLow,
                span.spanId,
                parentId);
    }

    SpanKeys spanKeys() {
        return recorder.spanKeys();
    }

    long ticks() {
        return recorder.clock().ticks();
    }

    // ---- both

    FieldWriter writer() {
        return writer;
    }

    /** Adds the text of the error, cut to what the record has room for: an event must not get lost for the length of a stack. */
    void error(EventEncoder encoder, Throwable error) {
        String text = writer.errorText(error, recorder.errorCharsMax());
        final int roomBytes = encoder.roomBytes() - Integer.BYTES;
        if (Wtf8.byteCount(text) > roomBytes) {
            text = FieldWriter.cut(text, Math.max(1, roomBytes / Wtf8.BYTES_PER_CHAR_MAX - CUT_MARK_CHARS_MAX));
        }
        encoder.error(text);
    }

    int textCharsMax() {
        return recorder.textCharsMax();
    }

    /** The writer of the calling thread, which is not always this one's; null when it cannot be had, which costs a value. */
    @Nullable
    FieldWriter writerOfCaller() {
        try {
            return recorder.producer().writer;
        } catch (Throwable failure) { // as in ofCaller()
            recorder.losses().valueLost(DropReason.ENCODE_ERROR);
            return null;
        }
    }

    /** That of the calling thread, in the same runtime; null when it cannot be had, which costs a span and is counted. */
    @Nullable
    Producer ofCaller() {
        try {
            return recorder.producer();
        } catch (Throwable failure) { // no memory for the ring of a thread that never recorded
            recorder.notBegun(Tally.kind(Signal.SPAN));
            return null;
        }
    }

    /** Whether the caller is another thread than the one this belongs to. */
    boolean isForeign() {
        return Thread.currentThread() != thread;
    }

    void misuse() {
        recorder.losses().misuse();
    }

    // ---- records

    /** The encoder for callers that make whole records themselves. */
    EventEncoder rawEncoder() {
        EventEncoder encoder = raw;
        if (encoder == null) {
            encoder = newEncoder();
            raw = encoder;
        }
        return encoder;
    }

    EventEncoder newEncoder() {
        return recorder.newEncoder();
    }

    /** Ends the record, hands it over through the ring, and counts it, come what may. */
    boolean submit(EventEncoder encoder) {
        return submit(encoder, Tally.kind(encoder.buffer(), encoder.start()));
    }

    /** As {@link #submit(EventEncoder)}, but waits for room at most so long, whatever the policy for a full ring. */
    boolean submitPatiently(EventEncoder encoder, long nanosMax) {
        patienceNanos = Math.max(0, nanosMax);
        try {
            return submit(encoder);
        } finally {
            patienceNanos = -1;
        }
    }

    /** As {@link #submit(EventEncoder)} for a record of the kind. */
    boolean submit(EventEncoder encoder, int kind) {
        final long[] own = ownCells;
        if (own == null) {
            return submitShared(encoder, kind);
        }
        final int submittedCell = Tally.cell(Tally.SUBMITTED, kind);
        int outcomeCell = Tally.cell(FAILED, kind); // of an Error half way: nothing has been published then
        try {
            final int outcome = encoder.isLent() ? publish(encoder) : offer(encoder, kind);
            outcomeCell = outcome * Tally.KINDS + kind; // Tally.cell, not called: that needs stack when all is done
            return outcome == Tally.PASSED;
        } finally {
            own[submittedCell]++;
            own[outcomeCell]++;
        }
    }

    private boolean submitShared(EventEncoder encoder, int kind) {
        int outcome = FAILED;
        try {
            outcome = offer(encoder, kind);
            return outcome == Tally.PASSED;
        } finally {
            if (outcome != Tally.PASSED) { // else the inlet has counted it
                inlet.count(Tally.SUBMITTED, kind, 1);
                inlet.count(outcome, kind, 1);
            }
        }
    }

    /** Publishes what was written in place. The row of the {@link Tally} that tells what became of it. */
    private int publish(EventEncoder encoder) {
        final Ring ring = ownRing;
        final int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE) {
            return Tally.dropped(DropReason.TOO_LARGE);
        }
        if (ring == null || recorder.isClosed()) {
            return Tally.dropped(DropReason.SHUTDOWN);
        }
        ring.publish(bytes);
        return Tally.PASSED;
    }

    /** Copies the record into the ring. The row of the {@link Tally} that tells what became of it. */
    private int offer(EventEncoder encoder, int kind) {
        leaveRing();
        final int bytes = encoder.end();
        final byte[] record = encoder.buffer();
        if (bytes == EventEncoder.TOO_LARGE || bytes > recorder.recordBytesMax()) {
            return Tally.dropped(DropReason.TOO_LARGE);
        }
        if (recorder.isClosed()) {
            return Tally.dropped(DropReason.SHUTDOWN);
        }
        if (muted) {
            return Tally.dropped(DropReason.REENTRANT);
        }
        if (inlet.offer(record, bytes, overflows.firstBytes(kind))) {
            return Tally.PASSED;
        }
        return patienceNanos < 0
                ? overflows.handle(inlet, encoder, bytes, kind, this)
                : overflows.await(inlet, record, bytes, kind, patienceNanos);
    }

    /** Counts an event that never became a record. */
    void dropUnwritten(DropReason reason, int kind) {
        final long[] own = ownCells;
        if (own == null) {
            inlet.count(Tally.SUBMITTED, kind, 1);
            inlet.count(Tally.dropped(reason), kind, 1);
            return;
        }
        final int submittedCell = Tally.cell(Tally.SUBMITTED, kind);
        final int outcomeCell = Tally.cell(Tally.dropped(reason), kind);
        own[submittedCell]++;
        own[outcomeCell]++;
    }
}
