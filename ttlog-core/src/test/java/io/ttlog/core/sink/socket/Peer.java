/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.sink.file.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A receiver in this process that keeps frames in memory, over a real socket, one connection after the other. */
final class Peer implements AutoCloseable {
    /** What it does with a connection, and whether it goes on with it. */
    enum Manner {
        /** As it should be. */
        GOOD,
        /** Takes everything and answers nothing. */
        SILENT,
        /** Greets, keeps frames, and acknowledges none. */
        UNDECIDED,
        /** Ends the connection at the first frame. */
        RUDE,
        /** Acknowledges what was never sent. */
        LYING,
        /** Refuses the greeting. */
        REFUSING
    }

    private static final long STEP_NANOS = 20_000_000;

    private final ServerSocketChannel server;
    private final Endpoint endpoint;
    private final @Nullable Tls tls;
    private final Thread thread;
    private final Map<Long, Long> through = new HashMap<>();
    private final List<Long> sequences = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private volatile Manner manner = Manner.GOOD;
    private volatile boolean closed;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();
    private volatile int events;

    Peer(@Nullable Tls tls) throws IOException {
        this.tls = tls;
        server = Endpoint.parse("127.0.0.1:0", "test").listen(10);
        endpoint =
                Endpoint.parse("127.0.0.1:0", "test").withPort(server.socket().getLocalPort());
        thread = new Thread(this::accept, "peer");
        thread.setDaemon(true);
        thread.start();
    }

    Peer() throws IOException {
        this(null);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Peer manner(Manner next) {
        manner = next;
        return this;
    }

    int connections() {
        return connections.get();
    }

    int pings() {
        return pings.get();
    }

    int events() {
        return events;
    }

    synchronized List<Long> sequences() {
        return List.copyOf(sequences);
    }

    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    private void accept() {
        while (!closed) {
            try {
                SocketChannel channel = server.accept();
                connections.incrementAndGet();
                try (Wire wire = Wire.accepted(channel, tls, 5_000_000_000L)) {
                    talk(wire);
                }
            } catch (AsynchronousCloseException e) {
                return;
            } catch (EOFException senderHasEnded) {
                // and another may come
            } catch (IOException e) {
                synchronized (this) {
                    problems.add(String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void talk(Wire wire) throws IOException {
        MessageReader in = new MessageReader(wire, "sender");
        long stream = 0;
        while (!closed) {
            Message message = in.next(STEP_NANOS);
            Manner now = manner;
            if (message == null || now == Manner.SILENT) {
                continue;
            }
            switch (message.kind()) {
                case HELLO -> {
                    stream = Hello.of(message, "sender").stream();
                    send(
                            wire,
                            now == Manner.REFUSING
                                    ? Message.refused(Message.Refusal.BUSY, "not today")
                                    : Message.of(Message.Kind.WELCOME, through.getOrDefault(stream, 0L)));
                }
                case PING -> {
                    pings.incrementAndGet();
                    send(wire, Message.of(Message.Kind.ACK, through.getOrDefault(stream, 0L)));
                }
                case FRAME -> {
                    if (now == Manner.RUDE) {
                        return;
                    }
                    if (now == Manner.GOOD || now == Manner.UNDECIDED) {
                        take(stream, message);
                    }
                    if (now != Manner.UNDECIDED) {
                        long lie = now == Manner.LYING ? 1000 : 0;
                        send(wire, Message.of(Message.Kind.ACK, through.getOrDefault(stream, 0L) + lie));
                    }
                }
                default -> throw new IOException("unexpected " + message.kind());
            }
        }
    }

    private synchronized void take(long stream, Message message) {
        long before = through.getOrDefault(stream, 0L);
        if (message.sequence() <= before) {
            return;
        }
        byte[] body = BlockFormat.decode(message.payload(), 0, message.payload().length, "sender", 0)
                .raw();
        Frame frame = Frame.ofStream(body, stream, "sender");
        EventReader event = new EventReader();
        int count = 0;
        while (frame.next(event)) {
            count++;
        }
        if (frame.number() != message.sequence() || count != message.count()) {
            problems.add("frame " + frame.number() + " of " + count + " in " + message.sequence());
        }
        sequences.add(message.sequence());
        through.put(stream, message.sequence());
        events += count;
    }

    private static void send(Wire wire, Message message) throws IOException {
        wire.write(ByteBuffer.wrap(message.encode()), 5_000_000_000L);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
