/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpanEventTest {
    private static final SpanContext REMOTE =
            SpanContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=b\"c,d=e\\\\f");
    private static final String REMOTE_JSON =
            "{\"trace_id\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"span_id\":\"00f067aa0ba902b7\"";

    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
    }

    private static void inAnotherThread(Runnable work) throws InterruptedException {
        Thread other = new Thread(work, "other");
        other.start();
        other.join();
    }

    @Test
    void isALogEventOfTheSpanWhateverIsCurrent() throws InterruptedException {
        Span outer = span("outer");
        Span inner = span("inner");
        outer.event("cache miss")
                .atEvent()
                .with("attempt", 2)
                .withError(new IOException("reset"))
                .log("retry {attempt}");
        inner.event("inside").close();
        outer.close();
        Span detached = span("detached").detach();
        inAnotherThread(() -> detached.event("elsewhere"));
        detached.close();

        List<Seen> all = new ArrayList<>(Seen.all());
        Seen elsewhere = all.stream()
                .filter(seen -> seen.name().equals("elsewhere"))
                .findFirst()
                .orElseThrow();
        all.remove(elsewhere); // of another ring: it may have come in between
        assertThat(all)
                .extracting(Seen::name)
                .containsExactly("cache miss", "retry {attempt}", "inside", "inner", "outer", "detached");
        Seen seenOuter = all.get(4);
        assertThat(all.get(0).signal()).isEqualTo(Signal.LOG);
        assertThat(all.get(0).variant()).isEqualTo("INFO");
        assertThat(all.get(0).logger()).isEqualTo(SpanEventTest.class.getName());
        assertThat(all.get(0).fields()).containsExactly(entry("event.name", "cache miss"));
        assertThat(all.get(1).fields()).containsExactly(entry("attempt", 2L), entry("event.name", "retry {attempt}"));
        assertThat(all.get(1).error()).startsWith("java.io.IOException: reset");
        assertThat(all.subList(0, 2)).extracting(Seen::span).containsOnly(seenOuter.span());
        assertThat(all.subList(0, 2)).extracting(Seen::trace).containsOnly(seenOuter.trace());
        assertThat(all.get(2).span()).isEqualTo(all.get(3).span());
        assertThat(elsewhere.thread()).isEqualTo("other");
        assertThat(elsewhere.span()).isEqualTo(all.get(5).span());
        assertThat(stats().misuses()).isZero();
    }

    @Test
    void isBoundedInNumber() {
        try (Span span = span("busy")) {
            for (int i = 0; i < 1_030; i++) {
                span.event("tick");
            }
        }
        span("next").event("tick").close();
        List<Seen> all = Seen.all();
        assertThat(all).filteredOn(seen -> seen.signal() == Signal.LOG).hasSize(1_025);
        assertThat(all.get(1_024).fields()).containsExactly(entry("otel.dropped_events_count", 6L));
        assertThat(all.get(1_026).fields()).isEmpty();
        assertThat(stats().dropped(DropReason.RATE_LIMITED)).isEqualTo(6);
        assertThat(stats().submitted()).isEqualTo(1_030 + 1 + 2);
    }

    @Test
    void keepsLinksAsJson() throws InterruptedException {
        Span other = span("other");
        SpanContext to = other.context().span();
        span("linked").link(REMOTE).link(null).link(SpanContext.NONE).link(to).close();
        span("plain").close();
        Span detached = span("detached").detach();
        inAnotherThread(() -> detached.link(to).close());
        other.close();
        List<Seen> all = Seen.all();
        String json = "{\"trace_id\":\"" + to.traceId() + "\",\"span_id\":\"" + to.spanId() + "\"}";
        assertThat(all.get(0).fields())
                .containsExactly(entry(
                        "links", "[" + REMOTE_JSON + ",\"trace_state\":\"a=b\\\"c,d=e\\\\\\\\f\"}," + json + "]"));
        assertThat(all.get(1).fields()).isEmpty();
        assertThat(all)
                .filteredOn(seen -> seen.name().equals("detached"))
                .singleElement()
                .extracting(Seen::fields)
                .isEqualTo(Map.of("links", "[" + json + "]"));
    }

    @Test
    void boundsLinksInNumberAndByTheRoom() {
        SpanContext plain = new SpanContext(1, 2, 3, 1, "");
        SpanContext heavy = new SpanContext(1, 2, 3, 1, "k=" + "v".repeat(250) + ",l=" + "w".repeat(250));
        Span many = span("many");
        Span large = span("large");
        Span full = span("full").with("a", "x".repeat(16_000)).with("b", "x".repeat(16_000));
        full.with("c", "x".repeat(16_000)).with("d", "x".repeat(15_900));
        for (int i = 0; i < 130; i++) {
            many.link(plain);
            large.link(heavy);
            full.link(heavy);
        }
        full.close();
        large.close();
        many.close();
        List<Seen> all = Seen.all();
        assertThat(all.get(0).fields())
                .containsEntry("otel.dropped_links_count", 130L)
                .doesNotContainKey("links");
        assertThat((String) all.get(1).fields().get("links"))
                .hasSizeBetween(15_000, 16_384)
                .endsWith("\"}]");
        assertThat(all.get(2).fields()).containsEntry("otel.dropped_links_count", 2L);
        assertThat((String) all.get(2).fields().get("links")).hasSize(128 * 77 + 1);
    }
}
