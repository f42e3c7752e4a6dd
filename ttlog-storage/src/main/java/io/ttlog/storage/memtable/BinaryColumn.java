/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TEXT (as WTF-8) and BYTES entries. */
final class BinaryColumn extends Column {
    private final BytePool pool = new BytePool();
    private volatile int[] ids = new int[INITIAL_ENTRIES];

    BinaryColumn(ColumnKey key) {
        super(key);
    }

    /** The id of a string, for {@link #append(int, int)}. */
    int idOf(byte[] source, int from, int length) {
        return pool.idOf(source, from, length);
    }

    void append(int row, int id) {
        int index = place(row);
        int[] i = ids;
        if (index == i.length) {
            i = Arrays.copyOf(i, BytePool.grown(i.length, index + 1));
            i[index] = id;
            ids = i;
        } else {
            i[index] = id;
        }
        publishRelease(index);
    }

    int bytesOf(int id) {
        int[] offsets = pool.offsets();
        return offsets[id + 1] - offsets[id];
    }

    @Override
    int lastBytes() {
        return bytesOf(ids[countPlain() - 1]);
    }

    @Override
    View view(int entries, int @Nullable [] entryRows) {
        return new BinaryView(key(), entries, entryRows, ids, pool.bytes(), pool.offsets());
    }

    private static final class BinaryView extends View {
        private final int[] ids;
        private final byte[] bytes;
        private final int[] offsets;

        BinaryView(ColumnKey key, int entries, int @Nullable [] rows, int[] ids, byte[] bytes, int[] offsets) {
            super(key, entries, rows);
            this.ids = ids;
            this.bytes = bytes;
            this.offsets = offsets;
        }

        @Override
        Values values(int first, int last) {
            return dictionary(Arrays.copyOfRange(ids, first, last), last - first);
        }

        @Override
        Values pick(int[] indexes, int count) {
            int[] picked = new int[count];
            for (int i = 0; i < count; i++) {
                picked[i] = ids[indexes[i]];
            }
            return dictionary(picked, count);
        }

        /** The dictionary ends with the highest id in use: what lies behind may be half written. */
        private Values dictionary(int[] used, int count) {
            int highest = -1;
            for (int i = 0; i < count; i++) {
                highest = Math.max(highest, used[i]);
            }
            return new BinaryValues(bytes, offsets, highest + 1, used, count);
        }
    }
}
