/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Doubles that were decimal numbers: one exponent (one byte, 0 to {@link #EXPONENT_MAX}), one encoding of whole numbers (one
 * byte), and the values times ten to the exponent in it. Taken only when each value divided again is the same bit for bit.
 * (The idea of ALP: Afroozeh, Kuffo, Boncz, "ALP: Adaptive Lossless floating-Point compression", 2023.)
 */
public final class DecimalDoubles implements ColumnEncoding {
    /** Ten to the 15 times a number of one digit is still exact. */
    private static final int EXPONENT_MAX = 15;

    /** Whole numbers up to here are exact in a double. */
    private static final double EXACT_MAX = 1L << 53;

    private static final double[] TEN_TO_THE = new double[EXPONENT_MAX + 1];

    static {
        TEN_TO_THE[0] = 1;
        for (int i = 1; i <= EXPONENT_MAX; i++) {
            TEN_TO_THE[i] = TEN_TO_THE[i - 1] * 10;
        }
    }

    private static final ColumnEncoding PACKED = new PackedLongs();
    private static final ColumnEncoding VARINT = new VarintLongs();

    @Override
    public int id() {
        return 8;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.DOUBLE;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        long[] scaled = new long[values.count()];
        int exponent = 0;
        for (int i = 0; i < scaled.length; ) {
            double value = Double.longBitsToDouble(bits[i]);
            long whole = whole(value, exponent);
            if (Double.doubleToRawLongBits(whole / TEN_TO_THE[exponent]) == bits[i]
                    && Math.abs(value) * TEN_TO_THE[exponent] < EXACT_MAX) {
                scaled[i++] = whole;
            } else if (++exponent > EXPONENT_MAX) {
                return false;
            } else {
                i = 0;
            }
        }
        NumberValues whole = new NumberValues(scaled, scaled.length);
        ByteWriter packed = new ByteWriter();
        ByteWriter varint = new ByteWriter();
        PACKED.encode(whole, packed);
        VARINT.encode(whole, varint);
        boolean packedIsShorter = packed.length() < varint.length();
        ByteWriter shorter = packedIsShorter ? packed : varint;
        target.putByte(exponent)
                .putByte(packedIsShorter ? PACKED.id() : VARINT.id())
                .putBytes(shorter.array(), 0, shorter.length());
        return true;
    }

    private static long whole(double value, int exponent) {
        return Math.round(value * TEN_TO_THE[exponent]);
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int exponent = source.readByte();
        int encoding = source.readByte();
        if (exponent > EXPONENT_MAX || encoding != PACKED.id() && encoding != VARINT.id()) {
            throw source.corrupt("exponent " + exponent + " with encoding " + encoding);
        }
        NumberValues whole = (NumberValues) (encoding == PACKED.id() ? PACKED : VARINT).decode(source, count);
        long[] bits = whole.bits();
        for (int i = 0; i < count; i++) {
            bits[i] = Double.doubleToRawLongBits(bits[i] / TEN_TO_THE[exponent]);
        }
        return whole;
    }
}
