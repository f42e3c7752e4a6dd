/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.wire;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Wtf8;

/**
 * Reads what {@link ByteWriter} wrote, and throws {@link CorruptDataException} with the source and the offset in it at the
 * first byte that cannot be right. Belongs to one thread.
 */
public final class ByteReader {
    private final byte[] bytes;
    private final int to;
    private final String source;
    private final long sourceBase;
    private int at;

    /**
     * Reads a range of an array.
     *
     * @param sourceOffset where {@code from} lies in the source
     */
    public ByteReader(byte[] bytes, int from, int to, String source, long sourceOffset) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
        this.source = source;
        this.sourceBase = sourceOffset - from;
    }

    /** The array being read. */
    public byte[] array() {
        return bytes;
    }

    /** Index of the next byte in {@link #array}. */
    public int index() {
        return at;
    }

    /** Bytes left. */
    public int remaining() {
        return to - at;
    }

    /** An exception that names the current place. */
    public CorruptDataException corrupt(String problem) {
        return new CorruptDataException(source, sourceBase + at, problem);
    }

    /** One byte, 0 to 255. */
    public int readByte() {
        need(1);
        return bytes[at++] & 0xFF;
    }

    /** Four bytes. */
    public int readInt() {
        need(Integer.BYTES);
        int value = EventFormat.getInt(bytes, at);
        at += Integer.BYTES;
        return value;
    }

    /** Eight bytes. */
    public long readLong() {
        need(Long.BYTES);
        long value = EventFormat.getLong(bytes, at);
        at += Long.BYTES;
        return value;
    }

    /** One to ten bytes, as {@link ByteWriter#putVarint} wrote them. */
    public long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            need(1);
            byte b = bytes[at++];
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw corrupt("a number of more than ten bytes");
    }

    /** As {@link ByteWriter#putZigzag} wrote it. */
    public long readZigzag() {
        long value = readVarint();
        return value >>> 1 ^ -(value & 1);
    }

    /** A varint from 0 to a maximum. */
    public int readCount(long max, String what) {
        long value = readVarint();
        if (value < 0 || value > max) {
            throw corrupt(what + " " + Long.toUnsignedString(value) + ", at most " + max);
        }
        return (int) value;
    }

    /** A varint length and the text. */
    public String readText(int bytesMax) {
        int length = readCount(Math.min(bytesMax, remaining()), "text length");
        return Wtf8.decode(bytes, skip(length), length);
    }

    /** Passes over bytes and returns the index in {@link #array} where they start. */
    public int skip(int count) {
        need(count);
        int start = at;
        at += count;
        return start;
    }

    /** Throws unless everything has been read. */
    public void expectEnd() {
        if (at != to) {
            throw corrupt(remaining() + " bytes too many");
        }
    }

    private void need(int count) {
        if (count < 0 || count > to - at) {
            throw corrupt(count + " bytes needed where " + (to - at) + " are left");
        }
    }
}
