/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.spi.NoBackend;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetachedSpanTest {
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

    private static Seen named(List<Seen> all, String name) {
        return all.stream().filter(seen -> seen.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void isNoParentAnyMoreAndIsRecordedByWhoClosesIt() throws InterruptedException {
        Span detached;
        try (Span outer = span("outer")) {
            detached = span("detached").with("before", 1L).detach();
            assertThat(detached.traceId()).isEqualTo(outer.traceId());
            info("after");
            span("sibling").close();
        }
        inAnotherThread(() -> {
            detached.with("text", "x".repeat(2_000)).with("c", 'x').kind(SpanKind.CLIENT);
            detached.record("share", 0.5);
            detached.record("yes", true);
            detached.fail(new IOException("late"));
        });
        detached.record("last", 2L);
        detached.close();

        List<Seen> all = Seen.all();
        assertThat(all).extracting(Seen::name).containsExactlyInAnyOrder("after", "sibling", "outer", "detached");
        Seen outer = named(all, "outer");
        Seen seen = named(all, "detached");
        assertThat(seen.parent()).isEqualTo(outer.span());
        assertThat(seen.trace()).isEqualTo(outer.trace());
        assertThat(seen.variant()).isEqualTo("CLIENT ERROR");
        assertThat(seen.error()).startsWith("java.io.IOException: late");
        assertThat(seen.fields())
                .containsExactly(
                        entry("before", 1L),
                        entry("text", "x".repeat(2_000)),
                        entry("c", "x"),
                        entry("share", 0.5),
                        entry("yes", true),
                        entry("last", 2L));
        assertThat(named(all, "after").span()).isEqualTo(outer.span());
        assertThat(named(all, "sibling").parent()).isEqualTo(outer.span());
        assertThat(stats().misuses()).isZero();
    }

    @Test
    void leavesWhatWasBegunInsideItWhereItIs() {
        Span outer = span("outer");
        Span middle = span("middle");
        Span inner = span("inner");
        Span detached = middle.detach();
        try (Span sibling = span("inside the inner")) {
            assertThat(sibling.traceId()).isEqualTo(outer.traceId());
        }
        inner.close();
        info("in the outer");
        outer.close();
        detached.ok().close();

        List<Seen> all = Seen.all();
        assertThat(all)
                .extracting(Seen::name)
                .containsExactly("inside the inner", "inner", "in the outer", "outer", "middle");
        assertThat(all.get(0).parent()).isEqualTo(all.get(1).span());
        assertThat(all.get(1).parent()).isEqualTo(all.get(4).span());
        assertThat(all.get(2).span()).isEqualTo(all.get(3).span());
        assertThat(stats().misuses()).isZero();
    }

    @Test
    void hasChildrenInAnyThread() throws InterruptedException {
        Span detached = span("detached").detach();
        inAnotherThread(() -> {
            try (Span child = detached.child("child")) {
                assertThat(child.traceId()).isEqualTo(detached.traceId());
                info("in the child");
                span("grandchild").close();
            }
            info("outside");
        });
        detached.close();

        List<Seen> all = Seen.all();
        long parent = named(all, "detached").span();
        Seen child = named(all, "child");
        assertThat(child.parent()).isEqualTo(parent);
        assertThat(named(all, "in the child").span()).isEqualTo(child.span());
        assertThat(named(all, "grandchild").parent()).isEqualTo(child.span());
        assertThat(named(all, "outside").trace()).isEmpty();
    }

    @Test
    void countsUseOfTheOldHandleAndAfterTheClose() {
        Span span = span("once");
        Span detached = span.detach();
        assertThat(detached.detach()).isSameAs(detached);
        Misuse.of(() -> span.with("old", 1L));
        Misuse.of(span::close);
        detached.close();
        detached.close(); // two that end it may race: that is no reason for an AssertionError
        Misuse.of(() -> detached.with("late", 1L));
        Misuse.of(detached::ok);
        assertThat(Seen.all().get(0).fields()).isEmpty();
        assertThat(stats().misuses()).isEqualTo(5);
    }

    @Test
    void isRecordedByTheOneThatIsWritingWhenItIsClosed() {
        Span detached = span("closed").detach();
        detached.with("v", new Object() {
            @Override
            public String toString() {
                detached.with("inner", 1L);
                detached.close();
                assertThat(stats().submitted(Signal.SPAN)).isZero();
                return "text";
            }
        });
        assertThat(stats().submitted(Signal.SPAN)).isEqualTo(1);
        assertThat(Seen.all().get(0).fields()).containsExactly(entry("v", "text"));
        assertThat(stats().misuses()).as("the use inside the use").isEqualTo(1);
    }

    private static void unlessClosed(Runnable use) {
        try {
            use.run();
        } catch (AssertionError closed) {
            assertThat(closed).hasMessageContaining("span is used after its close");
        }
    }

    @Test
    void isRecordedOnceAndWholeWhoeverUsesItAtOnce() throws Exception {
        int spans = 20_000;
        AtomicReference<Span> shared = new AtomicReference<>(NoBackend.SPAN);
        CyclicBarrier line = new CyclicBarrier(3);
        Runnable closer = () -> {
            try {
                for (int i = 0; i < spans; i++) {
                    line.await();
                    Span span = Objects.requireNonNull(shared.get());
                    unlessClosed(() -> span.with("b", "abc"));
                    span.close();
                    line.await();
                }
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new AssertionError(e);
            }
        };
        List<Thread> closers = List.of(new Thread(closer), new Thread(closer));
        closers.forEach(Thread::start);
        for (int i = 0; i < spans; i++) {
            Span span = span("raced").detach();
            shared.set(span);
            line.await();
            int number = i;
            unlessClosed(() ->
                    span.with("i", number).with("text", "abc").with("grown", number % 8 == 0 ? "y".repeat(700) : ""));
            line.await();
        }
        for (Thread thread : closers) {
            thread.join();
        }
        assertThat(stats().submitted(Signal.SPAN)).isEqualTo(spans);
        assertThat(stats().misuses()).isGreaterThanOrEqualTo(spans); // of two closes, one
        for (Seen seen : Seen.all()) {
            assertThat(seen.fields().keySet()).isSubsetOf("i", "text", "grown", "b");
        }
    }
}
