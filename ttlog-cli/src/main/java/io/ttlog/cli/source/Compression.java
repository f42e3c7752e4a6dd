/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Undoes the compression of a stream, told by its first bytes and not by its name. */
public final class Compression {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int MAGIC_BYTES = 4;
    private static final int GZIP_MAGIC = 0x8B1F;
    private static final int ZSTD_MAGIC = 0xFD2FB528;
    /** Magic numbers 0x184D2A50 to 0x184D2A5F start a skippable frame, with which a Zstandard file may begin. */
    private static final int ZSTD_SKIPPABLE_MAGIC = 0x184D2A50;

    private Compression() {}

    /**
     * The plain bytes of a gzip, Zstandard (several frames or members included) or plain stream.
     *
     * @throws IOException when the stream cannot be read; later reads throw it for damaged or truncated input
     */
    public static InputStream undo(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER_BYTES);
        buffered.mark(MAGIC_BYTES);
        byte[] start = buffered.readNBytes(MAGIC_BYTES);
        buffered.reset();
        if (start.length >= 2 && ((start[1] & 0xFF) << 8 | (start[0] & 0xFF)) == GZIP_MAGIC) {
            return new GZIPInputStream(buffered, BUFFER_BYTES);
        }
        if (start.length == MAGIC_BYTES) {
            int magic = (start[3] & 0xFF) << 24 | (start[2] & 0xFF) << 16 | (start[1] & 0xFF) << 8 | (start[0] & 0xFF);
            if (magic == ZSTD_MAGIC || (magic & ~0xF) == ZSTD_SKIPPABLE_MAGIC) {
                return new ZstdInputStream(buffered);
            }
        }
        return buffered;
    }
}
