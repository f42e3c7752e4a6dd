/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.ring.Inlet;
import io.ttlog.core.ring.Inlets;
import io.ttlog.core.ring.Tally;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Tells every sink what was lost (RFC-0006): compares the counts of dropped events with what was last told and makes a gap
 * record for each kind, reason and sink whose count has grown. Gap records are never told of themselves: one that finds no
 * room, or that a sink fails to take, is owed to that sink and told later. Belongs to the pump's thread.
 */
final class Gaps {
    /** A loss that goes on is told once in so many nanoseconds, unless somebody flushes. */
    static final long EVERY_NANOS = 1_000_000_000L;

    /** Most records for one sink in one round, unless somebody flushes; the rest waits for the next. */
    static final int RECORDS_PER_ROUND_MAX = 64;

    private static final int GAP = Tally.kind(Signal.GAP);
    private static final DropReason[] REASONS =
            Arrays.stream(DropReason.values()).filter(DropReason::leavesGap).toArray(DropReason[]::new);

    private final Inlets inlets;
    private final Tally tally;
    private final List<Lane> lanes;
    private final Origin origin;
    private final EventEncoder encoder = new EventEncoder();

    // By loss: where it was lost (nowhere in particular, or at a lane), why, what.
    private final int[] sinks; // symbols
    private final long[] told;
    private final long[] unmovedAt; // nanoseconds since 1970 at which the count was still what has been told
    private final long[] dueAt; // by System.nanoTime

    /** Nothing is told yet; what was lost until now counts from now on. */
    Gaps(Inlets inlets, Tally tally, List<Lane> lanes, Origin origin) {
        this.inlets = inlets;
        this.tally = tally;
        this.lanes = lanes;
        this.origin = origin;
        sinks = new int[lanes.size() + 1];
        sinks[0] = Symbols.NONE;
        for (int i = 0; i < lanes.size(); i++) {
            sinks[i + 1] = origin.symbols().applyAsInt(lanes.get(i).name());
        }
        int losses = sinks.length * REASONS.length * EventFormat.GAP_KINDS;
        told = new long[losses];
        unmovedAt = new long[losses];
        dueAt = new long[losses];
        Arrays.fill(unmovedAt, origin.nanos().getAsLong());
        Arrays.fill(dueAt, System.nanoTime());
    }

    /** Tells what is due and finds room at once. */
    void tell() {
        long now = collect(false);
        for (Lane lane : lanes) {
            if (!lane.owedGaps().isResting()) {
                offer(lane, now, RECORDS_PER_ROUND_MAX);
            }
        }
    }

    /** Tells everything lost so far; waits for room as long as the lanes are given for an event. */
    void tellAll(long roomNanosMax) {
        long now = collect(true);
        for (Lane lane : lanes) {
            boolean room = offer(lane, now, Integer.MAX_VALUE);
            while (!room && lane.awaitRoom(roomNanosMax)) {
                room = offer(lane, now, Integer.MAX_VALUE);
            }
        }
    }

    /** As the last thing that the sinks hear, tells everything; waits for room until the runtime is abandoned. */
    void tellLast(BooleanSupplier abandoned) {
        final Backoff backoff = new Backoff(1_000_000);
        long now = collect(true);
        boolean[] done = new boolean[lanes.size()];
        int left = done.length;
        while (left > 0 && !abandoned.getAsBoolean()) {
            for (int i = 0; i < done.length; i++) {
                Lane lane = lanes.get(i);
                if (!done[i] && (offer(lane, now, Integer.MAX_VALUE) || !lane.isAlive())) {
                    done[i] = true; // what comes back from a sink that fails is not offered again
                    left--;
                }
            }
            if (left > 0) {
                backoff.idle();
            }
        }
    }

    private boolean offer(Lane lane, long now, int recordsMax) {
        return lane.owedGaps().tell(lane, encoder, origin.service(), now, recordsMax);
    }

    /** Makes every sink owe the losses that are due, and returns the time. */
    private long collect(boolean all) {
        final long now = origin.nanos().getAsLong();
        final long ticks = System.nanoTime();
        int loss = 0;
        for (int where = 0; where < sinks.length; where++) {
            for (DropReason reason : REASONS) {
                for (int kind = 0; kind < EventFormat.GAP_KINDS; kind++, loss++) {
                    final long count = where == 0
                            ? droppedBeforeSinks(reason, kind)
                            : lanes.get(where - 1).dropped(reason, kind);
                    if (count == told[loss]) {
                        unmovedAt[loss] = now;
                    } else if (all || ticks - dueAt[loss] >= 0) {
                        owe(kind, reason, sinks[where], unmovedAt[loss], count - told[loss]);
                        told[loss] = count;
                        unmovedAt[loss] = now;
                        dueAt[loss] = ticks + EVERY_NANOS;
                    }
                }
            }
        }
        return now;
    }

    private void owe(int kind, DropReason reason, int sink, long since, long count) {
        assert count > 0 : "a count of dropped events never falls";
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).owedGaps().prepare(kind, reason, sink);
        }
        // From here on nothing allocates: no sink is told twice because there was no memory to tell another.
        tally.addOwned(Tally.SUBMITTED, GAP, 1);
        tally.addOwned(Tally.PASSED, GAP, 1);
        for (int i = 0; i < lanes.size(); i++) {
            lanes.get(i).owedGaps().add(kind, reason, sink, since, count);
        }
    }

    private long droppedBeforeSinks(DropReason reason, int kind) {
        final int row = Tally.dropped(reason);
        long count = tally.count(row, kind);
        for (Inlet inlet : inlets.all()) {
            count += inlet.tally().count(row, kind);
        }
        return count;
    }
}
