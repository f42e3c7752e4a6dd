/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.socket;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where a receiver listens: a host and port, or a file in the local file system.
 *
 * @param host a name or address, empty for a file
 * @param port 0 to 65,535; 0 lets the system choose, for a listener
 * @param path of the file, empty for a host
 */
public record Endpoint(String host, int port, String path) {
    /** How it is written, for messages. */
    public static final String NOTATION = "use HOST:PORT, [IPv6]:PORT or unix:PATH";

    private static final String UNIX = "unix:";
    private static final int PORT_MAX = 65_535;

    private static final String PORT_WAY_OUT = "use HOST:PORT, a port from 0 to " + PORT_MAX;

    /** Longest path: what every operating system takes in a {@code sockaddr_un}. */
    private static final int PATH_BYTES_MAX = 100;

    /**
     * Reads {@code HOST:PORT}, {@code [IPv6]:PORT} or {@code unix:PATH}.
     *
     * @param option where the text was given, for the message
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} for anything else
     */
    public static Endpoint parse(String text, String option) {
        if (text.startsWith(UNIX)) {
            String path = text.substring(UNIX.length());
            int bytes = path.getBytes(StandardCharsets.UTF_8).length;
            if (path.isEmpty() || bytes > PATH_BYTES_MAX) {
                throw refused(
                        text, option, "its path has " + bytes + " bytes; use unix:PATH with 1 to " + PATH_BYTES_MAX);
            }
            return new Endpoint("", 0, path);
        }
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw refused(text, option, "an IPv6 address stands in brackets; " + NOTATION);
        }
        if (host.isEmpty()) {
            throw refused(text, option, NOTATION);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 0 && port <= PORT_MAX) {
                return new Endpoint(host, port, "");
            }
        } catch (NumberFormatException e) {
            throw new TTLogException(ErrorCode.CONFIGURATION, message(text, option, PORT_WAY_OUT), e);
        }
        throw refused(text, option, PORT_WAY_OUT);
    }

    private static TTLogException refused(String text, String option, String wayOut) {
        return new TTLogException(ErrorCode.CONFIGURATION, message(text, option, wayOut));
    }

    private static String message(String text, String option, String wayOut) {
        return option + " is '" + text + "'; " + wayOut;
    }

    /** Whether it is a file. */
    public boolean isUnix() {
        return !path.isEmpty();
    }

    /** The same host with the port that the system chose. */
    public Endpoint withPort(int chosen) {
        return new Endpoint(host, chosen, path);
    }

    /** Asks for the host's address, which may take its time. */
    SocketAddress address() throws UnknownHostException {
        if (isUnix()) {
            return UnixDomainSocketAddress.of(path);
        }
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new UnknownHostException("host " + host + " has no address");
        }
        return address;
    }

    SocketChannel newChannel() throws IOException {
        return isUnix() ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
    }

    /** Listens. A file must not be there yet. */
    public ServerSocketChannel listen(int backlog) throws IOException {
        ServerSocketChannel server =
                isUnix() ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
        try {
            server.bind(address(), backlog);
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    /** The file. */
    public Path file() {
        return Path.of(path);
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        if (isUnix()) {
            return UNIX + path;
        }
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
