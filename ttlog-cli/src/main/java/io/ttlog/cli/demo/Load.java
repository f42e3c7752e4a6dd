/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Clients of the {@link Shop}: each sends one request after the other over HTTP, with a short pause, until time is up. */
final class Load {
    private static final int CLIENTS = 8;
    private static final int PRODUCTS = 500;
    private static final long SEED = 42;
    private static final long LOOK_EVERY_MILLIS = 200;
    /** Between the requests of one client; keeps the load below what two cores can take, so that it shows the shop. */
    private static final long PAUSE_NANOS = 3_000_000;

    private static final Duration REQUEST_TIME_MAX = Duration.ofSeconds(10);
    private static final List<String> WORDS = List.of("red", "blue", "series%203", "product%2042", "green");

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(REQUEST_TIME_MAX).build();
    private final URI shop;
    private final long endNanos;
    private final AtomicLong answered = new AtomicLong();

    private Load(URI shop, long endNanos) {
        this.shop = shop;
        this.endNanos = endNanos;
    }

    /**
     * What the clients saw.
     *
     * @param requests answered
     * @param failed answered with a status of 500 or more
     * @param seconds that it took
     */
    record Outcome(long requests, long failed, double seconds) {
        private Outcome plus(Outcome other) {
            return new Outcome(requests + other.requests, failed + other.failed, Math.max(seconds, other.seconds));
        }
    }

    /** Sends requests for so long. Blocks, and says meanwhile how many were answered. */
    static Outcome run(URI shop, Duration time, Steps steps) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Load load = new Load(shop, start + time.toNanos());
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Outcome>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(SEED + client);
                clients.add(threads.submit(() -> load.client(random)));
            }
            Outcome sum = new Outcome(0, 0, 0);
            for (Future<Outcome> client : clients) {
                sum = sum.plus(load.outcome(client, steps));
            }
            return new Outcome(sum.requests, sum.failed, (System.nanoTime() - start) / 1e9);
        } catch (ExecutionException e) {
            throw new IOException("a client of the demo's shop failed: " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
            threads.awaitTermination(REQUEST_TIME_MAX.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Outcome outcome(Future<Outcome> client, Steps steps) throws InterruptedException, ExecutionException {
        while (true) { // ends: a client stops at endNanos, and no request of it takes longer than REQUEST_TIME_MAX
            try {
                return client.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                steps.at("%,d requests answered", answered.get());
            }
        }
    }

    private Outcome client(Random random) throws IOException, InterruptedException {
        long requests = 0;
        long failed = 0;
        while (System.nanoTime() - endNanos < 0) {
            int status = http.send(request(random), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
            requests++;
            answered.incrementAndGet();
            failed += status >= 500 ? 1 : 0;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return new Outcome(requests, failed, 0);
    }

    private HttpRequest request(Random random) {
        int product = random.nextInt(PRODUCTS);
        HttpRequest.Builder request = HttpRequest.newBuilder().timeout(REQUEST_TIME_MAX);
        return switch (random.nextInt(4)) {
            case 0 ->
                request.uri(shop.resolve("/orders/" + product))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
            case 1 ->
                request.uri(shop.resolve("/search/" + WORDS.get(product % WORDS.size())))
                        .build();
            default -> request.uri(shop.resolve("/products/" + product)).build();
        };
    }
}
