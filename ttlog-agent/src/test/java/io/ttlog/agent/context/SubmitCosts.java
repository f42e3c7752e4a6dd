/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import static io.ttlog.TTLog.span;

import io.ttlog.Context;
import io.ttlog.Span;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.function.Consumer;

/**
 * What handing a task over costs: CPU time of the process and bytes for a task, median of rounds. To be run with and without the agent, alone on the
 * machine: {@code java [-javaagent:...] -cp ... SubmitCosts}. In a span and outside of one.
 */
public final class SubmitCosts {
    private static final int TASKS = 200_000;
    private static final int ROUNDS = 9;

    private SubmitCosts() {}

    /** Adds up the numbers below: forks a task for each but the last few. */
    private static final class Sum extends RecursiveTask<Long> {
        private static final long serialVersionUID = 1;
        private final int from;
        private final int to;

        Sum(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        protected Long compute() {
            if (to - from <= 1) {
                return (long) from;
            }
            Sum left = new Sum(from, (from + to) >>> 1);
            left.fork();
            return new Sum((from + to) >>> 1, to).compute() + left.join();
        }
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static void measure(String name, Consumer<CountDownLatch> work) throws InterruptedException {
        for (boolean inSpan : new boolean[] {false, true}) {
            double[] cpu = new double[ROUNDS];
            double[] wall = new double[ROUNDS];
            for (int round = -3; round < ROUNDS; round++) {
                CountDownLatch done = new CountDownLatch(TASKS);
                long cpuBefore = cpuNanos();
                long before = System.nanoTime();
                if (inSpan) {
                    try (Span span = span("submits")) {
                        span.record("tasks", TASKS);
                        work.accept(done);
                    }
                } else {
                    work.accept(done);
                }
                done.await();
                if (round >= 0) {
                    wall[round] = (System.nanoTime() - before) / (double) TASKS;
                    cpu[round] = (cpuNanos() - cpuBefore) / (double) TASKS;
                }
            }
            Arrays.sort(cpu);
            Arrays.sort(wall);
            System.out.printf(
                    "%-28s %-8s cpu %7.0f ns  wall %7.0f ns%n",
                    name, inSpan ? "in span" : "outside", cpu[ROUNDS / 2], wall[ROUNDS / 2]);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored")
    public static void main(String[] arguments) throws Exception {
        try (TTLogSession session = TTLog.init()
                .data(Files.createTempDirectory("costs"))
                .console(false)
                .start()) {
            System.out.println("into " + session.directory());
            ExecutorService pool = Executors.newFixedThreadPool(1);
            ExecutorService wrapped = Context.propagating(pool);
            ForkJoinPool stealing = new ForkJoinPool(1);
            measure("execute(lambda)", done -> {
                for (int i = 0; i < TASKS; i++) pool.execute(done::countDown);
            });
            measure("submit(lambda)", done -> {
                for (int i = 0; i < TASKS; i++) pool.submit(done::countDown);
            });
            measure("propagating.execute", done -> {
                for (int i = 0; i < TASKS; i++) wrapped.execute(done::countDown);
            });
            measure("runAsync(lambda, pool)", done -> {
                for (int i = 0; i < TASKS; i++) CompletableFuture.runAsync(done::countDown, pool);
            });
            measure("ForkJoinPool.execute", done -> {
                for (int i = 0; i < TASKS; i++) stealing.execute(done::countDown);
            });
            measure("fork (of a tree of tasks)", done -> {
                new Sum(0, TASKS).invoke();
                for (int i = 0; i < TASKS; i++) done.countDown();
            });
            pool.shutdown();
        }
    }
}
