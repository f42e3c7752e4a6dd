/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.Symbols;
import java.security.SecureRandom;
import java.time.Instant;

/**
 * Makes the bytes of event files (RFC-0008), which {@link FileReader} reads, for sinks that keep such files elsewhere than
 * {@link FileSink}: a {@link #header}, then {@link #frame} after frame. It does no I/O.
 *
 * <pre>
 * encoder.add(record)*, bytes = encoder.frame(), keep the bytes, encoder.frameKept()
 * </pre>
 *
 * <p>Holds one open frame, at most {@link BlockFormat#BLOCK_RAW_BYTES_MAX}. Belongs to one thread.
 */
public final class FileEncoder {
    private final BlockCodec codec;
    private final OpenFrame frame;
    private final SecureRandom fileIds = new SecureRandom();
    private long fileId;
    private long frameNumber;

    /** An encoder without a file; a codec whose library is missing throws now and not with the first event. */
    public FileEncoder(BlockCodec codec, Symbols symbols) {
        this.codec = codec;
        this.frame = new OpenFrame(symbols);
        frame.encode(codec, 0, 0);
    }

    /** Begins a file: the next frames belong to it, the open one too. Returns its first bytes. */
    public byte[] header(Instant created, String service) {
        fileId = fileIds.nextLong();
        frameNumber = 0;
        return FileFormat.header(fileId, created.getEpochSecond() * 1_000_000_000L + created.getNano(), service);
    }

    /** The random number of the file that was begun last. */
    public long fileId() {
        return fileId;
    }

    /** Whether the open frame holds no event. */
    public boolean isEmpty() {
        return frame.isEmpty();
    }

    /** Whether the open frame is to be kept before another event is added. */
    public boolean isFull() {
        return frame.isFull();
    }

    /**
     * Adds a trusted record to the open frame; false, and nothing changed, when it has no room for the record with its
     * symbols.
     */
    public boolean add(byte[] buffer, int offset) {
        return frame.add(buffer, offset);
    }

    /** The open frame as the next bytes of the file. It stays open, so that it can be asked for again, until {@link #frameKept}. */
    public byte[] frame() {
        return frame.encode(codec, fileId, frameNumber);
    }

    /** The bytes of the open frame are in the file: the next event begins another frame. */
    public void frameKept() {
        frameNumber++;
        frame.clear();
    }
}
