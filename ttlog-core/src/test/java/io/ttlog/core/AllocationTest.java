/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.debug;
import static io.ttlog.TTLog.every;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.once;
import static io.ttlog.TTLog.sample;
import static io.ttlog.TTLog.span;
import static java.util.concurrent.TimeUnit.HOURS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ttlog.Baggage;
import io.ttlog.Context;
import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import io.ttlog.Level;
import io.ttlog.Sampling;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the API promises not to allocate, counted by the JVM. */
class AllocationTest {
    private static final int CALLS = 20_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();

    @AfterEach
    void stop() {
        session.close();
    }

    /** Bytes per call in steady state: of the second half of the calls, so that ring, sites and encoders are there. */
    private static double bytesPerCall(Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return (double) (THREADS.getThreadAllocatedBytes(id) - before) / CALLS;
    }

    @Test
    void seesAllocationWhenThereIsSome() {
        assertThat(bytesPerCall(() -> info("{a} {b} {c} {d}", new Object(), 1, 2, 3)))
                .isGreaterThan(16);
    }

    @Test
    void allocatesNothingForAMacro() {
        String ip = "10.0.0.1";
        assertThat(bytesPerCall(() -> info("User {user_id} from {ip} in {ms}", 12345L, ip, 1.5)))
                .isLessThan(0.1);
        assertThat(bytesPerCall(() -> info("{c} {b} {n}", 'x', true, 7))).isLessThan(0.1);
        assertThat(bytesPerCall(() -> debug("off {n}", 1L))).isLessThan(0.1);
    }

    @Test
    void allocatesNothingForAFluentEvent() {
        assertThat(bytesPerCall(() -> atInfo().with("user_id", 12345L)
                        .with("action", "login")
                        .with("ok", true)
                        .log("User login")))
                .isLessThan(0.1);
    }

    @Test
    void allocatesNothingForASpanAndALogInsideIt() {
        assertThat(bytesPerCall(() -> {
                    try (Span span = span("work").with("n", 1L)) {
                        info("inside {n}", 1L);
                        span.record("ms", 1.5);
                    }
                }))
                .isLessThan(0.1);
    }

    @Test
    void allocatesNothingForTheDecisionsOnATrace() {
        session.close();
        Sampling budget = Sampling.ratio(0.5).perSecond(100);
        for (Sampling sampling : List.of(Sampling.ratio(0.5), budget, budget.keepErrors())) {
            try (TTLogSession sampled = TTLog.init()
                    .console(false)
                    .store(false)
                    .sink("collecting")
                    .sampling(sampling)
                    .start()) {
                assertThat(sampled.stats().submitted()).isZero();
                SpanContext remote =
                        SpanContext.parse("00-0000000000000001ffffffffffffffff-0000000000000001-01", "a=b,ot=p:1;th:8");
                Context parent = Context.of(remote, null);
                assertThat(bytesPerCall(() -> {
                            try (Span root = span("root").with("n", 1L)) {
                                span("child").close();
                                root.ok();
                            }
                            span("server", parent).close();
                        }))
                        .as("%s", sampling)
                        .isLessThan(0.1);
            }
        }
    }

    @Test
    void allocatesNothingForAnEventOfASpan() {
        assertThat(bytesPerCall(() -> {
                    try (Span span = span("work").slowerThan(1)) {
                        span.event("cache miss");
                        span.atEvent().with("attempt", 1L).with("host", "a").log("retry");
                    }
                }))
                .isLessThan(0.1);
    }

    @Test
    void allocatesNothingForTheRunOfAWrappedTask() {
        try (Span outer = span("outer")) {
            Runnable wrapped = outer.context().wrap(() -> {
                try (Span inner = span("inner")) {
                    info("inside {n}", 1L);
                    inner.ok();
                }
            });
            allocatesNothing(wrapped);
            allocatesNothing(
                    Context.current().with(Baggage.EMPTY.with("k", "v")).wrap(() -> info("inside")));
            allocatesNothing(Context::current);
            Context parent = outer.context();
            allocatesNothing(() -> span("child", parent).close());
        }
    }

    /** What RFC-0012 says that a capture and a detached span take; an upper bound that holds without compressed pointers, too. */
    @Test
    void allocatesLittleForACaptureAndADetachedSpan() {
        assertThat(bytesPerCall(() -> {
                    try (Span outer = span("outer")) {
                        outer.context();
                    }
                }))
                .isBetween(16.0, 160.0);
        assertThat(bytesPerCall(() -> span("detached").detach().close())).isBetween(16.0, 1_200.0);
    }

    private static void allocatesNothing(Runnable call) {
        assertThat(bytesPerCall(call)).isLessThan(0.1);
    }

    @Test
    void allocatesNothingForAnyTypeOfValueInAMacro() {
        Instant at = Instant.ofEpochSecond(1_700_000_000L);
        Duration took = Duration.ofMillis(3);
        byte[] bytes = {1, 2, 3};
        Integer boxed = 1_000_000;
        allocatesNothing(() -> info("nothing"));
        allocatesNothing(() -> info("{v}", 1L));
        allocatesNothing(() -> info("{v}", 1));
        allocatesNothing(() -> info("{v}", 1.5));
        allocatesNothing(() -> info("{v}", 1.5f));
        allocatesNothing(() -> info("{v}", true));
        allocatesNothing(() -> info("{v}", 'x'));
        allocatesNothing(() -> info("{v}", "text"));
        allocatesNothing(() -> info("{v}", "\u00e9\u4e2d\ud83d\ude00"));
        allocatesNothing(() -> info("{v}", at));
        allocatesNothing(() -> info("{v}", took));
        allocatesNothing(() -> info("{v}", bytes));
        allocatesNothing(() -> info("{v}", boxed));
        allocatesNothing(() -> info("{v}", Level.WARN));
        allocatesNothing(() -> info("{v}", (Object) null));
        allocatesNothing(() -> info("no hole", 1L, "text"));
        allocatesNothing(() -> info("{a} {b}", 1L, 2.5));
        allocatesNothing(() -> info("{a} {b}", true, 'x'));
        allocatesNothing(() -> info("{a} {b}", "text", 1L));
        allocatesNothing(() -> info("{a} {b} {c}", 1L, 2L, 3L));
        allocatesNothing(() -> info("{a} {b} {c}", 1.5, true, "text"));
        allocatesNothing(() -> info("{a} {b} {c}", 'x', "text", 1.5));
        allocatesNothing(() -> info("{a} {b} {c} {d}", "1", "2", boxed, at));
        allocatesNothing(() -> info("{a} {b} {c} {d} {e} {f} {g} {h}", "1", "2", "3", "4", "5", "6", "7", "8"));
        allocatesNothing(() -> info("{a}", () -> "text"));
    }

    @Test
    void allocatesNothingForAnyLevel() {
        allocatesNothing(() -> TTLog.trace("off {v}", "text"));
        allocatesNothing(() -> TTLog.warn("{v}", 1L));
        allocatesNothing(() -> TTLog.error("{v}", 1.5));
        allocatesNothing(() -> TTLog.fatal("{v}", "text"));
        allocatesNothing(() -> TTLog.at(Level.ERROR).log("at"));
        allocatesNothing(() -> TTLog.atDebug().with("off", 1L).log("off"));
    }

    @Test
    void allocatesNothingForAnyTypeOfFieldOfAnEventOrASpan() {
        Instant at = Instant.ofEpochSecond(1_700_000_000L);
        allocatesNothing(() -> atInfo().with("l", 1L)
                .with("d", 1.5)
                .with("b", true)
                .with("c", 'x')
                .with("t", "text")
                .with("at", at)
                .with("none", null)
                .log("all {l} types"));
        allocatesNothing(() -> {
            try (Span outer = span("outer").kind(SpanKind.SERVER)) {
                try (Span inner = span("inner")
                        .with("l", 1L)
                        .with("d", 1.5)
                        .with("b", true)
                        .with("c", 'x')
                        .with("t", "text")) {
                    inner.record("l2", 1L);
                    inner.record("d2", 1.5);
                    inner.record("b2", true);
                    inner.record("c2", 'x');
                    inner.record("t2", "text");
                    inner.ok();
                }
                outer.record("at", at);
            }
        });
        allocatesNothing(() -> TTLog.span("work", () -> atInfo().log("inside")));
        allocatesNothing(() -> nest(40));
    }

    private static void nest(int depth) {
        try (Span span = span("nested")) {
            span.record("depth", depth);
            if (depth > 1) {
                nest(depth - 1);
            }
        }
    }

    @Test
    void allocatesNothingForAnyMetric() {
        Counter counter = TTLog.counter("allocation_any").labels("k", "v");
        Gauge gauge = TTLog.gauge("allocation_any_active").labels("k", "v");
        Histogram histogram = TTLog.histogram("allocation_any_ms").labels("k", "v");
        allocatesNothing(() -> {
            counter.add(2);
            gauge.set(1.5);
            histogram.record(3L);
            histogram.record(1.5);
        });
        allocatesNothing(() -> TTLog.counter("allocation_any_by_name").increment());
        allocatesNothing(() -> TTLog.gauge("allocation_any_by_name").set(1));
        allocatesNothing(() -> TTLog.histogram("allocation_any_by_name").record(1));
    }

    @Test
    void allocatesNothingForACallUnderALimitWhetherItPassesOrNot() {
        allocatesNothing(() -> every(1, HOURS).info("left out {a} {b} {c}", 12345L, "text", 1.5));
        allocatesNothing(() -> every(1, NANOSECONDS).info("passes {a} {b} {c}", 12345L, "text", 'x'));
        allocatesNothing(() -> once().warn("once {a}", true));
        allocatesNothing(() -> sample(0.5).info("sampled {a}", 1L));
        allocatesNothing(() -> sample(0).info("none {a} {b}", 1L, "text"));
        allocatesNothing(() -> sample(1).error("all {a} {b}", 1L, "text"));
        allocatesNothing(() -> every(1, HOURS).debug("off {a}", 1L));
    }

    @Test
    void allocatesNothingForAFluentEventUnderALimitWhetherItPassesOrNot() {
        allocatesNothing(() -> every(1, HOURS)
                .atInfo()
                .with("a", 12345L)
                .with("b", "text")
                .with("c", 1.5)
                .log("left out {a} {b} {c}"));
        allocatesNothing(() -> every(1, NANOSECONDS)
                .atInfo()
                .with("a", 12345L)
                .with("b", "text")
                .with("c", 'x')
                .log("passes {a} {b} {c}"));
        allocatesNothing(() -> once().atWarn().with("a", true).log("once {a}"));
        allocatesNothing(() -> sample(0.5).atInfo().with("a", 1L).log("sampled {a}"));
        allocatesNothing(
                () -> sample(0).atInfo().with("a", 1L).with("b", "text").log("none {a} {b}"));
        allocatesNothing(() -> sample(1).at(Level.ERROR).with("a", 1L).log("all {a}"));
        allocatesNothing(() -> every(1, HOURS).atDebug().with("a", 1L).log("off {a}"));
    }

    @Test
    void allocatesNothingForAMetric() {
        Counter counter = TTLog.counter("allocation_test").labels("k", "v");
        Histogram histogram = TTLog.histogram("allocation_test_ms");
        assertThat(bytesPerCall(() -> {
                    counter.increment();
                    histogram.record(1.5);
                }))
                .isLessThan(0.1);
    }
}
