/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import io.ttlog.Ack;
import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Holds the latest events: at most a number of them, and at most a number of encoded bytes, whichever is reached first.
 * The oldest go first. A test finds the one that its application opened with {@link #latest}:
 *
 * <pre>{@code
 * TTLog.flush(Ack.WRITTEN, Duration.ofSeconds(5));
 * assertThat(MemorySink.latest().messages()).contains("User 7 logged in");
 * }</pre>
 *
 * {@link #latest}, {@link #events}, {@link #messages}, {@link #eventsTaken} and {@link #subscribe} are for all threads; the calls
 * of {@link Sink} are for one.
 */
public final class MemorySink implements Sink {
    static final String NAME = "memory";

    /** Most subscriptions at a time. */
    public static final int SUBSCRIPTIONS_MAX = 64;

    private static final AtomicReference<@Nullable MemorySink> LATEST = new AtomicReference<>();

    private final int eventsMax;
    private final long bytesMax;
    private final Symbols symbols;
    private final EventText text;
    private final EventReader reader = new EventReader();
    private final ArrayDeque<Held> held = new ArrayDeque<>(); // guarded by itself
    private long heldBytes; // guarded by held
    private long taken; // guarded by held
    private final List<Subscription> subscriptions = new ArrayList<>(); // guarded by held
    private boolean closed; // guarded by held

    private record Held(Event event, int recordBytes) {}

    /**
     * An empty sink.
     *
     * @param eventsMax most events held, at least 1
     * @param bytesMax most bytes of encoded records held; the latest event is held whatever its size
     */
    public MemorySink(int eventsMax, long bytesMax, Symbols symbols) {
        this.eventsMax = eventsMax;
        this.bytesMax = bytesMax;
        this.symbols = symbols;
        this.text = new EventText(symbols::text);
    }

    @Override
    public String name() {
        return NAME;
    }

    /**
     * The sink that was opened last in this process by its name; it stays readable after its runtime has stopped.
     *
     * @throws TTLogException {@link ErrorCode#NOT_AVAILABLE} when none was
     */
    public static MemorySink latest() {
        MemorySink latest = LATEST.get();
        if (latest == null) {
            throw new TTLogException(
                    ErrorCode.NOT_AVAILABLE, "no sink memory was opened; start with TTLog.init().sink(\"memory\")");
        }
        return latest;
    }

    void makeLatest() {
        LATEST.set(this);
    }

    @Override
    public void write(byte[] buffer, int from, int to) {
        List<Event> events = new ArrayList<>();
        List<Integer> recordBytes = new ArrayList<>();
        for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(buffer, at))) {
            if (!EventFormat.isPadding(buffer, at)) {
                events.add(Event.of(reader.wrap(buffer, at), symbols::text, text));
                recordBytes.add(reader.recordBytes());
            }
        }
        synchronized (held) {
            for (int i = 0; i < events.size(); i++) {
                hold(new Held(events.get(i), recordBytes.get(i)));
            }
            for (Subscription subscription : subscriptions) { // under the lock, so that all see one order
                subscription.offer(events);
            }
        }
    }

    private void hold(Held latest) {
        held.addLast(latest);
        heldBytes += latest.recordBytes;
        taken++;
        while (held.size() > eventsMax || heldBytes > bytesMax && held.size() > 1) {
            heldBytes -= held.removeFirst().recordBytes;
        }
    }

    /**
     * The events from now on, for live tail.
     *
     * @param eventsMax most events that wait to be polled, at least 1
     * @throws TTLogException {@link ErrorCode#NOT_AVAILABLE} when there are {@link #SUBSCRIPTIONS_MAX} already
     */
    public Subscription subscribe(int eventsMax) {
        if (eventsMax < 1) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION, "a subscription of " + eventsMax + " events; use at least 1");
        }
        Subscription subscription = new Subscription(this, eventsMax);
        synchronized (held) {
            if (subscriptions.size() == SUBSCRIPTIONS_MAX) {
                throw new TTLogException(
                        ErrorCode.NOT_AVAILABLE,
                        "sink memory has " + SUBSCRIPTIONS_MAX + " subscriptions, which is the most; close one");
            }
            if (closed) {
                subscription.end();
            } else {
                subscriptions.add(subscription);
            }
        }
        return subscription;
    }

    void forget(Subscription subscription) {
        synchronized (held) {
            subscriptions.remove(subscription);
        }
    }

    /** The messages of the log events held now, oldest first; a copy. */
    public List<String> messages() {
        return events().stream()
                .filter(Event.Log.class::isInstance)
                .map(event -> ((Event.Log) event).message())
                .toList();
    }

    /** The events held now, oldest first; a copy. */
    public List<Event> events() {
        synchronized (held) {
            List<Event> events = new ArrayList<>(held.size());
            for (Held one : held) {
                events.add(one.event);
            }
            return List.copyOf(events);
        }
    }

    /** How many events were ever taken, those that had to go included. */
    public long eventsTaken() {
        synchronized (held) {
            return taken;
        }
    }

    @Override
    public void flush(Ack level) {
        // what was taken is held; memory has no further level
    }

    @Override
    public void close() {
        synchronized (held) { // the events stay readable: a test looks at them after the runtime has stopped
            closed = true;
            subscriptions.forEach(Subscription::end);
            subscriptions.clear();
        }
    }
}
