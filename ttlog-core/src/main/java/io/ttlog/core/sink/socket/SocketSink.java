/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.Ack;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.file.OpenFrame;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to a receiver (RFC-0007). Events are gathered in a frame, which goes into the spool when it is {@linkplain
 * OpenFrame#isFull full}, when it is {@link #FRAME_OPEN_NANOS_MAX} old, and by {@link #flush}. WRITTEN means in a file of the
 * spool, SYNCED forced to the device, DELIVERED acknowledged by the receiver.
 *
 * <p>Whether the receiver is there changes nothing for the lane: it writes to the spool. When that is full, new events are not taken.
 * A frame that cannot be written is kept and tried again with the next call; one that cannot be written until {@link #close} is
 * lost, and the close says so.
 *
 * <p>Belongs to one thread, but for {@link #awaitDelivered}.
 */
public final class SocketSink implements Sink {
    static final String NAME = "socket";

    /** How long an event may wait in an open frame when nobody flushes. */
    static final long FRAME_OPEN_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(100);

    private final Spool spool;
    private final Sender sender;
    private final BlockCodec codec;
    private final OpenFrame frame;
    private long frameSinceNanos;
    private boolean closed;

    /** Owns spool and sender, which it starts. */
    SocketSink(Spool spool, Sender sender, BlockCodec codec, Symbols symbols) {
        this.spool = spool;
        this.sender = sender;
        this.codec = codec;
        this.frame = new OpenFrame(symbols);
        frame.encode(codec, 0, 0); // a codec whose library is missing is noticed now and not with the first event
        sender.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** Why there is no connection, for a test; null while there is one. */
    @Nullable
    Throwable failure() {
        return sender.failure();
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        if (closed) {
            throw new IOException("sink socket is closed");
        }
        idle(); // also in a lane that is never idle; fails before anything of this batch was taken
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at)) {
                continue;
            }
            if (frame.isFull()) {
                writeFrameBefore(from, at, to);
            }
            if (!frame.add(buffer, at)) {
                writeFrameBefore(from, at, to);
                if (!frame.add(buffer, at)) {
                    throw new PartlyTakenException(
                            "an event of " + EventFormat.recordBytes(buffer, at)
                                    + " bytes is, with its symbols, larger than a frame can be",
                            at,
                            next,
                            null);
                }
            }
            if (frame.eventCount() == 1) {
                frameSinceNanos = System.nanoTime();
            }
        }
    }

    private void writeFrameBefore(int from, int at, int to) throws IOException {
        try {
            writeFrame();
        } catch (IOException e) {
            if (at == from) {
                throw e; // nothing was taken: the batch may be offered again
            }
            throw new PartlyTakenException(String.valueOf(e.getMessage()), at, to, e);
        }
    }

    private void writeFrame() throws IOException {
        if (!frame.isEmpty()) {
            long sequence = spool.nextSequence();
            byte[] block = frame.encode(codec, spool.stream(), sequence);
            spool.append(new Message(Message.Kind.FRAME, sequence, frame.eventCount(), block));
            frame.clear();
            sender.wake();
        }
    }

    @Override
    public void flush(Ack level) throws IOException {
        if (level == Ack.ACCEPTED || closed) {
            return;
        }
        writeFrame();
        if (level.compareTo(Ack.SYNCED) >= 0) {
            spool.force();
        }
    }

    @Override
    public boolean awaitDelivered(long nanosMax) {
        return spool.awaitAcknowledged(nanosMax);
    }

    @Override
    public void idle() throws IOException {
        if (!closed && !frame.isEmpty() && System.nanoTime() - frameSinceNanos >= FRAME_OPEN_NANOS_MAX) {
            writeFrame();
        }
    }

    /** Waits a little for the last acknowledgements; what is not acknowledged stays in the spool for the next start. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writeFrame();
            spool.force();
        } finally {
            try {
                sender.close();
            } finally {
                spool.close();
            }
        }
    }
}
