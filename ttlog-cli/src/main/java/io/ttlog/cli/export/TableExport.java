/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import io.ttlog.Signal;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import io.ttlog.storage.index.Need;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the rows of one table into its part file, in groups, and a checkpoint after each.
 *
 * <p>The order makes going on exact. The rows that are in no segment come first, in groups of their own: a seal puts them into
 * segments that nobody can tell from others', but the export then never reads a segment that it did not begin with. Segments follow,
 * the latest first, since those are merged soonest; each holds the same rows in the same order for as long as it is there. So an
 * export can go on when those that it has not read to the end are all there still, and otherwise begins anew. One thread.
 */
final class TableExport {
    /** Most rows of a group: what readers of Parquet and Arrow take at once, and what is written again after a kill. */
    static final int GROUP_ROWS_MAX = 1 << 16;

    /** About the most bytes of a group, unpacked; a group of one row may have more. */
    static final long GROUP_BYTES_MAX = 32L << 20;

    private final Signal signal;
    private final Snapshot snapshot;
    private final Journal journal;
    private final PartFile out;
    private final TableWriter writer;
    private final List<String> services;
    private final Export.Watcher watcher;
    private final RowShape shape;
    private int groupRows;
    private long groupBytes;
    private long rows;
    private long rowsSeen;
    private final long rowsTotal;

    TableExport(
            Signal signal,
            Snapshot snapshot,
            Journal journal,
            PartFile out,
            TableWriter writer,
            List<String> services,
            Export.Watcher watcher) {
        this.signal = signal;
        this.snapshot = snapshot;
        this.journal = journal;
        this.out = out;
        this.writer = writer;
        this.services = services;
        this.watcher = watcher;
        this.shape = new RowShape(journal.origin().columns(), journal.origin().range(), services);
        this.rows = journal.last().rows();
        this.rowsTotal = rows(journal.origin().parts());
    }

    /** The parts of a snapshot in the order of an export. */
    static List<Snapshot.Part> ordered(List<Snapshot.Part> parts) {
        return parts.stream()
                .sorted(Comparator.comparing(Snapshot.Part::isUnsealed)
                        .thenComparing(Snapshot.Part::maxNanos)
                        .thenComparing(Snapshot.Part::segment)
                        .reversed())
                .toList();
    }

    /** Whether all that is left to read is in the snapshot. */
    static boolean canGoOn(Origin origin, Checkpoint from, List<Snapshot.Part> there) {
        List<Snapshot.Part> left =
                origin.parts().subList(from.part(), origin.parts().size());
        return left.stream().noneMatch(Snapshot.Part::isUnsealed) && there.containsAll(left);
    }

    private static long rows(List<Snapshot.Part> parts) {
        return parts.stream().mapToLong(Snapshot.Part::rowCount).sum();
    }

    /** Writes all that is missing, and returns the number of rows in the file. */
    long run() throws IOException {
        List<Snapshot.Part> parts = journal.origin().parts();
        Checkpoint from = journal.last();
        if (out.position() == 0) {
            writer.begin(out);
        }
        rowsSeen = rows(parts.subList(0, from.part())) + from.partRows();
        for (int i = from.part(); i < parts.size(); i++) {
            Snapshot.Part part = parts.get(i);
            if (mayHold(part)) {
                read(part, i, i == from.part() ? from.partRows() : 0);
            }
            if (part.isUnsealed()) {
                endGroup(i + 1, 0);
            }
            rowsSeen = rows(parts.subList(0, i + 1));
            watcher.at(signal.table(), rowsSeen, rowsTotal, rows, out.position());
        }
        endGroup(parts.size(), 0);
        writer.finish(journal, rows, out);
        return rows;
    }

    private boolean mayHold(Snapshot.Part part) {
        TimeRange range = journal.origin().range();
        return part.isUnsealed() || part.maxNanos() >= range.fromNanos() && part.minNanos() <= range.toNanos();
    }

    private void read(Snapshot.Part part, int index, long skipped) throws IOException {
        TimeRange range = journal.origin().range();
        List<ColumnRef> refs = new ArrayList<>();
        journal.origin().columns().forEach(column -> refs.add(column.source()));
        boolean inside = range.isAll() || part.minNanos() >= range.fromNanos() && part.maxNanos() <= range.toNanos();
        int timeColumn = inside ? -1 : index(refs, "timestamp");
        int serviceColumn = services.isEmpty() ? -1 : index(refs, "service");
        Scan scan = new Scan(signal, refs, range.fromNanos(), range.toNanos(), services, Need.NOTHING);
        try (Snapshot.Cursor cursor = snapshot.scan(scan, part)) {
            long read = 0;
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                int first = (int) Math.min(batch.rowCount(), Math.max(0, skipped - read));
                if (first < batch.rowCount()) {
                    int[] wanted = shape.wanted(batch, first, timeColumn, serviceColumn);
                    add(shape.columns(batch, wanted), wanted, index, read);
                    rowsSeen += batch.rowCount() - first;
                    watcher.at(signal.table(), rowsSeen, rowsTotal, rows, out.position());
                }
                read += batch.rowCount();
            }
        }
    }

    /** Index of a column of the table, which is added when it is not there. */
    private static int index(List<ColumnRef> refs, String name) {
        ColumnRef ref = ColumnRef.fixed(name);
        if (!refs.contains(ref)) {
            refs.add(ref);
        }
        return refs.indexOf(ref);
    }

    /** Adds rows, which began at those of the batch, to groups. */
    private void add(List<Vector> columns, int[] batchRows, int part, long partRowsBefore) throws IOException {
        long[] bytes = RowShape.bytes(columns, batchRows.length);
        int from = 0;
        for (int row = 0; row < batchRows.length; row++) {
            if (groupRows > 0 && (groupRows == GROUP_ROWS_MAX || groupBytes + bytes[row] > GROUP_BYTES_MAX)) {
                writer.add(columns, from, row, out);
                from = row;
                endGroup(part, partRowsBefore + batchRows[row]);
            }
            groupRows++;
            groupBytes += bytes[row];
            rows++;
        }
        writer.add(columns, from, batchRows.length, out);
    }

    /** Ends the group, if it has a row; what comes next is that row of that part. */
    private void endGroup(int part, long partRows) throws IOException {
        byte[] note = groupRows == 0 ? new byte[0] : writer.endGroup(out);
        if (groupRows > 0) {
            journal.add(new Checkpoint(out.position(), out.mark(), part, partRows, rows, note));
        }
        groupRows = 0;
        groupBytes = 0;
    }
}
