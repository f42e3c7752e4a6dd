/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.util.Objects;
import java.util.zip.DataFormatException;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/** Snappy block format through snappy-java. */
final class SnappyCodec implements BlockCodec {
    @Override
    public int id() {
        return Codecs.SNAPPY_ID;
    }

    @Override
    public String name() {
        return "snappy";
    }

    @Override
    public int maxCompressedBytes(int rawBytes) {
        // MaxCompressedLength of snappy.cc; not asked of the library so that asking does not load it
        return 32 + rawBytes + rawBytes / 6;
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, maxCompressedBytes(length), target.length);
        try {
            return Library.compress(source, offset, length, target, targetOffset);
        } catch (IOException e) {
            throw new TTLogException(ErrorCode.INTERNAL, "snappy cannot compress: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw Codecs.notAvailable(this, e);
        }
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException {
        Objects.checkFromIndexSize(offset, length, source.length);
        Objects.checkFromIndexSize(targetOffset, rawBytes, target.length);
        try {
            // the native code takes its word for the room in the target: compare before the call
            int claimed = Library.uncompressedLength(source, offset, length);
            if (claimed != rawBytes) {
                throw new DataFormatException("snappy gives " + claimed + " bytes instead of " + rawBytes);
            }
            Snappy.uncompress(source, offset, length, target, targetOffset);
        } catch (IOException e) {
            throw Codecs.malformed(this, e);
        } catch (LinkageError e) {
            throw Codecs.notAvailable(this, e);
        }
    }

    /** Loaded at the first use, as that of {@link ZstdCodec}. What snappy throws when it cannot load is no LinkageError at first. */
    private static final class Library {
        static int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) throws IOException {
            try {
                return Snappy.compress(source, offset, length, target, targetOffset);
            } catch (SnappyError e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }

        static int uncompressedLength(byte[] source, int offset, int length) throws IOException {
            try {
                return Snappy.uncompressedLength(source, offset, length);
            } catch (SnappyError e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
    }
}
