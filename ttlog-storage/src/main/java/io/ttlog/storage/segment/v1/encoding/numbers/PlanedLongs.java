/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** Byte planes: the lowest byte of all values, then the next byte of all values ("byte stream split" of Parquet). */
public final class PlanedLongs implements ColumnEncoding {
    @Override
    public int id() {
        return 6;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isNumber(type) && type != ColumnType.BOOLEAN;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        int count = values.count();
        int at = target.reserve(count * Long.BYTES);
        byte[] out = target.array();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            for (int i = 0; i < count; i++) {
                out[at++] = (byte) (bits[i] >>> shift);
            }
        }
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int at = source.skip(count * Long.BYTES);
        source.expectEnd();
        byte[] in = source.array();
        long[] bits = new long[count];
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            for (int i = 0; i < count; i++) {
                bits[i] |= (in[at++] & 0xFFL) << shift;
            }
        }
        return new NumberValues(bits, count);
    }
}
