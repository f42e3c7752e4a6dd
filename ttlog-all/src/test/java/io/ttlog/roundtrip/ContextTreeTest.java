/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Context;
import io.ttlog.Overflow;
import io.ttlog.Scope;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A tree of tasks over every kind of executor, each task with a span that knows as fields whose child it has to be: SQL then finds one
 * that is not. {@code -Dttlog.tasks=1000000} for the long run.
 */
class ContextTreeTest {
    private static final int TASKS = Integer.getInteger("ttlog.tasks", 20_000);
    private static final int CHILDREN_MAX = 4;
    private static final int NESTED_MAX = 3;
    /** Tasks that are under way at once; more would only wait, in memory. */
    private static final int UNDER_WAY_MAX = 10_000;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final List<ExecutorService> raw = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final Timer timer = new Timer("timer", true);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong spans = new AtomicLong();
    private final AtomicLong logs = new AtomicLong();
    private final AtomicLong misuses = new AtomicLong();
    private final CountDownLatch allEnded = new CountDownLatch(1);

    @TempDir
    Path directory;

    /** How a task gets to the thread that runs it. */
    private interface Way {
        void send(Runnable task);
    }

    /** Without the failure of a task, which would end a thread or reach who sent it. */
    private static Runnable quietly(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (IllegalStateException failed) {
                assertThat(failed).hasMessage("a task that fails");
            }
        };
    }

    private ExecutorService made(ExecutorService executor) {
        raw.add(executor);
        return executor;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a task that fails is part of the test
    private void makeWays() {
        ExecutorService fixed = Context.propagating(made(Executors.newFixedThreadPool(3)));
        ExecutorService single = Context.propagating(made(Executors.newSingleThreadExecutor()));
        ExecutorService stealing = Context.propagating(made(new ForkJoinPool(2)));
        ScheduledExecutorService scheduled = Executors.newScheduledThreadPool(2);
        made(scheduled);
        ScheduledExecutorService scheduler = Context.propagating(scheduled);
        ExecutorService plain = made(Executors.newFixedThreadPool(2));
        ways.add(task -> fixed.execute(quietly(task)));
        ways.add(task -> single.execute(quietly(task)));
        ways.add(task -> fixed.submit(task));
        ways.add(task -> stealing.execute(quietly(task)));
        ways.add(task -> scheduler.schedule(task, 10, TimeUnit.MICROSECONDS));
        ways.add(task -> CompletableFuture.runAsync(task, fixed));
        ways.add(task -> CompletableFuture.supplyAsync(() -> "x", fixed).thenAcceptAsync(x -> task.run(), stealing));
        ways.add(task -> CompletableFuture.completedFuture("x")
                .thenAcceptAsync(Context.current().wrapConsumer(x -> task.run()), plain));
        ways.add(task -> plain.execute(quietly(Context.current().wrap(task))));
        ways.add(task -> {
            Runnable wrapped = Context.current().wrap(task);
            timer.schedule(Context.ROOT.timerTask(quietly(wrapped)), 0);
        });
        ways.add(task -> timer.schedule(Context.current().timerTask(quietly(task)), 0));
        ways.add(task -> quietly(Context.current().wrap(task)).run()); // in the same thread, inside what is open there
        try {
            ExecutorService virtual = made((ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke());
            ExecutorService propagating = Context.propagating(virtual);
            ways.add(task -> propagating.execute(quietly(task)));
            ways.add(task -> propagating.submit(task));
            ways.add(task -> virtual.execute(quietly(Context.current().wrap(task))));
        } catch (NoSuchMethodException before21) {
            assertThat(Runtime.version().feature()).isLessThan(21);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /** Names a span beyond its end. */
    private record Ids(String trace, String span) {
        static Ids of(Span span) {
            return new Ids(span.traceId(), span.spanId());
        }
    }

    /** A span that tells whose child it has to be. */
    private Span childOf(Ids parent, String name) {
        spans.incrementAndGet();
        return span(name).with("want_parent", parent.span()).with("want_trace", parent.trace());
    }

    private void logIn(Ids span) {
        logs.incrementAndGet();
        info("in {want_span} of {want_trace}", span.span(), span.trace());
    }

    /** Whether one more task may be begun now. */
    private boolean next() {
        return begun.get() - ended.get() < UNDER_WAY_MAX && begun.getAndIncrement() < TASKS;
    }

    private void task(Ids parent, Random random) {
        try (Span span = childOf(parent, "task")) {
            Ids ids = Ids.of(span);
            logIn(ids);
            nest(ids, random, random.nextInt(NESTED_MAX + 1));
            logIn(ids);
            if (random.nextInt(16) == 0) {
                childOf(ids, "forgotten");
                misuses.incrementAndGet();
            }
        }
        if (random.nextInt(16) == 0) { // in the context of the parent again: the wrapper has to close it
            childOf(parent, "forgotten");
            misuses.incrementAndGet();
        }
        if (random.nextInt(16) == 0) {
            Context.ROOT.makeCurrent(); // forgotten, too
        }
        if (ended.incrementAndGet() == TASKS) {
            allEnded.countDown();
        }
        if (random.nextInt(16) == 0) {
            throw new IllegalStateException("a task that fails");
        }
    }

    private void nest(Ids parent, Random random, int depth) {
        for (int children = random.nextInt(CHILDREN_MAX + 1); children > 0 && next(); children--) {
            Random own = new Random(random.nextLong());
            way(random).send(() -> task(parent, own));
        }
        if (depth > 0) {
            try (Span inner = childOf(parent, "nested")) {
                Ids ids = Ids.of(inner);
                logIn(ids);
                nest(ids, random, depth - 1);
                logIn(ids);
            }
            if (random.nextInt(4) == 0) {
                Span detached = childOf(parent, "detached").detach();
                logIn(parent);
                if (next()) {
                    sendIn(detached, random);
                } else {
                    detached.close();
                }
            }
        }
        logIn(parent);
    }

    /** A task inside a detached span, which it ends where it runs. */
    private void sendIn(Span detached, Random random) {
        Ids ids = Ids.of(detached);
        Random own = new Random(random.nextLong());
        try (Scope scope = detached.context().makeCurrent()) {
            assertThat(scope).isNotNull();
            way(random).send(() -> {
                try {
                    logIn(ids);
                    task(ids, own);
                } finally {
                    detached.ok().close();
                }
            });
        }
    }

    private Way way(Random random) {
        return ways.get(random.nextInt(ways.size()));
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void keepsEveryParentRight() throws Exception {
        makeWays();
        Random random = new Random(seed);
        Stats stats;
        try (TTLogSession session = TTLog.init()
                .data(directory)
                .console(false)
                .overflow(Overflow.BLOCK, Duration.ofMinutes(5))
                .start()) {
            while (begun.get() < TASKS) {
                if (next()) {
                    try (Span root = span("root")) {
                        spans.incrementAndGet();
                        Ids ids = Ids.of(root);
                        Random own = new Random(random.nextLong());
                        way(random).send(() -> task(ids, own));
                    }
                } else {
                    Thread.onSpinWait();
                }
            }
            assertThat(allEnded.await(25, TimeUnit.MINUTES)).as("seed %s", seed).isTrue();
            CountDownLatch timerIdle = new CountDownLatch(1);
            timer.schedule(Context.ROOT.timerTask(timerIdle::countDown), 0);
            assertThat(timerIdle.await(1, TimeUnit.MINUTES)).isTrue();
            timer.cancel();
            for (ExecutorService executor : raw) {
                executor.shutdown();
                assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
            Stats atLast = session.stats();
            assertThat(atLast.misuses()).as("forgotten, seed %s", seed).isEqualTo(misuses.get());
            assertThat(atLast.dropped()).isZero();
            assertThat(atLast.submitted(Signal.SPAN)).isEqualTo(spans.get());
            assertAnswers();
            stats = atLast;
        }
        assertThat(stats.conserved()).isTrue();
        assertAnswers(); // from segments
    }

    private void assertAnswers() {
        assertThat(count("SELECT count(*) FROM spans")).as("seed %s", seed).isEqualTo(spans.get());
        assertThat(count("SELECT count(DISTINCT span_id) FROM spans")).isEqualTo(spans.get());
        assertThat(count("SELECT count(*) FROM spans WHERE name = 'task'")).isEqualTo(TASKS);
        assertThat(count("SELECT count(*) FROM spans WHERE name = 'root' AND parent_id IS NOT NULL"))
                .isZero();
        assertThat(count("SELECT count(*) FROM spans WHERE name <> 'root' AND (parent_id IS DISTINCT FROM want_parent"
                        + " OR trace_id IS DISTINCT FROM want_trace)"))
                .as("spans that are children of another, seed %s", seed)
                .isZero();
        assertThat(count("SELECT count(*) FROM logs")).isEqualTo(logs.get());
        assertThat(count("SELECT count(*) FROM logs WHERE span_id IS DISTINCT FROM want_span"
                        + " OR trace_id IS DISTINCT FROM want_trace"))
                .as("logs of another span, seed %s", seed)
                .isZero();
    }

    private static long count(String sql) {
        return ((Number) Objects.requireNonNull(query(sql).rows().get(0).get(0))).longValue();
    }
}
