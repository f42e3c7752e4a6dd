/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.query;
import static io.ttlog.TTLog.span;

import io.ttlog.Context;
import io.ttlog.Overflow;
import io.ttlog.Row;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A tree of tasks over every kind of executor that the agent knows, and nothing wrapped: each task has a span that knows as fields
 * whose child it has to be, and in between there are tasks that are nobody's. {@code TreeProgram DIRECTORY TASKS SEED [attach]}.
 */
public final class TreeProgram {
    private static final int CHILDREN_MAX = 4;
    private static final int NESTED_MAX = 3;
    private static final int UNDER_WAY_MAX = 5_000;
    private static final int PERIODS = 3;
    /** So many tasks for each that is nobody's, and so many of these may be sent before their time. */
    private static final int STRAYS_OF = 10;

    private static final int STRAYS_AHEAD = 50;

    /** Most rows of a table that are told of when their context is wrong. */
    private static final int WRONG_TOLD_MAX = 8;

    /** What {@link #DRAIN} runs; in the order of the queue of the one worker that runs it. */
    private static final Queue<Runnable> SHARED = new ArrayDeque<>();

    /** One object for all times. */
    private static final Runnable DRAIN = TreeProgram::drain;

    private final int tasks;
    private final List<ExecutorService> executors = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final List<String> waysNames = new ArrayList<>();
    private final Timer timer = new Timer("timer", true);
    private final AtomicLong begun = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private final AtomicLong spans = new AtomicLong();
    private final AtomicLong logs = new AtomicLong();
    private final AtomicLong misuses = new AtomicLong();
    private final AtomicLong extra = new AtomicLong();
    private final CountDownLatch strays;
    private final CountDownLatch allEnded = new CountDownLatch(1);

    private TreeProgram(int tasks) {
        this.tasks = tasks;
        strays = new CountDownLatch(tasks / STRAYS_OF);
    }

    /** How a task gets to the thread that runs it. */
    private interface Way {
        void send(Runnable task);
    }

    private record Ids(String trace, String span) {
        static final Ids NONE = new Ids("", "");

        static Ids of(Span span) {
            return new Ids(span.traceId(), span.spanId());
        }
    }

    /** Casts its like, as tasks of priority queues do. */
    private record Ranked(int rank, Runnable task) implements Runnable, Comparable<Ranked> {
        @Override
        public void run() {
            task.run();
        }

        @Override
        public int compareTo(Ranked other) {
            return Integer.compare(rank, other.rank);
        }
    }

    /** A thread that does not run what {@code Thread.run} would. */
    private static final class OwnThread extends Thread {
        private final Runnable work;

        OwnThread(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            work.run();
        }
    }

    /** Forks into two, until one does the work. */
    private static final class Halves extends RecursiveAction {
        private static final long serialVersionUID = 1;

        private final transient Runnable work;
        private final transient Runnable besides;
        private final int depth;

        Halves(Runnable work, Runnable besides, int depth) {
            this.work = work;
            this.besides = besides;
            this.depth = depth;
        }

        @Override
        protected void compute() {
            if (depth == 0) {
                work.run();
            } else if (depth % 2 == 0) {
                ForkJoinTask<Void> other = new Halves(besides, besides, 0).fork();
                new Halves(work, besides, depth - 1).invoke();
                other.join();
            } else {
                invokeAll(new Halves(work, besides, depth - 1), new Halves(besides, besides, 0));
            }
        }
    }

    private static void drain() {
        Runnable next;
        synchronized (SHARED) {
            next = SHARED.remove();
        }
        next.run();
    }

    private static Runnable quietly(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (IllegalStateException failed) {
                if (!"a task that fails".equals(failed.getMessage())) {
                    throw failed;
                }
            }
        };
    }

    private <E extends ExecutorService> E made(E executor) {
        executors.add(executor);
        return executor;
    }

    private void add(String name, Way way) {
        ways.add(way);
        waysNames.add(name);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a task that fails is part of the test
    private void makeWays() throws Exception {
        ExecutorService fixed = made(Executors.newFixedThreadPool(3));
        ExecutorService single = made(Executors.newSingleThreadExecutor());
        ExecutorService draining = made(Executors.newSingleThreadExecutor());
        ExecutorService ranking =
                made(new ThreadPoolExecutor(2, 2, 1, TimeUnit.SECONDS, new PriorityBlockingQueue<>()));
        ThreadPoolExecutor tight = made(new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1)));
        tight.setRejectedExecutionHandler(new ThreadPoolExecutor.CallerRunsPolicy());
        ForkJoinPool stealing = made(new ForkJoinPool(2));
        ScheduledExecutorService scheduler = made(Executors.newScheduledThreadPool(2));
        AtomicInteger rank = new AtomicInteger();
        add("fixed.execute", task -> fixed.execute(quietly(task)));
        add("single.execute", task -> single.execute(quietly(task)));
        add("fixed.submit", task -> fixed.submit(task));
        add("fixed.submit(callable)", task -> fixed.submit(Executors.callable(task)));
        add("draining.execute, one object", task -> {
            synchronized (SHARED) {
                SHARED.add(quietly(task));
                draining.execute(DRAIN);
            }
        });
        add("ranking.execute", task -> ranking.execute(new Ranked(rank.incrementAndGet() % 7, quietly(task))));
        add("tight.execute", task -> tight.execute(quietly(task)));
        add("stealing.execute", task -> stealing.execute(quietly(task)));
        add("stealing.submit", task -> stealing.submit(task));
        add("commonPool.execute", task -> ForkJoinPool.commonPool().execute(quietly(task)));
        add("stealing.execute(halves)", task -> stealing.execute(new Halves(quietly(task), () -> {}, 5)));
        add("scheduler.schedule", task -> scheduler.schedule(task, 10, TimeUnit.MICROSECONDS));
        add("scheduler.execute", task -> scheduler.execute(quietly(task)));
        add("scheduler.scheduleWithFixedDelay", task -> periodically(scheduler, task));
        add("runAsync", task -> CompletableFuture.runAsync(task));
        add("runAsync(fixed)", task -> CompletableFuture.runAsync(task, fixed));
        add(
                "supplyAsync(fixed).thenAcceptAsync(stealing)",
                task -> CompletableFuture.supplyAsync(() -> "x", fixed).thenAcceptAsync(x -> task.run(), stealing));
        add(
                "runAsync(delayedExecutor)",
                task -> CompletableFuture.runAsync(
                        task, CompletableFuture.delayedExecutor(10, TimeUnit.MICROSECONDS, fixed)));
        add("thenAcceptAsync, completed elsewhere", task -> {
            CompletableFuture<String> later = new CompletableFuture<>();
            later.thenAcceptAsync(x -> task.run(), fixed);
            try (var none = Context.ROOT.makeCurrent();
                    Span elsewhere = span("elsewhere")) { // by somebody else
                extra.addAndGet(none == null ? 0 : 1);
                elsewhere.with("want_parent", "").with("want_trace", "");
                single.execute(() -> later.complete("x"));
            }
        });
        add("timer.schedule", task -> timer.schedule(timerTask(quietly(task)), 0));
        add("Thread.start", task -> new Thread(quietly(task)).start());
        add("OwnThread.start", task -> new OwnThread(quietly(task)).start());
        add("parallel stream", task -> {
            IntStream.range(0, 8)
                    .parallel()
                    .filter(i -> i == 5)
                    .forEach(i -> quietly(task).run());
        });
        add(
                "propagating(fixed).execute",
                task -> Context.propagating(fixed).execute(quietly(task))); // twice is harmless
        if (Runtime.version().feature() >= 21) {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            try {
                ExecutorService virtual = made((ExecutorService) lookup.findStatic(
                                Executors.class,
                                "newVirtualThreadPerTaskExecutor",
                                MethodType.methodType(ExecutorService.class))
                        .invoke());
                var start = lookup.findStatic(
                        Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
                add("virtual.execute", task -> virtual.execute(quietly(task)));
                add("virtual.submit", task -> virtual.submit(task));
                add(
                        "virtual.execute, sleeping",
                        task -> virtual.execute(() -> {
                            sleep();
                            quietly(task).run();
                        }));
                add("startVirtualThread", task -> {
                    try {
                        Objects.requireNonNull((Thread) start.invoke(quietly(task)));
                    } catch (Throwable e) {
                        throw new IllegalStateException(e);
                    }
                });
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @SuppressWarnings("ThreadSleep")
    private static void sleep() {
        try {
            Thread.sleep(1); // so that it is parked, and goes on in another thread
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TimerTask timerTask(Runnable task) {
        return new TimerTask() {
            @Override
            public void run() {
                task.run();
            }
        };
    }

    /** The work in the first round; each round in the same context. */
    @SuppressWarnings("FutureReturnValueIgnored")
    private void periodically(ScheduledExecutorService scheduler, Runnable task) {
        String want =
                Context.current().span().isValid() ? Context.current().span().traceparent() : "";
        AtomicInteger round = new AtomicInteger();
        CompletableFuture<Object> cancel = new CompletableFuture<>();
        var future = scheduler.scheduleWithFixedDelay(
                () -> {
                    String is = Context.current().span().isValid()
                            ? Context.current().span().traceparent()
                            : "";
                    if (!is.equals(want)) {
                        System.out.println("wrong round " + round + ": " + is + " instead of " + want);
                    }
                    int now = round.incrementAndGet();
                    if (now == 1) {
                        quietly(task).run();
                    } else if (now == PERIODS) {
                        cancel.complete("now");
                    }
                },
                0,
                10,
                TimeUnit.MICROSECONDS);
        cancel.thenRun(() -> future.cancel(false));
    }

    private Span childOf(Ids parent, String name) {
        spans.incrementAndGet();
        return span(name).with("want_parent", parent.span()).with("want_trace", parent.trace());
    }

    private void logIn(Ids span) {
        logs.incrementAndGet();
        info("in {want_span} of {want_trace}", span.span(), span.trace());
    }

    private boolean next() {
        return begun.get() - ended.get() < UNDER_WAY_MAX && begun.getAndIncrement() < tasks;
    }

    private void task(Ids parent, Random random, int way) {
        logIn(parent);
        try (Span span = childOf(parent, "task").with("way", waysNames.get(way))) {
            Ids ids = Ids.of(span);
            logIn(ids);
            nest(ids, random, random.nextInt(NESTED_MAX + 1));
            logIn(ids);
            if (random.nextInt(16) == 0) {
                childOf(ids, "forgotten");
                misuses.incrementAndGet();
            }
        }
        logIn(parent);
        if (ended.incrementAndGet() == tasks) {
            allEnded.countDown();
        }
        if (random.nextInt(16) == 0) {
            throw new IllegalStateException("a task that fails");
        }
    }

    private void nest(Ids parent, Random random, int depth) {
        for (int children = random.nextInt(CHILDREN_MAX + 1); children > 0 && next(); children--) {
            Random own = new Random(random.nextLong());
            int way = random.nextInt(ways.size());
            ways.get(way).send(() -> task(parent, own, way));
            logIn(parent);
        }
        if (depth > 0) {
            try (Span inner = childOf(parent, "nested")) {
                Ids ids = Ids.of(inner);
                logIn(ids);
                nest(ids, random, depth - 1);
                logIn(ids);
            }
        }
        logIn(parent);
    }

    /** Nobody's task. */
    private void stray() {
        logIn(Ids.NONE);
        try (Span span = childOf(Ids.NONE, "stray")) {
            logIn(Ids.of(span));
        }
        String thread = Thread.currentThread().getName();
        if (strays.getCount() % 4 == 0 && (thread.startsWith("pool-") || thread.startsWith("ForkJoinPool"))) {
            childOf(Ids.NONE, "forgotten");
            misuses.incrementAndGet();
        }
        strays.countDown();
    }

    private void run(Path directory, Random random) throws Exception {
        try (TTLogSession session = TTLog.init()
                .data(directory)
                .console(false)
                .overflow(Overflow.BLOCK, Duration.ofMinutes(2))
                .start()) {
            makeWays();
            for (long sent = 0; begun.get() < tasks || sent < tasks / STRAYS_OF; ) {
                if (sent < tasks / STRAYS_OF && sent - begun.get() / STRAYS_OF < STRAYS_AHEAD) {
                    sent++;
                    ways.get(random.nextInt(ways.size())).send(this::stray);
                }
                Random own = new Random(random.nextLong());
                int number = random.nextInt(ways.size());
                Way way = ways.get(number);
                if (!next()) {
                    Thread.onSpinWait();
                } else {
                    try (Span root = childOf(Ids.NONE, "root")) {
                        Ids ids = Ids.of(root);
                        way.send(() -> task(ids, own, number));
                        logIn(ids);
                    }
                }
            }
            System.out.println("ended: " + (allEnded.await(3, TimeUnit.MINUTES) && strays.await(1, TimeUnit.MINUTES)));
            CountDownLatch timerIdle = new CountDownLatch(1);
            timer.schedule(timerTask(timerIdle::countDown), 0);
            timerIdle.await(1, TimeUnit.MINUTES);
            timer.cancel();
            for (ExecutorService executor : executors) {
                executor.shutdown();
                executor.awaitTermination(30, TimeUnit.SECONDS);
            }
            ForkJoinPool.commonPool().awaitQuiescence(30, TimeUnit.SECONDS);
            Stats stats = session.stats();
            System.out.println("forgotten: " + (stats.misuses() - misuses.get()));
            System.out.println("dropped: " + stats.dropped());
            System.out.println("spans: " + (count("SELECT count(*) FROM spans") - spans.get() - extra.get()));
            System.out.println("tasks: " + (count("SELECT count(*) FROM spans WHERE name = 'task'") - tasks));
            System.out.println("logs: " + (count("SELECT count(*) FROM logs") - logs.get()));
            System.out.println(
                    "strays: " + (count("SELECT count(*) FROM spans WHERE name = 'stray'") - tasks / STRAYS_OF));
            System.out.println("spans of another: "
                    + count("SELECT count(*) FROM spans WHERE want_parent <> '' AND (parent_id IS DISTINCT FROM"
                            + " want_parent OR trace_id IS DISTINCT FROM want_trace)"));
            System.out.println("spans that leaked: "
                    + count("SELECT count(*) FROM spans WHERE want_parent = '' AND parent_id IS NOT NULL"));
            System.out.println("logs of another: "
                    + count("SELECT count(*) FROM logs WHERE want_span <> '' AND (span_id IS DISTINCT FROM want_span"
                            + " OR trace_id IS DISTINCT FROM want_trace)"));
            System.out.println("logs that leaked: "
                    + count("SELECT count(*) FROM logs WHERE want_span = '' AND span_id IS NOT NULL"));
            tellOf(
                    "spans",
                    "want_parent, want_trace, parent_id AS has_parent",
                    "parent_id IS DISTINCT FROM want_parent AND (parent_id IS NOT NULL OR want_parent <> '')");
            tellOf(
                    "logs",
                    "want_span AS want_parent, want_trace, span_id AS has_parent",
                    "span_id IS DISTINCT FROM want_span AND (span_id IS NOT NULL OR want_span <> '')");
        }
    }

    /** Enough on standard error to find out why a context was wrong: both contexts, and who else ran in that thread around it. */
    private static void tellOf(String table, String columns, String wrong) throws ReflectiveOperationException {
        String what = table.equals("spans") ? "name, way, span_id, duration" : "level, message";
        List<Row> rows = query("SELECT timestamp, thread, trace_id, " + columns + ", " + what + " FROM " + table
                        + " WHERE " + wrong + " ORDER BY timestamp LIMIT " + WRONG_TOLD_MAX)
                .rows();
        for (Row row : rows) {
            System.err.println(
                    table + " in a wrong context [time, thread, trace, wanted, its trace, had, " + what + "]: " + row);
            System.err.println("  wanted: " + spanOf(text(row.get(3))));
            System.err.println("  had: " + spanOf(text(row.get(5))));
            System.err.println("  its thread before: "
                    + query("SELECT timestamp, name, way, span_id, parent_id, duration FROM spans WHERE thread = '"
                                    + row.get(1) + "' AND timestamp <= '" + row.get(0)
                                    + "' ORDER BY timestamp DESC LIMIT 4")
                            .rows());
        }
        if (!rows.isEmpty()) {
            tellOfRelay();
        }
    }

    private static void tellOfRelay() throws ReflectiveOperationException {
        Class<?> relay;
        try {
            relay = Class.forName("java.util.concurrent.TTLogRelay", true, null);
        } catch (ClassNotFoundException none) {
            System.err.println("there is no relay");
            return;
        }
        for (String counter : List.of("failures", "refused", "waiting")) {
            System.err.println(
                    "relay, " + counter + ": " + relay.getMethod(counter).invoke(null));
        }
    }

    private static String text(@Nullable Object id) {
        return id instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(id == null ? "" : id);
    }

    private static String spanOf(String id) {
        return id.isEmpty()
                ? "nothing"
                : query("SELECT name, way, thread, timestamp, duration, parent_id FROM spans WHERE span_id = '" + id
                                + "'")
                        .rows()
                        .toString();
    }

    private static long count(String sql) {
        return ((Number) Objects.requireNonNull(query(sql).rows().get(0).get(0))).longValue();
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 3) {
            TTLog.attach();
        }
        new TreeProgram(Integer.parseInt(arguments[1]))
                .run(Path.of(arguments[0]), new Random(Long.parseLong(arguments[2])));
        System.exit(0); // whatever threads there are
    }
}
