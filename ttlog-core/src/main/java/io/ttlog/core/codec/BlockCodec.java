/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import java.util.zip.DataFormatException;

/**
 * One way to compress a run of bytes. Stateless and safe for all threads; blocks nobody, does no I/O but the loading of its
 * library at the first use, which throws {@link io.ttlog.TTLogException} with {@link io.ttlog.ErrorCode#NOT_AVAILABLE} where
 * the platform lacks it.
 *
 * <p>A codec adds neither a length nor a checksum: damaged input may decompress to other bytes without an error. {@link
 * BlockFormat} adds both.
 */
public interface BlockCodec {
    /** The number in block headers, 0 to 255. It never changes. */
    int id();

    /** The name in configurations. */
    String name();

    /** Most bytes that {@link #compress} may need for this many raw bytes. */
    int maxCompressedBytes(int rawBytes);

    /**
     * Compresses {@code length} bytes.
     *
     * @param targetOffset where to write; {@link #maxCompressedBytes} must be free from there on
     * @return the number of bytes written
     * @throws IndexOutOfBoundsException when the source does not have the bytes or the target not the room
     */
    int compress(byte[] source, int offset, int length, byte[] target, int targetOffset);

    /**
     * Decompresses to exactly {@code rawBytes} bytes and touches no other byte of the target.
     *
     * @throws DataFormatException when the input is not the compression of that many bytes
     * @throws IndexOutOfBoundsException when the source does not have the bytes or the target not the room
     */
    void decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int rawBytes)
            throws DataFormatException;
}
