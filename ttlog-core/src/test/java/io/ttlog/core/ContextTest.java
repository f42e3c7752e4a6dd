/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.span;
import static io.ttlog.TTLog.stats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Baggage;
import io.ttlog.Context;
import io.ttlog.Scope;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ContextTest {
    private static final SpanContext REMOTE =
            SpanContext.parse("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00", "congo=t61");
    private static final Baggage BAGGAGE = Baggage.EMPTY.with("user", "alice");

    private final TTLogSession session =
            TTLog.init().console(false).store(false).sink("collecting").start();
    private final ExecutorService raw = Executors.newSingleThreadExecutor();
    private final ExecutorService pool = Context.propagating(raw);

    @AfterEach
    void stop() {
        raw.shutdownNow();
        session.close();
        assertThat(session.stats().conserved()).isTrue();
        assertThat(session.stats().inFlight("collecting")).isZero();
    }

    private static Seen named(List<Seen> all, String name) {
        return all.stream().filter(seen -> seen.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void goesOnWithTheTraceOfARequest() {
        try (Span server = span("server", REMOTE)) {
            info("inside");
            assertThat(server.context().span().traceId()).isEqualTo(REMOTE.traceId());
            assertThat(server.context().span().isSampled()).isFalse();
            try (Span inner = span("inner")) {
                SpanContext out = inner.context().span();
                assertThat(out.traceparent()).isEqualTo("00-" + REMOTE.traceId() + "-" + inner.spanId() + "-00");
                assertThat(out.tracestate()).isEqualTo("congo=t61");
            }
        }
        try (Span own = span("own", SpanContext.NONE)) {
            assertThat(own.context().span().traceparent()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
            assertThat(own.context().span().tracestate()).isEmpty();
        }
        List<Seen> all = Seen.all();
        assertThat(all).extracting(Seen::name).containsExactly("inside", "inner", "server", "own");
        assertThat(all.get(0).span()).isEqualTo(all.get(2).span());
        assertThat(all.get(1).parent()).isEqualTo(all.get(2).span());
        assertThat(all.get(2).parent()).isEqualTo(REMOTE.spanIdBits());
        assertThat(all.get(2).trace()).isEqualTo(REMOTE.traceId());
        assertThat(all.get(3).parent()).isZero();
        assertThat(all.get(3).trace()).isNotEqualTo(REMOTE.traceId());
    }

    @Test
    void beginsANewTraceInTheRootContext() {
        try (Span outer = span("outer")) {
            try (Span root = span("root", Context.ROOT)) {
                assertThat(root.traceId()).isNotEqualTo(outer.traceId());
            }
            try (Scope scope = Context.ROOT.makeCurrent()) {
                assertThat(scope).isNotNull();
                info("in none");
                span("root too").close();
            }
            info("in outer");
        }
        List<Seen> all = Seen.all();
        assertThat(named(all, "root").parent()).isZero();
        assertThat(named(all, "root too").parent()).isZero();
        assertThat(named(all, "in none").trace()).isEmpty();
        assertThat(named(all, "in outer").span()).isEqualTo(named(all, "outer").span());
        assertThat(stats().misuses()).isZero();
    }

    @Test
    void carriesBaggageIntoSpansAndThreads() throws Exception {
        assertThat(Context.current()).isSameAs(Context.ROOT);
        try (Scope scope = Context.current().with(BAGGAGE).makeCurrent();
                Span span = span("inside")) {
            assertThat(scope).isNotNull();
            assertThat(span.context().baggage()).isEqualTo(BAGGAGE);
            assertThat(Context.current().span().spanId()).isEqualTo(span.spanId());
            assertThat(pool.submit(() -> Context.current()).get()).isEqualTo(Context.current());
            try (Span server = span("server", REMOTE)) {
                assertThat(server.context().baggage()).isEqualTo(BAGGAGE);
            }
        }
        assertThat(Context.current()).isSameAs(Context.ROOT);
        assertThat(raw.submit(() -> Context.current()).get()).isSameAs(Context.ROOT);
    }

    /** Runs the work in another thread, in the current context, and waits for it. */
    private interface Road {
        void run(Runnable work) throws Exception;
    }

    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // what a periodic task throws would keep the latch closed
    void crossesEveryKindOfExecutor() throws Exception {
        ScheduledExecutorService rawTimer = Executors.newSingleThreadScheduledExecutor();
        ScheduledExecutorService scheduler = Context.propagating(rawTimer);
        ExecutorService common = Context.propagating(ForkJoinPool.commonPool());
        Timer timer = new Timer("timer", true);
        Executor plain = Context.propagating((Executor) raw);
        List<Road> roads = List.of(
                work -> pool.submit(work).get(),
                work -> pool.submit(work, "x").get(),
                work -> pool.submit(callable(work)).get(),
                work -> pool.invokeAll(List.of(callable(work))).get(0).get(),
                work -> pool.invokeAll(List.of(callable(work)), 9, TimeUnit.SECONDS)
                        .get(0)
                        .get(),
                work -> pool.invokeAny(List.of(callable(work))),
                work -> pool.invokeAny(List.of(callable(work)), 9, TimeUnit.SECONDS),
                work -> awaited(work, pool::execute),
                work -> awaited(work, plain::execute),
                work -> common.submit(work).get(),
                work -> CompletableFuture.runAsync(work, common).get(),
                work -> CompletableFuture.supplyAsync(() -> "x", common)
                        .thenAcceptAsync(x -> work.run(), pool)
                        .get(),
                work -> scheduler.schedule(work, 1, TimeUnit.NANOSECONDS).get(),
                work -> scheduler
                        .schedule(callable(work), 1, TimeUnit.NANOSECONDS)
                        .get(),
                work -> awaited(work, once -> scheduler.scheduleAtFixedRate(once, 0, 1, TimeUnit.DAYS)),
                work -> awaited(work, once -> scheduler.scheduleWithFixedDelay(once, 0, 1, TimeUnit.DAYS)),
                work -> awaited(work, once -> timer.schedule(Context.current().timerTask(once), 0)),
                work -> {
                    Thread thread = Context.propagatingThreads(Thread::new).newThread(work);
                    thread.start();
                    thread.join();
                },
                work -> CompletableFuture.supplyAsync(Context.current().wrapSupplier(() -> supply(work)), raw)
                        .get(),
                work -> CompletableFuture.completedFuture("x")
                        .thenApplyAsync(Context.current().wrapFunction(x -> supply(work)), raw)
                        .get(),
                work -> CompletableFuture.completedFuture("x")
                        .thenAcceptAsync(Context.current().wrapConsumer(x -> work.run()), raw)
                        .get(),
                work -> CompletableFuture.completedFuture("x")
                        .whenCompleteAsync(Context.current().wrapConsumer((x, e) -> work.run()), raw)
                        .get(),
                work -> CompletableFuture.completedFuture("x")
                        .handleAsync(Context.current().wrapFunction((x, e) -> supply(work)), raw)
                        .get(),
                work -> IntStream.range(0, 50).boxed().toList().parallelStream()
                        .forEach(Context.current().wrapConsumer(x -> work.run())));
        List<String> parents = new ArrayList<>();
        for (int i = 0; i < roads.size(); i++) {
            String name = "road " + i;
            try (Span outer = span("outer")) {
                parents.add(outer.spanId());
                roads.get(i).run(() -> span(name, () -> info("log on {road}", name)));
            }
        }
        assertThat(raw.submit(() -> Context.current()).get()).isSameAs(Context.ROOT);
        assertThat(rawTimer.submit(() -> Context.current()).get()).isSameAs(Context.ROOT);
        rawTimer.shutdownNow();
        timer.cancel();

        List<Seen> all = Seen.all();
        for (int i = 0; i < roads.size(); i++) {
            String name = "road " + i;
            long parent = Long.parseUnsignedLong(parents.get(i), 16);
            List<Seen> spans =
                    all.stream().filter(seen -> seen.name().equals(name)).toList();
            assertThat(spans).as(name).isNotEmpty().allMatch(seen -> seen.parent() == parent);
            assertThat(all.stream().filter(seen -> name.equals(seen.fields().get("road"))))
                    .as("logs of " + name)
                    .hasSameSizeAs(spans)
                    .allMatch(log -> spans.stream().anyMatch(span -> span.span() == log.span()));
        }
        assertThat(stats().misuses()).isZero();
    }

    private static String supply(Runnable work) {
        work.run();
        return "x";
    }

    private static Callable<String> callable(Runnable work) {
        return () -> supply(work);
    }

    private static void awaited(Runnable work, Consumer<Runnable> start) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        start.accept(() -> {
            work.run();
            done.countDown();
        });
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void leavesNothingInAPooledThreadWhenATaskThrowsOrForgetsSpans() throws Exception {
        try (Span outer = span("outer")) {
            assertThat(outer.spanId()).isNotEmpty();
            assertThatThrownBy(() -> pool.submit(() -> {
                                span("forgotten");
                                span("forgotten too");
                                Context.current().with(BAGGAGE).makeCurrent();
                                throw new IllegalStateException("task");
                            })
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseMessage("task");
        }
        raw.submit(() -> {
                    info("next");
                    span("root").close();
                    return Context.current();
                })
                .get();
        List<Seen> all = Seen.all();
        assertThat(all).extracting(Seen::name).contains("forgotten", "forgotten too");
        assertThat(named(all, "forgotten").parent())
                .isEqualTo(named(all, "outer").span());
        assertThat(named(all, "forgotten too").parent())
                .isEqualTo(named(all, "forgotten").span());
        assertThat(named(all, "next").trace()).isEmpty();
        assertThat(named(all, "root").parent()).isZero();
        assertThat(stats().misuses()).as("two forgotten spans").isEqualTo(2);
    }

    @Test
    void isPutBackWhateverKindOfWorkThrows() {
        Context given = Context.of(REMOTE, null);
        IllegalStateException failure = new IllegalStateException("work");
        List<ThrowingCallable> kinds = List.of(
                given.wrap((Runnable) () -> failing(failure))::run,
                given.wrap((Callable<String>) () -> failing(failure))::call,
                given.wrapSupplier(() -> failing(failure))::get,
                () -> given.wrapConsumer(x -> failing(failure)).accept("x"),
                () -> given.wrapFunction(x -> failing(failure)).apply("x"),
                () -> given.wrapConsumer((x, y) -> failing(failure)).accept("x", "y"),
                () -> given.wrapFunction((x, y) -> failing(failure)).apply("x", "y"));
        for (ThrowingCallable kind : kinds) {
            assertThatThrownBy(kind).isSameAs(failure);
            assertThat(Context.current()).isSameAs(Context.ROOT);
        }
    }

    private static String failing(RuntimeException failure) {
        assertThat(Context.current().span()).isEqualTo(REMOTE);
        throw failure;
    }

    @Test
    void isNotEndedByASecondCloseOfTheOneBefore() {
        Scope first = Context.ROOT.makeCurrent();
        first.close();
        try (Scope second = Context.of(REMOTE, null).makeCurrent()) {
            assertThat(second).isNotNull();
            first.close();
            assertThat(Context.current().span()).isEqualTo(REMOTE);
        }
        assertThat(stats().misuses()).isEqualTo(1);
    }

    @Test
    void putsBackWhatWasCurrentInTheThreadThatRunsATaskItself() {
        Context context;
        try (Span elsewhere = span("elsewhere")) {
            context = elsewhere.context();
        }
        try (Span outer = span("outer")) {
            context.wrap(() -> info("in elsewhere")).run();
            assertThat(Context.current().span().spanId()).isEqualTo(outer.spanId());
            info("in outer");
        }
        List<Seen> all = Seen.all();
        assertThat(named(all, "in elsewhere").span())
                .isEqualTo(named(all, "elsewhere").span());
        assertThat(named(all, "in outer").span()).isEqualTo(named(all, "outer").span());
        assertThat(stats().misuses()).isZero();
    }

    @Test
    void countsScopesThatAreClosedTwiceElsewhereOrTooLate() throws InterruptedException {
        Scope scope = Context.of(REMOTE, null).makeCurrent();
        Thread other = new Thread(scope::close);
        other.start();
        other.join();
        assertThat(stats().misuses()).isEqualTo(1);
        assertThat(Context.current().span()).as("still").isEqualTo(REMOTE);
        Span outer = span("outer");
        Scope late = Context.ROOT.makeCurrent();
        outer.close();
        late.close();
        assertThat(stats().misuses()).isEqualTo(2);
        assertThat(Context.current().span()).isEqualTo(REMOTE);
        late.close();
        Misuse.of(outer::close);
        assertThat(stats().misuses()).isEqualTo(4);
    }

    @Test
    void closesScopesThatNobodyClosesWhenTheyAreTooMany() {
        for (int i = 0; i < 256; i++) {
            Context.of(REMOTE, null).makeCurrent();
        }
        span("forgotten");
        try (Scope one = Context.ROOT.makeCurrent()) {
            assertThat(one).isNotNull();
            span("fresh").close();
        }
        assertThat(Context.current()).isSameAs(Context.ROOT);
        assertThat(Seen.all()).extracting(Seen::name).containsExactly("forgotten", "fresh");
        assertThat(stats().misuses()).isEqualTo(1);
    }

    @Test
    void closesForgottenSpansOnlyUpToTheContextThatWasGiven() {
        try (Scope scope = Context.of(REMOTE, null).makeCurrent()) {
            assertThat(scope).isNotNull();
            for (int i = 0; i < 256; i++) {
                span("forgotten");
            }
            try (Span fresh = span("fresh")) {
                assertThat(fresh.traceId()).isEqualTo(REMOTE.traceId());
            }
            assertThat(Context.current().span()).isEqualTo(REMOTE);
        }
        assertThat(named(Seen.all(), "fresh").parent()).isEqualTo(REMOTE.spanIdBits());
        assertThat(stats().misuses()).isEqualTo(256);
    }

    @Test
    void isTheRootAndHarmlessWhenNothingRuns() throws Exception {
        Span open = span("open");
        Context context = open.context();
        open.close();
        session.close();
        assertThat(Context.current()).isSameAs(Context.ROOT);
        try (Scope scope = context.makeCurrent()) {
            assertThat(scope).isNotNull();
            assertThat(Context.current()).isSameAs(Context.ROOT);
            assertThat(span("none", context).detach().child("none").spanId()).isEmpty();
        }
        assertThat(pool.submit(context.wrap(() -> "x")).get()).isEqualTo("x");
    }
}
