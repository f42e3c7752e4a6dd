/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Frame of reference: per {@link #PAGE_VALUES} values their minimum (zigzag varint), a bit width (one byte), and the
 * differences to the minimum in that width. One outlier costs its page, not the chunk. (Goldstein, Ramakrishnan, Shaft:
 * "Compressing Relations and Indexes", 1998.)
 */
public final class PackedLongs implements ColumnEncoding {
    static final int PAGE_VALUES = 1024;

    @Override
    public int id() {
        return 2;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isWhole(type) || type == ColumnType.BOOLEAN;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        pack(((NumberValues) values).bits(), 0, values.count(), target);
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        unpack(source, bits, 0, count);
        source.expectEnd();
        return new NumberValues(bits, count);
    }

    public static void pack(long[] values, int from, int to, ByteWriter target) {
        for (int page = from; page < to; page += PAGE_VALUES) {
            int end = Math.min(to, page + PAGE_VALUES);
            long min = Long.MAX_VALUE;
            long max = Long.MIN_VALUE;
            for (int i = page; i < end; i++) {
                min = Math.min(min, values[i]);
                max = Math.max(max, values[i]);
            }
            int width = BitPacking.widthOf(max - min); // as unsigned: the difference of any two longs
            target.putZigzag(min).putByte(width);
            BitPacking.pack(values, page, end, min, width, target);
        }
    }

    public static void unpack(ByteReader source, long[] values, int from, int to) {
        for (int page = from; page < to; page += PAGE_VALUES) {
            long min = source.readZigzag();
            int width = source.readByte();
            BitPacking.unpack(source, width, min, values, page, Math.min(to, page + PAGE_VALUES));
        }
    }
}
