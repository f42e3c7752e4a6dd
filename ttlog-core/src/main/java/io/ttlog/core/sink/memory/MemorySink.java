/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import io.ttlog.Ack;
import io.ttlog.core.event.Event;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.EventText;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Holds the latest events: at most a number of them, and at most a number of encoded bytes, whichever is reached first.
 * The oldest go first. {@link #events} is for all threads; the calls of {@link Sink} are for one.
 */
public final class MemorySink implements Sink {
    static final String NAME = "memory";

    private final int eventsMax;
    private final long bytesMax;
    private final Symbols symbols;
    private final EventText text;
    private final EventReader reader = new EventReader();
    private final ArrayDeque<Held> held = new ArrayDeque<>(); // guarded by itself
    private long heldBytes; // guarded by held
    private long taken; // guarded by held

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

    @Override
    public void write(byte[] buffer, int from, int to) {
        for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(buffer, at))) {
            if (!EventFormat.isPadding(buffer, at)) {
                Event event = Event.of(reader.wrap(buffer, at), symbols::text, text);
                hold(new Held(event, reader.recordBytes()));
            }
        }
    }

    private void hold(Held latest) {
        synchronized (held) {
            held.addLast(latest);
            heldBytes += latest.recordBytes;
            taken++;
            while (held.size() > eventsMax || heldBytes > bytesMax && held.size() > 1) {
                heldBytes -= held.removeFirst().recordBytes;
            }
        }
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
        // the events stay readable: a test looks at them after the runtime has stopped
    }
}
