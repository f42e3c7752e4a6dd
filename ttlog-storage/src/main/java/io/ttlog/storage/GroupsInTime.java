/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Row groups in the order of time, those with the newest rows first or those with the oldest. A segment is opened when its turn
 * comes, so that a reader who stops early opens few. Memtables, whose times are not known, come first. Belongs to one cursor.
 */
final class GroupsInTime {
    /**
     * A segment that is not opened, a memtable, or a row group with what it is in.
     *
     * @param time of its newest row, or of its oldest
     */
    record Place(
            long time,
            @Nullable Segment segment,
            @Nullable Run run,
            @Nullable RowGroup group) {}

    private final boolean newestFirst;
    private final PriorityQueue<Place> places;

    GroupsInTime(boolean newestFirst, List<Segment> segments, List<Run> memtables) {
        this.newestFirst = newestFirst;
        this.places = new PriorityQueue<>(
                (a, b) -> newestFirst ? Long.compare(b.time, a.time) : Long.compare(a.time, b.time));
        for (Segment segment : segments) {
            long time =
                    newestFirst ? segment.entry().maxNanos() : segment.entry().minNanos();
            places.add(new Place(time, segment, null, null));
        }
        for (Run memtable : memtables) {
            places.add(new Place(newestFirst ? Long.MAX_VALUE : Long.MIN_VALUE, null, memtable, null));
        }
    }

    /** The next of them; null at the end. Every further one is as far in time, or farther. Give back what is no row group. */
    @Nullable
    Place next() {
        return places.poll();
    }

    /** The row groups of a segment or memtable get their places. */
    void add(Run run) {
        for (RowGroup group : run.groups()) {
            places.add(new Place(newestFirst ? group.maxNanos() : group.minNanos(), null, run, group));
        }
    }
}
