/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.span;

import io.ttlog.Overflow;
import io.ttlog.QueryResult;
import io.ttlog.Sampling;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.time.Duration;

/** Keeps a twentieth of the traces and every one that failed, and still knows how many requests there were. */
final class Sampled {
    private static final int REQUESTS = 20_000;

    private Sampled() {}

    public static void main(String[] args) {
        TTLogSession session = TTLog.init()
                .service("checkout")
                .console(false)
                .overflow(Overflow.BLOCK) // this loop is faster than any server; no span of it is to be lost
                .sampling(Sampling.ratio(0.05).keepErrors().keepSlowerThan(Duration.ofSeconds(10)))
                .start();
        try (session) {
            for (int i = 0; i < REQUESTS; i++) {
                try (Span request = span("POST /orders").kind(SpanKind.SERVER)) {
                    try (Span payment = span("payment.charge")) {
                        if (i % 1_000 == 0) {
                            request.fail(new IllegalStateException("card refused"));
                        }
                        payment.ok();
                    }
                }
            }

            QueryResult requests = TTLog.query(
                    "SELECT status, count(*) AS kept, sum(coalesce(weight, 1)) AS happened FROM spans WHERE kind = 'server' GROUP BY status ORDER BY status");
            requests.forEach(System.out::println);
        }
    }
}
