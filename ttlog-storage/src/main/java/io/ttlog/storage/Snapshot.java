/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.manifest.SegmentEntry;
import io.ttlog.storage.wire.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that the store held at one moment, unchanging until closed, whatever the writer does meanwhile. Safe for all
 * threads; each {@link Cursor} belongs to one.
 */
public interface Snapshot extends AutoCloseable {
    /** The columns of a table. */
    TableSchema schema(Signal signal);

    /** Opens a scan. Rows come in no promised order. */
    Cursor scan(Scan scan);

    /**
     * What the rows of a table lie in, in the order of a scan, so that a reader can tell how far it is and go on there later:
     * a segment with an id holds the same rows for ever, until it is merged or deleted. Empty when the table is.
     */
    default List<Part> parts(Signal signal) {
        return List.of();
    }

    /**
     * As {@link #scan(Scan)}, of one part of this snapshot. Rows of a segment come in the same order each time.
     *
     * @throws IllegalArgumentException when the snapshot has no such part
     */
    default Cursor scan(Scan scan, Part part) {
        throw new IllegalArgumentException("the snapshot has no " + part);
    }

    /** Damage that was passed over when the log was read: rows that would be here and are not. */
    default List<Finding> damage() {
        return List.of();
    }

    /** The segments, as the manifest names them. */
    default List<SegmentEntry> segments() {
        return List.of();
    }

    /**
     * What columns take in all segments. Opens each segment.
     *
     * @throws io.ttlog.core.CorruptDataException when one is damaged
     */
    default List<ColumnStats> columnStats() {
        return List.of();
    }

    /** Rows of a table that are in the log and not yet in segments. */
    default long unsealedRows(Signal signal) {
        return 0;
    }

    @Override
    void close();

    /** Walks the batches of a scan. */
    interface Cursor extends AutoCloseable {
        /** The next rows, valid until the next call; null at the end. */
        @Nullable
        Batch next();

        /** Segments and memtables that were read so far. */
        int segmentsScanned();

        /** Chunks (one column of one row group) that were used so far, decoded or kept from before: what projection and pruning leave to read. */
        int chunksRead();

        /** Segments that time range or services ruled out unread. */
        int segmentsPruned();

        /**
         * Asks for less from the next row group on: rows outside of these times (both bounds inclusive) may be left out, too. Where
         * row groups come in the order of time, that ends the scan early.
         */
        void narrow(long fromNanos, long toNanos);

        /** What became of the row groups of segments and memtables so far. */
        default Groups groups() {
            return Groups.NONE;
        }

        @Override
        void close();
    }

    /**
     * Row groups of a scan.
     *
     * @param read whose rows were given
     * @param outside left out because of times or services
     * @param byZone left out because of the least and largest values of a column, or because it has none
     * @param byFilter left out because of a filter
     */
    record Groups(int read, int outside, int byZone, int byFilter) {
        /** None at all. */
        public static final Groups NONE = new Groups(0, 0, 0, 0);
    }

    /**
     * A segment, or the rows that are in none.
     *
     * @param segment id of the segment; {@link #UNSEALED} of the rows that are in none
     * @param rowCount number of rows
     * @param minNanos time of the earliest row; the least there is of rows in no segment
     * @param maxNanos time of the latest row; the greatest there is of rows in no segment
     * @param bytes of the file; 0 of rows in no segment
     */
    record Part(long segment, long rowCount, long minNanos, long maxNanos, long bytes) {
        /** In place of an id: segments have others. */
        public static final long UNSEALED = -1;

        /** Whether the rows are in no segment yet, so that a later snapshot has them elsewhere. */
        public boolean isUnsealed() {
            return segment == UNSEALED;
        }
    }
}
