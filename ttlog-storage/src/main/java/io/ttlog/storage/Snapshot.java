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

        /** Chunks (one column of one row group) that were decoded so far: what projection and pruning leave to read. */
        int chunksRead();

        /** Segments that time range or services ruled out unread. */
        int segmentsPruned();

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
}
