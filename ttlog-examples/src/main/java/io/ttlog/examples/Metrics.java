/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import io.ttlog.Counter;
import io.ttlog.Histogram;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.Timer;
import io.ttlog.UpDownCounter;

/** Metrics with labels. What is bound once, in a field, costs least where it counts. */
final class Metrics {
    private static final Counter REQUESTS = TTLog.counter("requests_total", "{request}", "what came in");
    private static final Counter REQUESTS_OF_CART = REQUESTS.labels("path", "/cart", "ok", "true");
    private static final Counter REQUESTS_FAILED = REQUESTS.labels("path", "/cart", "ok", "false");
    private static final Timer DURATION =
            TTLog.timer("request_duration", "until the answer is sent").labels("path", "/cart");
    private static final Histogram SIZE = TTLog.histogram("request_size", "By", "of the body");
    private static final UpDownCounter ACTIVE = TTLog.upDownCounter("active_requests");

    private Metrics() {}

    public static void main(String[] args) {
        TTLog.gauge("limit", () -> 8); // asked at each reading
        // Metrics are read every ten seconds unless said, and once more when ttlog stops.
        try (TTLogSession session = TTLog.init().service("shop").console(false).start()) {
            for (int request = 1; request <= 100; request++) {
                ACTIVE.increment();
                (request % 25 == 0 ? REQUESTS_FAILED : REQUESTS_OF_CART).increment();
                DURATION.record(1_000_000L * request);
                SIZE.record(1_000);
                ACTIVE.decrement();
            }
            System.out.println("recorded into " + session.directory());
        }

        // A later run, or another process, finds the readings.
        try (TTLogSession session =
                TTLog.init().service("reader").console(false).start()) {
            TTLog.query("SELECT name, kind, unit, value, count, min, max, ok FROM metrics"
                            + " WHERE service = 'shop' ORDER BY name, ok")
                    .forEach(System.out::println);
            TTLog.query(
                            "SELECT round(p50(buckets), 3) AS p50, round(p99(buckets), 3) AS p99 FROM metrics WHERE name = 'request_duration'")
                    .forEach(System.out::println);
            System.out.println("read from " + session.directory());
        }
    }
}
