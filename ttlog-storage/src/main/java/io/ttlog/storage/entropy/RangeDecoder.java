/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.wire.ByteReader;

/** Reads what a {@link RangeEncoder} wrote, from all bytes that a source has left. */
public final class RangeDecoder extends BitCoder {
    private final ByteReader source;
    private final byte[] bytes;
    private final int to;
    private int at;
    private int range = -1;
    private int code;

    /** Reads the rest of the source. */
    public RangeDecoder(ByteReader source) {
        this.source = source;
        bytes = source.array();
        int length = source.remaining();
        at = source.skip(length);
        to = at + length;
        for (int i = 0; i < RangeEncoder.START_BYTES; i++) {
            code = code << Byte.SIZE | next();
        }
    }

    private int next() {
        if (at == to) {
            throw corrupt("coded bits that end too early");
        }
        return bytes[at++] & 0xFF;
    }

    @Override
    public int bit(int[] models, int modelAt, int ignored) {
        int model = models[modelAt];
        int bound = (range >>> RangeEncoder.PROBABILITY_BITS) * probability(model);
        int bit;
        if (Integer.compareUnsigned(code, bound) < 0) {
            range = bound;
            bit = 1;
        } else {
            code -= bound;
            range -= bound;
            bit = 0;
        }
        models[modelAt] = learned(model, bit);
        normalize();
        return bit;
    }

    @Override
    public long bits(int width, long ignored) {
        long value = 0;
        for (int left = width; left > 0; ) {
            int part = Math.min(left, RangeEncoder.RAW_BITS_MAX);
            left -= part;
            range >>>= part;
            int digit = Integer.divideUnsigned(code, range);
            if (digit < 0 || digit >= 1 << part) {
                throw corrupt("coded bits that no encoder writes");
            }
            code -= digit * range;
            value = value << part | digit;
            normalize();
        }
        return value;
    }

    private void normalize() {
        while ((range & RangeEncoder.TOP_MASK) == 0) {
            range <<= Byte.SIZE;
            code = code << Byte.SIZE | next();
        }
    }

    /** Throws unless all bytes were needed. */
    public void expectEnd() {
        if (at != to) {
            throw corrupt(to - at + " coded bytes too many");
        }
    }

    @Override
    public CorruptDataException corrupt(String problem) {
        return source.corrupt(problem);
    }
}
