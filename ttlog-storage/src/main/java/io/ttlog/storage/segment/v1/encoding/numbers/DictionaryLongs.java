/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** The distinct values in order of appearance, eight bytes each, then the index of each value as {@link PackedLongs}. */
public final class DictionaryLongs implements ColumnEncoding {
    /** Beyond that an index is hardly shorter than the value. */
    private static final int DISTINCT_MAX = 1 << 14;

    @Override
    public int id() {
        return 7;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isNumber(type) && type != ColumnType.BOOLEAN;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        int count = values.count();
        int distinctMax = Math.min(DISTINCT_MAX, count / 2 + 1);
        int[] slots = new int[Math.max(2, Integer.highestOneBit(distinctMax) * 4)];
        long[] distinct = new long[distinctMax];
        long[] indexes = new long[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            int slot = slotOf(bits[i], slots, distinct);
            if (slots[slot] == 0) {
                if (size == distinctMax) {
                    return false;
                }
                distinct[size] = bits[i];
                slots[slot] = ++size;
            }
            indexes[i] = slots[slot] - 1L;
        }
        target.putVarint(size);
        BitPacking.pack(distinct, 0, size, 0, Long.SIZE, target);
        PackedLongs.pack(indexes, 0, count, target);
        return true;
    }

    /** Open addressing at half load: a slot holds an index plus one, or zero. */
    private static int slotOf(long bits, int[] slots, long[] distinct) {
        int mask = slots.length - 1;
        long hash = bits * 0x9E37_79B9_7F4A_7C15L;
        int slot = (int) (hash ^ hash >>> 32) & mask;
        while (slots[slot] != 0 && distinct[slots[slot] - 1] != bits) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int size = source.readCount(Math.min(DISTINCT_MAX, source.remaining() / Long.BYTES), "dictionary of");
        long[] distinct = new long[size];
        BitPacking.unpack(source, Long.SIZE, 0, distinct, 0, size);
        long[] bits = new long[count];
        PackedLongs.unpack(source, bits, 0, count);
        source.expectEnd();
        for (int i = 0; i < count; i++) {
            if (bits[i] < 0 || bits[i] >= size) {
                throw source.corrupt("value " + i + " has index " + bits[i] + " in a dictionary of " + size);
            }
            bits[i] = distinct[(int) bits[i]];
        }
        return new NumberValues(bits, count);
    }
}
