/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.DropReason;
import io.ttlog.Sampling;
import io.ttlog.Signal;
import io.ttlog.Status;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.TraceMark;
import io.ttlog.core.pump.HeldTrace.State;
import io.ttlog.core.ring.Tally;
import java.time.Duration;

/**
 * Holds spans that carry a {@link TraceMark} until it is known whether their trace is kept: because a span of it failed or was slow, or,
 * once the local root has ended or a bound is met, because the head says so (RFC-0015). Allocates only while it grows. Belongs to
 * the pump's thread, but for {@link #status}.
 */
final class TailSampler {
    private static final int SPAN = Tally.kind(Signal.SPAN);
    private static final int SCRATCH_BYTES = 4 << 10;

    /** Where kept spans go on. */
    interface Road {
        /** Takes records at once. */
        void send(byte[] records, int from, int to);
    }

    private final boolean errors;
    private final long slowNanos;
    private final long heldNanos;
    private final double share;
    private final Tally tally;
    private final Road road;
    private final HeldSpans held;
    private final TraceTable traces;
    private final int expectedMax;
    private final EventReader reader = new EventReader();
    private byte[] scratch = new byte[SCRATCH_BYTES];
    private long now;
    private long decidedEarly;
    private volatile Status.Held status = Status.Held.NOTHING;

    /**
     * Holds nothing yet.
     *
     * @param tally counts what is dropped
     * @param road takes what is kept, without marks
     */
    TailSampler(Sampling sampling, long now, Tally tally, Road road) {
        errors = sampling.errorsKept();
        final Duration slow = sampling.slowAfter();
        slowNanos = slow == null ? Long.MAX_VALUE : slow.toNanos();
        heldNanos = sampling.heldFor().toNanos();
        share = sampling.share();
        held = new HeldSpans(sampling.heldBytes());
        expectedMax = sampling.heldBytes() / HeldSpans.PIECE_BYTES;
        traces = new TraceTable(expectedMax);
        this.now = now;
        this.tally = tally;
        this.road = road;
    }

    /** True when it has taken the record over: what is not a span with a mark, or needs no decision, goes on as it stands there. */
    boolean takes(byte[] buffer, int at) {
        if (EventFormat.signal(buffer, at) != Signal.SPAN.ordinal()) {
            return false;
        }
        final int mark = TraceMark.at(buffer, at);
        if (mark == TraceMark.NONE) {
            return false;
        }
        final int bytes = EventFormat.aligned(EventFormat.recordBytes(buffer, at));
        if (TraceMark.headWeight(mark) == 1 || !hasMemory(bytes)) { // kept for itself alone, however its trace ends
            TraceMark.clear(buffer, at);
            return false;
        }
        take(buffer, at, bytes, mark);
        return true;
    }

    /** Makes sure that nothing after it needs memory, but what can be refused. */
    private boolean hasMemory(int bytes) {
        try {
            traces.prepare();
            final int needed = bytes + EventFormat.ALIGNMENT; // it may get a weight
            if (scratch.length < needed) {
                scratch = new byte[Math.max(needed, Math.min(2 * scratch.length, EventFormat.RECORD_BYTES_MAX))];
            }
            return true;
        } catch (OutOfMemoryError noRoom) { // of the host
            return false;
        }
    }

    private void take(byte[] buffer, int at, int bytes, int mark) {
        reader.wrap(buffer, at);
        final boolean wanted = errors && reader.spanStatus() == SpanStatus.ERROR || reader.durationNanos() >= slowNanos;
        final long high = reader.traceIdHigh();
        final long low = reader.traceIdLow();
        HeldTrace trace = traces.find(high, low);
        if (trace == null) {
            if (traces.expectedCount() == expectedMax) {
                endOldest();
            }
            trace = traces.begin(high, low, now);
        }
        if (wanted && trace.state != State.WHOLE) {
            decide(trace, State.WHOLE);
        }
        if (trace.expected && TraceMark.isLocalRoot(mark) && reader.hasDuration()) { // else it has not ended
            if (trace.state == State.OPEN) {
                decide(trace, State.BY_HEAD);
            }
            traces.end(trace);
        } else if (trace.state == State.OPEN) {
            if (hold(trace, buffer, at, bytes)) {
                trace.sampled |= TraceMark.headWeight(mark) > 0;
                return;
            }
            endEarly(trace);
        }
        if (trace.state == State.WHOLE || TraceMark.headWeight(mark) > 0) {
            System.arraycopy(buffer, at, scratch, 0, bytes);
            send(trace);
        } else {
            drop(1);
        }
    }

    /** False when there is not even room after all older traces have been decided. */
    private boolean hold(HeldTrace trace, byte[] buffer, int at, int bytes) {
        while (!held.append(trace, buffer, at, bytes)) {
            if (traces.oldest() == trace) {
                return false;
            }
            endOldest();
        }
        return true;
    }

    private void endOldest() {
        final HeldTrace oldest = traces.oldest();
        if (oldest != null) {
            endEarly(oldest);
        }
    }

    /** The local root of the trace is expected no longer. */
    private void endEarly(HeldTrace trace) {
        if (trace.state == State.OPEN) {
            decidedEarly++;
            decide(trace, State.BY_HEAD);
        }
        traces.end(trace);
    }

    /** Does with what is held of the trace, and will be done with what comes, what the state says. */
    private void decide(HeldTrace trace, State state) {
        trace.state = state;
        if (state == State.BY_HEAD && !trace.sampled) {
            drop(trace.spans);
            held.drop(trace);
            return;
        }
        while (trace.spans > 0) {
            held.moveFirst(trace, scratch);
            if (state == State.WHOLE || TraceMark.headWeight(TraceMark.at(scratch, 0)) > 0) {
                send(trace);
            } else {
                drop(1);
            }
        }
    }

    /** Sends what stands in the scratch array on its way. */
    private void send(HeldTrace trace) {
        int bytes = EventFormat.recordBytes(scratch, 0);
        if (trace.state == State.BY_HEAD) {
            final float rounded = TraceMark.headWeight(TraceMark.at(scratch, 0));
            bytes = EventFormat.multiplyWeight(scratch, 0, rounded == (float) (1 / share) ? 1 / share : rounded);
        }
        TraceMark.clear(scratch, 0);
        road.send(scratch, 0, EventFormat.aligned(bytes));
    }

    private void drop(int spans) {
        tally.addOwned(Tally.dropped(DropReason.SAMPLED), SPAN, spans);
    }

    /** Decides what has been held for too long. */
    void tick(long nanoTime) {
        now = nanoTime;
        HeldTrace oldest = traces.oldest();
        while (oldest != null && nanoTime - oldest.sinceNanos >= heldNanos) {
            endEarly(oldest);
            oldest = traces.oldest();
        }
        held.trim();
        publish();
    }

    /** Decides all that is held, by what is known of it. */
    void decideAll() {
        for (HeldTrace trace = traces.oldest(); trace != null; trace = traces.after(trace)) {
            if (trace.state == State.OPEN) {
                decide(trace, State.BY_HEAD);
            }
        }
        publish();
    }

    /** After the end of the pump's thread: counts what is still held as dropped. */
    void abandon() {
        for (HeldTrace trace = traces.oldest(); trace != null; trace = traces.after(trace)) {
            tally.addOwned(Tally.dropped(DropReason.SHUTDOWN), SPAN, trace.spans);
            held.drop(trace);
        }
        publish();
    }

    private void publish() {
        final Status.Held known = status;
        if (known.traces() != held.traces() || known.bytes() != held.bytes() || known.decidedEarly() != decidedEarly) {
            status = new Status.Held(held.traces(), held.bytes(), decidedEarly);
        }
    }

    /** What is held, to within 100 ms; for all threads. */
    Status.Held status() {
        return status;
    }

    /** Bytes in use and allocated, for a test. */
    HeldSpans held() {
        return held;
    }

    /** What is known of traces, for a test. */
    TraceTable traces() {
        return traces;
    }
}
