/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import static io.ttlog.TTLog.span;

import io.ttlog.Context;
import io.ttlog.Scope;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What the agent must not disturb, and where it must let go; a line for each. {@code EdgeProgram DIRECTORY}. */
public final class EdgeProgram {
    /** One object for all times; takes what it does from here. */
    private static final BlockingQueue<Runnable> SHARED = new LinkedBlockingQueue<>();

    private static final Runnable SAME = EdgeProgram::runShared;

    private EdgeProgram() {}

    private static void runShared() {
        Objects.requireNonNull(SHARED.poll()).run();
    }

    private static String current() {
        return Context.current().span().isValid() ? Context.current().span().spanId() : "none";
    }

    private static void say(String what, boolean is) {
        System.out.println(what + ": " + is);
    }

    public static void main(String[] arguments) throws Exception {
        try (TTLogSession session =
                TTLog.init().data(Path.of(arguments[0])).console(false).start()) {
            seesItsOwnTasks();
            workersKeepNothing();
            helpersKeepTheirsForThemselves();
            rejectedTasksLeaveNothing();
            forkedTasksFollowWhoHandsThemOverLast();
            if (Runtime.version().feature() >= 25) {
                structuredScopesFollow();
            }
            aFailingTaskFailsAsItDid();
            say("misuses", session.stats().misuses() == 0);
        }
        System.exit(0);
    }

    private static ThreadPoolExecutor pool(int threads, int queued) {
        return new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queued));
    }

    /** A worker that waits until it is told to go on. */
    private static CountDownLatch busy(ThreadPoolExecutor pool) throws InterruptedException {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        pool.execute(() -> {
            busy.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        busy.await();
        return release;
    }

    private static void seesItsOwnTasks() throws Exception {
        ThreadPoolExecutor pool = pool(1, 10);
        CountDownLatch release = busy(pool);
        Runnable task = () -> {};
        try (Span span = span("submits")) {
            pool.execute(task);
            say(
                    "queue has the task " + !span.spanId().isEmpty(),
                    pool.getQueue().peek() == task);
            say("remove finds the task", pool.remove(task) && pool.getQueue().isEmpty());
            pool.execute(task);
            release.countDown();
        }
        pool.shutdown();
        say("pool ends", pool.awaitTermination(20, TimeUnit.SECONDS));
    }

    private static void workersKeepNothing() throws Exception {
        AtomicReference<String> inFirst = new AtomicReference<>("");
        AtomicReference<String> inNext = new AtomicReference<>("");
        AtomicReference<String> between = new AtomicReference<>("none");
        ThreadPoolExecutor pool = new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>()) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                if (!current().equals("none")) {
                    between.set("something");
                }
            }
        };
        String want;
        try (Span span = span("starts a worker")) {
            want = span.spanId();
            pool.submit(() -> inFirst.set(current())).get();
        }
        pool.submit(() -> inNext.set(current())).get();
        pool.shutdown();
        pool.awaitTermination(20, TimeUnit.SECONDS);
        say("first task follows", want.equals(inFirst.get()));
        say("next task has nothing", "none".equals(inNext.get()));
        say("worker has nothing", "none".equals(between.get()));
    }

    /** A worker that joins runs what it waits for, in the middle of its own task. */
    private static void helpersKeepTheirsForThemselves() throws Exception {
        ForkJoinPool pool = new ForkJoinPool(1);
        String inOther;
        try (Span span = span("helps")) {
            inOther = pool.submit(() -> {
                        ForkJoinTask<String> other;
                        try (Scope none = Context.ROOT.makeCurrent()) {
                            other = ForkJoinTask.adapt(EdgeProgram::current).fork();
                            say("forked outside " + (none != null), current().equals("none"));
                        }
                        String joined = other.join();
                        say("helper goes on in its own", current().equals(span.spanId()));
                        return joined;
                    })
                    .get();
        }
        say("helped task has nothing", inOther.equals("none"));
        pool.shutdown();
    }

    /** The same object, rejected, removed and drained in one context, and then run in another. */
    private static void rejectedTasksLeaveNothing() throws Exception {
        for (var policy : List.of(
                new ThreadPoolExecutor.AbortPolicy(),
                new ThreadPoolExecutor.DiscardPolicy(),
                new ThreadPoolExecutor.CallerRunsPolicy())) {
            ThreadPoolExecutor pool = pool(1, 1);
            pool.setRejectedExecutionHandler(policy);
            CountDownLatch release = busy(pool);
            AtomicReference<String> ran = new AtomicReference<>("");
            pool.execute(() -> {}); // fills the queue
            try (Span span = span("rejected")) {
                SHARED.add(() -> say(
                        "caller runs in its own " + !span.spanId().isEmpty(),
                        current().equals(span.spanId())));
                try {
                    pool.execute(SAME);
                } catch (RuntimeException rejected) {
                    say("is rejected", true);
                }
            }
            SHARED.clear();
            pool.getQueue().clear();
            try (Span span = span("removed")) {
                pool.execute(SAME);
                say("removes " + !span.spanId().isEmpty(), pool.remove(SAME));
            }
            String want;
            try (Span span = span("runs")) {
                want = span.spanId();
                SHARED.add(() -> ran.set(current()));
                pool.execute(SAME);
            }
            release.countDown();
            pool.shutdown();
            pool.awaitTermination(20, TimeUnit.SECONDS);
            say("runs in its own after " + policy.getClass().getSimpleName(), want.equals(ran.get()));
        }
    }

    /** Rejected or taken back in one context, and handed over again in another, or in none. */
    private static void forkedTasksFollowWhoHandsThemOverLast() throws Exception {
        ForkJoinPool closed = new ForkJoinPool(1);
        closed.shutdown();
        closed.awaitTermination(20, TimeUnit.SECONDS);
        ForkJoinPool pool = new ForkJoinPool(1);
        for (boolean inNothing : new boolean[] {true, false}) {
            ForkJoinTask<String> task = ForkJoinTask.adapt(EdgeProgram::current);
            try (Span span = span("rejected")) {
                closed.submit(task);
                say("is forked " + span, false);
            } catch (RejectedExecutionException expected) {
                say("a forked task is rejected", true);
            }
            ForkJoinTask<String> forked = ForkJoinTask.adapt(EdgeProgram::current);
            try (Span span = span("takes back")) {
                say(
                        "takes back " + !span.spanId().isEmpty(),
                        pool.submit(() -> forked.fork().tryUnfork()).get());
            }
            if (inNothing) {
                say("nothing of who was rejected", pool.submit(task).get().equals("none"));
                say("nothing of who took back", pool.submit(forked).get().equals("none"));
            } else {
                try (Span span = span("again")) {
                    say("follows the second", pool.submit(task).get().equals(span.spanId()));
                    say("follows the last", pool.submit(forked).get().equals(span.spanId()));
                }
            }
        }
        pool.shutdown();
    }

    private static void structuredScopesFollow() throws Exception {
        Class<?> type = Class.forName("java.util.concurrent.StructuredTaskScope");
        Method open = type.getMethod("open");
        Method fork = type.getMethod("fork", Callable.class);
        Method join = type.getMethod("join");
        try (Span span = span("scope");
                AutoCloseable scope = (AutoCloseable) open.invoke(null)) {
            @SuppressWarnings("unchecked")
            Supplier<String> subtask = (Supplier<String>) fork.invoke(scope, (Callable<String>) EdgeProgram::current);
            join.invoke(scope);
            say("structured scope follows", subtask.get().equals(span.spanId()));
        }
    }

    private static void aFailingTaskFailsAsItDid() throws Exception {
        AtomicReference<Throwable> caught = new AtomicReference<>();
        CountDownLatch died = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work);
            thread.setUncaughtExceptionHandler((dead, thrown) -> {
                caught.set(thrown);
                died.countDown();
            });
            return thread;
        });
        IllegalStateException failure = new IllegalStateException("fails");
        try (Span span = span("fails")) {
            pool.execute(() -> {
                if (!span.spanId().isEmpty()) {
                    throw failure;
                }
            });
        }
        died.await(20, TimeUnit.SECONDS);
        say("the same failure", caught.get() == failure);
        say("nothing after a failure", pool.submit(EdgeProgram::current).get().equals("none"));
        pool.shutdown();
    }
}
