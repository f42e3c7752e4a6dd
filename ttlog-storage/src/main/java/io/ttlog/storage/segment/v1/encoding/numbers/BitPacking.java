/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * Unsigned numbers of equal width, lowest bits first, without gaps; the last byte is filled with zeros. Widths from 57 to 63
 * are written as 64, so that a number never spans more than the eight bytes of one read. Stateless.
 */
final class BitPacking {
    private static final int SHIFTABLE_WIDTH_MAX = 56;

    private BitPacking() {}

    /** The width that holds all bits of the number. */
    static int widthOf(long bits) {
        int width = Long.SIZE - Long.numberOfLeadingZeros(bits);
        return width > SHIFTABLE_WIDTH_MAX ? Long.SIZE : width;
    }

    static int bytesOf(int count, int width) {
        return (int) (((long) count * width + 7) >>> 3);
    }

    /** Packs {@code values[from..to) - base}. */
    static void pack(long[] values, int from, int to, long base, int width, ByteWriter target) {
        int at = target.reserve(bytesOf(to - from, width) + Long.BYTES);
        byte[] out = target.array();
        if (width == Long.SIZE) {
            for (int i = from; i < to; i++, at += Long.BYTES) {
                EventFormat.putLong(out, at, values[i] - base);
            }
        } else {
            long bit = 0;
            for (int i = from; i < to; i++, bit += width) {
                int index = at + (int) (bit >>> 3);
                long merged = EventFormat.getLong(out, index) | (values[i] - base) << (bit & 7);
                EventFormat.putLong(out, index, merged);
            }
        }
        target.drop(Long.BYTES);
    }

    /** Unpacks into {@code values[from..to)} and adds the base. */
    static void unpack(ByteReader source, int width, long base, long[] values, int from, int to) {
        if (width < 0 || width > SHIFTABLE_WIDTH_MAX && width != Long.SIZE) {
            throw source.corrupt("bit width " + width);
        }
        int bytes = bytesOf(to - from, width);
        int at = source.skip(bytes);
        byte[] in = source.array();
        if (width == Long.SIZE) {
            for (int i = from; i < to; i++, at += Long.BYTES) {
                values[i] = base + EventFormat.getLong(in, at);
            }
            return;
        }
        long mask = (1L << width) - 1;
        long bit = 0;
        for (int i = from; i < to; i++, bit += width) {
            int index = at + (int) (bit >>> 3);
            long word = index <= in.length - Long.BYTES ? EventFormat.getLong(in, index) : lastBytes(in, index);
            values[i] = base + (word >>> (bit & 7) & mask);
        }
    }

    private static long lastBytes(byte[] in, int index) {
        long word = 0;
        for (int i = in.length - 1; i >= index; i--) {
            word = word << 8 | in[i] & 0xFF;
        }
        return word;
    }
}
