/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** The differences of neighbours, wrapping around, as {@link PackedLongs}; the first value is a difference to zero. */
public final class DeltaLongs implements ColumnEncoding {
    @Override
    public int id() {
        return 3;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isWhole(type);
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] deltas = deltas((NumberValues) values);
        target.putZigzag(deltas.length == 0 ? 0 : deltas[0]);
        PackedLongs.pack(deltas, Math.min(1, deltas.length), deltas.length, target);
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        long first = source.readZigzag();
        PackedLongs.unpack(source, bits, Math.min(1, count), count);
        source.expectEnd();
        if (count > 0) {
            bits[0] = first;
        }
        return new NumberValues(summed(bits), count);
    }

    static long[] deltas(NumberValues values) {
        long[] deltas = new long[values.count()];
        long before = 0;
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = values.bits()[i] - before;
            before = values.bits()[i];
        }
        return deltas;
    }

    static long[] summed(long[] deltas) {
        for (int i = 1; i < deltas.length; i++) {
            deltas[i] += deltas[i - 1];
        }
        return deltas;
    }
}
