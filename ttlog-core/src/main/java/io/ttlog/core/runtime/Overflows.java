/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Ring;
import io.ttlog.core.ring.Tally;
import io.ttlog.spi.OverflowPolicies;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * What each kind of event may use of a ring, and what is done beyond that (RFC-0005). Immutable, for all threads; only {@link
 * #firstBytes} is asked for every event, all else when a ring has refused one.
 */
final class Overflows {
    /** One part in so many of a ring is kept for WARN and above, spans and metrics. */
    static final int RESERVE_PARTS = 5;
    /** Of an event's room in the ring, one part in so many is used before sampling starts. */
    static final int SAMPLE_PARTS = 2;
    /** The fewest that sampling keeps: one in so many. */
    static final int SAMPLE_ONE_IN_MAX = 1_024;

    private static final int PARK_NANOS = 50_000;
    private static final int SPINS = 100;

    private final int[] firstBytes = new int[Tally.KINDS];
    private final int[] usableBytes = new int[Tally.KINDS];
    private final Overflow[] overflows = new Overflow[Tally.KINDS];
    private final long[] blockNanos = new long[Tally.KINDS];
    private final int[] evictableKinds = new int[Tally.KINDS];
    private final int recordBytesMax;
    private final EpochClock clock;
    private final BooleanSupplier closed;

    /**
     * The rules for rings of the size.
     *
     * @param closed whether the runtime is, which ends all waits
     */
    Overflows(OverflowPolicies policies, int ringBytes, EpochClock clock, BooleanSupplier closed) {
        this.recordBytesMax = ringBytes / Ring.RECORDS_MIN;
        this.clock = clock;
        this.closed = closed;
        for (Level level : Level.values()) {
            put(Tally.kind(level), policies.of(level), ringBytes);
        }
        put(Tally.kind(Signal.SPAN), policies.of(Signal.SPAN), ringBytes);
        put(Tally.kind(Signal.METRIC), policies.of(Signal.METRIC), ringBytes);
        put(Tally.kind(Signal.GAP), policies.of(Signal.GAP), ringBytes);
        for (int kind = 0; kind < Tally.KINDS; kind++) {
            for (int victim = 0; victim < Tally.KINDS; victim++) {
                if (overflows[victim] == Overflow.DROP_OLDEST && severity(victim) <= severity(kind)) {
                    evictableKinds[kind] |= Tally.bit(victim);
                }
            }
        }
    }

    private void put(int kind, OverflowPolicies.Policy policy, int ringBytes) {
        boolean unsampled = kind == Tally.kind(Signal.METRIC) && policy.overflow() == Overflow.SAMPLE;
        overflows[kind] = unsampled ? Overflow.DROP_NEWEST : policy.overflow();
        blockNanos[kind] = policy.blockAtMost().toNanos();
        usableBytes[kind] = isLow(kind) ? ringBytes - ringBytes / RESERVE_PARTS : ringBytes;
        firstBytes[kind] = overflows[kind] == Overflow.SAMPLE ? usableBytes[kind] / SAMPLE_PARTS : usableBytes[kind];
    }

    private static boolean isLow(int kind) {
        return kind < Tally.kind(Level.WARN);
    }

    /** The order in which kinds may push each other out: levels in theirs; a span or reading is as good as a WARN. */
    private static int severity(int kind) {
        return kind <= Tally.kind(Level.FATAL) ? kind : Tally.kind(Level.WARN);
    }

    /** How much of a ring may be in use after an event of the kind that nobody needs to think about. */
    int firstBytes(int kind) {
        return firstBytes[kind];
    }

    /** The kinds that wait for room, as {@link Tally#bit}s. */
    int waitingKinds() {
        int kinds = 0;
        for (int kind = 0; kind < Tally.KINDS; kind++) {
            kinds |= overflows[kind] == Overflow.BLOCK ? Tally.bit(kind) : 0;
        }
        return kinds;
    }

    /**
     * Does with the record, which did not fit into its first bytes, as its policy says; returns a row of the {@link Tally}.
     *
     * @param producer whose sampler is asked for only when there is something to sample
     */
    int handle(Inlet inlet, EventEncoder encoder, int bytes, int kind, Producer producer) {
        final byte[] record = encoder.buffer();
        return switch (overflows[kind]) {
            case DROP_NEWEST -> full();
            case BLOCK -> await(inlet, record, bytes, kind, blockNanos[kind]);
            case DROP_OLDEST ->
                inlet.offerEvicting(record, bytes, usableBytes[kind], evictableKinds[kind]) ? Tally.PASSED : full();
            case SAMPLE -> sample(inlet, encoder, kind, producer.sampler());
        };
    }

    /** Waits for room at most so long, whatever the policy; returns a row of the {@link Tally}. */
    int await(Inlet inlet, byte[] record, int bytes, int kind, long nanosMax) {
        return awaitRoom(inlet, record, bytes, kind, nanosMax) ? Tally.PASSED : full();
    }

    private int full() {
        return Tally.dropped(closed.getAsBoolean() ? DropReason.SHUTDOWN : DropReason.RING_FULL);
    }

    /** Tries again until there is room, time runs out, or the runtime is closed. */
    private boolean awaitRoom(Inlet inlet, byte[] record, int bytes, int kind, long nanosMax) {
        final long start = clock.ticks();
        for (int round = 0; !closed.getAsBoolean(); round++) {
            if (inlet.offer(record, bytes, usableBytes[kind])) {
                return true;
            }
            if (clock.ticks() - start >= nanosMax) {
                return false;
            }
            if (round < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PARK_NANOS); // returns at once in an interrupted thread, whose flag stays set
            }
        }
        return false;
    }

    private int sample(Inlet inlet, EventEncoder encoder, int kind, Sampler sampler) {
        final int usable = usableBytes[kind];
        final Ring ring = inlet.ring();
        if (!sampler.keepsOneIn(oneIn(ring.tailAcquire() - ring.headAcquire(), usable))) {
            sampler.leaveOut(kind, encoder.weight());
            return Tally.dropped(DropReason.SAMPLED);
        }
        final double weight = sampler.leftOut(kind) + encoder.weight();
        if (weight > 1) {
            encoder.weight(weight);
        }
        final int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE || bytes > recordBytesMax) {
            return Tally.dropped(DropReason.TOO_LARGE);
        }
        if (!inlet.offer(encoder.buffer(), bytes, usable)) {
            return full();
        }
        sampler.represent(kind);
        return Tally.PASSED;
    }

    /** Of how many events one is kept: doubles whenever the room that is left has halved. */
    static int oneIn(long usedBytes, int usableBytes) {
        final long left = Math.max(1, usableBytes - usedBytes);
        return (int) Math.min(SAMPLE_ONE_IN_MAX, Long.highestOneBit(usableBytes / left));
    }
}
