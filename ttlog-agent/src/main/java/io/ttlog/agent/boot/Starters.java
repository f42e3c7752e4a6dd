/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.agent.boot;

import java.util.Iterator;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Tells threads that work for a pool from those that are started for one piece of work. A worker is started in the context of who
 * happened to need one, and must not keep that for its life.
 */
final class Starters implements Function<Stream<StackWalker.StackFrame>, Boolean> {
    /** How far up the stack who starts a thread is looked for. */
    private static final int FRAMES_MAX = 24;

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final Starters OF_WORKERS = new Starters();

    /** Who starts threads that run the tasks of others, or stay for long; by the beginnings of their names. */
    private static final String[] POOLS = {
        "java.util.concurrent.ThreadPoolExecutor",
        "java.util.concurrent.ForkJoinPool",
        "java.util.concurrent.DelayScheduler",
        "java.util.Timer",
        "sun.",
        "io.ttlog.core.",
        "io.ttlog.storage.",
        "io.netty.",
        "reactor.",
        "io.vertx.",
        "org.eclipse.jetty.util.thread.",
        "org.apache.tomcat.",
        "org.apache.catalina.",
        "org.apache.kafka.",
        "org.xnio.",
        "org.jboss.threads.",
        "kotlinx.coroutines.",
        "scala.concurrent.",
        "akka.",
        "org.apache.pekko.",
        "com.zaxxer.hikari.",
        "org.postgresql.",
        "com.mysql.",
    };

    /** Classes of threads that are always workers, and of threads that never are. */
    private static final String[] WORKERS = {
        "jdk.internal.", "sun.", "java.util.TimerThread", "io.netty.", "org.apache.tomcat."
    };

    /** What stands on the stack between the start of a thread and who starts it. */
    private static final String[] BETWEEN = {"java.lang.", "jdk.internal."};

    private static final String OWN = Starters.class.getName();
    private static final String RELAY = Relay.class.getName();
    private static final String[] VIRTUAL = {"java.lang.VirtualThread", "java.lang.ThreadBuilders"};

    private Starters() {}

    /** Whether the thread, which is being started by the calling one, is a worker. */
    static boolean isWorker(Thread started) {
        final String type = started.getClass().getName();
        if (begins(type, VIRTUAL)) {
            return false;
        }
        return started instanceof ForkJoinWorkerThread || begins(type, WORKERS) || STACK.walk(OF_WORKERS);
    }

    @Override
    public Boolean apply(Stream<StackWalker.StackFrame> frames) {
        final Iterator<StackWalker.StackFrame> each = frames.iterator();
        for (int i = 0; i < FRAMES_MAX && each.hasNext(); i++) {
            final String name = each.next().getClassName();
            if (!begins(name, BETWEEN) && !name.equals(OWN) && !name.equals(RELAY)) {
                return begins(name, POOLS);
            }
        }
        return Boolean.FALSE;
    }

    private static boolean begins(String name, String[] beginnings) {
        for (String beginning : beginnings) {
            if (name.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }
}
