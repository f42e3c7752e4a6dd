/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import org.jspecify.annotations.Nullable;

/** TEXT (as WTF-8) and BYTES entries: for each the number of its string. */
final class BinaryColumn extends Column {
    private final BytePool pool = new BytePool();
    private final IntList ids = new IntList();
    private int lastId; // of the writer

    BinaryColumn(ColumnKey key) {
        super(key);
    }

    /** The id of a string, for {@link #append(int, int)}. */
    int idOf(byte[] source, int from, int length) {
        return pool.idOf(source, from, length);
    }

    void append(int row, int id) {
        final int index = place(row);
        ids.set(index, id);
        lastId = id;
        publishRelease(index);
    }

    /** The id of the last entry. Of the writer. */
    int lastId() {
        return lastId;
    }

    int bytesOf(int id) {
        return pool.lengthOf(id);
    }

    @Override
    int lastBytes() {
        return bytesOf(lastId);
    }

    @Override
    View view(int entries, IntList.@Nullable View entryRows) {
        return new BinaryView(key(), entries, entryRows, ids.capture(), pool.capture());
    }

    private static final class BinaryView extends View {
        private final IntList.View ids;
        private final BytePool.View pool;

        BinaryView(ColumnKey key, int entries, IntList.@Nullable View rows, IntList.View ids, BytePool.View pool) {
            super(key, entries, rows);
            this.ids = ids;
            this.pool = pool;
        }

        @Override
        boolean same(int entry, int otherEntry) {
            return ids.get(entry) == ids.get(otherEntry);
        }

        @Override
        Values values(int first, int last) {
            return pool.values(ids.copy(first, last), last - first);
        }

        @Override
        Values pick(int[] indexes, int count) {
            int[] picked = new int[count];
            for (int i = 0; i < count; i++) {
                picked[i] = ids.get(indexes[i]);
            }
            return pool.values(picked, count);
        }
    }
}
