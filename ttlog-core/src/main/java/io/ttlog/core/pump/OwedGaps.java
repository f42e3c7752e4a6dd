/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

import io.ttlog.DropReason;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import java.util.ArrayList;
import java.util.List;

/**
 * The gaps that one sink has still to be told of. The pump adds what was lost and takes out what found room in the lane; the
 * lane's thread puts back what the sink failed to take. So a loss that cannot be told now is told later, together with what
 * was lost since, and never twice. Safe for both threads, which meet here only when something is lost.
 */
final class OwedGaps {
    /** How long a sink that failed to take a gap is left alone with it, unless somebody flushes. */
    private static final long REST_NANOS = 1_000_000_000L;

    /** One gap, which {@code records} records on their way to this sink have become. */
    private static final class Owed {
        final int kind;
        final DropReason reason;
        final int sink;
        long since = Long.MAX_VALUE;
        long count;
        int records;

        Owed(int kind, DropReason reason, int sink) {
            this.kind = kind;
            this.reason = reason;
            this.sink = sink;
        }
    }

    /** Where the records go. */
    interface Road {
        /**
         * Takes the record that stands at the start of the array, or has no room.
         *
         * @param replaced how many records this one stands for besides itself
         */
        boolean offer(byte[] record, int bytes, int replaced);
    }

    private final List<Owed> all = new ArrayList<>(); // guarded by this; one for each kind, reason and sink at most
    private final EventReader reader = new EventReader(); // guarded by this
    private long restUntil = System.nanoTime(); // guarded by this

    /** Makes room for a gap, so that {@link #add} needs no memory. */
    synchronized void prepare(int kind, DropReason reason, int sink) {
        find(kind, reason, sink);
    }

    /** One more record for the sink. */
    synchronized void add(int kind, DropReason reason, int sink, long since, long count) {
        Owed owed = find(kind, reason, sink);
        owed.since = Math.min(owed.since, since);
        owed.count += count;
        owed.records++;
    }

    /** The gap record at the offset came back from the sink. */
    synchronized void putBack(byte[] records, int at) {
        reader.wrap(records, at);
        add(reader.lostKind(), reader.dropReason(), reader.name(), reader.timestampNanos(), reader.gapCount());
        restUntil = System.nanoTime() + REST_NANOS;
    }

    private Owed find(int kind, DropReason reason, int sink) {
        for (int i = 0; i < all.size(); i++) { // no iterator, which would need memory
            final Owed owed = all.get(i);
            if (owed.kind == kind && owed.reason == reason && owed.sink == sink) {
                return owed;
            }
        }
        Owed added = new Owed(kind, reason, sink);
        all.add(added);
        return added;
    }

    /** Whether the sink has just failed to take a gap. */
    synchronized boolean isResting() {
        return System.nanoTime() - restUntil < 0;
    }

    /**
     * Offers the road one record for each gap, those that have waited longest first.
     *
     * @param recordsMax at most so many
     * @return false when there was no room for one of them, which the sink is still owed then
     */
    synchronized boolean tell(Road road, EventEncoder encoder, int service, long now, int recordsMax) {
        int told = 0;
        boolean room = true;
        while (room && told < Math.min(all.size(), recordsMax)) {
            Owed owed = all.get(told);
            if (owed.count > 0) { // else it was only prepared
                long until = Math.max(owed.since, now); // the clock may have been set back
                encoder.beginGap(owed.kind, owed.reason, owed.sink, service, owed.since, until, owed.count);
                room = road.offer(encoder.buffer(), encoder.end(), owed.records - 1);
            }
            told += room ? 1 : 0;
        }
        all.subList(0, told).clear();
        return room;
    }

    /** Forgets everything, and returns how many records that were. */
    synchronized int clear() {
        int records = all.stream().mapToInt(owed -> owed.records).sum();
        all.clear();
        return records;
    }
}
