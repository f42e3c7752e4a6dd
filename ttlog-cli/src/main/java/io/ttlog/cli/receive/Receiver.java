/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.sink.socket.Endpoint;
import io.ttlog.core.sink.socket.Message;
import io.ttlog.core.sink.socket.Tls;
import io.ttlog.core.sink.socket.Wire;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and gives each connection a thread. {@link #run} belongs to one thread, {@link #stop} is for all.
 */
final class Receiver implements AutoCloseable {
    /** Most connections at a time; further senders are refused, and come back after a while. */
    static final int CONNECTIONS_MAX = 256;

    /** How long a TLS handshake may take. */
    static final long HANDSHAKE_NANOS_MAX = TimeUnit.SECONDS.toNanos(10);

    private static final int BACKLOG = 128;
    private static final long TICK_MILLIS = 100;
    private static final long STOP_MILLIS_MAX = 20_000;
    private static final int STACK_BYTES = 512 << 10;

    private final Endpoint endpoint;
    private final @Nullable Tls tls;
    private final Intake intake;
    private final Report report;
    private final int connectionsMax;
    private final long idleNanosMax;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicReference<TTLogException> fatal = new AtomicReference<>();
    private volatile boolean stopping;
    private long accepted;

    /** Listens from now on. */
    Receiver(Endpoint wanted, @Nullable Tls tls, Intake intake, Report report, int connectionsMax, long idleNanosMax)
            throws IOException {
        this.tls = tls;
        this.intake = intake;
        this.report = report;
        this.connectionsMax = connectionsMax;
        this.idleNanosMax = idleNanosMax;
        removeStale(wanted);
        server = listen(wanted);
        boolean done = false;
        try {
            server.configureBlocking(false);
            selector = Selector.open();
            server.register(selector, SelectionKey.OP_ACCEPT);
            SocketAddress bound = server.getLocalAddress();
            endpoint = bound instanceof InetSocketAddress tcp ? wanted.withPort(tcp.getPort()) : wanted;
            done = true;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    private static ServerSocketChannel listen(Endpoint wanted) throws IOException {
        try {
            return wanted.listen(BACKLOG);
        } catch (IOException e) {
            throw new TTLogException(ErrorCode.IO, "cannot listen at " + wanted + ": " + e.getMessage(), e);
        }
    }

    /** A killed receiver leaves its socket file behind, at which nobody can listen. */
    private static void removeStale(Endpoint wanted) throws IOException {
        if (!wanted.isUnix() || !Files.exists(wanted.file())) {
            return;
        }
        if (!Files.readAttributes(wanted.file(), BasicFileAttributes.class).isOther()) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "cannot listen at " + wanted + ": a file that is no socket is in the way");
        }
        boolean answered;
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            answered = probe.connect(UnixDomainSocketAddress.of(wanted.file()));
        } catch (IOException nobodyListens) {
            answered = false;
        }
        if (answered) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "cannot listen at " + wanted + ": another process listens there");
        }
        Files.delete(wanted.file());
    }

    /** Where it listens, with the port that the system chose. */
    Endpoint endpoint() {
        return endpoint;
    }

    /** Lets {@link #run} return soon. */
    void stop() {
        stopping = true;
        selector.wakeup();
    }

    /**
     * Accepts connections until it is stopped.
     *
     * @throws TTLogException when the store cannot be written by this process any more
     */
    void run() throws IOException {
        while (!stopping && fatal.get() == null) {
            selector.select(TICK_MILLIS);
            selector.selectedKeys().clear();
            accept();
            syncStore();
        }
        TTLogException problem = fatal.get();
        if (problem != null) {
            throw problem;
        }
    }

    private void accept() {
        try {
            SocketChannel channel = server.accept();
            if (channel != null) {
                begin(channel);
            }
        } catch (IOException e) { // out of file descriptors, or a peer that has gone again: others go on
            report.line("a connection could not be accepted: " + e.getMessage());
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS));
        }
    }

    private void syncStore() {
        try {
            intake.sync();
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.IO) {
                throw e;
            }
            report.line(String.valueOf(e.getMessage()));
        }
    }

    private void begin(SocketChannel channel) throws IOException {
        accepted++;
        String peer = endpoint.isUnix() ? "sender " + accepted : "sender " + channel.getRemoteAddress();
        if (threads.size() >= connectionsMax) {
            report.line(peer + " refused: there are " + threads.size() + " connections, which is the most");
            try (channel) {
                if (tls == null) {
                    channel.configureBlocking(false);
                    channel.write(ByteBuffer.wrap(Message.refused(
                                    Message.Refusal.BUSY,
                                    "there are " + connectionsMax + " connections, which is the most; come back later")
                            .encode()));
                }
            } catch (IOException e) {
                report.line(peer + " was not told why: " + e.getMessage());
            }
            return;
        }
        Thread thread = new Thread(null, () -> serve(channel, peer), "ttlog-receive-" + accepted, STACK_BYTES, false);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void serve(SocketChannel channel, String peer) {
        try {
            Wire wire = Wire.accepted(channel, tls, HANDSHAKE_NANOS_MAX);
            Connection connection = new Connection(wire, intake, report, peer, idleNanosMax);
            connections.add(connection);
            try {
                if (stopping) {
                    connection.stop();
                }
                connection.run();
            } finally {
                connections.remove(connection);
            }
        } catch (IOException e) {
            report.line(peer + " failed: " + e.getMessage());
        } catch (TTLogException e) {
            fatal.compareAndSet(null, e);
            selector.wakeup();
        } catch (RuntimeException | Error defect) { // of one connection; the others go on
            report.line(peer + " failed: " + defect);
        } finally {
            threads.remove(Thread.currentThread());
        }
    }

    /** Ends all connections, each behind the message it is at, then the listening. */
    @Override
    public void close() throws IOException {
        stopping = true;
        try {
            server.close();
            if (endpoint.isUnix()) {
                Files.deleteIfExists(endpoint.file());
            }
        } finally {
            selector.close();
            connections.forEach(Connection::stop);
            awaitThreads();
        }
    }

    private void awaitThreads() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(STOP_MILLIS_MAX);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive() && deadline - System.nanoTime() > 0) {
                try {
                    thread.join(TICK_MILLIS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
