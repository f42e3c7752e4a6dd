/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection. Every wait has a limit, which for TLS includes the peer's part in it. Belongs to one thread, but for
 * {@link #wake}.
 */
public interface Wire extends Closeable {
    /**
     * Connects, and proves who is there if that is asked for.
     *
     * @param tls null for none
     * @throws IOException when that failed, or time ran out; of TLS with the reason
     */
    static Wire connect(Endpoint endpoint, @Nullable Tls tls, long nanosMax) throws IOException {
        long deadline = System.nanoTime() + nanosMax;
        ChannelWire channel = ChannelWire.connect(endpoint, nanosMax);
        return tls == null
                ? channel
                : TlsWire.begin(channel, tls.client(endpoint.host(), endpoint.port()), deadline - System.nanoTime());
    }

    /** The other end of a connection that a listener took, as {@link #connect}. Owns the channel, also when it throws. */
    static Wire accepted(SocketChannel accepted, @Nullable Tls tls, long nanosMax) throws IOException {
        ChannelWire channel = ChannelWire.of(accepted);
        return tls == null ? channel : TlsWire.begin(channel, tls.server(), nanosMax);
    }

    /**
     * Reads what is there, or waits until something is.
     *
     * @param target has room
     * @param nanosMax zero or less asks without waiting
     * @return the number of bytes; 0 when none came in time, or when {@link #wake} was called; -1 at the end
     */
    int read(ByteBuffer target, long nanosMax) throws IOException;

    /**
     * Writes all of the bytes.
     *
     * @throws IOException also when the peer did not take them in time; the connection is of no use then
     */
    void write(ByteBuffer source, long nanosMax) throws IOException;

    /** Ends the {@link #read} that waits, or the next one that would. For all threads. */
    void wake();
}
