/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.context;

import io.ttlog.agent.boot.Relay;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import net.bytebuddy.asm.Advice;
import org.jspecify.annotations.Nullable;

/** The code that goes into classes of the JDK, one class for each kind of place. Never called here. */
final class Places {
    private Places() {}

    /** {@code ThreadPoolExecutor.execute}. */
    static final class Execute {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This ThreadPoolExecutor pool, @Advice.Argument(0) Runnable task) {
            Relay.hand(task, pool);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(
                @Advice.This ThreadPoolExecutor pool,
                @Advice.Argument(0) Runnable task,
                @Advice.Thrown @Nullable Throwable thrown) {
            if (thrown != null) {
                Relay.withdraw(task, pool);
            }
        }

        private Execute() {}
    }

    /** {@code ThreadPoolExecutor.remove}. */
    static final class Remove {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(
                @Advice.This ThreadPoolExecutor pool,
                @Advice.Argument(0) Runnable task,
                @Advice.Return boolean removed) {
            if (removed) {
                Relay.withdraw(task, pool);
            }
        }

        private Remove() {}
    }

    /** {@code ThreadPoolExecutor.drainQueue}. */
    static final class Drain {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This ThreadPoolExecutor pool, @Advice.Return Iterable<?> tasks) {
            Relay.withdraw(tasks, pool);
        }

        private Drain() {}
    }

    /** {@code rejectedExecution} of the JDK's own policies: each runs the task here, hands it over again, or lets it go. */
    static final class Reject {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Runnable task, @Advice.Argument(1) ThreadPoolExecutor pool) {
            Relay.withdraw(task, pool);
        }

        private Reject() {}
    }

    /** {@code ScheduledThreadPoolExecutor.delayedExecute}. */
    static final class DelayedExecute {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This ThreadPoolExecutor pool, @Advice.Argument(0) Object task) {
            Relay.schedule(task, pool);
        }

        private DelayedExecute() {}
    }

    /** {@code Timer.sched}. */
    static final class Sched {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object task, @Advice.Argument(2) long period) {
            Relay.schedule(task, period);
        }

        private Sched() {}
    }

    /** {@code ForkJoinTask.fork}, {@code invoke}. */
    static final class Fork {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Object task) {
            Relay.fork(task);
        }

        private Fork() {}
    }

    /** {@code ForkJoinTask.invokeAll} of two. */
    static final class InvokeTwo {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object first) {
            Relay.fork(first);
        }

        private InvokeTwo() {}
    }

    /** {@code ForkJoinTask.invokeAll} of several. */
    static final class InvokeArray {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object[] tasks) {
            Relay.forkFirst(tasks);
        }

        private InvokeArray() {}
    }

    /** {@code ForkJoinTask.invokeAll} of a collection. */
    static final class InvokeCollection {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object tasks) {
            Relay.forkFirst(tasks);
        }

        private InvokeCollection() {}
    }

    /** {@code ForkJoinTask.doExec}. */
    static final class DoExec {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static @Nullable Object enter(@Advice.This Object task) {
            return Relay.begin(task);
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class, suppress = Throwable.class)
        static void exit(@Advice.Enter @Nullable Object scope) {
            Relay.end(scope);
        }

        private DoExec() {}
    }

    /** {@code ForkJoinPool.externalSubmit}. */
    static final class Submit {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This ForkJoinPool pool, @Advice.Argument(0) Object task) {
            Relay.submit(task, pool);
        }

        private Submit() {}
    }

    /** {@code ForkJoinPool.poolSubmit}, of JDK 19 and later. */
    static final class PoolSubmit {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This ForkJoinPool pool, @Advice.Argument(1) Object task) {
            Relay.submit(task, pool);
        }

        private PoolSubmit() {}
    }

    /** {@code ForkJoinPool.scheduleDelayedTask}, of JDK 25. */
    static final class ScheduleDelayed {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.Argument(0) Object task) {
            Relay.submitKept(task);
        }

        private ScheduleDelayed() {}
    }

    /** The constructor of {@code CompletableFuture.UniCompletion}. */
    static final class Stage {
        @Advice.OnMethodExit(suppress = Throwable.class)
        static void exit(@Advice.This Object stage, @Advice.Argument(0) @Nullable Executor executor) {
            if (executor != null) {
                Relay.stage(stage);
            }
        }

        private Stage() {}
    }

    /** {@code Thread.start}, that of virtual threads, and those into a container. */
    static final class Start {
        @Advice.OnMethodEnter(suppress = Throwable.class)
        static void enter(@Advice.This Thread thread) {
            Relay.start(thread);
        }

        private Start() {}
    }
}
