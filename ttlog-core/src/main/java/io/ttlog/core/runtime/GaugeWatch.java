/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.pump.OwnThread;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.SuppliedGauge;
import java.io.PrintStream;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the suppliers of gauges, which are code of the application, on a thread of its own, look by look; it has none before there is a
 * supplier. One that is not back within {@link #ANSWER_NANOS_MAX} keeps that thread, and another thread goes on with the rest: the
 * value is left out, counted, and reported once, until the supplier is back. Nobody waits here but who calls {@link #await}. Safe for all
 * threads.
 */
final class GaugeWatch implements AutoCloseable {
    /** How long a supplier may take. */
    static final long ANSWER_NANOS_MAX = 1_000_000_000L;
    /** Most suppliers that are not back; when there are so many, no other is asked. */
    static final int LATE_MAX = 4;

    private static final int NANOS_PER_MILLI = 1_000_000;

    /** One thread that asks. */
    private final class Asker implements Runnable {
        @Nullable
        SuppliedGauge asked; // guarded by the watch

        long since; // as asked

        @Override
        public void run() {
            for (SuppliedGauge gauge = next(this); gauge != null; gauge = next(this)) {
                gauge.ask();
            }
        }
    }

    private final Metrics metrics;
    private final PrintStream out;
    private final LongSupplier nanoClock;
    private final Set<SuppliedGauge> late = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, Long> leftOut = new TreeMap<>(); // by name of the metric
    private final Set<String> reported = new HashSet<>(); // of the same
    private List<SuppliedGauge> look = List.of();
    private int done;
    private @Nullable Asker asker; // null before there is one, and when there is room for no other
    private boolean closed;

    /**
     * Asks nobody yet.
     *
     * @param out where to say that a supplier is not back
     */
    GaugeWatch(Metrics metrics, PrintStream out, LongSupplier nanoClock) {
        this.metrics = metrics;
        this.out = out;
        this.nanoClock = nanoClock;
    }

    /** Begins a look, unless one is under way. */
    void request() {
        if (!metrics.hasSupplied()) {
            return;
        }
        synchronized (this) {
            if (closed || !isOver()) {
                return;
            }
            look = metrics.suppliedGauges();
            done = 0;
            if (asker == null) {
                startAsker();
            } else {
                notifyAll();
            }
        }
    }

    private void startAsker() {
        if (late.size() >= LATE_MAX) {
            while (done < look.size()) {
                leaveOut(look.get(done++));
            }
            return;
        }
        final Asker started = new Asker();
        new OwnThread("ttlog-gauges", started).start();
        asker = started;
    }

    private void leaveOut(SuppliedGauge gauge) {
        leftOut.merge(gauge.name(), 1L, Long::sum);
    }

    /** Whether no look is under way; gives up who is not back in time. */
    synchronized boolean isOver() {
        final Asker asking = asker;
        final SuppliedGauge asked = asking == null ? null : asking.asked;
        if (asked != null && nanoClock.getAsLong() - asking.since >= ANSWER_NANOS_MAX) {
            late.add(asked);
            leaveOut(asked);
            asker = null;
            report(asked);
            notifyAll();
        }
        if (asker == null && done < look.size() && !closed) { // also after there was no memory for a thread
            startAsker();
        }
        return done == look.size() && (asker == null || asker.asked == null);
    }

    private void report(SuppliedGauge gauge) {
        if (reported.add(gauge.name())) {
            out.println("ttlog: the supplier of the gauge " + gauge.name() + " is not back after "
                    + ANSWER_NANOS_MAX / NANOS_PER_MILLI + " ms; its value is left out until it is");
        }
    }

    /** What the thread is to ask; null when it is needed no longer. */
    private synchronized @Nullable SuppliedGauge next(Asker calling) {
        final SuppliedGauge answered = calling.asked;
        calling.asked = null;
        if (answered != null && late.remove(answered)) {
            return null; // another has gone on
        }
        while (!closed) {
            while (done < look.size()) {
                final SuppliedGauge gauge = look.get(done++);
                if (late.contains(gauge)) {
                    leaveOut(gauge);
                } else {
                    calling.asked = gauge;
                    calling.since = nanoClock.getAsLong();
                    return gauge;
                }
            }
            notifyAll(); // who awaits the end of the look
            try {
                wait();
            } catch (InterruptedException impossible) { // of an own thread
                throw new IllegalStateException(impossible);
            }
        }
        return null;
    }

    /** Has all suppliers asked from now on, and waits for that until {@link System#nanoTime} says so, at most; an interrupt ends it. */
    void await(long deadlineNanos) {
        if (!metrics.hasSupplied() || Thread.currentThread() instanceof OwnThread) {
            return;
        }
        if (awaitOver(deadlineNanos)) {
            request();
            awaitOver(deadlineNanos);
        }
    }

    private synchronized boolean awaitOver(long deadlineNanos) {
        while (!closed && !isOver()) {
            final Asker asking = asker;
            final long now = nanoClock.getAsLong();
            long left = deadlineNanos - now;
            if (left <= 0) {
                return false;
            }
            if (asking != null && asking.asked != null) {
                left = Math.min(left, Math.max(1, asking.since + ANSWER_NANOS_MAX - now));
            }
            try {
                wait(left / NANOS_PER_MILLI + 1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /** How often the gauges of a metric were left out, by its name. */
    synchronized Map<String, Long> leftOut() {
        return leftOut.isEmpty() ? Map.of() : new TreeMap<>(leftOut);
    }

    /** Asks no more; a thread whose supplier is not back ends when that is. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
