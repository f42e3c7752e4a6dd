/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * One sink, the ring in front of it, and the thread that calls it. The pump is the only producer of the ring and {@link
 * #offerAll}, {@link #drop}, {@link #barrier} and {@link #stop} belong to it; the sink is called by the lane's thread only.
 */
final class Lane implements Runnable {
    private static final long PARK_NANOS_MAX = 50_000_000; // half of what Sink.idle promises
    private static final long IDLE_NANOS = 50_000_000;

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
    private final Sink sink;
    // What is complained about, made beforehand: when it is wanted, there may be no memory to make it.
    private final String writes;
    private final String flushes;
    private final String idles;
    private final String closes;
    private final Ring ring;
    private final Complaints complaints = new Complaints(System.err);
    private final OwnThread thread;
    private final Tally taken = new Tally(); // written by the lane's thread
    private final Tally refused = new Tally(); // written by the pump
    /** Barriers under way; one for each thread that waits in flush, so bounded by the threads of the application. */
    private final ConcurrentLinkedQueue<Mark> marks = new ConcurrentLinkedQueue<>();

    private volatile boolean parked;
    private volatile boolean stopping;
    private volatile boolean abandoned;
    private volatile boolean ended; // set before the last look at the marks
    private volatile long lossesTold; // written by the lane's thread: what the flushes so far have told of
    private final Backoff roomBackoff = new Backoff(50_000); // pump only
    private boolean stuck; // pump only: the last wait for room was in vain
    private long refusals; // pump only: events dropped for want of room
    private long failures; // the lane's thread only: events that the sink did not take

    Lane(int index, Sink sink, int ringBytes) {
        this.index = index;
        this.sink = sink;
        writes = "sink " + sink.name();
        flushes = "flush of " + writes;
        idles = "idle work of " + writes;
        closes = "close of " + writes;
        ring = new Ring(ringBytes);
        thread = new OwnThread("ttlog-sink-" + sink.name(), this);
    }

    String name() {
        return sink.name();
    }

    void start() {
        thread.start();
    }

    // ---- called by the pump

    /** As {@link Ring#offerAll}. */
    int offerAll(byte[] records, int from, int to) {
        int next = ring.offerAll(records, from, to);
        if (next > from) {
            stuck = false;
            wake();
        }
        return next;
    }

    /** Waits for room, at most so long, and not at all when the last wait was in vain; false when there is none. */
    boolean awaitRoom(long nanosMax) {
        if (stuck) {
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

    /** Counts the records as dropped by this sink. */
    void drop(byte[] records, int from, int to, DropReason reason) {
        refusals += countRecords(refused, Tally.dropped(reason), records, from, to);
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
        // Full fence, pairs with the one in await(): either we see `parked`, or the lane sees what we published.
        VarHandle.fullFence();
        if (parked) {
            LockSupport.unpark(thread);
        }
    }

    // ---- called by whoever flushes

    /** How many losses the flushes that have passed told of. */
    long lossesTold() {
        return lossesTold;
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
        for (int bytes = ring.readable(); bytes > 0; bytes = ring.readable()) {
            countRecords(
                    taken,
                    Tally.dropped(DropReason.SHUTDOWN),
                    ring.buffer(),
                    ring.readIndex(),
                    ring.readIndex() + bytes);
            ring.free(bytes);
        }
    }

    // ---- counts

    long stored(int kind) {
        return taken.count(Tally.PASSED, kind);
    }

    long dropped(DropReason reason, int kind) {
        int row = Tally.dropped(reason);
        return taken.count(row, kind) + refused.count(row, kind);
    }

    // ---- the lane's thread

    @Override
    public void run() {
        long lastIdleNanos = System.nanoTime();
        final Backoff backoff = new Backoff(PARK_NANOS_MAX);
        try {
            while (!abandoned) {
                boolean worked = write();
                worked |= passMarks();
                if (worked) {
                    backoff.reset();
                } else if (stopping && ring.readable() == 0 && marks.isEmpty()) {
                    break;
                } else {
                    await(backoff);
                }
                long now = System.nanoTime();
                if (!worked && now - lastIdleNanos >= IDLE_NANOS) {
                    lastIdleNanos = now;
                    idleSink();
                }
            }
        } finally {
            closeSink();
            ended = true;
            for (Mark mark = marks.poll(); mark != null; mark = marks.poll()) {
                mark.barrier.passed(false);
            }
        }
    }

    private void await(Backoff backoff) {
        parked = true; // volatile store, a full fence: pairs with the one in wake()
        VarHandle.fullFence();
        if (ring.tailAcquire() == ring.headAcquire() && marks.isEmpty() && !stopping && !abandoned) {
            backoff.idle();
        }
        parked = false;
    }

    private boolean write() {
        final int bytes = ring.readable();
        if (bytes == 0) {
            return false;
        }
        final byte[] buffer = ring.buffer();
        int at = ring.readIndex();
        final int to = at + bytes;
        while (at < to) {
            at = write(buffer, at, to);
        }
        ring.free(bytes);
        return true;
    }

    /** Gives the sink the records, counts what it did with them, and returns the offset of the next one to give it. */
    private int write(byte[] buffer, int from, int to) {
        int takenTo = to;
        int next = to;
        try {
            sink.write(buffer, from, to);
        } catch (PartlyTakenException partly) {
            takenTo = Math.max(from, Math.min(partly.takenTo(), to));
            next = partly.next() > from ? Math.max(takenTo, Math.min(partly.next(), to)) : to; // always onwards
            complaints.about(writes, partly);
        } catch (Throwable failure) { // whatever a sink throws, the lane goes on
            takenTo = from;
            complaints.about(writes, failure);
        }
        countRecords(taken, Tally.PASSED, buffer, from, takenTo);
        failures += countRecords(taken, Tally.dropped(DropReason.SINK_FAILED), buffer, takenTo, next);
        return next;
    }

    private boolean passMarks() {
        Mark mark = marks.peek();
        if (mark == null || mark.position > ring.headAcquire()) {
            return false;
        }
        if (marks.remove(mark)) { // else whoever flushed has given up
            long losses = mark.refusals + failures;
            boolean flushed = flushSink(mark.barrier.level) && losses == mark.barrier.lossesTold(index);
            lossesTold = losses; // before passed(), so that a flush that begins behind this one does not tell of them
            mark.barrier.passed(flushed);
        }
        return true;
    }

    private boolean flushSink(Ack level) {
        try {
            sink.flush(level);
            return true;
        } catch (Throwable failure) {
            complaints.about(flushes, failure);
            return false;
        }
    }

    private void idleSink() {
        try {
            sink.idle();
        } catch (Throwable failure) {
            complaints.about(idles, failure);
        }
    }

    private void closeSink() {
        flushSink(Ack.SYNCED);
        try {
            sink.close();
        } catch (Throwable failure) {
            complaints.about(closes, failure);
        }
    }

    private static int countRecords(Tally tally, int row, byte[] records, int from, int to) {
        int count = 0;
        int at = from;
        while (at < to) {
            if (!EventFormat.isPadding(records, at)) {
                tally.addOwned(row, Tally.kind(records, at), 1);
                count++;
            }
            at += EventFormat.aligned(EventFormat.recordBytes(records, at));
        }
        return count;
    }
}
