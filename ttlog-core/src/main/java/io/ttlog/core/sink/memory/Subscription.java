/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import io.ttlog.core.event.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events that a {@link MemorySink} takes from the subscription on, in their order, for live tail. Holds a bounded number of
 * them until they are polled; the oldest go when there are more, and {@link #missed} tells how many went. Never holds up the sink.
 * Safe for all threads.
 */
public final class Subscription implements AutoCloseable {
    private final MemorySink sink;
    private final int eventsMax;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>(); // guarded by itself, as all below
    private long missed;
    private boolean ended;

    Subscription(MemorySink sink, int eventsMax) {
        this.sink = sink;
        this.eventsMax = eventsMax;
    }

    void offer(List<Event> events) {
        synchronized (waiting) {
            for (Event event : events) {
                if (waiting.size() == eventsMax) {
                    waiting.removeFirst();
                    missed++;
                }
                waiting.addLast(event);
            }
            waiting.notifyAll();
        }
    }

    void end() {
        synchronized (waiting) {
            ended = true;
            waiting.notifyAll();
        }
    }

    /** The next event, null when none comes in time, or when none is left and none will come. */
    public @Nullable Event poll(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (waiting) {
            while (waiting.isEmpty() && !ended) {
                long nanos = deadline - System.nanoTime();
                if (nanos <= 0) {
                    return null;
                }
                waiting.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
            }
            return waiting.pollFirst();
        }
    }

    /** How many events so far were gone before they were polled: they lie before the next one that {@link #poll} gives. */
    public long missed() {
        synchronized (waiting) {
            return missed;
        }
    }

    /** Whether nothing is left and nothing will come: the sink or this was closed. */
    public boolean isEnded() {
        synchronized (waiting) {
            return ended && waiting.isEmpty();
        }
    }

    /** Ends it; what is waiting may still be polled. */
    @Override
    public void close() {
        sink.forget(this);
        end();
    }
}
