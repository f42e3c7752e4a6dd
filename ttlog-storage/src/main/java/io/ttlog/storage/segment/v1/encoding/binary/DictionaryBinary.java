/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.numbers.PackedLongs;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * The strings in use in order of appearance (their number as varint, their lengths as {@link PackedLongs}, their bytes), then
 * the index of each value as {@link PackedLongs}.
 */
public final class DictionaryBinary implements ColumnEncoding {
    @Override
    public int id() {
        return 21;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.TEXT || type == ColumnType.BYTES;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        int count = binary.count();
        int[] offsets = binary.offsets();
        int[] newIdPlusOne = new int[binary.dictionaryCount()];
        int[] used = new int[count];
        long[] indexes = new long[count];
        int size = 0;
        for (int i = 0; i < count; i++) {
            int id = binary.ids()[i];
            if (newIdPlusOne[id] == 0) {
                used[size] = id;
                newIdPlusOne[id] = ++size;
            }
            indexes[i] = newIdPlusOne[id] - 1L;
        }
        if (size > count / 2 + 1) {
            return false;
        }
        long[] lengths = new long[size];
        for (int i = 0; i < size; i++) {
            lengths[i] = (long) offsets[used[i] + 1] - offsets[used[i]];
        }
        target.putVarint(size);
        PackedLongs.pack(lengths, 0, size, target);
        for (int i = 0; i < size; i++) {
            target.putBytes(binary.bytes(), offsets[used[i]], (int) lengths[i]);
        }
        PackedLongs.pack(indexes, 0, count, target);
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int size = source.readCount(count, "dictionary of");
        int[] offsets = PlainBinary.readOffsets(source, size);
        int start = source.skip(offsets[size]);
        long[] indexes = new long[count];
        PackedLongs.unpack(source, indexes, 0, count);
        source.expectEnd();
        int[] ids = new int[count];
        long naturalBytes = 0;
        for (int i = 0; i < count; i++) {
            if (indexes[i] < 0 || indexes[i] >= size) {
                throw source.corrupt("value " + i + " has index " + indexes[i] + " in a dictionary of " + size);
            }
            ids[i] = (int) indexes[i];
            naturalBytes += offsets[ids[i] + 1] - offsets[ids[i]];
        }
        if (naturalBytes > Chunk.NATURAL_BYTES_MAX) {
            throw source.corrupt("values of " + naturalBytes + " bytes, at most " + Chunk.NATURAL_BYTES_MAX);
        }
        for (int i = 0; i <= size; i++) {
            offsets[i] += start;
        }
        return new BinaryValues(source.array(), offsets, size, ids, count);
    }
}
