/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import static io.ttlog.TTLog.counter;
import static io.ttlog.TTLog.error;
import static io.ttlog.TTLog.gauge;
import static io.ttlog.TTLog.histogram;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.warn;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A small shop over HTTP on the loopback interface, instrumented as an application would be: a span for each request with
 * children for its steps, log events inside them, a counter, a histogram and a gauge. Its payments are slow now and then
 * and time out more rarely. ttlog runs before it starts and until after it is closed.
 */
final class Shop implements AutoCloseable {
    private static final int THREADS = 8;
    private static final int PRODUCTS = 500;
    private static final int SEARCH_HITS_MAX = 20;
    /** One order in so many is paid slowly, one in so many others not at all; the first early, however short the load. */
    private static final int SLOW_EVERY = 150;

    private static final int SLOW_FIRST = 2;
    private static final int TIMEOUT_EVERY = 400;
    private static final int TIMEOUT_FIRST = 3;
    private static final long SLOW_MILLIS = 1_100;
    private static final long TIMEOUT_MILLIS = 1_500;
    private static final int STOP_SECONDS_MAX = 5;

    private static final Counter REQUESTS = counter("requests_total");
    private static final Histogram DURATIONS = histogram("request_duration_ms");
    private static final Gauge ACTIVE = gauge("active_requests");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS, Shop::thread);
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicLong orders = new AtomicLong();

    /** Listens on a free port of the loopback interface. */
    Shop() throws IOException {
        // Without it the JDK leaves 40 ms between header and body of an answer (Nagle against delayed acknowledgement).
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        route("/products", this::product);
        route("/search", this::search);
        route("/orders", this::order);
        server.start();
    }

    /** Where it listens, without a slash at the end. */
    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** What a route answers. */
    private record Answer(int status, String body) {}

    @FunctionalInterface
    private interface Route {
        Answer answer(String argument) throws PaymentException;
    }

    private void route(String path, Route route) {
        Counter ok = REQUESTS.labels("path", path, "ok", "true");
        Counter failed = REQUESTS.labels("path", path, "ok", "false");
        Histogram durations = DURATIONS.labels("path", path);
        server.createContext(path, exchange -> {
            long start = System.nanoTime();
            ACTIVE.set(active.incrementAndGet());
            try (Span span = span(exchange.getRequestMethod() + " " + path).kind(SpanKind.SERVER)) {
                String argument = exchange.getRequestURI().getPath().substring(path.length() + 1);
                Answer answer;
                try {
                    answer = route.answer(argument);
                    span.ok();
                } catch (PaymentException e) {
                    error("Request {path} failed after {elapsed_ms} ms", path, elapsedMillis(start), e);
                    span.fail(e);
                    answer = new Answer(504, "payment timed out");
                }
                span.record("status", answer.status());
                (answer.status() < 500 ? ok : failed).increment();
                send(exchange, answer);
            } finally {
                durations.record(elapsedMillis(start));
                ACTIVE.set(active.decrementAndGet());
            }
        });
    }

    private Answer product(String id) {
        int number = Integer.parseInt(id);
        boolean cached = number % 4 != 0;
        try (Span span = span(cached ? "cache.get" : "db.select").with("product_id", number)) {
            String name = name(number);
            span.record("bytes", name.length());
            info("Product {product_id} served, cached {cached}", number, cached);
            return new Answer(200, name);
        }
    }

    private Answer search(String words) {
        try (Span span = span("index.search").with("words", words)) {
            StringBuilder hits = new StringBuilder();
            int count = 0;
            for (int number = 0; number < PRODUCTS && count < SEARCH_HITS_MAX; number++) {
                if (name(number).contains(words.toLowerCase(Locale.ROOT))) {
                    hits.append(number).append('\n');
                    count++;
                }
            }
            span.record("hits", count);
            if (count == 0) {
                warn("Search for {words} found nothing", words);
            }
            return new Answer(200, hits.toString());
        }
    }

    private Answer order(String productId) throws PaymentException {
        long number = orders.incrementAndGet();
        info("Order {order_id} of product {product_id} received", number, Long.parseLong(productId));
        try (Span span = span("stock.reserve").with("product_id", productId)) {
            span.record("left", 1_000 - number % 1_000);
        }
        try (Span span = span("payment.charge").kind(SpanKind.CLIENT).with("order_id", number)) {
            try {
                charge(number);
            } catch (PaymentException e) {
                span.fail(e);
                throw e;
            }
        }
        info("Order {order_id} paid", number);
        return new Answer(201, "order " + number);
    }

    /** Stands in for a payment provider of somebody else's: mostly quick, sometimes slow, sometimes silent. */
    private static void charge(long order) throws PaymentException {
        if (order % TIMEOUT_EVERY == TIMEOUT_FIRST) {
            pause(TIMEOUT_MILLIS);
            throw new PaymentException("no answer within " + TIMEOUT_MILLIS + " ms for order " + order);
        }
        if (order % SLOW_EVERY == SLOW_FIRST) {
            warn("Payment of order {order_id} is slow, attempt {attempt}", order, 1);
            pause(SLOW_MILLIS + order % 300);
        }
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime();
                left > 0 && !Thread.currentThread().isInterrupted();
                left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static String name(int product) {
        return "product " + product + " of series " + product % 17 + (product % 3 == 0 ? ", red" : ", blue");
    }

    private static double elapsedMillis(long startNanos) {
        return (System.nanoTime() - startNanos) / 1e6;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "shop");
        thread.setDaemon(true);
        return thread;
    }

    private static final class PaymentException extends Exception {
        private static final long serialVersionUID = 1L;

        PaymentException(String message) {
            super(message);
        }
    }
}
