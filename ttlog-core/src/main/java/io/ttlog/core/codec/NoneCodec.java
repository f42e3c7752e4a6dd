/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import java.util.Objects;
import java.util.zip.DataFormatException;

/** Copies. */
final class NoneCodec implements BlockCodec {
    @Override
    public int id() {
        return Codecs.NONE_ID;
    }

    @Override
    public String name() {
        return "none";
    }

    @Override
    public int maxCompressedBytes(int rawBytes) {
        return rawBytes;
    }

    @Override
    public int compress(byte[] source, int offset, int length, byte[] target, int targetOffset) {
        Objects.checkFromIndexSize(targetOffset, length, target.length);
        System.arraycopy(source, offset, target, targetOffset, length);
        return length;
    }

    @Override
    public void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException {
        if (length != rawBytes) {
            throw new DataFormatException(length + " uncompressed bytes stand for " + rawBytes);
        }
        System.arraycopy(source, offset, target, targetOffset, length);
    }
}
