/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/** The differences of neighbours as zigzag varints: whole bytes, in which the block codec finds repetitions that packing hides. */
public final class VarintLongs implements ColumnEncoding {
    @Override
    public int id() {
        return 4;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isWhole(type);
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        for (long delta : DeltaLongs.deltas((NumberValues) values)) {
            target.putZigzag(delta);
        }
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        for (int i = 0; i < count; i++) {
            bits[i] = source.readZigzag();
        }
        source.expectEnd();
        return new NumberValues(DeltaLongs.summed(bits), count);
    }
}
