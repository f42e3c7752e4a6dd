/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;

/** Bytes that grow, with the numbers of file formats: little-endian, and variable. One thread. */
final class ByteSink {
    private static final int BYTES_MIN = 64;
    private static final int VARINT_BITS = 7;

    private byte[] bytes = new byte[BYTES_MIN];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** The bytes; those after {@link #size} mean nothing. */
    byte[] array() {
        return bytes;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    private int claim(int count) {
        if (count > bytes.length - size) {
            int needed = Math.addExact(size, count);
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(Integer.MAX_VALUE - 8L, 2L * bytes.length)));
        }
        int at = size;
        size += count;
        return at;
    }

    ByteSink int8(int value) {
        int at = claim(1); // may replace the array
        bytes[at] = (byte) value;
        return this;
    }

    ByteSink int32(int value) {
        return little(value, Integer.BYTES);
    }

    ByteSink int64(long value) {
        return little(value, Long.BYTES);
    }

    /** The lowest so many bytes, the lowest first. */
    ByteSink little(long value, int count) {
        int at = claim(count);
        for (int i = 0; i < count; i++) {
            bytes[at + i] = (byte) (value >>> (Byte.SIZE * i));
        }
        return this;
    }

    /** Unsigned, seven bits a byte, the lowest first; all but the last have the highest bit set. */
    ByteSink varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            int8((int) (rest & 0x7F | 0x80));
            rest >>>= VARINT_BITS;
        }
        return int8((int) rest);
    }

    /** Signed, so that small numbers of either sign are short. */
    ByteSink zigzag(long value) {
        return varint(value << 1 ^ value >> 63);
    }

    ByteSink bytes(byte[] from, int offset, int length) {
        int at = claim(length);
        System.arraycopy(from, offset, bytes, at, length);
        return this;
    }

    ByteSink bytes(byte[] from) {
        return bytes(from, 0, from.length);
    }

    /** Zeros up to a multiple of so many bytes. */
    ByteSink align(int multiple) {
        int more = Math.floorMod(-size, multiple);
        int at = claim(more);
        Arrays.fill(bytes, at, at + more, (byte) 0);
        return this;
    }
}
