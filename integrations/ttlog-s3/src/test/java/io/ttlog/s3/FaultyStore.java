/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * No S3, only what answers a PUT on the JDK's HttpServer: for answers that a well-behaved store does not give when a test
 * wants it to. Keeps the objects that it took.
 */
final class FaultyStore implements AutoCloseable {
    final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
    /** A PUT arrived, with all of its bytes. */
    final CountDownLatch arrived = new CountDownLatch(1);
    /** No PUT is answered before this is open. */
    final CountDownLatch gate = new CountDownLatch(1);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int status = 200;
    private volatile String errorCode = "";
    private volatile boolean wrongETag;

    FaultyStore() throws IOException {
        this(0);
    }

    FaultyStore(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    static FaultyStore open(int port) throws IOException {
        FaultyStore store = new FaultyStore(port);
        store.gate.countDown();
        return store;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** From now on every PUT is refused so. */
    void refuse(int withStatus, String code) {
        errorCode = code;
        status = withStatus;
    }

    /** From now on it says that it got other bytes. */
    void answerWrongETag(boolean wrong) {
        wrongETag = wrong;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            arrived.countDown();
            gate.await();
            if (status != 200) {
                byte[] error = ("<?xml version=\"1.0\"?><Error><Code>" + errorCode + "</Code><Message>so says the store"
                                + "</Message></Error>")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, error.length);
                exchange.getResponseBody().write(error);
                return;
            }
            byte[] md5 = MessageDigest.getInstance("MD5").digest(body);
            md5[0] ^= (byte) (wrongETag ? 1 : 0);
            objects.put(exchange.getRequestURI().getPath(), body);
            exchange.getResponseHeaders().set("ETag", '"' + HexFormat.of().formatHex(md5) + '"');
            exchange.sendResponseHeaders(200, -1);
        } catch (InterruptedException | NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
