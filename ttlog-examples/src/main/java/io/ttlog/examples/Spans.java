/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.examples;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;

import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.time.Duration;

/** Spans: children by nesting, log events inside them, fields, events, a failure; then the trace as the store tells it. */
final class Spans {
    private Spans() {}

    public static void main(String[] args) {
        TTLogSession session = TTLog.init().service("checkout").console(false).start();
        try (session) {
            try (Span request = span("POST /orders").kind(SpanKind.SERVER).with("user_id", 12345L)) {
                int items = span("stock.reserve", () -> reserve(3)); // a child, since it begins inside
                request.record("items", items);
                try {
                    span("payment.charge", Spans::charge); // fails the child and throws on
                } catch (IllegalStateException e) {
                    request.atEvent().with("attempt", 1).log("payment declined"); // a row of logs, of this span
                    request.fail(e);
                }
                try (Span audit = span("audit").slowerThan(Duration.ofHours(1))) {
                    audit.link(request.context().span()); // so quick that it is not recorded
                }
            }

            TTLog.query(
                            "SELECT name, kind, parent_id IS NULL AS root, status, error IS NOT NULL AS failed, items FROM spans ORDER BY timestamp")
                    .forEach(System.out::println);
            TTLog.query("SELECT message, \"event.name\", attempt, span_id IS NOT NULL AS in_span FROM logs")
                    .forEach(System.out::println);
        }
    }

    private static int reserve(int items) {
        info("{items} items reserved", items);
        return items;
    }

    private static void charge() {
        throw new IllegalStateException("card refused");
    }
}
