/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.Ack;
import io.ttlog.DropReason;
import io.ttlog.Histogram;
import io.ttlog.Level;
import io.ttlog.Sampling;
import io.ttlog.Status;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.redact.Rewriter;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that empties all rings. It visits them in turn, takes what was published when it came, asks the pipeline
 * about each event, and copies runs of kept events into the lane of each sink.
 *
 * <p>When a lane is full: for an event whose policy is {@link io.ttlog.Overflow#BLOCK} the pump waits, and the rings behind it
 * fill, and their producers do as their policies say; no such event is lost. For others it waits {@link #ROOM_NANOS_MAX} once,
 * and then that sink alone drops them until it moves again.
 */
public final class Pump implements Runnable {
    /** How long the pump waits for a sink that others must not wait for. */
    static final long ROOM_NANOS_MAX = 1_000_000;

    /** Longest sleep between two looks at the rings, while there is traffic. */
    static final long PARK_NANOS_MAX = 200_000;
    /** Longest sleep when there has been none for a while ({@link Backoff#QUIET_NANOS}). */
    static final long QUIET_PARK_NANOS_MAX = 1_000_000;

    /** Self metric: the part of a ring that was in use when the pump came, for each ring that was not empty. */
    public static final String RING_OCCUPANCY = "ttlog.ring.occupancy";
    /** Self metric: bytes that one round of the pump took from all rings. */
    public static final String PUMP_BATCH_BYTES = "ttlog.pump.batch_bytes";
    /** Self metric: how long such a round took, waiting for lanes included. */
    public static final String PUMP_BATCH_MS = "ttlog.pump.batch_ms";
    /** Self metric: how long a write of a sink took. */
    public static final String SINK_WRITE_MS = "ttlog.sink.write_ms";

    /**
     * The pump rests so long between rounds that find little: a pump at the heels of a producer takes the cache lines away
     * that it is about to write, which doubles the cost of its calls.
     */
    private static final long REST_NANOS = 100_000;
    /** What "little" is: this part of a ring. */
    private static final int REST_PARTS = 2;

    private static final double NANOS_PER_MILLI = 1e6;
    /** The kinds that the reserve of a lane is for, as of a producer's ring: WARN and above, spans, metrics, gaps. */
    private static final int HIGH_KINDS = -Tally.bit(Tally.kind(Level.WARN));

    private static final long CHORES_NANOS = 100_000_000;
    private static final int LANE_BYTES_MIN = 1 << 20;
    private static final int LANE_BYTES_PER_RING = 8;

    /** Work of the runtime that is done on the pump thread between batches. */
    public interface Chores {
        /** Called every 100 ms or so. */
        void tick();

        /** Called before a flush and before the end: {@link Pump#inject} what is still held back. */
        void beforeBarrier();

        /** Called once, last. */
        default void beforeEnd() {}
    }

    private final Inlets inlets;
    private final Pipeline pipeline;
    private final @Nullable TailSampler tail; // null when no span waits for the end of its trace
    private final int waitingKinds;
    private final long restBytes;
    // Made once, literals and lambdas too: when they are wanted, there may be no memory to make them.
    private final Runnable tick;
    private final Runnable beforeBarrier;
    private final Runnable beforeEnd;
    private final Runnable tell;
    private final Runnable tellAll;
    private final Runnable tellLast;
    private final Runnable decideHeld;
    private final Runnable decideOld;
    private final Supplier<String> goesOn;
    private final Supplier<String> ends;
    private final String self;
    private final String chore;
    private final List<Lane> lanes = new ArrayList<>();
    private final OwnThread thread;
    private final Tally tally = new Tally(); // written by the pump: what it injects, what it filters
    private final Histogram occupancy;
    private final Histogram batchBytes;
    private final Histogram batchMillis;
    private final EventReader reader = new EventReader();
    private final @Nullable Redactor redactor;
    private final Gaps gaps;
    private final Complaints complaints = new Complaints(System.err, System::nanoTime);
    /** Flush requests; bounded by the threads of the application, each of which waits for one and takes it back in time. */
    private final ConcurrentLinkedQueue<Barrier> barriers = new ConcurrentLinkedQueue<>();

    private volatile boolean stopping;
    private volatile boolean abandoned;
    private volatile boolean ended; // set before the last look at the barriers
    private byte[] scratch = new byte[0];
    // The pump's thread only.
    private long lastChores = System.nanoTime();
    private long roundStart = lastChores;
    private long roundBytes; // what the round took from all rings

    /**
     * A pump that is not running yet.
     *
     * @param sampling says of which traces spans are held until they have ended
     * @param waitingKinds the kinds of events for which it waits when a lane is full, as {@link Tally#bit}s
     * @param sinks owned by it from now on
     * @param origin says when and where a gap was
     * @param selfMetrics take what pump and lanes measure of themselves
     * @param rewriter redacts what goes to the sinks; null when nothing is redacted
     */
    public Pump(
            Inlets inlets,
            Pipeline pipeline,
            Sampling sampling,
            int waitingKinds,
            int ringBytes,
            List<Sink> sinks,
            Chores chores,
            Metrics selfMetrics,
            Origin origin,
            @Nullable Rewriter rewriter) {
        this.inlets = inlets;
        this.pipeline = pipeline;
        this.waitingKinds = waitingKinds;
        this.tick = chores::tick;
        this.beforeBarrier = chores::beforeBarrier;
        this.beforeEnd = chores::beforeEnd;
        this.self = "the pump";
        this.chore = "a chore of the pump";
        this.restBytes = ringBytes / REST_PARTS;
        int laneBytes = (int)
                Math.max(LANE_BYTES_MIN, Math.min(Ring.CAPACITY_BYTES_MAX, (long) ringBytes * LANE_BYTES_PER_RING));
        for (Sink sink : sinks) {
            Histogram writeMillis = selfMetrics.histogram(SINK_WRITE_MS).labels("sink", sink.name());
            lanes.add(new Lane(lanes.size(), sink, laneBytes, System::nanoTime, writeMillis, System.err));
        }
        occupancy = selfMetrics.histogram(RING_OCCUPANCY);
        batchBytes = selfMetrics.histogram(PUMP_BATCH_BYTES);
        batchMillis = selfMetrics.histogram(PUMP_BATCH_MS);
        redactor = rewriter == null ? null : new Redactor(rewriter, this::toLanes, tally, complaints);
        gaps = new Gaps(inlets, tally, lanes, origin);
        final TailSampler sampler =
                sampling.hasTail() ? new TailSampler(sampling, System.nanoTime(), tally, this::filter) : null;
        tail = sampler;
        decideHeld = sampler == null ? () -> {} : sampler::decideAll;
        decideOld = sampler == null ? () -> {} : () -> sampler.tick(System.nanoTime());
        tell = gaps::tell;
        goesOn = () -> "it goes on";
        ends = () -> "nothing more is recorded";
        tellAll = () -> gaps.tellAll(roomNanosMax());
        final BooleanSupplier isAbandoned = () -> abandoned;
        tellLast = () -> gaps.tellLast(isAbandoned);
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
     * @return false when that failed, when time ran out, when the runtime has ended, when an event was evicted meanwhile, or when
     *     a sink has lost events that no flush that ended before this call has told of; at once in a thread of the runtime, which would wait for itself
     */
    public boolean flush(Ack level, Duration timeout) {
        if (level == Ack.ACCEPTED) {
            return true;
        }
        if (Thread.currentThread() instanceof OwnThread) {
            return false;
        }
        final long deadline = System.nanoTime() + nanos(timeout);
        Barrier barrier =
                new Barrier(level, lanes.stream().mapToLong(Lane::lossesTold).toArray(), inlets.evictionsEnded());
        barriers.add(barrier);
        LockSupport.unpark(thread);
        if (ended && barriers.remove(barrier)) {
            return false; // nobody is left to pass it on
        }
        boolean passed = barrier.await(deadline - System.nanoTime());
        if (!passed && !barriers.remove(barrier)) {
            lanes.forEach(lane -> lane.forget(barrier)); // it may still wait for a sink that is stuck
        }
        return passed && (level != Ack.DELIVERED || delivered(deadline));
    }

    /** A lane does not wait for a peer, the thread that flushes does. */
    private boolean delivered(long deadline) {
        for (Lane lane : lanes) {
            if (!lane.awaitDelivered(deadline - System.nanoTime())) {
                return false;
            }
        }
        return true;
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
        int padded = intoScratch(record, bytes);
        int kind = Tally.kind(scratch, 0);
        tally.addOwned(Tally.SUBMITTED, kind, 1);
        tally.addOwned(Tally.PASSED, kind, 1);
        route(scratch, 0, padded);
    }

    /**
     * As {@link #inject}, for a record of what the application does: the pipeline decides about it as about those from rings.
     *
     * @param record holds the record from index 0
     * @param bytes without padding
     */
    public void pass(byte[] record, int bytes) {
        assert Thread.currentThread() == thread;
        final int padded = intoScratch(record, bytes);
        final int kind = Tally.kind(scratch, 0);
        tally.addOwned(Tally.SUBMITTED, kind, 1);
        tally.addOwned(Tally.PASSED, kind, 1);
        filter(scratch, 0, padded);
    }

    private int intoScratch(byte[] record, int bytes) {
        final int padded = EventFormat.aligned(bytes);
        if (scratch.length < padded) {
            scratch = new byte[padded];
        }
        System.arraycopy(record, 0, scratch, 0, bytes);
        return padded;
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
            if (tail != null) {
                tail.abandon();
            }
        }
        for (Lane lane : lanes) {
            if (!lane.isAlive()) {
                lane.dropRest();
            }
        }
    }

    private void dropLeftovers(Ring ring) {
        for (int bytes = ring.claim(); bytes > 0; bytes = ring.claim()) {
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

    // ---- how it is

    /** How the sinks are, in order. */
    public List<Status.SinkStatus> sinkStatus() {
        return lanes.stream().map(LaneStatus::of).toList();
    }

    /** The spans that wait for the end of their trace. */
    public Status.Held held() {
        return tail == null ? Status.Held.NOTHING : tail.status();
    }

    // ---- the pump thread

    @Override
    public void run() {
        final Backoff backoff = new Backoff(PARK_NANOS_MAX, QUIET_PARK_NANOS_MAX);
        try {
            boolean goOn = true;
            while (goOn && !abandoned) {
                try {
                    goOn = round(backoff);
                } catch (OutOfMemoryError noRoom) { // of the host; no event is given up half-way by what allocates here
                    complaints.about(self, noRoom, goesOn);
                    backoff.idle();
                }
            }
            if (!abandoned) {
                done(beforeBarrier);
                done(beforeEnd);
                done(decideHeld);
                done(tellLast);
            }
        } catch (Throwable defect) { // nothing foreign runs here, so this is ours: say so and stop cleanly
            complaints.about(self, defect, ends);
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
        boolean passed = false;
        long moved = 0;
        try {
            final boolean read = barrier == null || done(beforeBarrier);
            moved = drain();
            if (moved > 0) {
                batchBytes.record((double) roundBytes);
                batchMillis.record((System.nanoTime() - roundStart) / NANOS_PER_MILLI);
            }
            if (barrier != null) {
                barrier.checkEvictions(inlets.evictionsBegun());
                passed = done(decideHeld) && done(tellAll) && read && passOn(barrier);
            }
        } finally {
            if (barrier != null && !passed) {
                fail(barrier); // whoever flushes shall not wait in vain
            }
        }
        if (moved > 0 || barrier != null) {
            backoff.reset();
        } else if (last) {
            return false;
        } else {
            backoff.idle();
        }
        roundStart = System.nanoTime();
        if (roundStart - lastChores >= CHORES_NANOS) {
            lastChores = roundStart;
            inlets.reclaim();
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).trim();
            }
            done(tick);
            done(decideOld);
            done(tell);
            roundStart = System.nanoTime();
        }
        if (moved > 0 && moved < restBytes && barrier == null && !last) {
            LockSupport.parkNanos(this, REST_NANOS);
            roundStart = System.nanoTime();
        }
        return true;
    }

    /** Whether the work was done. What it throws, such as an OutOfMemoryError, must not end the pump. */
    private boolean done(Runnable work) {
        try {
            work.run();
            return true;
        } catch (Throwable failure) {
            complaints.about(chore, failure, goesOn);
            return false;
        }
    }

    /** Whether all lanes have the barrier. */
    private boolean passOn(Barrier barrier) {
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).barrier(barrier);
        }
        return true;
    }

    private void fail(Barrier barrier) {
        for (int i = 0; i < lanes.size(); i++) {
            barrier.passed(false);
        }
    }

    /** Empties the rings; the most bytes that one of them held. */
    private long drain() {
        long most = 0;
        roundBytes = 0;
        for (Inlet inlet : inlets.all()) {
            final Ring ring = inlet.ring();
            final long upTo = ring.tailAcquire(); // what comes later waits for the next round: no ring starves another
            final long waiting = upTo - ring.headAcquire();
            if (waiting > 0) {
                occupancy.record((double) waiting / ring.capacity());
                roundBytes += waiting;
                most = Math.max(most, waiting);
            }
            while (ring.headAcquire() < upTo && !abandoned) {
                final int bytes = ring.claim();
                if (bytes > 0) { // else the producer has evicted and so moved the head towards upTo
                    filter(ring.buffer(), ring.readIndex(), ring.readIndex() + bytes);
                    ring.free(bytes);
                }
            }
        }
        return most;
    }

    /** Sends the runs of records between filler and filtered records on their way. */
    private void filter(byte[] buffer, int from, int to) {
        int runStart = from;
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at) || tail != null && tail.takes(buffer, at) || !kept(buffer, at)) {
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

    private long roomNanosMax() {
        return waitingKinds == 0 ? ROOM_NANOS_MAX : Long.MAX_VALUE;
    }

    private void route(byte[] records, int from, int to) {
        if (redactor == null) {
            toLanes(records, from, to);
        } else {
            redactor.route(records, from, to);
        }
    }

    private void toLanes(byte[] records, int from, int to) {
        if (from == to) {
            return;
        }
        for (int i = 0; i < lanes.size(); i++) {
            final Lane lane = lanes.get(i);
            int next = lane.offerAllButReserve(records, from, to);
            while (next < to) {
                next = routeIntoFull(lane, records, next, to);
            }
        }
    }

    /** Goes on where a lane has only its reserve left, or nothing; returns the next record to offer. */
    private int routeIntoFull(Lane lane, byte[] records, int from, int to) {
        final int high = endOf(records, from, to, HIGH_KINDS);
        if (high > from) {
            final int next = lane.offerAll(records, from, high);
            if (next > from) {
                return next;
            }
        }
        final boolean waiting = isWaiting(records, from);
        if (lane.awaitRoom(waiting ? Long.MAX_VALUE : ROOM_NANOS_MAX)) {
            return lane.offerAllButReserve(records, from, to);
        }
        int end = to;
        if (!waiting) { // up to the next event that has the reserve, or may wait
            end = high > from ? high : endOf(records, from, to, ~(waitingKinds | HIGH_KINDS));
        }
        lane.drop(records, from, end, abandoned ? DropReason.SHUTDOWN : DropReason.RING_FULL);
        return end;
    }

    private boolean isWaiting(byte[] records, int at) {
        return (waitingKinds & Tally.bit(Tally.kind(records, at))) != 0;
    }

    /** Where the run of records of the kinds, {@link Tally#bit}s, ends that begins at the offset. */
    private static int endOf(byte[] records, int from, int to, int kinds) {
        int at = from;
        while (at < to && (kinds & Tally.bit(Tally.kind(records, at))) != 0) {
            at += EventFormat.aligned(EventFormat.recordBytes(records, at));
        }
        return at;
    }
}
