/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.core.CorruptDataException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what comes over a wire into messages, each checked. Memory grows with the bytes that have come, not with what a
 * header claims, and goes back to {@link #BUFFER_BYTES} behind a large message. Belongs to one thread.
 */
public final class MessageReader {
    /** How long a message that has begun may take to come: bounds what a peer that drips bytes can hold. */
    public static final long MESSAGE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    static final int BUFFER_BYTES = 64 << 10;

    private final Wire wire;
    private final String source;
    private final long messageNanosMax;
    private byte[] bytes = new byte[BUFFER_BYTES];
    private int end;
    private long offset; // in the stream, of bytes[0]
    private long begunNanos; // only if end > 0
    private Message.@Nullable Header header;

    /** Reads from a wire; the source is named in errors. */
    public MessageReader(Wire wire, String source) {
        this(wire, source, MESSAGE_NANOS_MAX);
    }

    MessageReader(Wire wire, String source, long messageNanosMax) {
        this.wire = wire;
        this.source = source;
        this.messageNanosMax = messageNanosMax;
    }

    /**
     * The next message; null when it has not come as a whole in time, or when the wire was woken.
     *
     * @param nanosMax zero or less asks without waiting
     * @throws EOFException when the peer has ended
     * @throws SocketTimeoutException when a message has begun and takes too long
     * @throws CorruptDataException when what came is no message
     */
    public @Nullable Message next(long nanosMax) throws IOException {
        final long deadline = System.nanoTime() + nanosMax;
        while (true) {
            Message whole = takeWhole();
            if (whole != null) {
                return whole;
            }
            final long now = System.nanoTime();
            long wait = nanosMax <= 0 ? 0 : deadline - now;
            if (end > 0) {
                long left = begunNanos + messageNanosMax - now;
                if (left <= 0) {
                    throw new SocketTimeoutException(
                            source + ": " + end + " bytes of a message, and not the rest within "
                                    + TimeUnit.NANOSECONDS.toMillis(messageNanosMax) + " ms");
                }
                wait = Math.min(wait, left);
            }
            if (end == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * end); // at most twice the largest message
            }
            int read = wire.read(ByteBuffer.wrap(bytes, end, bytes.length - end), wait);
            if (read < 0) {
                throw new EOFException(source + ": the peer ended the connection"
                        + (end == 0 ? "" : " within a message, of which " + end + " bytes came"));
            }
            if (read > 0) {
                begunNanos = end == 0 ? System.nanoTime() : begunNanos;
                end += read;
            } else if (end == 0 || begunNanos + messageNanosMax - System.nanoTime() > 0) {
                return null;
            }
        }
    }

    private @Nullable Message takeWhole() {
        if (header == null && end >= Message.HEADER_BYTES) {
            header = Message.header(bytes, 0, source, offset);
        }
        Message.Header known = header;
        if (known == null || end < known.messageBytes()) {
            return null;
        }
        Message message = Message.of(known, bytes, 0, source, offset);
        int used = known.messageBytes();
        byte[] rest = bytes.length > 16 * BUFFER_BYTES && end - used <= BUFFER_BYTES ? new byte[BUFFER_BYTES] : bytes;
        System.arraycopy(bytes, used, rest, 0, end - used);
        bytes = rest;
        end -= used;
        offset += used;
        header = null;
        begunNanos = System.nanoTime();
        return message;
    }
}
