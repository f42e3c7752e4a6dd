/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import org.jspecify.annotations.Nullable;

/** LONG, TIMESTAMP, DURATION, DOUBLE (as raw bits) and BOOLEAN (as 0 or 1) entries. */
final class NumberColumn extends Column {
    private final LongList bits = new LongList();

    NumberColumn(ColumnKey key) {
        super(key);
    }

    void append(int row, long value) {
        final int index = place(row);
        bits.set(index, value);
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
    View view(int entries, IntList.@Nullable View entryRows) {
        return new NumberView(key(), entries, entryRows, bits.capture());
    }

    private static final class NumberView extends View {
        private final LongList.View bits;

        NumberView(ColumnKey key, int entries, IntList.@Nullable View rows, LongList.View bits) {
            super(key, entries, rows);
            this.bits = bits;
        }

        @Override
        boolean same(int entry, int otherEntry) {
            return bits.get(entry) == bits.get(otherEntry);
        }

        @Override
        Values values(int first, int last) {
            return new NumberValues(bits.copy(first, last), last - first);
        }

        @Override
        Values pick(int[] indexes, int count) {
            long[] picked = new long[count];
            for (int i = 0; i < count; i++) {
                picked[i] = bits.get(indexes[i]);
            }
            return new NumberValues(picked, count);
        }
    }
}
