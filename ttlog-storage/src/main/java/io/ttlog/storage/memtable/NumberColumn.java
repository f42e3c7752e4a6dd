/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** LONG, TIMESTAMP, DURATION, DOUBLE (as raw bits) and BOOLEAN (as 0 or 1) entries. */
final class NumberColumn extends Column {
    private volatile long[] bits = new long[INITIAL_ENTRIES];

    NumberColumn(ColumnKey key) {
        super(key);
    }

    void append(int row, long value) {
        int index = place(row);
        long[] b = bits;
        if (index == b.length) {
            b = Arrays.copyOf(b, BytePool.grown(b.length, index + 1));
            b[index] = value;
            bits = b;
        } else {
            b[index] = value;
        }
        publishRelease(index);
    }

    @Override
    int lastBytes() {
        return bytesOf(key().type());
    }

    static int bytesOf(ColumnType type) {
        return type == ColumnType.BOOLEAN ? 1 : Long.BYTES;
    }

    @Override
    View view(int entries, int @Nullable [] entryRows) {
        return new NumberView(key(), entries, entryRows, bits);
    }

    private static final class NumberView extends View {
        private final long[] bits;

        NumberView(ColumnKey key, int entries, int @Nullable [] rows, long[] bits) {
            super(key, entries, rows);
            this.bits = bits;
        }

        @Override
        Values values(int first, int last) {
            return new NumberValues(Arrays.copyOfRange(bits, first, last), last - first);
        }

        @Override
        Values pick(int[] indexes, int count) {
            long[] picked = new long[count];
            for (int i = 0; i < count; i++) {
                picked[i] = bits[indexes[i]];
            }
            return new NumberValues(picked, count);
        }
    }
}
