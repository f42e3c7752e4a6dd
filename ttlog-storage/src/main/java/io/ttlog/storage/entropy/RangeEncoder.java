/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.wire.ByteWriter;

/** A range coder with carries, as in LZMA (Pavlov, public domain; Martin 1979). {@link #end} completes it. */
public final class RangeEncoder extends BitCoder {
    static final int TOP_MASK = 0xFF00_0000;
    static final int PROBABILITY_BITS = 12;
    static final int RAW_BITS_MAX = 16;

    /** Bytes that a decoder reads before its first decision. */
    static final int START_BYTES = 5;

    private final ByteWriter target;
    private long low;
    private int range = -1;
    private int held;
    private long heldCount = 1;

    /** Appends to a target. */
    public RangeEncoder(ByteWriter target) {
        this.target = target;
    }

    @Override
    public int bit(int[] models, int at, int bit) {
        int model = models[at];
        int bound = (range >>> PROBABILITY_BITS) * probability(model);
        if (bit != 0) {
            range = bound;
        } else {
            low += bound & 0xFFFF_FFFFL;
            range -= bound;
        }
        models[at] = learned(model, bit);
        normalize();
        return bit;
    }

    @Override
    public long bits(int width, long value) {
        for (int left = width; left > 0; ) {
            int part = Math.min(left, RAW_BITS_MAX);
            left -= part;
            range >>>= part;
            low += (value >>> left & (1L << part) - 1) * (range & 0xFFFF_FFFFL);
            normalize();
        }
        return value;
    }

    private void normalize() {
        while ((range & TOP_MASK) == 0) {
            range <<= Byte.SIZE;
            shift();
        }
    }

    /** Writes the upper byte once no carry can change it any more. */
    private void shift() {
        if (low < 0xFF00_0000L || low > 0xFFFF_FFFFL) {
            int carry = (int) (low >>> 32);
            target.putByte(held + carry);
            for (; heldCount > 1; heldCount--) {
                target.putByte(0xFF + carry);
            }
            heldCount = 0;
            held = (int) (low >>> 24) & 0xFF;
        }
        heldCount++;
        low = (low & 0x00FF_FFFFL) << Byte.SIZE;
    }

    /** Writes what is left. */
    public void end() {
        for (int i = 0; i < START_BYTES; i++) {
            shift();
        }
    }

    @Override
    public CorruptDataException corrupt(String problem) {
        throw new IllegalStateException(problem);
    }
}
