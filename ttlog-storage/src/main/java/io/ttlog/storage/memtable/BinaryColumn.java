/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import java.lang.reflect.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** TEXT (as WTF-8) and BYTES entries: for each the number of its string, in as few bytes as the highest number needs. */
final class BinaryColumn extends Column {
    private static final int BYTE_MAX = 0xFF;

    private final BytePool pool = new BytePool();
    /** A byte[], char[] or int[]: grown and widened by copy, so a reader who takes the reference has what was there. */
    private volatile Object ids = new byte[INITIAL_ENTRIES];

    BinaryColumn(ColumnKey key) {
        super(key);
    }

    /** The id of a string, for {@link #append(int, int)}. */
    int idOf(byte[] source, int from, int length) {
        return pool.idOf(source, from, length);
    }

    void append(int row, int id) {
        int index = place(row);
        if (!set(ids, index, id)) {
            Object wider = copy(ids, index, id);
            set(wider, index, id);
            ids = wider;
        }
        publishRelease(index);
    }

    private static boolean set(Object ids, int index, int id) {
        if (ids instanceof byte[] bytes) {
            if (index == bytes.length || id > BYTE_MAX) {
                return false;
            }
            bytes[index] = (byte) id;
        } else if (ids instanceof char[] chars) {
            if (index == chars.length || id > Character.MAX_VALUE) {
                return false;
            }
            chars[index] = (char) id;
        } else {
            int[] ints = (int[]) ids;
            if (index == ints.length) {
                return false;
            }
            ints[index] = id;
        }
        return true;
    }

    private static int get(Object ids, int index) {
        if (ids instanceof byte[] bytes) {
            return bytes[index] & BYTE_MAX;
        }
        return ids instanceof char[] chars ? chars[index] : ((int[]) ids)[index];
    }

    /** The first entries, with room for one more and for the id. */
    private static Object copy(Object ids, int count, int id) {
        int length = Array.getLength(ids);
        if (count == length) {
            length = BytePool.grown(length, count + 1);
        }
        if (id <= BYTE_MAX && ids instanceof byte[] bytes) {
            return Arrays.copyOf(bytes, length);
        }
        if (id <= Character.MAX_VALUE && ids instanceof char[] chars) {
            return Arrays.copyOf(chars, length);
        }
        if (ids instanceof int[] ints) {
            return Arrays.copyOf(ints, length);
        }
        Object wider = id <= Character.MAX_VALUE ? new char[length] : new int[length];
        for (int i = 0; i < count; i++) {
            set(wider, i, get(ids, i));
        }
        return wider;
    }

    int bytesOf(int id) {
        int[] offsets = pool.offsets();
        return offsets[id + 1] - offsets[id];
    }

    @Override
    int lastBytes() {
        return bytesOf(get(ids, countPlain() - 1));
    }

    @Override
    View view(int entries, int @Nullable [] entryRows) {
        return new BinaryView(key(), entries, entryRows, ids, pool.bytes(), pool.offsets());
    }

    private static final class BinaryView extends View {
        private final Object ids;
        private final byte[] bytes;
        private final int[] offsets;

        BinaryView(ColumnKey key, int entries, int @Nullable [] rows, Object ids, byte[] bytes, int[] offsets) {
            super(key, entries, rows);
            this.ids = ids;
            this.bytes = bytes;
            this.offsets = offsets;
        }

        @Override
        Values values(int first, int last) {
            int[] used = new int[last - first];
            for (int i = first; i < last; i++) {
                used[i - first] = get(ids, i);
            }
            return dictionary(used, used.length);
        }

        @Override
        Values pick(int[] indexes, int count) {
            int[] picked = new int[count];
            for (int i = 0; i < count; i++) {
                picked[i] = get(ids, indexes[i]);
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
