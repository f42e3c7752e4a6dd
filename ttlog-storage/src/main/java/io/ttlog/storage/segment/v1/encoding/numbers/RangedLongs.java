/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.entropy.RangeDecoder;
import io.ttlog.storage.entropy.RangeEncoder;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * The differences of neighbours, wrapping around, as range-coded numbers: of what length each is, is learnt by the lengths of the
 * two before it.
 */
public final class RangedLongs implements ColumnEncoding {
    private static final int CLASSES = 9;
    private static final int CLASS_BITS = 8;

    @Override
    public int id() {
        return 9;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isWhole(type);
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
        RangeEncoder coder = new RangeEncoder(target);
        code(coder, DeltaLongs.deltas((NumberValues) values));
        coder.end();
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        RangeDecoder coder = new RangeDecoder(source);
        code(coder, bits);
        coder.expectEnd();
        return new NumberValues(DeltaLongs.summed(bits), count);
    }

    private static void code(BitCoder coder, long[] deltas) {
        int[] models = BitCoder.models(CLASSES * CLASSES * BitCoder.NUMBER_MODELS);
        int last = 0;
        int before = 0;
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = coder.signed(models, (last * CLASSES + before) * BitCoder.NUMBER_MODELS, deltas[i]);
            before = last;
            last = (Long.SIZE - Long.numberOfLeadingZeros(Math.abs(deltas[i])) + CLASS_BITS - 1) / CLASS_BITS;
        }
    }
}
