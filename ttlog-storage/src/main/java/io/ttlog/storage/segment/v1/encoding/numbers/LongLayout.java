/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Whole numbers in the layout that the codec makes smallest, tried with some of them; one byte says which:
 *
 * <pre>
 *  0 varints   zigzag, one to ten bytes: repetitions stay visible
 *  1 logs      of each one byte, its bit length, plus 64 when negative; then of each the bits below the highest, without gaps:
 *              the codec squeezes the first part and leaves the second, which is noise
 *  2 packed    as PackedLongs
 *  3 planes    zigzag, as few bytes as the largest needs (one byte says how many), lowest byte of all first
 * </pre>
 *
 * Stateless.
 */
public final class LongLayout {
    private static final int VARINTS = 0;
    private static final int LOGS = 1;
    private static final int PACKED = 2;
    private static final int PLANES = 3;
    private static final int LAYOUTS = 4;

    /** So many numbers show what the layouts are worth: enough to see that one series repeats another's. */
    private static final int TRIAL_VALUES = 1 << 14;

    private static final int NEGATIVE = 64;

    private LongLayout() {}

    /** Writes {@code values[from..to)}. */
    public static void put(long[] values, int from, int to, Neighbours neighbours, ByteWriter target) {
        int layout = best(values, from, to, neighbours);
        target.putByte(layout);
        put(layout, values, from, to, target);
    }

    private static int best(long[] values, int from, int to, Neighbours neighbours) {
        int tried = Math.min(to - from, TRIAL_VALUES);
        int start = from + (to - from - tried) / 2;
        int best = VARINTS;
        int bestBytes = Integer.MAX_VALUE;
        ByteWriter trial = new ByteWriter();
        for (int layout = 0; layout < LAYOUTS; layout++) {
            trial.clear();
            put(layout, values, start, start + tried, trial);
            int bytes = neighbours.compressed(trial.array(), trial.length());
            if (bytes < bestBytes) {
                best = layout;
                bestBytes = bytes;
            }
        }
        return best;
    }

    private static void put(int layout, long[] values, int from, int to, ByteWriter target) {
        switch (layout) {
            case VARINTS -> {
                for (int i = from; i < to; i++) {
                    target.putZigzag(values[i]);
                }
            }
            case LOGS -> putLogs(values, from, to, target);
            case PACKED -> PackedLongs.pack(values, from, to, target);
            default -> putPlanes(values, from, to, target);
        }
    }

    /** Reads {@code values[from..to)}. */
    public static void get(ByteReader source, long[] values, int from, int to) {
        int layout = source.readByte();
        switch (layout) {
            case VARINTS -> {
                for (int i = from; i < to; i++) {
                    values[i] = source.readZigzag();
                }
            }
            case LOGS -> getLogs(source, values, from, to);
            case PACKED -> PackedLongs.unpack(source, values, from, to);
            case PLANES -> getPlanes(source, values, from, to);
            default -> throw source.corrupt("layout " + layout);
        }
    }

    private static int bitLength(long magnitude) {
        return Long.SIZE - Long.numberOfLeadingZeros(magnitude);
    }

    private static void putLogs(long[] values, int from, int to, ByteWriter target) {
        int at = target.reserve(to - from);
        byte[] out = target.array();
        for (int i = from; i < to; i++) {
            long magnitude = Math.abs(values[i]);
            out[at++] = (byte) (bitLength(magnitude) + (values[i] < 0 ? NEGATIVE : 0));
        }
        long word = 0;
        int filled = 0;
        for (int i = from; i < to; i++) {
            long magnitude = Math.abs(values[i]);
            int length = bitLength(magnitude) - 1;
            if (length <= 0) {
                continue;
            }
            long low = magnitude & (1L << length) - 1;
            word |= low << filled;
            filled += length;
            if (filled >= Long.SIZE) {
                target.putLong(word);
                filled -= Long.SIZE;
                word = filled == 0 ? 0 : low >>> length - filled;
            }
        }
        for (; filled > 0; filled -= Byte.SIZE) {
            target.putByte((int) word);
            word >>>= Byte.SIZE;
        }
    }

    private static void getLogs(ByteReader source, long[] values, int from, int to) {
        int lengthsAt = source.skip(to - from);
        byte[] in = source.array();
        long bits = 0;
        for (int i = 0; i < to - from; i++) {
            int length = in[lengthsAt + i] & 0xFF;
            length = length > NEGATIVE ? length - NEGATIVE : length;
            if (length > Long.SIZE) {
                throw source.corrupt("a number of " + length + " bits");
            }
            bits += Math.max(0, length - 1);
        }
        long bytes = bits + 7 >>> 3;
        if (bytes > source.remaining()) {
            throw source.corrupt(bytes + " bytes of bits where " + source.remaining() + " are left");
        }
        long bit = (long) source.skip((int) bytes) << 3;
        for (int i = from; i < to; i++) {
            int told = in[lengthsAt + i - from] & 0xFF;
            boolean negative = told > NEGATIVE;
            int length = negative ? told - NEGATIVE : told;
            if (length == 0) {
                values[i] = 0;
                continue;
            }
            long magnitude = 1L << length - 1 | bitsAt(in, bit, length - 1);
            bit += length - 1;
            values[i] = negative ? -magnitude : magnitude;
        }
    }

    /** So many bits, at most 63, from that bit of the array on. */
    private static long bitsAt(byte[] in, long bit, int length) {
        if (length == 0) {
            return 0;
        }
        int index = (int) (bit >>> 3);
        int shift = (int) bit & 7;
        long word;
        if (index <= in.length - Long.BYTES) {
            word = EventFormat.getLong(in, index) >>> shift;
        } else {
            word = 0;
            for (int i = in.length - 1; i >= index; i--) {
                word = word << 8 | in[i] & 0xFF;
            }
            word >>>= shift;
        }
        if (length > Long.SIZE - shift) {
            word |= (in[index + Long.BYTES] & 0xFFL) << Long.SIZE - shift;
        }
        return word & (1L << length) - 1;
    }

    private static void putPlanes(long[] values, int from, int to, ByteWriter target) {
        long all = 0;
        for (int i = from; i < to; i++) {
            all |= zigzag(values[i]);
        }
        int width = bitLength(all) + 7 >>> 3;
        target.putByte(width);
        int at = target.reserve(Math.multiplyExact(to - from, width));
        byte[] out = target.array();
        for (int plane = 0; plane < width; plane++) {
            for (int i = from; i < to; i++) {
                out[at++] = (byte) (zigzag(values[i]) >>> (plane << 3));
            }
        }
    }

    private static void getPlanes(ByteReader source, long[] values, int from, int to) {
        int width = source.readByte();
        if (width > Long.BYTES) {
            throw source.corrupt(width + " planes");
        }
        int at = source.skip((to - from) * width);
        byte[] in = source.array();
        for (int i = from; i < to; i++) {
            values[i] = 0;
        }
        for (int plane = 0; plane < width; plane++) {
            for (int i = from; i < to; i++) {
                values[i] |= (in[at++] & 0xFFL) << (plane << 3);
            }
        }
        for (int i = from; i < to; i++) {
            values[i] = values[i] >>> 1 ^ -(values[i] & 1);
        }
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }
}
