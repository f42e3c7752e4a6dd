/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** Eight bytes a value. */
public final class PlainLongs implements ColumnEncoding {
    @Override
    public int id() {
        return 1;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isNumber(type) && type != ColumnType.BOOLEAN;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        BitPacking.pack(bits, 0, values.count(), 0, Long.SIZE, target);
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        BitPacking.unpack(source, Long.SIZE, 0, bits, 0, count);
        source.expectEnd();
        return new NumberValues(bits, count);
    }
}
