/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.wire;

import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;
import java.util.Arrays;

/** A growing array of little-endian bytes. Belongs to one thread; allocates when it grows. */
public final class ByteWriter {
    private static final int INITIAL_BYTES = 256;

    private byte[] bytes = new byte[INITIAL_BYTES];
    private int length;

    /** The bytes written so far are the first {@link #length} of it; valid until the next write. */
    public byte[] array() {
        return bytes;
    }

    /** Number of bytes written. */
    public int length() {
        return length;
    }

    /** A copy of the bytes written. */
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /** Forgets everything and keeps the array. */
    public void clear() {
        length = 0;
    }

    /** One byte. */
    public ByteWriter putByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
        return this;
    }

    /** Four bytes. */
    public ByteWriter putInt(int value) {
        room(Integer.BYTES);
        EventFormat.putInt(bytes, length, value);
        length += Integer.BYTES;
        return this;
    }

    /** Eight bytes. */
    public ByteWriter putLong(long value) {
        room(Long.BYTES);
        EventFormat.putLong(bytes, length, value);
        length += Long.BYTES;
        return this;
    }

    /** One to ten bytes, seven bits each, low bits first; negative numbers take ten. */
    public ByteWriter putVarint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    /** A varint in which small negative numbers are short too. */
    public ByteWriter putZigzag(long value) {
        return putVarint(value << 1 ^ value >> 63);
    }

    /** The bytes as they are. */
    public ByteWriter putBytes(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    /** A varint length and the text as WTF-8. */
    public ByteWriter putText(String text) {
        byte[] encoded = Wtf8.encode(text);
        return putVarint(encoded.length).putBytes(encoded, 0, encoded.length);
    }

    /** Zero bytes that the caller fills through {@link #array}; returns where they start. */
    public int reserve(int count) {
        room(count);
        int at = length;
        Arrays.fill(bytes, at, at + count, (byte) 0);
        length += count;
        return at;
    }

    /** Takes back the last bytes. */
    public void drop(int count) {
        length -= count;
    }

    private void room(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), (int)
                    Math.min(Integer.MAX_VALUE - 8, bytes.length * 2L)));
        }
    }
}
