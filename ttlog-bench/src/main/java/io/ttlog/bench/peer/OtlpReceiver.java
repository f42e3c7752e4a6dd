/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The other end of OTLP over HTTP, on this machine and as small as can be: reads each request to its end, says 200 and forgets it. What
 * is left is the cost of the sender.
 */
public final class OtlpReceiver implements AutoCloseable {
    private static final int BUFFER_BYTES = 1 << 16;
    private static final int HEAD_BYTES_MAX = 1 << 13;
    private static final String LENGTH = "content-length:";
    private static final byte[] ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: application/x-protobuf\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.ISO_8859_1);

    private final ServerSocket server;
    private final AtomicLong bytes = new AtomicLong();

    /** Listens on a free port of the loopback address. */
    public OtlpReceiver() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start("otlp-receiver", this::accept);
    }

    /** Where requests for the signal, such as {@code traces}, are to be sent. */
    public String endpoint(String signal) {
        return "http://" + server.getInetAddress().getHostAddress() + ":" + server.getLocalPort() + "/v1/" + signal;
    }

    /** Of all bodies. */
    public long bytesReceived() {
        return bytes.get();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                start("otlp-connection", () -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES);
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (true) {
                long length = bodyBytes(in, buffer);
                bytes.addAndGet(length);
                while (length > 0) {
                    int read = in.read(buffer, 0, (int) Math.min(length, buffer.length));
                    if (read < 0) {
                        throw new EOFException();
                    }
                    length -= read;
                }
                out.write(ANSWER);
            }
        } catch (IOException e) {
            return; // the sender has gone, or sees that we have
        }
    }

    /** Reads the head of a request, byte by byte so that nothing of the body is taken with it. */
    private static long bodyBytes(InputStream in, byte[] buffer) throws IOException {
        int end = 0;
        while (end < 4 || buffer[end - 1] != '\n' || buffer[end - 3] != '\n') {
            int next = in.read();
            if (next < 0 || end == HEAD_BYTES_MAX) {
                throw new EOFException();
            }
            buffer[end++] = (byte) next;
        }
        String head = new String(buffer, 0, end, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        int at = head.indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("no length in " + head);
        }
        return Long.parseLong(
                head.substring(at + LENGTH.length(), head.indexOf('\r', at)).strip());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
