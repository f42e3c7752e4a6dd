/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.DropReason;
import io.ttlog.Histogram;
import io.ttlog.Signal;
import io.ttlog.Status.SinkState;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.PagedRing;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import java.io.PrintStream;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * One sink, the ring in front of it, and the thread that calls it. The pump is the only producer of the ring and {@link
 * #offerAll}, {@link #drop}, {@link #barrier} and {@link #stop} belong to it; the sink is called by the lane's thread only.
 *
 * <p>What comes of a failure is decided by the sink's {@link Standing}. While a batch waits to be offered again, the ring
 * holds what comes behind it; what is offered to a parked sink is dropped as SINK_FAILED, and a flush fails at once.
 */
final class Lane implements Runnable, OwedGaps.Road {
    private static final long PARK_NANOS_MAX = 50_000_000; // half of what Sink.idle promises
    private static final long IDLE_NANOS = 50_000_000;
    /** As much as of the rings of producers: {@code Overflows.RESERVE_PARTS}. */
    private static final int RESERVE_PARTS = 5;

    private static final int GAP = Tally.kind(Signal.GAP);

    /** A barrier behind a position; {@code refusals} is what the pump had to drop before it. */
    private record Mark(long position, long refusals, Barrier barrier) {
        // A queue compares what it removes, and the comparison that the JDK makes for a record stays in a cache of its
        // own, with the class loader of ttlog.

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final int index;
    private final String name;
    private final PagedRing ring;
    private final LongSupplier nanoClock;
    private final Outlet outlet;
    private final Lag lag;
    private final OwnThread thread;
    private final Tally refused = new Tally(); // written by the pump
    /** Barriers under way; one for each thread that waits in flush, so bounded by the threads of the application. */
    private final ConcurrentLinkedQueue<Mark> marks = new ConcurrentLinkedQueue<>();

    private final OwedGaps owedGaps = new OwedGaps();

    private volatile boolean asleep;
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private volatile boolean ended; // set before the last look at the marks
    private volatile long lossesTold; // written by the lane's thread: what the flushes so far have told of
    private final Backoff roomBackoff = new Backoff(50_000); // pump only
    private boolean stuck; // pump only: the last wait for room was in vain
    private long refusals; // pump only: events dropped for want of room
    private long lastIdleNanos; // the lane's thread only

    /**
     * A lane whose thread is not running yet.
     *
     * @param nanoClock decides when a sink that failed is called again
     * @param writeMillis takes how long each write took
     * @param out where to say what a sink does not do
     */
    Lane(int index, Sink sink, int ringBytes, LongSupplier nanoClock, Histogram writeMillis, PrintStream out) {
        this.index = index;
        this.name = sink.name();
        this.nanoClock = nanoClock;
        outlet = new Outlet(sink, owedGaps, nanoClock, writeMillis, out, this::lost);
        lastIdleNanos = nanoClock.getAsLong();
        lag = new Lag(lastIdleNanos);
        ring = new PagedRing(ringBytes);
        thread = new OwnThread("ttlog-sink-" + name, this);
    }

    String name() {
        return name;
    }

    void start() {
        thread.start();
    }

    // ---- called by the pump

    /** As {@link PagedRing#offerAll}. */
    int offerAll(byte[] records, int from, int to) {
        final int next = ring.offerAll(records, from, to, ring.capacity());
        if (next > from) {
            wake();
        }
        return next;
    }

    /** As {@link #offerAll(byte[], int, int)}, but leaves the reserve alone, which is for WARN and above, spans and metrics. */
    int offerAllButReserve(byte[] records, int from, int to) {
        final int next = ring.offerAll(records, from, to, ring.capacity() - ring.capacity() / RESERVE_PARTS);
        if (next > from) {
            stuck = false;
            wake();
        }
        return next;
    }

    /** Gives up memory that a sink which has caught up does not need. */
    void trim() {
        ring.trim();
    }

    /**
     * Waits for room, at most so long; false when there is none. After a wait in vain only one without a bound is tried, until
     * there is room again.
     */
    boolean awaitRoom(long nanosMax) {
        if (stuck && nanosMax != Long.MAX_VALUE) {
            return false;
        }
        final long position = ring.headAcquire();
        final long start = System.nanoTime();
        roomBackoff.reset();
        // The lane may have emptied the ring before we took `position`: then its head stays, and all the room is there.
        while (ring.headAcquire() == position && ring.tailAcquire() != position) {
            if (abandoned || ended || System.nanoTime() - start >= nanosMax) {
                stuck = true;
                return false;
            }
            wake();
            roomBackoff.idle();
        }
        return true;
    }

    @Override
    public boolean offer(byte[] record, int bytes, int replaced) {
        int padded = EventFormat.aligned(bytes);
        if (offerAll(record, 0, padded) < padded) {
            return false;
        }
        refused.addOwned(Tally.dropped(DropReason.RING_FULL), GAP, replaced);
        return true;
    }

    /** What the sink has still to be told of; for the pump and for the lane's thread. */
    OwedGaps owedGaps() {
        return owedGaps;
    }

    /** Counts the records as dropped by this sink. */
    void drop(byte[] records, int from, int to, DropReason reason) {
        refusals += Outlet.count(refused, Tally.dropped(reason), records, from, to);
    }

    /** Asks for a flush of everything offered so far. */
    void barrier(Barrier barrier) {
        Mark mark = new Mark(ring.tailAcquire(), refusals, barrier);
        marks.add(mark);
        wake();
        if (ended && marks.remove(mark)) {
            barrier.passed(false); // nobody is left to reach it
        }
    }

    /** Lets the thread end when it has written everything offered so far. */
    void stop() {
        stopping = true;
        wake();
    }

    private void wake() {
        // Full fence, pairs with the one in await(): either we see `asleep`, or the lane sees what we published.
        VarHandle.fullFence();
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    // ---- called by whoever flushes

    /** How many losses the flushes that have passed told of. */
    long lossesTold() {
        return lossesTold;
    }

    /** As {@link Sink#awaitDelivered}. */
    boolean awaitDelivered(long nanosMax) {
        return outlet.awaitDelivered(nanosMax);
    }

    /** How many barriers wait for the sink. */
    int marks() {
        return marks.size();
    }

    /** Forgets a barrier that nobody waits for any more. */
    void forget(Barrier barrier) {
        marks.removeIf(mark -> mark.barrier == barrier);
    }

    // ---- called by whoever closes

    /** Gives up on the sink: the thread ends after the call it is in. */
    void abandon() {
        abandoned = true;
        LockSupport.unpark(thread);
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    boolean joinUntil(long deadlineNanos) {
        return thread.joinUntil(deadlineNanos);
    }

    /** What is left in the ring of a thread that has ended is dropped. */
    void dropRest() {
        assert !thread.isAlive();
        outlet.tally().addOwned(Tally.dropped(DropReason.SHUTDOWN), GAP, owedGaps.clear());
        for (int bytes = ring.readable(); bytes > 0; bytes = ring.readable()) {
            Outlet.count(
                    outlet.tally(),
                    Tally.dropped(DropReason.SHUTDOWN),
                    ring.buffer(),
                    ring.readIndex(),
                    ring.readIndex() + bytes);
            ring.free(bytes);
        }
    }

    // ---- counts

    long stored(int kind) {
        return outlet.tally().count(Tally.PASSED, kind);
    }

    long dropped(DropReason reason, int kind) {
        int row = Tally.dropped(reason);
        return outlet.tally().count(row, kind) + refused.count(row, kind);
    }

    /** Events that this sink alone did not get or take. */
    long lost() {
        long lost = 0;
        for (DropReason reason : DropReason.values()) {
            for (int kind = 0; kind < EventFormat.GAP_KINDS; kind++) {
                lost += dropped(reason, kind);
            }
        }
        return lost;
    }

    // ---- how it is

    SinkState state() {
        return ended ? SinkState.ENDED : outlet.standing().state();
    }

    /** Bytes offered that the sink has not dealt with. */
    long lagBytes() {
        long head = ring.headAcquire(); // first: so the difference is never negative
        return ring.tailAcquire() - head;
    }

    /** For how long the oldest event in the ring has been waiting, to within a batch; 0 when there is none. */
    long lagNanos() {
        return lag.nanos(nanoClock.getAsLong());
    }

    /** What the sink did not do. */
    Complaints complaints() {
        return outlet.complaints();
    }

    /** How often a batch was offered again. */
    long retries() {
        return outlet.standing().retries();
    }

    // ---- the lane's thread

    @Override
    public void run() {
        try {
            while (!abandoned) {
                if (!round()) {
                    if (stopping && ring.readable() == 0 && marks.isEmpty()) {
                        break;
                    }
                    await();
                }
            }
        } finally {
            outlet.close();
            ended = true;
            for (Mark mark = marks.poll(); mark != null; mark = marks.poll()) {
                mark.barrier.passed(false);
            }
        }
    }

    /** Does what there is to do now; false when there was nothing, or nothing that may be done yet. */
    boolean round() {
        final long now = nanoClock.getAsLong();
        boolean worked = write(now);
        for (int waiting = marks.size(); waiting > 0 && passMark(); waiting--) {
            worked = true; // all whose events are written share what the first makes the sink do, such as an fsync
        }
        boolean called = worked && !outlet.standing().isParked(); // what heals a parked sink is its idle work
        if (!called && now - lastIdleNanos >= IDLE_NANOS) {
            lastIdleNanos = now;
            outlet.idle();
        }
        return worked;
    }

    private void await() {
        asleep = true; // volatile store, a full fence: pairs with the one in wake()
        VarHandle.fullFence();
        if (ring.tailAcquire() != ring.headAcquire()) {
            long nanos = outlet.standing().nanosToCall(nanoClock.getAsLong());
            if (nanos > 0 && !outlet.standing().isParked() && !abandoned) {
                LockSupport.parkNanos(this, Math.min(nanos, PARK_NANOS_MAX)); // a batch waits to be offered again
            }
        } else if (marks.isEmpty() && !stopping && !abandoned) {
            LockSupport.parkNanos(this, PARK_NANOS_MAX); // whoever has work for the lane wakes it
        }
        asleep = false;
    }

    private boolean write(long now) {
        final int bytes = ring.readable();
        if (bytes == 0) {
            lag.nothing(now);
            return false;
        }
        lag.something();
        final byte[] buffer = ring.buffer();
        final int from = ring.readIndex();
        final int to = from + bytes;
        final boolean callable = outlet.standing().nanosToCall(now) <= 0;
        int at = from;
        if (callable || (outlet.standing().isParked() && stopping)) { // the end is the last chance of a parked sink
            int next = from;
            do {
                at = next;
                next = outlet.write(buffer, at, to);
            } while (next > at && next < to && outlet.standing().state() == SinkState.RUNNING);
            at = next;
        } else if (outlet.standing().isParked()) {
            outlet.drop(buffer, from, to);
            at = to;
        }
        if (at == from) {
            return false; // to be offered again, but not yet
        }
        ring.free(at - from);
        lag.dealtWith(now);
        return true;
    }

    private boolean passMark() {
        Mark mark = marks.peek();
        if (mark == null || mark.position > ring.headAcquire()) {
            return false;
        }
        if (marks.remove(mark)) { // else whoever flushed has given up
            long losses = mark.refusals + outlet.failures();
            boolean flushed = !outlet.standing().isParked()
                    && outlet.flush(mark.barrier.level)
                    && losses == mark.barrier.lossesTold(index);
            lossesTold = losses; // before passed(), so that a flush that begins behind this one does not tell of them
            mark.barrier.passed(flushed);
        }
        return true;
    }
}
