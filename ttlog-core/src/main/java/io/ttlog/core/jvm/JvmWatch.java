/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.jvm;

import io.ttlog.core.pump.OwnThread;
import io.ttlog.spi.Metrics;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the JVM whenever it is asked to, on a daemon thread of its own, and keeps what it sees in metrics that nobody else has.
 * {@link #request} and {@link #hasNews} never block. What the JVM does not have is said once, not thrown. Safe for all threads.
 */
public final class JvmWatch implements AutoCloseable {
    private static final long PARK_NANOS = 1_000_000_000L;
    private static final long CLOSE_NANOS_MAX = 2_000_000_000L;

    /** Something of the JVM that can be looked at. */
    interface Source extends AutoCloseable {
        /** Puts what it sees into the metrics. */
        void look();

        @Override
        void close();
    }

    /** Makes a source, or fails with a LinkageError where its module is missing. */
    @FunctionalInterface
    private interface Opening {
        Source open(Metrics metrics);
    }

    private final Metrics metrics = new Metrics();
    private final boolean allocation;
    private final PrintStream out;
    private final OwnThread thread = new OwnThread("ttlog-jvm", this::run);
    private final List<Source> sources = new ArrayList<>(); // the thread's only
    private volatile boolean requested;
    private volatile boolean news;
    private volatile boolean closed;

    /**
     * Starts its thread, which opens what there is.
     *
     * @param allocation whether JFR is started, too, for what is allocated
     * @param out where to say what is missing
     */
    public JvmWatch(boolean allocation, PrintStream out) {
        this.allocation = allocation;
        this.out = out;
        thread.start();
    }

    /** The metrics, for whoever reads them. */
    public Metrics metrics() {
        return metrics;
    }

    /** Asks for a look; when one is due already, for no other. */
    public void request() {
        requested = true;
        LockSupport.unpark(thread);
    }

    /** Whether there was a look since this was last asked. */
    public boolean hasNews() {
        if (!news) {
            return false;
        }
        news = false;
        return true;
    }

    private void run() {
        // Lambdas, no references to constructors: those load the class here, and not where a failure of that is
        // expected.
        open("memory, threads and classes (java.management)", to -> new JmxSource(to));
        open("collections and CPU (jdk.management)", to -> new PlatformSource(to));
        if (allocation) {
            open("allocation (jdk.jfr)", to -> new AllocationSource(to));
        }
        while (!closed) {
            if (requested) {
                requested = false;
                for (int i = 0; i < sources.size() && !closed; i++) {
                    look(i);
                }
                news = true;
            } else {
                LockSupport.parkNanos(this, PARK_NANOS);
            }
        }
        sources.forEach(Source::close);
    }

    private void open(String what, Opening opening) {
        try {
            sources.add(opening.open(metrics));
        } catch (LinkageError | RuntimeException absent) {
            missing(what, absent);
        }
    }

    /** A source that fails is not asked again. */
    private void look(int index) {
        try {
            sources.get(index).look();
        } catch (LinkageError | RuntimeException failure) {
            Source failed = sources.set(index, new Nothing());
            missing(failed.getClass().getSimpleName(), failure);
        } catch (OutOfMemoryError noRoom) { // of the host; the next look may have it
            requested = false;
        }
    }

    private void missing(String what, Throwable why) {
        out.println("ttlog: no JVM metrics of " + what + ": " + why);
    }

    /** Ends the thread and lets go of the JVM; waits for a look that is under way, for 2 s at most. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        if (Thread.currentThread() != thread) {
            thread.joinUntil(System.nanoTime() + CLOSE_NANOS_MAX);
        }
    }

    /** In the place of a source that failed. */
    private static final class Nothing implements Source {
        @Override
        public void look() {}

        @Override
        public void close() {}
    }
}
