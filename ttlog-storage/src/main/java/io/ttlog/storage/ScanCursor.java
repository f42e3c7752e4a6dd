/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Run;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import io.ttlog.storage.index.Need;
import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goes through runs, their row groups, and those in batches. Decodes the chunks of one row group at a time. */
final class ScanCursor implements Snapshot.Cursor {
    private final Scan scan;
    private final ColumnReaders readers;
    private final Iterator<Segment> segments;
    private final Iterator<Run> memtables;

    /** In place of the two, where an order is asked for. */
    private final @Nullable GroupsInTime inTime;

    private long fromNanos;
    private long toNanos;
    private Iterator<? extends RowGroup> groups = List.<RowGroup>of().iterator();
    private @Nullable Run run;
    private @Nullable RowGroup group;
    private List<ColumnReaders.Reader> columns = List.of();
    private int nextRow;
    private int scanned;
    private int pruned;
    private int groupsRead;
    private int groupsOutside;
    private int groupsByZone;
    private int groupsByFilter;

    ScanCursor(StoreSnapshot snapshot, Scan scan, List<Segment> segments, List<Run> memtables) {
        this.scan = scan;
        this.readers = new ColumnReaders(snapshot, scan.signal());
        this.fromNanos = scan.fromNanos();
        this.toNanos = scan.toNanos();
        this.segments = segments.iterator();
        this.memtables = memtables.iterator();
        this.inTime = scan.order() == Scan.Order.ANY
                ? null
                : new GroupsInTime(scan.order() == Scan.Order.NEWEST_FIRST, segments, memtables);
    }

    @Override
    public @Nullable Batch next() {
        while (group == null || nextRow == group.rowCount()) {
            if (!nextGroup()) {
                return null;
            }
        }
        int to = Math.min(nextRow + Batch.ROWS_MAX, group.rowCount());
        Batch batch = new Batch(to - nextRow, new Slices(columns, nextRow, to));
        nextRow = to;
        return batch;
    }

    @Override
    public void narrow(long from, long to) {
        fromNanos = Math.max(fromNanos, from);
        toNanos = Math.min(toNanos, to);
    }

    private boolean nextGroup() {
        group = null;
        if (inTime != null) {
            return nextInTime(inTime);
        }
        while (true) {
            while (run != null && groups.hasNext()) {
                RowGroup candidate = groups.next();
                if (candidate.rowCount() > 0 && mayHold(candidate)) {
                    begin(run, candidate);
                    return true;
                }
            }
            run = nextRun();
            if (run == null) {
                return false;
            }
            groups = run.groups().iterator();
        }
    }

    private boolean nextInTime(GroupsInTime places) {
        for (GroupsInTime.Place place = places.next(); place != null; place = places.next()) {
            Segment segment = place.segment();
            Run of = place.run();
            RowGroup candidate = place.group();
            if (segment != null) {
                if (mayHold(segment)) {
                    places.add(segment.file());
                }
            } else if (of != null && candidate != null) {
                if (candidate.rowCount() > 0 && mayHold(candidate)) {
                    begin(of, candidate);
                    return true;
                }
            } else if (of != null) {
                scanned++;
                places.add(of);
            }
        }
        return false;
    }

    private void begin(Run of, RowGroup next) {
        run = of;
        group = next;
        nextRow = 0;
        columns = readers.of(scan.columns(), of, next);
    }

    private boolean mayHold(Segment segment) {
        boolean possible = segment.entry().mayHold(fromNanos, toNanos, scan.services());
        scanned += possible ? 1 : 0;
        pruned += possible ? 0 : 1;
        return possible;
    }

    /** The cheapest question first: filters are read only of row groups in range. */
    private boolean mayHold(RowGroup candidate) {
        if (!candidate.mayHold(fromNanos, toNanos, scan.services())) {
            groupsOutside++;
            return false;
        }
        switch (Need.ruling(scan.need(), candidate)) {
            case ZONE -> groupsByZone++;
            case FILTER -> groupsByFilter++;
            case POSSIBLE -> {
                groupsRead++;
                return true;
            }
        }
        return false;
    }

    private @Nullable Run nextRun() {
        while (segments.hasNext()) {
            Segment segment = segments.next();
            if (mayHold(segment)) {
                return segment.file();
            }
        }
        if (!memtables.hasNext()) {
            return null;
        }
        scanned++;
        return memtables.next();
    }

    @Override
    public int segmentsScanned() {
        return scanned;
    }

    @Override
    public int chunksRead() {
        return readers.chunksRead();
    }

    @Override
    public int segmentsPruned() {
        return pruned;
    }

    @Override
    public Snapshot.Groups groups() {
        return new Snapshot.Groups(groupsRead, groupsOutside, groupsByZone, groupsByFilter);
    }

    @Override
    public void close() {
        group = null;
        run = null;
        columns = List.of();
    }

    /**
     * The vectors of a batch, each made when it is first asked for: where a condition accepts no row of a row group, only
     * the columns of the condition are read and decoded.
     */
    private static final class Slices extends AbstractList<Vector> {
        private final List<ColumnReaders.Reader> columns;
        private final @Nullable Vector[] known;
        private final int from;
        private final int to;

        Slices(List<ColumnReaders.Reader> columns, int from, int to) {
            this.columns = columns;
            this.known = new Vector[columns.size()];
            this.from = from;
            this.to = to;
        }

        @Override
        public Vector get(int index) {
            Vector vector = known[index];
            if (vector == null) {
                vector = columns.get(index).slice(from, to);
                known[index] = vector;
            }
            return vector;
        }

        @Override
        public int size() {
            return known.length;
        }
    }
}
