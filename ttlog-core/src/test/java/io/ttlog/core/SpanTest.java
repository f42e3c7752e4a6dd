/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.DropReason;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpanTest {
    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();

    @AfterEach
    void stop() {
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
    }

    private static long id(String hex) {
        return Long.parseUnsignedLong(hex, 16);
    }

    @Test
    void makesChildrenOfWhatIsOpenInTheThread() {
        String trace;
        long outerId;
        long innerId;
        try (Span outer = span("outer").kind(SpanKind.SERVER).with("user_id", 7)) {
            trace = outer.traceId();
            outerId = id(outer.spanId());
            try (Span inner = span("inner")) {
                innerId = id(inner.spanId());
                assertThat(inner.traceId()).isEqualTo(trace);
                info("inside {n}", 1);
            }
            outer.record("items", 42);
            outer.ok();
            info("after");
        }
        info("outside");

        List<Seen> all = Seen.all();
        assertThat(all)
                .extracting(Seen::signal)
                .containsExactly(Signal.LOG, Signal.SPAN, Signal.LOG, Signal.SPAN, Signal.LOG);
        assertThat(all.get(0).trace()).isEqualTo(trace).hasSize(32).doesNotMatch("0+");
        assertThat(all.get(0).span()).isEqualTo(innerId).isNotZero();
        assertThat(all.get(1).name()).isEqualTo("inner");
        assertThat(all.get(1).parent()).isEqualTo(outerId);
        assertThat(all.get(1).variant()).isEqualTo("INTERNAL UNSET");
        assertThat(all.get(2).span()).isEqualTo(outerId);
        assertThat(all.get(3).variant()).isEqualTo("SERVER OK");
        assertThat(all.get(3).parent()).isZero();
        assertThat(all.get(3).fields()).containsExactly(entry("user_id", 7L), entry("items", 42L));
        assertThat(all.get(4).trace()).isEmpty();
    }

    @Test
    void recordsAndRethrowsWhatTheWorkThrows() {
        assertThat(span("gives", () -> "result")).isEqualTo("result");
        int[] ran = new int[1];
        span("acts", () -> {
            ran[0]++;
        });
        assertThat(ran[0]).isEqualTo(1);
        IOException failure = new IOException("disk");
        assertThatThrownBy(() -> span("fails", () -> {
                    throw failure;
                }))
                .isSameAs(failure);

        List<Seen> all = Seen.all();
        assertThat(all).extracting(Seen::name).containsExactly("gives", "acts", "fails");
        assertThat(all.get(2).variant()).isEqualTo("INTERNAL ERROR");
        assertThat(all.get(2).error()).startsWith("java.io.IOException: disk\n\tat ");
    }

    private static void inAnotherThread(Runnable work) throws InterruptedException {
        Thread other = new Thread(work, "other");
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        other.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        other.start();
        other.join();
        assertThat(failure.get()).isNull();
    }

    @Test
    void countsAndIgnoresUseAfterTheCloseAndFromOtherThreads() throws InterruptedException {
        Span span = span("once");
        inAnotherThread(() -> Misuse.of(() -> span.with("n", 1)));
        inAnotherThread(() -> Misuse.of(span::close));
        assertThat(stats().submitted(Signal.SPAN)).isZero();
        span.close();
        Misuse.of(span::close);
        inAnotherThread(() -> Misuse.of(span::close));
        Misuse.of(() -> span.record("late", 1));
        Misuse.of(span::detach);

        List<Seen> all = Seen.all();
        assertThat(all).hasSize(1);
        assertThat(all.get(0).fields()).isEmpty();
        assertThat(stats().misuses()).isEqualTo(6);
    }

    @Test
    void closesWhatWasForgottenInsideASpanWithIt() {
        Span outer = span("outer");
        Span inner = span("inner");
        Span innermost = span("innermost").ok();
        outer.close();
        Span child = span("child");
        Misuse.of(innermost::close);
        child.close();
        Misuse.of(inner::close);
        span("fresh").close();

        List<Seen> all = Seen.all();
        assertThat(all).extracting(Seen::name).containsExactly("innermost", "inner", "outer", "child", "fresh");
        assertThat(all.get(0).variant()).isEqualTo("INTERNAL OK");
        assertThat(all.get(1).variant()).isEqualTo("INTERNAL UNSET");
        assertThat(all.get(1).parent()).isEqualTo(all.get(2).span());
        assertThat(all.get(3).parent()).isZero();
        assertThat(all.get(3).trace()).isNotEqualTo(all.get(0).trace());
        assertThat(all.get(4).parent()).isZero();
        assertThat(stats().misuses()).as("two forgotten, two closed late").isEqualTo(4);
    }

    @Test
    void startsANewTraceWhenSpansAreNeverClosed() {
        Span root = span("root");
        String trace = root.traceId();
        for (int i = 1; i < 256; i++) {
            assertThat(span("forgotten").traceId()).isEqualTo(trace);
        }
        assertThat(stats().submitted(Signal.SPAN)).isZero();
        try (Span fresh = span("fresh")) {
            assertThat(fresh.traceId()).isNotEqualTo(trace);
        }
        Misuse.of(root::close);
        span("last").close();

        List<Seen> all = Seen.all();
        assertThat(all).hasSize(258);
        assertThat(all.subList(0, 255)).extracting(Seen::name).containsOnly("forgotten");
        assertThat(all.subList(255, 258)).extracting(Seen::name).containsExactly("root", "fresh", "last");
        assertThat(all.subList(255, 258)).extracting(Seen::parent).containsOnly(0L);
        assertThat(stats().misuses()).isEqualTo(257);
    }

    @Test
    void recordsASlowOrFailedSpanOnlyAndItsChildrenAnyway() throws InterruptedException {
        long outerId;
        try (Span outer = span("quick").slowerThan(Duration.ofDays(365_000))) { // more than a long has nanoseconds for
            outerId = id(outer.spanId());
            span("child").close();
            info("inside");
        }
        span("slow").slowerThan(1).close();
        span("any").slowerThan(Long.MAX_VALUE).slowerThan(0).close();
        span("reused").close();
        for (int i = 0; i < 40; i++) { // until each object has been used again
            span("quick").slowerThan(Long.MAX_VALUE).close();
        }
        for (int i = 0; i < 40; i++) {
            span("after").close();
        }
        span("negative").slowerThan(Duration.ofDays(-365_000)).close();
        span("null").slowerThan(null).close();
        span("failed").slowerThan(Long.MAX_VALUE).fail(new IOException("late")).close();
        span("succeeded").slowerThan(Long.MAX_VALUE).ok().close();
        Span detached = span("quick").detach().slowerThan(Duration.ofHours(1));
        inAnotherThread(detached::close);
        Span failing = span("failing").slowerThan(Long.MAX_VALUE).detach();
        inAnotherThread(() -> failing.fail(new IOException("late")).close());

        List<Seen> all = new ArrayList<>(Seen.all());
        assertThat(all).filteredOn(seen -> seen.name().equals("after")).hasSize(40);
        all.removeIf(seen -> seen.name().equals("after"));
        assertThat(all)
                .extracting(Seen::name)
                .containsExactlyInAnyOrder(
                        "child", "inside", "slow", "any", "reused", "negative", "null", "failed", "failing");
        assertThat(all.get(0).parent()).isEqualTo(outerId);
        assertThat(all.get(1).span()).isEqualTo(outerId);
        Stats stats = stats();
        assertThat(stats.submitted(Signal.SPAN)).isEqualTo(11 + 80);
        assertThat(stats.dropped(DropReason.FILTERED)).isEqualTo(3 + 40);
        assertThat(stats.misuses()).isZero();
    }

    @Test
    void givesEverySpanAnIdOfItsOwn() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            try (Span span = span("s")) {
                ids.add(span.spanId());
                ids.add(span.traceId());
            }
        }
        assertThat(ids).hasSize(10_000);
    }
}
