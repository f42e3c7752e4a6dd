/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.binary;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.entropy.Guesses;
import io.ttlog.storage.entropy.Indexes;
import io.ttlog.storage.entropy.RangeDecoder;
import io.ttlog.storage.entropy.RangeEncoder;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.numbers.PackedLongs;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * The distinct strings in order of appearance (their number as varint, 1 when indexes are written as distances, their lengths as
 * {@link PackedLongs}, their bytes), then the index of each value as {@link Indexes}, foretold by the values before it.
 */
public final class RangedBinary implements ColumnEncoding {
    @Override
    public int id() {
        return 23;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.TEXT || type == ColumnType.BYTES;
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public boolean learns() {
        return true;
    }

    @Override
    public boolean slowToRead() {
        return true;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        int count = binary.count();
        DistinctStrings distinct = new DistinctStrings(binary);
        int size = distinct.count();
        if (size > count / 2 + 1) {
            return false;
        }
        int[] indexes = distinct.indexes();
        boolean distances = distancesPay(indexes, count, size);
        target.putVarint(size).putByte(distances ? 1 : 0);
        long[] lengths = new long[size];
        for (int i = 0; i < size; i++) {
            lengths[i] = distinct.to(i) - (long) distinct.from(i);
        }
        PackedLongs.pack(lengths, 0, size, target);
        for (int i = 0; i < size; i++) {
            target.putBytes(binary.bytes(), distinct.from(i), (int) lengths[i]);
        }
        RangeEncoder coder = new RangeEncoder(target);
        code(coder, indexes, count, size, distances);
        coder.end();
        return true;
    }

    /** Whether what no run explains costs less as the distance from the one before. */
    public static boolean distancesPay(int[] indexes, int count, int size) {
        double distanceBits = 0;
        double indexBits = 0;
        int seen = 0;
        for (int i = 0; i < count; i++) {
            if (indexes[i] == seen) {
                seen++;
            } else if (indexes[i] != indexes[i - 1]) {
                distanceBits += 3 + Math.log(Math.abs(indexes[i] - indexes[i - 1]) + 1.0) / Math.log(2);
                indexBits += Math.log(size) / Math.log(2);
            }
        }
        return distanceBits < indexBits * 0.9;
    }

    private static void code(BitCoder coder, int[] indexes, int count, int size, boolean distances) {
        Indexes column = new Indexes(new Guesses(count), 0, size, distances);
        long before = 0;
        long last = 0;
        for (int i = 0; i < count; i++) {
            int index = column.code(coder, before << 32 | last, last, 0, indexes[i]);
            indexes[i] = index;
            before = last;
            last = index + 1L;
        }
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int size = source.readCount(count, "dictionary of");
        boolean distances = source.readByte() != 0;
        int[] offsets = PlainBinary.readOffsets(source, size);
        int start = source.skip(offsets[size]);
        RangeDecoder coder = new RangeDecoder(source);
        int[] ids = new int[count];
        code(coder, ids, count, size, distances);
        coder.expectEnd();
        long naturalBytes = 0;
        for (int i = 0; i < count; i++) {
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
