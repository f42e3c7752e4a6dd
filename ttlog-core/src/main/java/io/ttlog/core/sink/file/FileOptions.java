/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.Codecs;

/**
 * How a {@link FileSink} writes.
 *
 * @param codec of the frames
 * @param bytesMax a file that has reached this size is followed by another
 * @param nanosMax a file whose first event was written so long ago is followed by another
 * @param sync when files are forced to the device
 * @param retention which files are kept
 */
public record FileOptions(BlockCodec codec, long bytesMax, long nanosMax, FileSync sync, FileRetention retention) {
    /** LZ4, a file for every 256 MiB, forced by flushes, kept for ever. */
    public static final FileOptions DEFAULT =
            new FileOptions(Codecs.LZ4, 256L << 20, Long.MAX_VALUE, FileSync.FLUSH, FileRetention.FOREVER);

    /** With another codec. */
    public FileOptions withCodec(BlockCodec other) {
        return new FileOptions(other, bytesMax, nanosMax, sync, retention);
    }

    /** With another size of a file. */
    public FileOptions withBytesMax(long bytes) {
        return new FileOptions(codec, bytes, nanosMax, sync, retention);
    }

    /** With another age of a file. */
    public FileOptions withNanosMax(long nanos) {
        return new FileOptions(codec, bytesMax, nanos, sync, retention);
    }

    /** With another sync. */
    public FileOptions withSync(FileSync other) {
        return new FileOptions(codec, bytesMax, nanosMax, other, retention);
    }

    /** With another retention. */
    public FileOptions withRetention(FileRetention other) {
        return new FileOptions(codec, bytesMax, nanosMax, sync, other);
    }
}
