/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;

/** TLS over another wire, by the JDK's engine, so that reading, writing and the handshake have time limits. */
final class TlsWire implements Wire {
    private static final long CLOSE_NANOS_MAX = 1_000_000_000L;
    private static final int FAREWELL_RECORDS_MAX = 2;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ChannelWire net;
    private final SSLEngine engine;
    private ByteBuffer netIn; // each ready to be written into
    private ByteBuffer netOut;
    private ByteBuffer plain;

    private TlsWire(ChannelWire net, SSLEngine engine) {
        this.net = net;
        this.engine = engine;
        int packetBytes = engine.getSession().getPacketBufferSize();
        netIn = ByteBuffer.allocate(packetBytes);
        netOut = ByteBuffer.allocate(packetBytes);
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    }

    /** Shakes hands. Owns the other wire, also when it throws. */
    static TlsWire begin(ChannelWire net, SSLEngine engine, long nanosMax) throws IOException {
        TlsWire wire = new TlsWire(net, engine);
        boolean done = false;
        try {
            engine.beginHandshake();
            wire.handshake(System.nanoTime() + nanosMax);
            done = true;
            return wire;
        } finally {
            if (!done) {
                wire.close(); // tells the peer why
            }
        }
    }

    private void handshake(long deadline) throws IOException {
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            settle(deadline);
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_UNWRAP || status == HandshakeStatus.NEED_UNWRAP_AGAIN) {
                int unwrapped = unwrap(deadline);
                if (unwrapped < 0) {
                    throw new EOFException(
                            "the peer closed the connection during the TLS handshake; does it speak TLS?");
                }
                if (unwrapped == 0 && deadline - System.nanoTime() <= 0) {
                    throw new SocketTimeoutException("the TLS handshake did not end in time; does the peer speak TLS?");
                }
            }
        }
    }

    /** Does what the engine asks for without the peer. */
    private void settle(long deadline) throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> wrap(NOTHING.duplicate(), deadline);
                default -> {
                    return;
                }
            }
        }
    }

    /** One record of the peer: 1; 0 when none came in time, -1 at the end. */
    private int unwrap(long deadline) throws IOException {
        while (true) {
            netIn.flip();
            SSLEngineResult result;
            try {
                result = engine.unwrap(netIn, plain);
            } finally {
                netIn.compact();
            }
            switch (result.getStatus()) {
                case OK -> {
                    return 1;
                }
                case CLOSED -> {
                    return -1;
                }
                case BUFFER_OVERFLOW ->
                    plain = grown(plain, plain.position() + engine.getSession().getApplicationBufferSize());
                case BUFFER_UNDERFLOW -> {
                    if (!netIn.hasRemaining()) {
                        netIn = grown(netIn, engine.getSession().getPacketBufferSize());
                    }
                    int bytes = net.read(netIn, deadline - System.nanoTime());
                    if (bytes <= 0) {
                        return bytes;
                    }
                }
            }
        }
    }

    private static ByteBuffer grown(ByteBuffer buffer, int capacity) {
        // A record has at most 16 KiB and some: the engine refuses a larger one, so this is bounded.
        ByteBuffer larger = ByteBuffer.allocate(Math.max(capacity, buffer.capacity() + 1));
        buffer.flip();
        return larger.put(buffer);
    }

    private void wrap(ByteBuffer source, long deadline) throws IOException {
        while (true) {
            netOut.clear();
            SSLEngineResult result = engine.wrap(source, netOut);
            switch (result.getStatus()) {
                case BUFFER_OVERFLOW ->
                    netOut = grown(netOut, engine.getSession().getPacketBufferSize());
                case CLOSED, OK, BUFFER_UNDERFLOW -> {
                    netOut.flip();
                    if (netOut.hasRemaining()) {
                        net.write(netOut, deadline - System.nanoTime());
                    }
                    if (result.getStatus() == SSLEngineResult.Status.CLOSED && source.hasRemaining()) {
                        throw new EOFException("the TLS connection is closed");
                    }
                    return;
                }
            }
        }
    }

    @Override
    public int read(ByteBuffer target, long nanosMax) throws IOException {
        final long deadline = System.nanoTime() + nanosMax;
        while (plain.position() == 0) {
            int unwrapped = unwrap(deadline);
            if (unwrapped <= 0) {
                return unwrapped;
            }
            settle(System.nanoTime() + CLOSE_NANOS_MAX);
        }
        plain.flip();
        int bytes = Math.min(plain.remaining(), target.remaining());
        target.put(target.position(), plain, plain.position(), bytes);
        target.position(target.position() + bytes);
        plain.position(plain.position() + bytes);
        plain.compact();
        return bytes;
    }

    @Override
    public void write(ByteBuffer source, long nanosMax) throws IOException {
        final long deadline = System.nanoTime() + nanosMax;
        while (source.hasRemaining()) {
            if (deadline - System.nanoTime() <= 0) {
                throw new SocketTimeoutException("the peer did not take " + source.remaining() + " bytes within "
                        + TimeUnit.NANOSECONDS.toMillis(nanosMax) + " ms");
            }
            wrap(source, deadline);
        }
    }

    @Override
    public void wake() {
        net.wake();
    }

    /** Says farewell, or why the handshake failed, to a peer that may have gone. */
    @Override
    public void close() throws IOException {
        try {
            engine.closeOutbound();
            long deadline = System.nanoTime() + CLOSE_NANOS_MAX;
            for (int i = 0; i < FAREWELL_RECORDS_MAX && !engine.isOutboundDone(); i++) {
                wrap(NOTHING.duplicate(), deadline);
            }
        } catch (IOException peerHasGone) {
            // needs no farewell; what it did not get it has not acknowledged either
        } finally {
            net.close();
        }
    }
}
