/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;

/** Metrics with labels. What is bound once, in a field, costs least where it counts. */
final class Metrics {
    private static final Counter REQUESTS = TTLog.counter("requests_total");
    private static final Counter REQUESTS_OF_CART = REQUESTS.labels("path", "/cart", "ok", "true");
    private static final Counter REQUESTS_FAILED = REQUESTS.labels("path", "/cart", "ok", "false");
    private static final Histogram DURATION_MS =
            TTLog.histogram("request_duration_ms").labels("path", "/cart");
    private static final Gauge ACTIVE = TTLog.gauge("active_connections");

    private Metrics() {}

    public static void main(String[] args) {
        // Metrics are read every ten seconds unless said, and once more when ttlog stops.
        try (TTLogSession session = TTLog.init().service("shop").console(false).start()) {
            for (int request = 1; request <= 100; request++) {
                ACTIVE.set(request % 8);
                (request % 25 == 0 ? REQUESTS_FAILED : REQUESTS_OF_CART).increment();
                DURATION_MS.record(request / 10.0);
            }
            System.out.println("recorded into " + session.directory());
        }

        // A later run, or another process, finds the readings.
        try (TTLogSession session =
                TTLog.init().service("reader").console(false).start()) {
            TTLog.query("SELECT name, kind, value, count, min, max, ok FROM metrics"
                            + " WHERE service = 'shop' ORDER BY name, ok")
                    .forEach(System.out::println);
            System.out.println("read from " + session.directory());
        }
    }
}
