/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import java.util.List;
import java.util.RandomAccess;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a context where a task is handed over, and makes it current where the task runs. Called by classes of the JDK that the agent
 * has woven; by name, so nothing here may be renamed without {@code io.ttlog.agent.context}. Throws nothing but what a task throws.
 */
public final class Relay {
    /** Most copies of ttlog in one JVM; a later one has its contexts carried by wrappers alone. */
    static final int LINKS_MAX = 4;

    private static final Link[] NO_LINKS = {};
    private static volatile Link[] links = NO_LINKS;

    private static final CarriedContexts TASKS = new CarriedContexts();
    /** Tasks that are objects of their own each time: no place, no queue. */
    private static final CarriedContexts FORKED = new CarriedContexts();

    private static final CarriedContexts THREADS = new CarriedContexts();
    private static final AtomicLong FAILURES = new AtomicLong();

    /** What runs virtual threads, on JDKs that have them; its tasks are these threads, which have their own context. */
    private static final @Nullable Class<?> CARRIER = carrier();

    private static final String OF_VIRTUAL_THREADS = "java.lang.VirtualThread";

    private Relay() {}

    private static @Nullable Class<?> carrier() {
        try {
            return Class.forName("jdk.internal.misc.CarrierThread", false, null);
        } catch (ClassNotFoundException before21) {
            return null;
        }
    }

    /**
     * A copy of ttlog tells how to capture what is current in the calling thread, and how to make it so.
     *
     * @return what tells with which of its contexts a thread was started; null when there are too many copies
     */
    public static synchronized @Nullable Function<Object, @Nullable Object> connect(
            Supplier<?> current, Function<@Nullable Object, ?> enter) {
        final Link[] known = links;
        int free = known.length;
        for (int i = 0; i < known.length; i++) {
            final Supplier<?> other = known[i].get();
            if (other == current) {
                return known[i];
            }
            if (other == null) {
                free = i;
            }
        }
        if (free == LINKS_MAX) {
            return null;
        }
        final Link[] all = new Link[Math.max(known.length, free + 1)];
        System.arraycopy(known, 0, all, 0, known.length);
        all[free] = new Link(current, enter);
        links = all;
        return all[free];
    }

    /** How often something here has failed, and a task ran without its context. */
    public static long failures() {
        return FAILURES.get();
    }

    /** How many tasks were not carried for want of room. */
    public static long refused() {
        return (long) TASKS.refused() + FORKED.refused() + THREADS.refused();
    }

    /** How many tasks and threads have a context waiting beside them. */
    public static int waiting() {
        return TASKS.size() + FORKED.size() + THREADS.size();
    }

    // ---- where work is handed over

    /** To a pool's queue; the same task may be handed over again before it has run. */
    public static void hand(@Nullable Object task, ThreadPoolExecutor pool) {
        try {
            if (task == null || links.length == 0) {
                return;
            }
            if (task instanceof ForkJoinTask) {
                fork(task);
                return;
            }
            Handed handed = capture();
            if (handed == null) {
                if (task instanceof FutureTask) {
                    return;
                }
                handed = new Handed(null, null, null); // else it would take that of another time
            }
            handed.place = System.identityHashCode(pool);
            TASKS.give(task, handed, false);
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To a pool that runs it later, or again. */
    public static void schedule(@Nullable Object task, ThreadPoolExecutor pool) {
        try {
            if (task == null || links.length == 0 || ofVirtualThreads(pool.getThreadFactory())) {
                return;
            }
            final Handed handed = capture();
            if (handed != null) {
                handed.place = System.identityHashCode(pool);
                handed.kept = task instanceof RunnableScheduledFuture<?> scheduled && scheduled.isPeriodic();
                TASKS.give(task, handed, false);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To a timer. */
    public static void schedule(Object task, long period) {
        try {
            final Handed handed = capture();
            if (handed != null) {
                handed.kept = period != 0;
                TASKS.give(task, handed, false);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** It will not run, or not there. */
    public static void withdraw(@Nullable Object task, @Nullable ThreadPoolExecutor pool) {
        try {
            if (task != null && pool != null && links.length != 0 && !TASKS.isEmpty()) {
                TASKS.withdraw(task, System.identityHashCode(pool));
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** None of them will run. */
    public static void withdraw(@Nullable Iterable<?> tasks, ThreadPoolExecutor pool) {
        try {
            if (tasks != null) {
                for (Object task : tasks) {
                    withdraw(task, pool);
                }
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To a fork-join pool. It may have been handed over before, by another, and not have run: then that counts no more. */
    public static void fork(Object task) {
        try {
            final Handed handed = capture();
            if (handed != null || !FORKED.isEmpty()) {
                FORKED.replace(task, handed);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To who completes the stage before: it runs in the context of who adds it. */
    public static void stage(Object stage) {
        try {
            if (links.length != 0) {
                Handed handed = capture();
                if (handed == null) {
                    handed = new Handed(null, null, null);
                }
                handed.staged = true;
                FORKED.give(stage, handed, true);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** The first of them is run by the calling thread itself, the others are forked. */
    public static void forkFirst(Object @Nullable [] tasks) {
        if (tasks != null && tasks.length > 0 && tasks[0] != null) {
            fork(tasks[0]);
        }
    }

    /** As {@link #forkFirst(Object[])}; of other collections the pool makes an array. */
    public static void forkFirst(@Nullable Object tasks) {
        try {
            if (links.length != 0
                    && tasks instanceof List<?> list
                    && tasks instanceof RandomAccess
                    && !list.isEmpty()
                    && list.get(0) != null) {
                fork(list.get(0));
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To a fork-join pool. */
    public static void submit(@Nullable Object task, ForkJoinPool pool) {
        if (task != null && links.length != 0 && !ofVirtualThreads(pool.getFactory())) {
            fork(task);
        }
    }

    /** As {@link #submit}, of a task that may run again. */
    public static void submitKept(Object task) {
        try {
            final Handed handed = capture();
            if (handed != null) {
                handed.kept = true;
                FORKED.replace(task, handed);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    /** To a thread of its own, which is being started. */
    public static void start(Thread thread) {
        try {
            final Handed handed = capture();
            if (handed != null && !Starters.isWorker(thread)) {
                THREADS.give(thread, handed, true);
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    // ---- where it runs

    /** Runs the task in what was captured for it; in nothing, if there was nothing. */
    public static void run(Runnable task, @Nullable Object place) {
        final Object scope = begin(task, place);
        try {
            task.run();
        } finally {
            end(scope);
        }
    }

    /** Before a task of a fork-join pool; what it returns is for {@link #end}. */
    public static @Nullable Object begin(Object task) {
        return Thread.currentThread().getClass() == CARRIER ? null : begin(task, null);
    }

    private static @Nullable Object begin(Object task, @Nullable Object place) {
        try {
            final Link[] all = links;
            if (all.length == 0) {
                return null;
            }
            Handed handed = null;
            if (task instanceof ForkJoinTask) {
                handed = FORKED.isEmpty() ? null : FORKED.take(task, 0);
            } else if (!TASKS.isEmpty()) {
                handed = TASKS.take(task, place == null ? 0 : System.identityHashCode(place));
            }
            if (all.length == 1) {
                return all[0].enter(handed == null ? null : handed.contextOf(all[0]));
            }
            final Object[] scopes = new Object[all.length];
            for (int i = 0; i < all.length; i++) {
                scopes[i] = all[i].enter(handed == null ? null : handed.contextOf(all[i]));
            }
            return scopes;
        } catch (Throwable failure) {
            failed();
            return null;
        }
    }

    /** After a task: what was current before is so again. */
    public static void end(@Nullable Object scope) {
        try {
            if (scope instanceof AutoCloseable one) {
                one.close();
            } else if (scope instanceof Object[] several) {
                for (int i = several.length - 1; i >= 0; i--) {
                    end(several[i]);
                }
            }
        } catch (Throwable failure) {
            failed();
        }
    }

    // ----

    /** With which context of that copy the thread was started. */
    static @Nullable Object contextOfThread(Object thread, Link link) {
        final Handed handed = THREADS.isEmpty() ? null : THREADS.peek(thread);
        return handed == null ? null : handed.contextOf(link);
    }

    private static @Nullable Handed capture() {
        final Link[] all = links;
        Handed handed = null;
        for (Link link : all) {
            final Object context = link.capture();
            if (context != null) {
                handed = new Handed(link, context, handed);
            }
        }
        return handed;
    }

    private static boolean ofVirtualThreads(@Nullable Object factory) {
        return factory != null && factory.getClass().getName().startsWith(OF_VIRTUAL_THREADS);
    }

    private static void failed() {
        FAILURES.incrementAndGet();
    }
}
