/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;

/**
 * The framing of a block, version 1 (RFC-0001). Little-endian, at any alignment.
 *
 * <pre>
 *  0        4        5       6          8            12             16         20
 *  +--------+--------+-------+----------+------------+--------------+----------+----------------+
 *  | magic  | version| codec | zero     | raw bytes  | stored bytes | CRC32C   | stored bytes...|
 *  | "TTBK" | u8 = 1 | u8    | u16      | i32        | i32          | i32      |                |
 *  +--------+--------+-------+----------+------------+--------------+----------+----------------+
 *                              the checksum is taken over [0, 16) and [20, 20 + stored bytes)
 * </pre>
 *
 * Stored bytes are never more than raw bytes: what does not shrink is stored with codec none. The checksum is compared
 * before anything is decompressed, since most bit flips in a compressed block decode to other bytes without an error, and
 * the raw length is capped before anything is allocated. Stateless and safe for all threads.
 */
public final class BlockFormat {
    /** The first four bytes of a block: "TTBK". */
    public static final int MAGIC = 0x4B42_5454;

    /** Version of this framing. */
    public static final int VERSION = 1;

    /** Bytes before the stored bytes. */
    public static final int HEADER_BYTES = 20;

    /** Most raw bytes of one block; bounds what a reader allocates for a claimed length. */
    public static final int BLOCK_RAW_BYTES_MAX = 16 << 20;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 4;
    static final int CODEC_OFFSET = 5;
    static final int ZERO_OFFSET = 6;
    static final int RAW_BYTES_OFFSET = 8;
    static final int STORED_BYTES_OFFSET = 12;
    static final int CHECKSUM_OFFSET = 16;

    private BlockFormat() {}

    /** The room that {@link #encode} needs in its target for this many raw bytes. */
    public static int blockBytesMax(BlockCodec codec, int rawBytes) {
        return HEADER_BYTES + Math.max(rawBytes, codec.maxCompressedBytes(rawBytes));
    }

    /**
     * Writes a block.
     *
     * @param length 0 to {@link #BLOCK_RAW_BYTES_MAX}
     * @param targetOffset where to write; {@link #blockBytesMax} must be free from there on
     * @return the number of bytes written
     */
    public static int encode(BlockCodec codec, byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, source.length);
        if (length > BLOCK_RAW_BYTES_MAX) {
            throw new TTLogException(
                    ErrorCode.INTERNAL, "block of " + length + " bytes, at most " + BLOCK_RAW_BYTES_MAX);
        }
        Objects.checkFromIndexSize(targetOffset, blockBytesMax(codec, length), target.length);
        final int storedAt = targetOffset + HEADER_BYTES;
        int codecId = codec.id();
        int stored = codec.compress(source, offset, length, target, storedAt);
        if (stored >= length) {
            codecId = Codecs.NONE_ID;
            stored = length;
            System.arraycopy(source, offset, target, storedAt, length);
        }
        EventFormat.putInt(target, targetOffset + MAGIC_OFFSET, MAGIC);
        target[targetOffset + VERSION_OFFSET] = VERSION;
        target[targetOffset + CODEC_OFFSET] = (byte) codecId;
        target[targetOffset + ZERO_OFFSET] = 0;
        target[targetOffset + ZERO_OFFSET + 1] = 0;
        EventFormat.putInt(target, targetOffset + RAW_BYTES_OFFSET, length);
        EventFormat.putInt(target, targetOffset + STORED_BYTES_OFFSET, stored);
        ByteBuffer written = ByteBuffer.wrap(target);
        EventFormat.putInt(target, targetOffset + CHECKSUM_OFFSET, checksum(written, targetOffset, stored));
        return HEADER_BYTES + stored;
    }

    /**
     * As {@link #decode(ByteBuffer, int, String, long)}, of the bytes of an array up to {@code limit}.
     *
     * @param limit where the readable bytes end
     */
    public static Block decode(byte[] bytes, int offset, int limit, String source, long sourceOffset) {
        return decode(ByteBuffer.wrap(bytes, 0, limit), offset, source, sourceOffset);
    }

    /**
     * Checks and decompresses the block at an absolute offset of the buffer, whose position and order do not matter and are
     * not changed. Allocates the raw bytes and, for a buffer without an array, the stored bytes.
     *
     * @param source named in the error
     * @param sourceOffset where {@code offset} lies in the source
     * @throws CorruptDataException when there is no whole, undamaged block
     * @throws TTLogException {@link ErrorCode#UNKNOWN_VERSION} for an undamaged block of a version or codec that is newer
     */
    public static Block decode(ByteBuffer bytes, int offset, String source, long sourceOffset) {
        final ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (offset < 0 || in.limit() - offset < HEADER_BYTES) {
            throw tooShort(in.limit() - offset, source, sourceOffset);
        }
        final int raw = in.getInt(offset + RAW_BYTES_OFFSET);
        final int stored = in.getInt(offset + STORED_BYTES_OFFSET);
        checkLengths(in.getInt(offset + MAGIC_OFFSET), raw, stored, in.limit() - offset, source, sourceOffset);
        final int claimed = in.getInt(offset + CHECKSUM_OFFSET);
        final int computed = checksum(in, offset, stored);
        if (claimed != computed) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    String.format(Locale.ROOT, "block checksum %08x, the header says %08x", computed, claimed));
        }
        checkVersion(in, offset, source, sourceOffset);
        final int codecId = in.get(offset + CODEC_OFFSET) & 0xFF;
        if (!Codecs.isKnown(codecId)) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    source + " at offset " + sourceOffset + ": block of codec id " + codecId + ", this ttlog knows "
                            + Codecs.ids() + "; use a newer one");
        }
        final BlockCodec codec = Codecs.byId(codecId);
        return new Block(
                decompress(codec, in, offset + HEADER_BYTES, stored, raw, source, sourceOffset),
                offset + HEADER_BYTES + stored,
                codec);
    }

    /**
     * The stored bytes that a header claims, checked against the limits but not against the checksum: so many are to be read
     * behind the header before {@link #decode}.
     *
     * @param header the first {@link #HEADER_BYTES} of a block, or fewer where the source ends
     * @param readable bytes from the start of the block to the end of the source
     * @throws CorruptDataException when no block begins here or it would reach beyond the end
     */
    public static int storedBytes(byte[] header, String source, long sourceOffset, long readable) {
        if (header.length < HEADER_BYTES) {
            throw tooShort(header.length, source, sourceOffset);
        }
        int stored = claimedStoredBytes(header);
        checkLengths(
                EventFormat.getInt(header, MAGIC_OFFSET),
                EventFormat.getInt(header, RAW_BYTES_OFFSET),
                stored,
                readable,
                source,
                sourceOffset);
        return stored;
    }

    /** The stored bytes that a header claims, unchecked. */
    public static int claimedStoredBytes(byte[] header) {
        return EventFormat.getInt(header, STORED_BYTES_OFFSET);
    }

    private static CorruptDataException tooShort(int readable, String source, long sourceOffset) {
        return new CorruptDataException(
                source, sourceOffset, readable + " bytes where a block header needs " + HEADER_BYTES);
    }

    private static void checkLengths(int magic, int raw, int stored, long readable, String source, long sourceOffset) {
        if (magic != MAGIC) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    String.format(Locale.ROOT, "no block: magic %08x instead of %08x", magic, MAGIC));
        }
        if (raw < 0 || raw > BLOCK_RAW_BYTES_MAX) {
            throw new CorruptDataException(
                    source,
                    sourceOffset + RAW_BYTES_OFFSET,
                    "block claims " + raw + " raw bytes, at most " + BLOCK_RAW_BYTES_MAX);
        }
        if (stored < 0 || stored > raw || stored > readable - HEADER_BYTES) {
            throw new CorruptDataException(
                    source,
                    sourceOffset + STORED_BYTES_OFFSET,
                    "block claims " + stored + " stored bytes of " + raw + " raw where " + (readable - HEADER_BYTES)
                            + " are left");
        }
    }

    private static void checkVersion(ByteBuffer in, int offset, String source, long sourceOffset) {
        final int version = in.get(offset + VERSION_OFFSET) & 0xFF;
        if (version != VERSION || in.getShort(offset + ZERO_OFFSET) != 0) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    source + " at offset " + sourceOffset + ": block of version " + version
                            + ", this ttlog reads version " + VERSION + "; use a newer one");
        }
    }

    private static byte[] decompress(
            BlockCodec codec, ByteBuffer in, int at, int stored, int raw, String source, long sourceOffset) {
        final byte[] target = new byte[raw];
        try {
            if (in.hasArray()) {
                codec.decompress(in.array(), in.arrayOffset() + at, stored, target, 0, raw);
            } else {
                byte[] copy = new byte[stored];
                in.get(at, copy);
                codec.decompress(copy, 0, stored, target, 0, raw);
            }
        } catch (DataFormatException e) {
            throw new CorruptDataException(source, sourceOffset + HEADER_BYTES, "" + e.getMessage());
        }
        return target;
    }

    private static int checksum(ByteBuffer bytes, int offset, int stored) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(offset, CHECKSUM_OFFSET));
        crc.update(bytes.slice(offset + HEADER_BYTES, stored));
        return (int) crc.getValue();
    }
}
