/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Histogram;
import io.ttlog.Signal;
import io.ttlog.Status.SinkState;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.DiskFullException;
import io.ttlog.core.sink.LostException;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A sink as its lane sees it: how it {@link Standing stands}, what it took, and what went wrong. Nothing that a sink throws
 * leaves here. Its methods belong to the lane's thread; standing, tally and complaints tell what all may read.
 */
final class Outlet {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final int GAP = Tally.kind(Signal.GAP);

    private final Sink sink;
    private final OwedGaps owedGaps;
    private final LongSupplier nanoClock;
    private final Histogram writeMillis;
    private final LongSupplier lost;
    private final Standing standing = new Standing();
    private final Tally tally = new Tally();
    private final Complaints complaints;
    // What is complained about and how, made beforehand: when it is wanted, there may be no memory to make it.
    private final String writes;
    private final String flushes;
    private final String idles;
    private final String closes;
    private final Supplier<String> losses = this::lossText;
    private final Supplier<String> prospects = this::prospectText;
    private long failures;
    private DropReason reason = DropReason.SINK_FAILED; // of the latest failure, which goes on while the sink is parked

    /**
     * An outlet for the sink, which it will close.
     *
     * @param owedGaps takes gap records that the sink did not take
     * @param nanoClock decides when a sink that failed is called again
     * @param writeMillis takes how long each write took
     * @param out where to say what the sink does not do
     * @param lost how many events it did not get or take so far, to be said there
     */
    Outlet(
            Sink sink,
            OwedGaps owedGaps,
            LongSupplier nanoClock,
            Histogram writeMillis,
            PrintStream out,
            LongSupplier lost) {
        this.sink = sink;
        this.owedGaps = owedGaps;
        this.nanoClock = nanoClock;
        this.writeMillis = writeMillis;
        this.lost = lost;
        this.complaints = new Complaints(out, nanoClock);
        writes = "sink " + sink.name();
        flushes = "flush of " + writes;
        idles = "idle work of " + writes;
        closes = "close of " + writes;
    }

    Standing standing() {
        return standing;
    }

    /** What the sink took, and what it did not. */
    Tally tally() {
        return tally;
    }

    Complaints complaints() {
        return complaints;
    }

    /** How many events were dropped because the sink failed. */
    long failures() {
        return failures;
    }

    /**
     * Gives the sink the records, counts what it did with them, and returns the offset of the next one to give it; less than
     * {@code to}, and the sink not {@linkplain SinkState#RUNNING running}, when they are to be offered again later.
     */
    int write(byte[] buffer, int from, int to) {
        final long start = nanoClock.getAsLong();
        int takenTo = to;
        int next = to;
        PartlyTakenException refusal = null; // the records were wrong
        Throwable failure = null; // the sink was
        try {
            sink.write(buffer, from, to);
        } catch (PartlyTakenException e) {
            takenTo = Math.max(from, Math.min(e.takenTo(), to));
            if (e.getCause() instanceof IOException) {
                failure = e;
            } else {
                next = e.next() > from ? Math.max(takenTo, Math.min(e.next(), to)) : to; // always onwards
                refusal = e;
            }
        } catch (Throwable e) { // whatever a sink throws, the lane goes on
            takenTo = from;
            failure = e;
        }
        final long end = nanoClock.getAsLong();
        measured(end - start);
        count(tally, Tally.PASSED, buffer, from, takenTo);
        if ((failure == null || takenTo > from) && standing.took()) {
            complaints.over(writes, losses);
        }
        if (failure != null
                && standing.failed(end, failure instanceof IOException)) { // else nobody knows what was taken
            complaints.note(failure);
            return takenTo;
        }
        if (failure != null) {
            reason = reason(failure);
        }
        drop(buffer, takenTo, next, refusal == null ? reason : refusal.reason());
        if (failure != null) {
            complaints.about(writes, failure, prospects);
        } else if (refusal != null) {
            complaints.about(writes, refusal, prospects);
        }
        return next;
    }

    /** Counts the records as dropped, because the sink fails. A gap record is not lost by that: the sink is owed it again. */
    void drop(byte[] buffer, int from, int to) {
        drop(buffer, from, to, reason);
    }

    private void drop(byte[] buffer, int from, int to, DropReason why) {
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (!EventFormat.isPadding(buffer, at) && Tally.kind(buffer, at) == GAP) {
                putBack(buffer, at, next, why);
            } else {
                failures += count(tally, Tally.dropped(why), buffer, at, next);
            }
        }
    }

    private void putBack(byte[] buffer, int at, int next, DropReason why) {
        try {
            owedGaps.putBack(buffer, at);
        } catch (OutOfMemoryError noRoom) { // the lane goes on
            failures += count(tally, Tally.dropped(why), buffer, at, next);
        }
    }

    private void measured(long nanos) {
        try {
            writeMillis.record(nanos / NANOS_PER_MILLI);
        } catch (OutOfMemoryError noRoom) { // a thread's first value allocates; the write is to be counted all the same
            complaints.note(noRoom);
        }
    }

    private static DropReason reason(Throwable failure) {
        try {
            return DiskFullException.isIn(failure) ? DropReason.DISK_FULL : DropReason.SINK_FAILED;
        } catch (Throwable another) { // of whoever wrote the failure, or for want of memory
            return DropReason.SINK_FAILED;
        }
    }

    /** What was counted as taken, but could not be kept, was dropped after all. */
    private void drop(LostException lost) {
        for (int kind = 0; kind < Tally.KINDS; kind++) {
            long count = lost.count(kind);
            tally.addOwned(Tally.PASSED, kind, -count);
            tally.addOwned(Tally.dropped(reason(lost)), kind, count);
            failures += count;
        }
    }

    /** Whether the sink brought what it took to the level. */
    boolean flush(Ack level) {
        try {
            sink.flush(level);
            return true;
        } catch (Throwable failure) {
            complaints.about(flushes, failure, losses);
            return false;
        }
    }

    /** As {@link Sink#awaitDelivered}; the one method for threads of the application. */
    boolean awaitDelivered(long nanosMax) {
        try {
            return sink.awaitDelivered(nanosMax);
        } catch (Throwable failure) { // not said here: complaints belong to the lane's thread, and the caller is told
            return false;
        }
    }

    void idle() {
        try {
            sink.idle();
        } catch (Throwable failure) {
            if (standing.state() == SinkState.RUNNING) {
                complaints.about(idles, failure, losses);
            } else {
                complaints.note(failure); // the write that failed says more: what becomes of the events
            }
        }
    }

    void close() {
        flush(Ack.SYNCED);
        try {
            sink.close();
        } catch (Throwable failure) {
            if (failure instanceof LostException lost) {
                drop(lost);
            }
            complaints.about(closes, failure, losses);
        }
    }

    private String prospectText() {
        return switch (standing.state()) {
            case PARKED ->
                "it is parked: events for it are dropped until it takes a batch, which is tried again after "
                        + standing.waitNanos() / NANOS_PER_SECOND + " s; " + lossText();
            case RETRYING -> "it is tried again with the next events; " + lossText();
            case RUNNING, ENDED -> lossText();
        };
    }

    private String lossText() {
        return "events dropped for it so far: " + lost.getAsLong();
    }

    /** Counts the records, but fillers, in a row of the tally that the calling thread owns. */
    static int count(Tally tally, int row, byte[] records, int from, int to) {
        int count = 0;
        int at = from;
        while (at < to) {
            if (EventFormat.isPadding(records, at)) {
                at += EventFormat.recordBytes(records, at);
                continue;
            }
            final int kind = Tally.kind(records, at);
            int alike = 0; // counted together: what is shared with onlookers is slower to change
            do {
                alike++;
                at += EventFormat.aligned(EventFormat.recordBytes(records, at));
            } while (at < to && !EventFormat.isPadding(records, at) && Tally.kind(records, at) == kind);
            tally.addOwned(row, kind, alike);
            count += alike;
        }
        return count;
    }
}
