/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that empties all rings. It visits them in turn, takes what was published when it came, asks the pipeline
 * about each event, and copies runs of kept events into the lane of each sink.
 *
 * <p>When a lane is full: under {@link Overflow#BLOCK} the pump waits, and the rings behind it fill, and their producers
 * wait; nothing is lost. Otherwise it waits {@link #ROOM_NANOS_MAX} once, and then that sink alone drops until it moves
 * again.
 */
public final class Pump implements Runnable {
    /** How long the pump waits for a sink that others must not wait for. */
    static final long ROOM_NANOS_MAX = 1_000_000;

    private static final long PARK_NANOS_MAX = 200_000;
    private static final long CHORES_NANOS = 100_000_000;
    private static final int LANE_BYTES_MIN = 1 << 20;
    private static final int LANE_BYTES_PER_RING = 8;

    /** Work of the runtime that is done on the pump thread between batches. */
    public interface Chores {
        /** Called every 100 ms or so. */
        void tick();

        /** Called before a flush and before the end: {@link Pump#inject} what is still held back. */
        void beforeBarrier();
    }

    private final Inlets inlets;
    private final Pipeline pipeline;
    private final boolean lossless;
    // Made once, literals too: when they are wanted, there may be no memory to make them.
    private final Runnable tick;
    private final Runnable beforeBarrier;
    private final String self;
    private final String chore;
    private final List<Lane> lanes = new ArrayList<>();
    private final OwnThread thread;
    private final Tally tally = new Tally(); // written by the pump: what it injects, what it filters
    private final EventReader reader = new EventReader();
    private final Complaints complaints = new Complaints(System.err);
    /** Flush requests; bounded by the threads of the application, each of which waits for one and takes it back in time. */
    private final ConcurrentLinkedQueue<Barrier> barriers = new ConcurrentLinkedQueue<>();

    private volatile boolean stopping;
    private volatile boolean abandoned;
    private volatile boolean ended; // set before the last look at the barriers
    private long lastChores = System.nanoTime(); // the pump's thread only
    private byte[] scratch = new byte[0];

    /** A pump that is not running yet. It owns the sinks from now on. */
    public Pump(Inlets inlets, Pipeline pipeline, Overflow overflow, int ringBytes, List<Sink> sinks, Chores chores) {
        this.inlets = inlets;
        this.pipeline = pipeline;
        this.lossless = overflow == Overflow.BLOCK;
        this.tick = chores::tick;
        this.beforeBarrier = chores::beforeBarrier;
        this.self = "the pump";
        this.chore = "a chore of the pump";
        int laneBytes = (int)
                Math.max(LANE_BYTES_MIN, Math.min(Ring.CAPACITY_BYTES_MAX, (long) ringBytes * LANE_BYTES_PER_RING));
        for (Sink sink : sinks) {
            lanes.add(new Lane(lanes.size(), sink, laneBytes));
        }
        thread = new OwnThread("ttlog-pump", this);
    }

    /** Starts the threads. */
    public void start() {
        lanes.forEach(Lane::start);
        thread.start();
    }

    /**
     * Waits until all sinks have brought everything published before the call to the level.
     *
     * @return false when that failed, when time ran out, when the runtime has ended, or when a sink has lost events that no
     *     flush that ended before this call has told of; at once in a thread of the runtime, which would wait for itself
     */
    public boolean flush(Ack level, Duration timeout) {
        if (level == Ack.ACCEPTED) {
            return true;
        }
        if (Thread.currentThread() instanceof OwnThread) {
            return false;
        }
        Barrier barrier =
                new Barrier(level, lanes.stream().mapToLong(Lane::lossesTold).toArray());
        barriers.add(barrier);
        LockSupport.unpark(thread);
        if (ended && barriers.remove(barrier)) {
            return false; // nobody is left to pass it on
        }
        boolean passed = barrier.await(nanos(timeout));
        if (!passed && !barriers.remove(barrier)) {
            lanes.forEach(lane -> lane.forget(barrier)); // it may still wait for a sink that is stuck
        }
        return passed;
    }

    /** How many flushes are under way, for a test. */
    int flushesHeld() {
        return barriers.size() + lanes.stream().mapToInt(Lane::marks).sum();
    }

    private static long nanos(Duration timeout) {
        try {
            return Math.max(0, timeout.toNanos());
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE / 2;
        }
    }

    /**
     * Empties the rings, flushes and closes the sinks, ends the threads; gives up when time runs out, and then what has not
     * been written is dropped.
     *
     * @return whether everything ended in time
     */
    public boolean stop(Duration timeout) {
        stopping = true;
        LockSupport.unpark(thread);
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean ended = thread.joinUntil(deadline);
        for (Lane lane : lanes) {
            ended &= lane.joinUntil(deadline);
        }
        if (!ended) {
            abandoned = true;
            lanes.forEach(Lane::abandon);
            long last = System.nanoTime() + 1_000_000_000L;
            thread.joinUntil(last);
            lanes.forEach(lane -> lane.joinUntil(last));
        }
        return ended;
    }

    /**
     * Puts a record of the pump's own (a metric reading) on the road. Only from {@link Chores}.
     *
     * @param record holds the record from index 0
     * @param bytes without padding
     */
    public void inject(byte[] record, int bytes) {
        assert Thread.currentThread() == thread;
        int padded = EventFormat.aligned(bytes);
        if (scratch.length < padded) {
            scratch = new byte[padded];
        }
        System.arraycopy(record, 0, scratch, 0, bytes);
        int kind = Tally.kind(scratch, 0);
        tally.addOwned(Tally.SUBMITTED, kind, 1);
        tally.addOwned(Tally.PASSED, kind, 1);
        route(scratch, 0, padded);
    }

    // ---- counts

    /** Names of the sinks, in order. */
    public List<String> sinkNames() {
        return lanes.stream().map(Lane::name).toList();
    }

    /** Counts of what the pump itself put on the road or filtered. */
    public Tally tally() {
        return tally;
    }

    /** Events of a kind that the sink took. */
    public long stored(int sink, int kind) {
        return lanes.get(sink).stored(kind);
    }

    /** Events of a kind that the sink alone did not get or take. */
    public long dropped(int sink, DropReason reason, int kind) {
        return lanes.get(sink).dropped(reason, kind);
    }

    /** After the end: counts as dropped what came too late for the pump or for a lane. Not for two threads at once. */
    public void dropLeftovers() {
        if (!thread.isAlive()) {
            for (Inlet inlet : inlets.all()) {
                dropLeftovers(inlet.ring());
            }
        }
        for (Lane lane : lanes) {
            if (!lane.isAlive()) {
                lane.dropRest();
            }
        }
    }

    private void dropLeftovers(Ring ring) {
        for (int bytes = ring.readable(); bytes > 0; bytes = ring.readable()) {
            final byte[] buffer = ring.buffer();
            final int to = ring.readIndex() + bytes;
            int next;
            for (int at = ring.readIndex(); at < to; at = next) {
                next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
                if (!EventFormat.isPadding(buffer, at)) {
                    tally.addOwned(Tally.dropped(DropReason.SHUTDOWN), Tally.kind(buffer, at), 1);
                }
            }
            ring.free(bytes);
        }
    }

    // ---- the pump thread

    @Override
    public void run() {
        final Backoff backoff = new Backoff(PARK_NANOS_MAX);
        try {
            boolean goOn = true;
            while (goOn && !abandoned) {
                try {
                    goOn = round(backoff);
                } catch (
                        OutOfMemoryError
                                noRoom) { // of the host; what runs here allocates nothing but where it is caught
                    complaints.about(self, noRoom);
                    backoff.idle();
                }
            }
            if (!abandoned) {
                done(beforeBarrier);
            }
        } catch (Throwable defect) { // nothing foreign runs here, so this is ours: say so and stop cleanly
            complaints.about(self, defect);
        } finally {
            ended = true;
            for (Barrier barrier = barriers.poll(); barrier != null; barrier = barriers.poll()) {
                fail(barrier);
            }
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).stop();
            }
        }
    }

    /** Moves what is there, and does what is due; false when there is nothing left to do. */
    private boolean round(Backoff backoff) {
        final boolean last = stopping; // before the drain, so that it sees all that came before the stop
        final Barrier barrier = barriers.poll();
        final boolean read = barrier == null || done(beforeBarrier);
        final boolean moved = drain();
        if (barrier != null) {
            passOn(barrier, read);
        }
        if (moved || barrier != null) {
            backoff.reset();
        } else if (last) {
            return false;
        } else {
            backoff.idle();
        }
        final long now = System.nanoTime();
        if (now - lastChores >= CHORES_NANOS) {
            lastChores = now;
            inlets.reclaim();
            done(tick);
        }
        return true;
    }

    /** Whether the work was done. What it throws, such as an OutOfMemoryError, must not end the pump. */
    private boolean done(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Throwable failure) {
            complaints.about(chore, failure);
            return false;
        }
    }

    private void passOn(Barrier barrier, boolean complete) {
        boolean passed = complete;
        try {
            for (int i = 0; passed && i < lanes.size(); i++) {
                lanes.get(i).barrier(barrier);
            }
        } catch (Throwable failure) { // as in done()
            passed = false;
        }
        if (!passed) {
            fail(barrier);
        }
    }

    private void fail(Barrier barrier) {
        for (int i = 0; i < lanes.size(); i++) {
            barrier.passed(false);
        }
    }

    private boolean drain() {
        boolean moved = false;
        for (Inlet inlet : inlets.all()) {
            final Ring ring = inlet.ring();
            final long upTo = ring.tailAcquire(); // what comes later waits for the next round: no ring starves another
            while (ring.headAcquire() < upTo && !abandoned) {
                final int bytes = ring.readable();
                filter(ring.buffer(), ring.readIndex(), ring.readIndex() + bytes);
                ring.free(bytes);
                moved = true;
            }
        }
        return moved;
    }

    /** Sends the runs of records between filler and filtered records on their way. */
    private void filter(byte[] buffer, int from, int to) {
        int runStart = from;
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at) || !kept(buffer, at)) {
                route(buffer, runStart, at);
                runStart = next;
            }
        }
        route(buffer, runStart, to);
    }

    private boolean kept(byte[] buffer, int at) {
        if (pipeline.isEmpty() || pipeline.keeps(reader.wrap(buffer, at), complaints)) {
            return true;
        }
        tally.addOwned(Tally.dropped(DropReason.FILTERED), Tally.kind(buffer, at), 1);
        return false;
    }

    private void route(byte[] records, int from, int to) {
        if (from == to) {
            return;
        }
        for (int i = 0; i < lanes.size(); i++) {
            final Lane lane = lanes.get(i);
            int next = lane.offerAll(records, from, to);
            while (next < to) {
                if (!lane.awaitRoom(lossless ? Long.MAX_VALUE : ROOM_NANOS_MAX)) {
                    lane.drop(records, next, to, abandoned ? DropReason.SHUTDOWN : DropReason.RING_FULL);
                    break;
                }
                next = lane.offerAll(records, next, to);
            }
        }
    }
}
