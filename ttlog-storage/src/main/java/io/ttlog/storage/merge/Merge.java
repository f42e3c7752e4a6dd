/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ChunkTooWideException;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.OrderedRows;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.segment.v1.SegmentFile;
import io.ttlog.storage.segment.v1.SegmentWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of several segments of one table into one, in their order. It goes through the inputs column by
 * column and row group by row group, so that what it holds in memory depends on neither: nine bits a row for the order, one chunk of
 * each input, and one that is being written. Belongs to one thread; blocks.
 */
public final class Merge {
    /** Most segments that are merged at once: the order of rows has a byte for the input. */
    public static final int INPUTS_MAX = 32;

    /** Most rows of a merged segment: 16 MiB for their order. */
    public static final int ROWS_MAX = 1 << 24;

    /** Natural bytes of a row group that is aimed at; see {@link Chunk#NATURAL_BYTES_SOFT}. */
    private static final long GROUP_NATURAL_BYTES = Chunk.NATURAL_BYTES_SOFT;

    private final List<SegmentFile> inputs;
    private final Runnable betweenChunks;

    /**
     * A merge.
     *
     * @param inputs of one table; rows alike come in their order
     * @param betweenChunks is run after each chunk: to rest, or to give up by throwing
     */
    public Merge(List<SegmentFile> inputs, Runnable betweenChunks) {
        if (inputs.size() > INPUTS_MAX) {
            throw new IllegalArgumentException(inputs.size() + " inputs, at most " + INPUTS_MAX);
        }
        this.inputs = List.copyOf(inputs);
        this.betweenChunks = betweenChunks;
    }

    /**
     * What was written.
     *
     * @param bytes of the file
     * @param services that its rows name, as a manifest lists them
     */
    public record Written(long bytes, List<String> services) {}

    /**
     * Writes the merged segment and forces it to the device.
     *
     * @param naturalBytes of all rows, from which follows how many make a row group
     */
    public Written write(Path file, long id, long naturalBytes, BlockCodec codec) throws IOException {
        MergedOrder order = MergedOrder.of(inputs);
        long bytesPerRow = Math.max(1, naturalBytes / Math.max(1, order.rowCount()));
        int rowsMax = (int) Math.max(1, Math.min(Chunk.ROWS_MAX, GROUP_NATURAL_BYTES / bytesPerRow));
        boolean fold = true;
        while (true) {
            try {
                return write(file, id, order, order.groupEnds(rowsMax), codec, fold);
            } catch (ChunkTooWideException e) {
                if (rowsMax == 1 && !fold) {
                    throw e; // one row of one segment: it was written once, so it can be written again
                }
                fold = fold && rowsMax > 1; // by columns if one row is too wide for the rest
                rowsMax = Math.max(1, rowsMax / 2); // rare: long rows come side by side
            }
        }
    }

    private Written write(Path file, long id, MergedOrder order, int[] groupEnds, BlockCodec codec, boolean fold)
            throws IOException {
        int[] groupRows = groupEnds.clone();
        for (int group = groupRows.length - 1; group > 0; group--) {
            groupRows[group] -= groupRows[group - 1];
        }
        try (SegmentWriter writer = new SegmentWriter(file, inputs.get(0).signal(), id, groupRows, codec)) {
            writer.write(new MergedRows(order, groupEnds, groupRows, fold));
            return new Written(writer.finish(), writer.services());
        }
    }

    private final class MergedRows implements OrderedRows {
        private final MergedOrder order;
        private final int[] groupEnds;
        private final int[] groupRows;
        private final Set<ColumnKey> columns;
        private final Set<ColumnKey> folded;

        MergedRows(MergedOrder order, int[] groupEnds, int[] groupRows, boolean fold) {
            columns = Merge.this.columns();
            folded = fold ? new HashSet<>(RestColumn.beyond(columns)) : Set.of();
            columns.removeAll(folded);
            if (!folded.isEmpty()) {
                columns.add(RestColumn.KEY);
            }
            this.order = order;
            this.groupEnds = groupEnds;
            this.groupRows = groupRows;
        }

        @Override
        public Set<ColumnKey> columns() {
            return columns;
        }

        @Override
        public Chunks chunks(ColumnKey key) {
            if (key.equals(RestColumn.KEY) && !folded.isEmpty()) {
                MergedRest rest = new MergedRest(folded, order, inputs);
                return group -> {
                    betweenChunks.run();
                    return rest.next(groupRows[group]);
                };
            }
            MergedColumn column = new MergedColumn(key, order, inputs);
            return group -> {
                betweenChunks.run();
                return column.next(groupRows[group]);
            };
        }

        @Override
        public int @Nullable [] stretchEnds(int group) {
            return order.stretchEnds(groupEnds[group] - groupRows[group], groupEnds[group]);
        }
    }

    /** Those of the first input first: which attributes keep a column is decided by who was there first. */
    private Set<ColumnKey> columns() {
        Set<ColumnKey> columns = new LinkedHashSet<>();
        for (SegmentFile input : inputs) {
            columns.addAll(input.columns());
        }
        return columns;
    }
}
