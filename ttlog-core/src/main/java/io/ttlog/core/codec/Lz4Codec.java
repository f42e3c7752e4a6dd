/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import java.util.Objects;
import java.util.zip.DataFormatException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * LZ4 block format in plain Java. Only the library's {@code safeInstance} and {@code safeDecompressor} are used: they
 * need neither native code nor Unsafe, so nothing is printed on any JDK, and they check every access, which its
 * "fast" decompressors do not.
 */
final class Lz4Codec implements BlockCodec {
    @Override
    public int id() {
        return Codecs.LZ4_ID;
    }

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public int maxCompressedBytes(int rawBytes) {
        // LZ4_COMPRESSBOUND of lz4.h
        return rawBytes + rawBytes / 255 + 16;
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, source.length);
        final int room = maxCompressedBytes(length);
        Objects.checkFromIndexSize(targetOffset, room, target.length);
        return Library.COMPRESSOR.compress(source, offset, length, target, targetOffset, room);
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, rawBytes, target.length);
        final int bytes;
        try {
            bytes = Library.DECOMPRESSOR.decompress(source, offset, length, target, targetOffset, rawBytes);
        } catch (LZ4Exception | ArrayIndexOutOfBoundsException e) {
            // the safe decompressor reports damage by either
            throw Codecs.malformed(this, e);
        }
        if (bytes != rawBytes) {
            throw new DataFormatException("lz4 gives " + bytes + " bytes instead of " + rawBytes);
        }
    }

    /** Loaded at the first use. */
    private static final class Library {
        static final LZ4Compressor COMPRESSOR = LZ4Factory.safeInstance().fastCompressor();
        static final LZ4SafeDecompressor DECOMPRESSOR =
                LZ4Factory.safeInstance().safeDecompressor();
    }
}
