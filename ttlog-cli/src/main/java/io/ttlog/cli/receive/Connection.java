/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.sink.socket.Hello;
import io.ttlog.core.sink.socket.Message;
import io.ttlog.core.sink.socket.Message.Kind;
import io.ttlog.core.sink.socket.Message.Refusal;
import io.ttlog.core.sink.socket.MessageReader;
import io.ttlog.core.sink.socket.Wire;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one sender. Frames are acknowledged when there is nothing more to read at the moment, and at the
 * latest behind {@link #ACK_FRAMES_MAX}, so that one sync of the store serves many. Belongs to its thread, but for {@link #stop}.
 */
final class Connection {
    /** How long a sender may take to say who it is. */
    static final long HELLO_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    /** How long a sender may say nothing; an idle one pings every 10 s. */
    static final long IDLE_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    /** How long a sender may take to take an answer. */
    static final long ANSWER_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    static final int ACK_FRAMES_MAX = 16;

    private final Wire wire;
    private final MessageReader in;
    private final Intake intake;
    private final Report report;
    private final String peer;
    private final long idleNanosMax;
    private volatile boolean stopping;
    private @Nullable Hello sender;
    private int unacknowledged;
    private long frames;
    private long events;
    private long repeated;

    Connection(Wire wire, Intake intake, Report report, String peer, long idleNanosMax) {
        this.wire = wire;
        this.in = new MessageReader(wire, peer);
        this.intake = intake;
        this.report = report;
        this.peer = peer;
        this.idleNanosMax = idleNanosMax;
    }

    /** Ends it behind the message it is at. For all threads. */
    void stop() {
        stopping = true;
        wire.wake();
    }

    /**
     * Talks until either end has enough.
     *
     * @throws TTLogException when the store cannot be written by this process any more
     */
    void run() throws IOException {
        String end = "ended";
        try {
            converse();
        } catch (EOFException e) {
            end = unacknowledged == 0 ? "ended" : "lost";
        } catch (CorruptDataException e) {
            end = "refused: " + e.getMessage();
            refuse(Refusal.DAMAGED, String.valueOf(e.getMessage()));
        } catch (SocketTimeoutException e) {
            end = "given up: " + e.getMessage();
        } catch (IOException e) {
            end = "lost: " + e.getMessage();
        } catch (TTLogException e) {
            end = "refused: " + e.getMessage();
            refuse(
                    e.code() == ErrorCode.UNKNOWN_VERSION ? Refusal.UNKNOWN_VERSION : Refusal.FAILED,
                    String.valueOf(e.getMessage()));
            if (e.code() == ErrorCode.STORE_LOCKED || e.code() == ErrorCode.INTERNAL) {
                throw e;
            }
        } finally {
            wire.close();
            report.line(peer + " " + end + ", " + frames + " frames of " + events + " events stored"
                    + (repeated == 0 ? "" : ", " + repeated + " frames came again"));
        }
    }

    private void converse() throws IOException {
        long heardNanos = System.nanoTime();
        while (!stopping) {
            long silence = sender == null ? Math.min(HELLO_NANOS_MAX, idleNanosMax) : idleNanosMax;
            long left = heardNanos + silence - System.nanoTime();
            Message message = in.next(unacknowledged > 0 ? 0 : left);
            if (message != null) {
                heardNanos = System.nanoTime();
                take(message);
            } else if (unacknowledged > 0) {
                acknowledge();
            } else if (heardNanos + silence - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("nothing came for " + TimeUnit.NANOSECONDS.toMillis(silence) + " ms");
            }
        }
        if (unacknowledged > 0) {
            acknowledge();
        }
    }

    private void take(Message message) throws IOException {
        Hello known = sender;
        if (known == null && message.kind() != Kind.HELLO) {
            throw new CorruptDataException(peer, 0, message.kind() + " before HELLO");
        }
        switch (message.kind()) {
            case HELLO -> greet(Hello.of(message, peer));
            case FRAME -> takeFrame(message);
            case PING -> acknowledge();
            default -> throw new CorruptDataException(peer, 0, message.kind() + " from a sender");
        }
    }

    private void greet(Hello hello) throws IOException {
        if (hello.version() != Hello.VERSION || hello.eventVersion() != EventFormat.VERSION) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    "protocol version " + hello.version() + " with events of version " + hello.eventVersion()
                            + ", this receiver knows " + Hello.VERSION + " and " + EventFormat.VERSION
                            + "; use a newer receiver");
        }
        if (sender == null) {
            report.line(peer + " connected, service " + printable(hello.service()) + ", " + printable(hello.process()));
        }
        sender = hello;
        unacknowledged = 0;
        send(Message.of(Kind.WELCOME, intake.acknowledge(hello.stream())));
    }

    /** Of a text from outside what cannot harm a terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    private void takeFrame(Message message) throws IOException {
        long missing = intake.take(stream(), message, peer);
        if (missing < 0) {
            repeated++;
        } else {
            frames++;
            events += message.count();
        }
        if (missing > 0) {
            report.line(peer + ": " + missing + " frames before frame " + message.sequence()
                    + " are missing; the sender's spool was damaged, or this store has lost them");
        }
        if (++unacknowledged >= ACK_FRAMES_MAX) {
            acknowledge();
        }
    }

    private long stream() {
        Hello known = sender;
        if (known == null) {
            throw new IllegalStateException("a frame before HELLO, which take() refuses");
        }
        return known.stream();
    }

    private void acknowledge() throws IOException {
        long through = intake.acknowledge(stream());
        unacknowledged = 0;
        send(Message.of(Kind.ACK, through));
    }

    private void send(Message message) throws IOException {
        wire.write(ByteBuffer.wrap(message.encode()), ANSWER_NANOS_MAX);
    }

    private void refuse(Refusal reason, String text) {
        try {
            send(Message.refused(reason, text));
        } catch (IOException e) {
            report.line(peer + " was not told why: " + e.getMessage());
        }
    }
}
