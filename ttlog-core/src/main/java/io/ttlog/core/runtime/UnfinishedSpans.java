/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;

/**
 * Tells of spans that do not end: once of each, as a record with what the span holds so far, without a duration and with the field
 * {@value #KEY} that says why (RFC-0012). Threads add their {@link WatchedSpans}, or the spans themselves ({@link StraySpans}); the
 * pump looks at them, without the threads noticing.
 */
final class UnfinishedSpans {
    /** The field of a record of a span that has not ended. */
    static final String KEY = "unfinished";

    /** The span has been open for long. It may still end, and is recorded then as any. */
    static final String OPEN = "open";
    /** The span was open when ttlog stopped. */
    static final String STOPPED = "stopped";
    /** The span's thread has ended. */
    static final String THREAD_ENDED = "thread_ended";
    /** The span was detached, and nobody has it any more. */
    static final String ABANDONED = "abandoned";

    /** The pump looks so often. */
    private static final long LOOK_NANOS = 1_000_000_000L;

    /** What a platform thread has. */
    private record OfThread(Producer producer, WatchedSpans spans) {}

    private final EpochClock clock;
    private final long openNanosMax;
    private final int key;
    private final ObjIntConsumer<byte[]> road;
    private final Queue<OfThread> threads =
            new ConcurrentLinkedQueue<>(); // of the threads that live, and those that died since the last look
    private final StraySpans strays = new StraySpans();

    // The pump's own.
    private final EventEncoder encoder = new EventEncoder();
    private final Look look = new Look();
    private final Consumer<ActiveSpan> ofLiving = look::ofLiving;
    private final Consumer<ActiveSpan> ofDead = look::ofDead;
    private long lastLook = System.nanoTime();

    /**
     * Knows no span.
     *
     * @param openNanosMax a span that is open for longer is told of
     * @param key the symbol of {@link #KEY}
     * @param road takes each record and its length
     */
    UnfinishedSpans(EpochClock clock, long openNanosMax, int key, ObjIntConsumer<byte[]> road) {
        this.clock = clock;
        this.openNanosMax = openNanosMax;
        this.key = key;
        this.road = road;
    }

    /** Those of a thread, until it ends. */
    void watch(Producer producer, WatchedSpans spans) {
        threads.add(new OfThread(producer, spans));
    }

    /** Those that are of no thread, or of a virtual one. */
    StraySpans strays() {
        return strays;
    }

    /** Lets go of all threads. */
    void forget() {
        threads.clear();
    }

    /** Tells of those that are due, if it is time to look. */
    void tick() {
        final long now = System.nanoTime();
        if (now - lastLook >= LOOK_NANOS) {
            lastLook = now;
            look(false);
        }
    }

    /** Tells of all that are open. */
    void tellAll() {
        look(true);
    }

    private void look(boolean stopped) {
        look.stopped = stopped;
        look.now = clock.ticks();
        for (Iterator<OfThread> each = threads.iterator(); each.hasNext(); ) {
            final OfThread thread = each.next();
            if (!thread.producer.isAlive()) {
                thread.spans.forEach(ofDead);
                each.remove();
            } else {
                thread.spans.forEach(ofLiving);
            }
        }
        strays.forEach(look);
    }

    private final class Look implements StraySpans.Look {
        private boolean stopped;
        private long now;

        @Override
        public void ofVirtualThread(ActiveSpan span) {
            if (span.producer().isAlive()) {
                ofLiving(span);
            } else {
                ofDead(span);
                strays.remove(span);
            }
        }

        @Override
        public void detached(ActiveSpan span, boolean held) {
            if (held) {
                ofLiving(span);
            } else {
                at(span, ABANDONED); // unless it has ended
                strays.remove(span);
            }
        }

        void ofLiving(ActiveSpan span) {
            at(span, stopped ? STOPPED : OPEN);
        }

        void ofDead(ActiveSpan span) {
            at(span, THREAD_ENDED);
        }

        private void at(ActiveSpan span, String why) {
            final long begunBefore = why.equals(OPEN) ? now - openNanosMax : now;
            if (span.copyTo(encoder, begunBefore)) {
                if (encoder.fields() < EventFormat.FIELDS_MAX) {
                    encoder.fieldAscii(key, why);
                }
                road.accept(encoder.buffer(), encoder.end());
            }
        }
    }
}
