/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ChunkTooWideException;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.DictionaryBuilder;
import io.ttlog.storage.chunk.RestColumn;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rest column of the merged rows: what the inputs have in theirs, and the attributes that have no column any more. Holds what
 * one row group of each input has of these, once as bytes. Belongs to one thread.
 */
final class MergedRest {
    private final MergedOrder order;
    private final List<Input> inputs = new ArrayList<>();
    private int row;

    MergedRest(Set<ColumnKey> folded, MergedOrder order, List<SegmentFile> segments) {
        this.order = order;
        for (SegmentFile segment : segments) {
            inputs.add(new Input(
                    segment.groups().iterator(),
                    segment.columns().stream().filter(folded::contains).toList()));
        }
    }

    /**
     * The values of the next rows; null when none has one.
     *
     * @throws ChunkTooWideException when they are too many for a row group
     */
    @Nullable
    Chunk next(int rows) {
        boolean[] nulls = new boolean[rows];
        int[] ids = new int[rows];
        DictionaryBuilder dictionary = new DictionaryBuilder();
        int count = 0;
        long bytes = 0;
        for (int i = 0; i < rows; i++) {
            byte[] value = inputs.get(order.input(row++)).next();
            if (value == null) {
                nulls[i] = true;
            } else {
                bytes += value.length;
                if (bytes > Chunk.NATURAL_BYTES_MAX) {
                    throw new ChunkTooWideException(bytes);
                }
                ids[count++] = dictionary.idOf(value, 0, value.length);
            }
        }
        return count == 0
                ? null
                : new Chunk(RestColumn.KEY.type(), rows, count == rows ? null : nulls, dictionary.values(ids, count));
    }

    private static final class Input {
        private final Iterator<? extends RowGroup> groups;
        private final List<ColumnKey> folded;
        private byte[] @Nullable [] values = new byte[0][];
        private int row;

        Input(Iterator<? extends RowGroup> groups, List<ColumnKey> folded) {
            this.groups = groups;
            this.folded = folded;
        }

        byte @Nullable [] next() {
            while (row == values.length) {
                open(groups.next());
            }
            byte[] value = values[row];
            values[row++] = null;
            return value;
        }

        private void open(RowGroup group) {
            @Nullable RestColumn[] rests = new RestColumn[group.rowCount()];
            Chunk rest = group.read(RestColumn.KEY);
            if (rest != null) {
                BinaryValues all = (BinaryValues) rest.values();
                forEach(rest, rests, (own, index) -> own.putAll(all, all.ids()[index]));
            }
            for (ColumnKey key : folded) {
                Chunk chunk = group.read(key);
                if (chunk != null) {
                    forEach(chunk, rests, (own, index) -> own.put(key, chunk.values(), index));
                }
            }
            row = 0;
            values = new byte[rests.length][];
            for (int i = 0; i < rests.length; i++) {
                RestColumn own = rests[i];
                values[i] = own == null ? null : own.take();
                rests[i] = null;
            }
        }

        private interface Value {
            void of(RestColumn row, int index);
        }

        private static void forEach(Chunk chunk, @Nullable RestColumn[] rests, Value value) {
            boolean[] nulls = chunk.nulls();
            int index = 0;
            for (int i = 0; i < rests.length; i++) {
                if (nulls == null || !nulls[i]) {
                    RestColumn own = rests[i];
                    if (own == null) {
                        rests[i] = own = new RestColumn();
                    }
                    value.of(own, index++);
                }
            }
        }
    }
}
