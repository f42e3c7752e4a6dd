/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.merge;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ChunkTooWideException;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.DictionaryBuilder;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.RowGroup;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.SegmentFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of the merged rows, a row group after the other. Holds one chunk of each input and the one that it makes. Belongs
 * to one thread.
 */
final class MergedColumn {
    private final ColumnKey key;
    private final RowOrder order;
    private final List<Input> inputs = new ArrayList<>();
    private int row;

    MergedColumn(ColumnKey key, RowOrder order, List<SegmentFile> segments) {
        this.key = key;
        this.order = order;
        for (SegmentFile segment : segments) {
            inputs.add(new Input(segment));
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
        int from = row;
        row += rows;
        boolean binary = key.type() == ColumnType.TEXT || key.type() == ColumnType.BYTES;
        Values values = binary ? strings(from, rows, nulls) : numbers(from, rows, nulls);
        if (values.count() == 0) {
            return null;
        }
        return new Chunk(key.type(), rows, values.count() == rows ? null : nulls, values);
    }

    private NumberValues numbers(int from, int rows, boolean[] nulls) {
        long[] bits = new long[rows];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            Input input = inputs.get(order.input(from + i));
            int index = input.next();
            if (index < 0) {
                nulls[i] = true;
            } else {
                bits[count++] = input.bits[index];
            }
        }
        return new NumberValues(bits, count);
    }

    private BinaryValues strings(int from, int rows, boolean[] nulls) {
        DictionaryBuilder dictionary = new DictionaryBuilder();
        for (Input input : inputs) {
            input.forgetIds();
        }
        int[] ids = new int[rows];
        int count = 0;
        long bytes = 0;
        for (int i = 0; i < rows; i++) {
            Input input = inputs.get(order.input(from + i));
            int index = input.next();
            if (index < 0) {
                nulls[i] = true;
            } else {
                bytes += input.lengthOf(index);
                if (bytes > Chunk.NATURAL_BYTES_MAX) {
                    throw new ChunkTooWideException(bytes);
                }
                ids[count++] = input.idIn(dictionary, index);
            }
        }
        return dictionary.values(ids, count);
    }

    /** The column as one input has it. */
    private final class Input {
        private final Iterator<? extends RowGroup> groups;
        private int rows;
        private int row;
        private int index;
        private @Nullable Chunk chunk;
        private boolean @Nullable [] nulls;
        private long[] bits = new long[0];
        private @Nullable BinaryValues strings;
        private int[] idsPlusOne = new int[0];

        Input(SegmentFile segment) {
            groups = segment.groups().iterator();
        }

        /** To the next row: the index of its value in the chunk, or -1. */
        int next() {
            while (row == rows) {
                open(groups.next());
            }
            boolean absent = chunk == null || nulls != null && nulls[row];
            row++;
            return absent ? -1 : index++;
        }

        private void open(RowGroup group) {
            rows = group.rowCount();
            row = 0;
            index = 0;
            Chunk read = group.read(key);
            chunk = read;
            nulls = read == null ? null : read.nulls();
            if (read != null && read.values() instanceof NumberValues numbers) {
                bits = numbers.bits();
            } else if (read != null) {
                strings = (BinaryValues) read.values();
                idsPlusOne = new int[strings.dictionaryCount()];
            }
        }

        /** The dictionary that is made is a new one. */
        void forgetIds() {
            Arrays.fill(idsPlusOne, 0);
        }

        int lengthOf(int valueIndex) {
            BinaryValues known = Objects.requireNonNull(strings);
            int id = known.ids()[valueIndex];
            return known.offsets()[id + 1] - known.offsets()[id];
        }

        int idIn(DictionaryBuilder dictionary, int valueIndex) {
            BinaryValues known = Objects.requireNonNull(strings);
            int id = known.ids()[valueIndex];
            int plusOne = idsPlusOne[id];
            if (plusOne == 0) {
                plusOne = dictionary.idOf(known.bytes(), known.offsets()[id], known.offsets()[id + 1]) + 1;
                idsPlusOne[id] = plusOne;
            }
            return plusOne - 1;
        }
    }
}
