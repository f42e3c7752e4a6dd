/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.core.pump.OwnThread;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is in the spool and takes acknowledgements, connects again when that fails, and says so on standard error at most
 * once a minute. Its thread is {@code ttlog-socket}; {@link #wake} and {@link #close} are for the thread of the sink.
 */
final class Sender implements Runnable {
    /** Most frames on their way: their acknowledgements must fit into the buffers of the connection. */
    static final int WINDOW_FRAMES_MAX = 64;

    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /**
     * How long to wait for what.
     *
     * @param connect a connection, TLS included
     * @param answer what the receiver owes: a greeting, an acknowledgement, or that it takes bytes
     * @param ping nothing to send, before asking whether the receiver is there
     * @param redialMax between two attempts to connect
     * @param close the last acknowledgements, when the sink is closed
     */
    record Limits(long connect, long answer, long ping, long redialMax, long close) {
        static final Limits DEFAULT = new Limits(
                TimeUnit.SECONDS.toNanos(10),
                TimeUnit.SECONDS.toNanos(30),
                TimeUnit.SECONDS.toNanos(10),
                Redial.NANOS_MAX,
                TimeUnit.SECONDS.toNanos(5));
    }

    private final Endpoint endpoint;
    private final @Nullable Tls tls;
    private final Spool spool;
    private final Limits limits;
    private final Hello hello;
    private final Redial redial;
    private final PrintStream err;
    private final OwnThread thread = new OwnThread("ttlog-socket", this);

    private volatile @Nullable Wire wire;
    private volatile boolean closing;
    private volatile long closeDeadline;
    private volatile @Nullable Throwable failure; // why there is no connection; null while there is one
    private long quietUntil = System.nanoTime();
    private long unsaid;

    Sender(
            Endpoint endpoint,
            @Nullable Tls tls,
            Spool spool,
            Limits limits,
            String service,
            RandomGenerator random,
            PrintStream err) {
        this.endpoint = endpoint;
        this.tls = tls;
        this.spool = spool;
        this.limits = limits;
        this.hello = Hello.of(
                spool.stream(), service, "pid " + ProcessHandle.current().pid());
        this.redial = new Redial(random, limits.redialMax());
        this.err = err;
    }

    void start() {
        thread.start();
    }

    /** There is something in the spool. */
    void wake() {
        Wire connected = wire;
        if (connected != null) {
            connected.wake();
        }
    }

    /** Why there is no connection, for a test; null while there is one, and before the first attempt. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Ends the thread when everything is acknowledged, the receiver cannot be reached, or time runs out. */
    void close() throws IOException {
        closeDeadline = System.nanoTime() + limits.close();
        closing = true;
        LockSupport.unpark(thread);
        wake();
        // Each wait of the thread has a limit; what it is in when the time is up, it may finish: connecting, TLS, one
        // write.
        long deadline = closeDeadline + limits.connect() + limits.answer();
        boolean interrupted = false;
        while (thread.isAlive()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new IOException("thread ttlog-socket did not end in time");
            }
            try {
                thread.join(TimeUnit.NANOSECONDS.toMillis(left) + 1);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        while (!ended()) {
            try {
                converse();
            } catch (Throwable problem) { // a connection or file that failed, or a defect: all of it is tried again
                failure = problem;
                if (closing) {
                    return;
                }
                long nanos = redial.nextNanos();
                tell(problem, nanos);
                awaitRedial(nanos);
                if (closing) {
                    return; // the receiver is away: the stop of an application does not wait for it
                }
            }
        }
    }

    private boolean ended() {
        return closing && (spool.isDrained() || closeDeadline - System.nanoTime() <= 0);
    }

    private void awaitRedial(long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !closing; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private void tell(Throwable problem, long redialNanos) {
        long now = System.nanoTime();
        if (now - quietUntil < 0) {
            unsaid++;
            return;
        }
        quietUntil = now + SILENCE_NANOS;
        err.println(String.format(
                Locale.ROOT,
                "ttlog: sink socket: %s: %s%s; %d bytes wait in the spool, next attempt in %d ms",
                endpoint,
                problem,
                unsaid == 0 ? "" : " (and " + unsaid + " times since the last report)",
                spool.usedBytes(),
                TimeUnit.NANOSECONDS.toMillis(redialNanos)));
        unsaid = 0;
    }

    /** One connection, until it fails or nothing more is to be sent. */
    private void converse() throws IOException {
        try (Wire connected = Wire.connect(endpoint, tls, limits.connect())) {
            wire = connected;
            spool.rewind();
            new Conversation(connected).run();
        } finally {
            wire = null;
        }
    }

    /** What is known of one connection. */
    private final class Conversation {
        private final Wire connected;
        private final MessageReader in;
        private long stream;
        private boolean greeted;
        private long sent;
        private long acknowledged;
        private @Nullable SpooledFrame pending;
        private long heardNanos = System.nanoTime(); // when the receiver last owed us nothing, or gave something of it
        private boolean pinged;

        Conversation(Wire connected) {
            this.connected = connected;
            this.in = new MessageReader(connected, endpoint.toString());
        }

        void run() throws IOException {
            while (!ended()) {
                if (!sendNext()) {
                    hear();
                }
            }
        }

        /** Sends a frame or a greeting; false when there is nothing to send or no room for it. */
        private boolean sendNext() throws IOException {
            SpooledFrame frame = pending;
            if (frame == null) {
                frame = spool.next();
                for (String damaged : spool.takeDamage()) {
                    err.println("ttlog: sink socket: " + damaged);
                }
            }
            pending = frame;
            long wanted = frame == null ? spool.stream() : frame.stream();
            if (!greeted || frame != null && wanted != stream) {
                if (sent > acknowledged) {
                    return false; // first the answers of the stream before
                }
                greet(wanted);
                return true;
            }
            if (frame == null) {
                return false;
            }
            if (frame.message().sequence() <= acknowledged) {
                pending = null;
                return true;
            }
            if (sent - acknowledged >= WINDOW_FRAMES_MAX) {
                return false;
            }
            if (sent <= acknowledged) {
                heardNanos = System.nanoTime();
            }
            connected.write(ByteBuffer.wrap(frame.message().encode()), limits.answer());
            sent = frame.message().sequence();
            pending = null;
            return true;
        }

        private void greet(long wanted) throws IOException {
            Message greeting = new Hello(
                            hello.version(), hello.eventVersion(), wanted, hello.service(), hello.process())
                    .message();
            connected.write(ByteBuffer.wrap(greeting.encode()), limits.answer());
            heardNanos = System.nanoTime();
            Message answer = null;
            while (answer == null) {
                long left = heardNanos + limits.answer() - System.nanoTime();
                if (left <= 0) {
                    throw silent("no answer to a greeting");
                }
                answer = in.next(left);
            }
            if (answer.kind() != Message.Kind.WELCOME) {
                throw unexpected(answer);
            }
            stream = wanted;
            greeted = true;
            acknowledged = answer.sequence();
            sent = acknowledged;
            heardNanos = System.nanoTime();
            failure = null;
            spool.acknowledge(stream, acknowledged);
        }

        /** Waits for an answer, or until there is something to send. */
        private void hear() throws IOException {
            boolean owed = pinged || sent > acknowledged;
            long left = heardNanos + (owed ? limits.answer() : limits.ping()) - System.nanoTime();
            if (closing) {
                left = Math.min(left, closeDeadline - System.nanoTime());
            }
            Message message = in.next(left);
            if (message != null) {
                take(message);
            } else if (heardNanos + (owed ? limits.answer() : limits.ping()) - System.nanoTime() <= 0) {
                if (owed) {
                    throw silent((sent - acknowledged) + " frames are not acknowledged");
                }
                connected.write(ByteBuffer.wrap(Message.of(Message.Kind.PING, 0).encode()), limits.answer());
                pinged = true;
                heardNanos = System.nanoTime();
            }
        }

        private void take(Message message) throws IOException {
            if (message.kind() != Message.Kind.ACK) {
                throw unexpected(message);
            }
            if (message.sequence() < acknowledged || message.sequence() > sent) {
                throw new IOException("the receiver acknowledges frame " + message.sequence() + ", but of " + sent
                        + " that were sent it had acknowledged " + acknowledged);
            }
            acknowledged = message.sequence();
            heardNanos = System.nanoTime();
            pinged = false;
            redial.reset();
            spool.acknowledge(stream, acknowledged);
        }

        private IOException silent(String what) {
            return new SocketTimeoutException(
                    "the receiver is silent for " + TimeUnit.NANOSECONDS.toMillis(limits.answer()) + " ms: " + what);
        }

        private IOException unexpected(Message message) {
            return message.kind() == Message.Kind.REFUSED
                    ? new IOException("the receiver refused: " + message.text())
                    : new IOException("the receiver sent " + message.kind() + " where it may not");
        }
    }
}
