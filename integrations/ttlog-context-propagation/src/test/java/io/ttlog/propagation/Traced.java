/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.propagation;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Context;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Spans and logs that tell whose they have to be, so that SQL finds one that is not. */
abstract class Traced {
    private final AtomicInteger spans = new AtomicInteger();
    private final AtomicInteger logs = new AtomicInteger();
    private TTLogSession session;

    /** Names a span; also nothing. */
    record Ids(String trace, String span) {
        static final Ids NONE = new Ids("", "");

        static Ids of(Span span) {
            return new Ids(span.traceId(), span.spanId());
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) {
        session = TTLog.init().data(directory).console(false).start();
    }

    @AfterEach
    void stop() {
        session.close();
    }

    /** A span that has to be the child of that one. */
    Span child(String name, Ids parent) {
        spans.incrementAndGet();
        return span(name).with("want_parent", parent.span()).with("want_trace", parent.trace());
    }

    /** What runs in that span: logs, and begins a child, which logs, too. */
    void work(Ids parent) {
        log(parent);
        try (Span child = child("work", parent)) {
            log(Ids.of(child));
        }
    }

    void log(Ids in) {
        logs.incrementAndGet();
        info("in {want_span} of {want_trace}", in.span(), in.trace());
    }

    /** Whether nothing is current in the thread. */
    static boolean nothingIsCurrent() {
        return Context.current().equals(Context.ROOT);
    }

    void assertAllRight(long misuses) {
        assertThat(count("SELECT count(*) FROM spans")).isEqualTo(spans.get()).isPositive();
        assertThat(count("SELECT count(*) FROM logs")).isEqualTo(logs.get()).isPositive();
        assertThat(count(
                        "SELECT count(*) FROM spans WHERE want_parent <> '' AND (parent_id IS DISTINCT FROM want_parent"
                                + " OR trace_id IS DISTINCT FROM want_trace)"))
                .as("spans of another parent")
                .isZero();
        assertThat(count("SELECT count(*) FROM spans WHERE want_parent = '' AND parent_id IS NOT NULL"))
                .as("spans that should have none")
                .isZero();
        assertThat(count("SELECT count(*) FROM logs WHERE want_span <> '' AND (span_id IS DISTINCT FROM want_span"
                        + " OR trace_id IS DISTINCT FROM want_trace)"))
                .as("logs of another span")
                .isZero();
        assertThat(count("SELECT count(*) FROM logs WHERE want_span = '' AND span_id IS NOT NULL"))
                .as("logs that should have none")
                .isZero();
        assertThat(session.stats().misuses()).isEqualTo(misuses);
        assertThat(session.stats().dropped()).isZero();
    }

    static long count(String sql) {
        return ((Number) Objects.requireNonNull(query(sql).rows().get(0).get(0))).longValue();
    }
}
