/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.core.Await;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueType;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Metrics;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class UnfinishedSpanTest {
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final AtomicLong ticks = new AtomicLong(1);
    private final CollectingSink sink = new CollectingSink("memory");
    private final Symbols symbols = new Symbols();
    private final Recorder recorder = start(Pipeline.EMPTY);

    private Recorder start(Pipeline pipeline) {
        EpochClock clock = new EpochClock(ticks::get, ticks::get);
        return Recorder.start(
                RecorderTest.config(Overflow.BLOCK), symbols, pipeline, List.of(sink), clock, new Metrics());
    }

    @AfterEach
    void stop() {
        recorder.close();
        Stats stats = recorder.stats();
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
    }

    /** A span that has arrived. */
    private record Arrived(
            String name,
            long id,
            String outcome,
            long duration,
            Map<String, Object> fields,
            @Nullable String error) {}

    private Arrived arrived(EventReader event) {
        Map<String, Object> fields = new HashMap<>();
        while (event.nextField()) {
            Object value = event.fieldType() == ValueType.TEXT ? event.fieldText() : event.fieldLong();
            assertThat(fields.put(symbols.text(event.fieldKey()), value)).isNull();
        }
        return new Arrived(
                symbols.text(event.name()),
                event.spanId(),
                event.spanKind() + " " + event.spanStatus(),
                event.durationNanos(),
                fields,
                event.hasError() ? event.error() : null);
    }

    private List<Arrived> arrived() {
        return sink.map(this::arrived);
    }

    private void awaitArrived(int spans) {
        Await.until(spans + " spans have arrived", () -> arrived().size() >= spans);
    }

    private List<String> namesAndReasons() {
        return arrived().stream()
                .map(span -> span.name() + " " + span.fields().get("unfinished"))
                .toList();
    }

    private static void inAnotherThread(Runnable work) throws InterruptedException {
        Thread other = new Thread(work, "other");
        other.start();
        other.join();
    }

    @Test
    void isToldOfOnceWhenItIsOldAndIsRecordedWhenItEnds() throws InterruptedException {
        Span outer = recorder.span("outer")
                .with("n", 1L)
                .with("text", "x".repeat(3_000))
                .kind(SpanKind.SERVER);
        ticks.addAndGet(HOUR);
        Span inner = recorder.span("inner");
        ticks.addAndGet(1);
        awaitArrived(1);
        inAnotherThread(() -> recorder.span("sign")); // is told of by the next look
        awaitArrived(2);
        inner.close();
        recorder.span("young").close();
        outer.with("late", 2L);
        awaitArrived(4);
        ticks.addAndGet(2 * HOUR);
        recorder.span("another").close();
        outer.fail(new IOException("gone")).close();
        awaitArrived(6);
        recorder.close();

        List<Arrived> all = new ArrayList<>(arrived());
        assertThat(all.remove(1).name()).isEqualTo("sign");
        assertThat(all).extracting(Arrived::name).containsExactly("outer", "inner", "young", "another", "outer");
        Arrived unfinished = all.get(0);
        Arrived finished = all.get(4);
        assertThat(unfinished.duration()).isEqualTo(-1);
        assertThat(unfinished.outcome()).isEqualTo("SERVER UNSET");
        assertThat(unfinished.fields()).isEqualTo(Map.of("n", 1L, "text", "x".repeat(3_000), "unfinished", "open"));
        assertThat(unfinished.error()).isNull();
        assertThat(finished.id()).isEqualTo(unfinished.id());
        assertThat(finished.duration()).isEqualTo(3 * HOUR + 1);
        assertThat(finished.outcome()).isEqualTo("SERVER ERROR");
        assertThat(finished.fields()).isEqualTo(Map.of("n", 1L, "text", "x".repeat(3_000), "late", 2L));
        assertThat(finished.error()).startsWith("java.io.IOException: gone");
        assertThat(recorder.stats().submitted(Signal.SPAN)).isEqualTo(6);
    }

    @Test
    void isToldOfAtTheStopWhoeverHasIt() throws Throwable {
        recorder.span("outer").with("n", 1L);
        recorder.enter(Context.ROOT);
        recorder.span("inner").ok();
        recorder.span("closed").close();
        Span detached = recorder.span("detached").with("n", 2L).detach();
        inAnotherThread(() -> detached.with("by", "another"));
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            Span span = recorder.span("elsewhere").fail(new IOException("so far"));
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            span.close();
        });
        other.start();
        begun.await();
        recorder.close();
        detached.close();
        end.countDown();
        other.join();

        assertThat(namesAndReasons())
                .containsExactlyInAnyOrder(
                        "closed null", "outer stopped", "inner stopped", "detached stopped", "elsewhere stopped");
        Map<String, Arrived> spans = new HashMap<>();
        arrived().forEach(span -> spans.put(span.name(), span));
        assertThat(spans.values()).filteredOn(span -> span.duration() == -1).hasSize(4);
        assertThat(spans.get("inner")).extracting(Arrived::outcome).isEqualTo("INTERNAL OK");
        assertThat(spans.get("elsewhere")).extracting(Arrived::outcome).isEqualTo("INTERNAL ERROR");
        assertThat(spans.get("detached"))
                .extracting(Arrived::fields)
                .isEqualTo(Map.of("n", 2L, "by", "another", "unfinished", "stopped"));
        assertThat(recorder.stats().misuses()).isZero();
    }

    @Test
    void isToldOfWhenItsThreadHasEnded() throws InterruptedException {
        inAnotherThread(() -> {
            recorder.span("outer").with("n", 1L);
            recorder.span("inner");
        });
        awaitArrived(2);
        recorder.close();
        assertThat(namesAndReasons()).containsExactlyInAnyOrder("outer thread_ended", "inner thread_ended");
    }

    @Test
    void isToldOfWhenNobodyHasItsHandle() {
        recorder.span("lost").with("n", 1L).detach();
        Span held = recorder.span("held").detach();
        Await.until("the garbage collector has taken the handle", () -> {
            System.gc();
            return !arrived().isEmpty();
        });
        held.close();
        recorder.close();
        assertThat(namesAndReasons()).containsExactly("lost abandoned", "held null");
    }

    @Test
    void isToldOfInAVirtualThreadToo() throws Throwable {
        MethodHandle start = startVirtualThread();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Runnable waiting = () -> {
            Span span = recorder.span("waiting");
            recorder.span("inner").close();
            span.with("n", 1L);
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            span.close();
        };
        Runnable dying = () -> recorder.span("forgotten");
        ((Thread) start.invoke(dying)).join();
        awaitArrived(1);
        Thread thread = (Thread) start.invoke(waiting);
        begun.await();
        recorder.close();
        end.countDown();
        thread.join();
        assertThat(namesAndReasons()).containsExactly("forgotten thread_ended", "inner null", "waiting stopped");
        assertThat(arrived().get(2).fields()).containsEntry("n", 1L);
    }

    private static MethodHandle startVirtualThread() throws IllegalAccessException {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (NoSuchMethodException before21) {
            throw new TestAbortedException("this JDK has no virtual threads", before21);
        }
    }

    @Test
    void isToldOfOnceHoweverOftenItsPlaceIsUsedAgain() {
        ticks.set(1);
        for (int round = 1; round <= 3; round++) {
            List<Span> open = new ArrayList<>();
            for (int i = 0; i < 100; i++) { // more than the pool keeps
                open.add(recorder.span("round " + round).with("i", i));
            }
            ticks.addAndGet(HOUR + 1);
            awaitArrived(round * 100 + (round - 1) * 100);
            for (int i = 99; i >= 0; i--) {
                open.get(i).close();
            }
            awaitArrived(round * 200);
        }
        recorder.close();
        assertThat(arrived()).hasSize(600);
        assertThat(arrived().stream()
                        .filter(span -> span.duration() == -1)
                        .map(Arrived::id)
                        .distinct())
                .hasSize(300);
        assertThat(arrived().stream()
                        .filter(span -> span.duration() > HOUR)
                        .map(Arrived::id)
                        .distinct())
                .hasSize(300);
        assertThat(recorder.stats().misuses()).isZero();
    }

    @Test
    void isNotHeldWhenThePoolDoesNotKeepIt() {
        List<WeakReference<Span>> begun = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            begun.add(new WeakReference<>(recorder.span("deep")));
        }
        for (int i = 249; i >= 0; i--) {
            Objects.requireNonNull(begun.get(i).get()).close();
        }
        Span forgotten = recorder.span("outer");
        for (int i = 0; i < 100; i++) {
            begun.add(new WeakReference<>(recorder.span("forgotten")));
        }
        forgotten.close();
        Await.until("the garbage collector has taken what is not in the pool", () -> {
            System.gc();
            return begun.stream()
                            .map(WeakReference::get)
                            .filter(Objects::nonNull)
                            .distinct()
                            .count()
                    <= OpenSpans.SPANS_POOLED;
        });
    }

    @Test
    void isFilteredAsAnySpan() {
        Symbols own = symbols;
        CollectingSink other = new CollectingSink("memory");
        EpochClock clock = new EpochClock(ticks::get, ticks::get);
        Recorder filtering = Recorder.start(
                RecorderTest.config(Overflow.BLOCK),
                own,
                Pipeline.EMPTY.with(event -> !own.text(event.name()).equals("secret")),
                List.of(other),
                clock,
                new Metrics());
        filtering.span("secret");
        filtering.span("open");
        filtering.close();
        assertThat(other.map(event -> own.text(event.name()))).containsExactly("open");
        assertThat(filtering.stats().conserved()).isTrue();
        assertThat(filtering.stats().dropped(DropReason.FILTERED)).isEqualTo(1);
        assertThat(recorder.flush(Ack.WRITTEN, Duration.ofSeconds(20))).isTrue();
    }
}
