/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.util.Objects;
import java.util.zip.DataFormatException;

/** Zstandard through zstd-jni: array calls only, no dictionaries, which is where its published defects were. */
final class ZstdCodec implements BlockCodec {
    /** Levels that keep the window, and so the memory, of a block of 16 MiB in bounds. */
    static final int LEVEL_MIN = 1;

    static final int LEVEL_MAX = 19;
    static final int LEVEL_DEFAULT = 3;

    private final int level;

    ZstdCodec(int level) {
        if (level < LEVEL_MIN || level > LEVEL_MAX) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "zstd level " + level + " is not known; use " + LEVEL_MIN + " to " + LEVEL_MAX);
        }
        this.level = level;
    }

    @Override
    public int id() {
        return Codecs.ZSTD_ID;
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public int maxCompressedBytes(int rawBytes) {
        // ZSTD_COMPRESSBOUND of zstd.h; not asked of the library so that asking does not load it
        return rawBytes + (rawBytes >> 8) + (rawBytes < 128 << 10 ? (128 << 10) - rawBytes >> 11 : 0);
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, source.length);
        final int room = maxCompressedBytes(length);
        Objects.checkFromIndexSize(targetOffset, room, target.length);
        try {
            return Library.compress(source, offset, length, target, targetOffset, room, level);
        } catch (LinkageError e) {
            throw Codecs.notAvailable(this, e);
        }
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, rawBytes, target.length);
        final long bytes;
        try {
            bytes = Library.decompress(source, offset, length, target, targetOffset, rawBytes, this);
        } catch (LinkageError e) {
            throw Codecs.notAvailable(this, e);
        }
        if (bytes != rawBytes) {
            throw new DataFormatException("zstd gives " + bytes + " bytes instead of " + rawBytes);
        }
    }

    /**
     * Loaded at the first use: the verifier loads the classes that a method catches, and the other codecs are to work where the
     * jar is missing.
     */
    private static final class Library {
        static int compress(
                byte[] source, int offset, int length, byte[] target, int targetOffset, int room, int level) {
            try {
                long bytes = Zstd.compressByteArray(target, targetOffset, room, source, offset, length, level);
                if (Zstd.isError(bytes)) {
                    throw new TTLogException(ErrorCode.INTERNAL, "zstd cannot compress: " + Zstd.getErrorName(bytes));
                }
                return (int) bytes;
            } catch (ZstdException e) {
                throw new TTLogException(ErrorCode.INTERNAL, "zstd cannot compress: " + e.getMessage(), e);
            }
        }

        static long decompress(
                byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes, BlockCodec codec)
                throws DataFormatException {
            try {
                long bytes = Zstd.decompressByteArray(target, targetOffset, rawBytes, source, offset, length);
                if (Zstd.isError(bytes)) {
                    throw new DataFormatException("zstd: " + Zstd.getErrorName(bytes));
                }
                return bytes;
            } catch (ZstdException e) {
                throw Codecs.malformed(codec, e);
            }
        }
    }
}
