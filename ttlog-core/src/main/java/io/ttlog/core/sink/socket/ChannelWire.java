/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/** A connection without TLS, over TCP or in the local file system. */
final class ChannelWire implements Wire {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private ChannelWire(SocketChannel channel, Selector selector, SelectionKey key) {
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    static ChannelWire of(SocketChannel channel) throws IOException {
        Selector selector = null;
        try {
            channel.configureBlocking(false);
            if (channel.getRemoteAddress() instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            }
            selector = Selector.open();
            return new ChannelWire(channel, selector, channel.register(selector, 0));
        } catch (IOException e) {
            channel.close();
            if (selector != null) {
                selector.close();
            }
            throw e;
        }
    }

    static ChannelWire connect(Endpoint endpoint, long nanosMax) throws IOException {
        SocketChannel channel = endpoint.newChannel();
        boolean connected = false;
        try (Selector connecting = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(connecting, SelectionKey.OP_CONNECT);
            long deadline = System.nanoTime() + nanosMax;
            connected = channel.connect(endpoint.address());
            while (!connected) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new SocketTimeoutException("no connection within " + TimeUnit.NANOSECONDS.toMillis(nanosMax)
                            + " ms, which is socket.connectMillis");
                }
                connecting.select(millis(left));
                connected = channel.finishConnect();
            }
            key.cancel();
            connecting.selectNow(); // only now may the channel go to another selector
        } finally {
            if (!connected) {
                channel.close();
            }
        }
        return of(channel);
    }

    /** At least one: zero would be without limit. */
    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + 1;
    }

    @Override
    public int read(ByteBuffer target, long nanosMax) throws IOException {
        final long deadline = System.nanoTime() + nanosMax;
        while (true) {
            int bytes = channel.read(target);
            if (bytes != 0) {
                return bytes;
            }
            long left = deadline - System.nanoTime();
            if (nanosMax <= 0 || left <= 0) {
                return 0;
            }
            key.interestOps(SelectionKey.OP_READ);
            int ready = selector.select(millis(left));
            selector.selectedKeys().clear();
            if (ready == 0) {
                return 0; // late, or woken
            }
        }
    }

    @Override
    public void write(ByteBuffer source, long nanosMax) throws IOException {
        final long deadline = System.nanoTime() + nanosMax;
        while (true) {
            channel.write(source);
            if (!source.hasRemaining()) {
                return;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("the peer did not take " + source.remaining() + " bytes within "
                        + TimeUnit.NANOSECONDS.toMillis(nanosMax) + " ms");
            }
            key.interestOps(SelectionKey.OP_WRITE);
            selector.select(millis(left));
            selector.selectedKeys().clear();
        }
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            selector.close();
        }
    }
}
