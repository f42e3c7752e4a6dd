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

/** The lengths of all values as {@link PackedLongs}, then their bytes. */
public final class PlainBinary implements ColumnEncoding {
    @Override
    public int id() {
        return 20;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.TEXT || type == ColumnType.BYTES;
    }

    /** Others are smaller where strings come again or are all as long. */
    @Override
    public boolean pays(Values values) {
        BinaryValues binary = (BinaryValues) values;
        return binary.dictionaryCount() > binary.count() / 2;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        int count = binary.count();
        int[] offsets = binary.offsets();
        long[] lengths = new long[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            int id = binary.ids()[i];
            lengths[i] = (long) offsets[id + 1] - offsets[id];
            total += lengths[i];
        }
        if (total > Chunk.NATURAL_BYTES_MAX) {
            return false;
        }
        PackedLongs.pack(lengths, 0, count, target);
        for (int i = 0; i < count; i++) {
            target.putBytes(binary.bytes(), offsets[binary.ids()[i]], (int) lengths[i]);
        }
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int[] offsets = readOffsets(source, count);
        int start = source.skip(offsets[count]);
        source.expectEnd();
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = i;
            offsets[i] += start;
        }
        offsets[count] += start;
        return new BinaryValues(source.array(), offsets, count, ids, count);
    }

    /** Lengths, summed; checked to lie within the bytes that are left. */
    static int[] readOffsets(ByteReader source, int count) {
        long[] lengths = new long[count];
        PackedLongs.unpack(source, lengths, 0, count);
        int[] offsets = new int[count + 1];
        for (int i = 0; i < count; i++) {
            if (lengths[i] < 0 || lengths[i] > source.remaining() - offsets[i]) {
                throw source.corrupt("value " + i + " of " + lengths[i] + " bytes where "
                        + (source.remaining() - offsets[i]) + " are left");
            }
            offsets[i + 1] = offsets[i] + (int) lengths[i];
        }
        return offsets;
    }
}
