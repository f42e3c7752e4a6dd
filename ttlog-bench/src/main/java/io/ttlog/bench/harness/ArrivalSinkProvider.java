/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.core.sink.memory.MemorySinkProvider;
import io.ttlog.spi.Config;
import io.ttlog.storage.StoreSinkProvider;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Opens {@code arrival}, which passes batches to another sink ({@code arrival.into}: memory or store) and notes, when that has
 * taken one, how long ago each event was recorded: by then a reader of the other sink sees them. The first field of each event
 * holds its {@link System#nanoTime}.
 */
public final class ArrivalSinkProvider implements SinkProvider {
    static final String NAME = "arrival";

    private static final AtomicReference<@Nullable Arrival> LATEST = new AtomicReference<>();
    private static volatile long countedFrom = Long.MAX_VALUE;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) throws IOException {
        String into = new SinkOptions(config, NAME).oneOf("into", "memory", "memory", "store");
        SinkProvider provider = into.equals("store") ? new StoreSinkProvider() : new MemorySinkProvider();
        Arrival arrival = new Arrival(provider.open(config, symbols));
        LATEST.set(arrival);
        return arrival;
    }

    /** Leaves out what was recorded before: the warm-up. */
    static void countFromNowOn() {
        countedFrom = System.nanoTime();
    }

    /** The latencies seen by the sink opened last, after it was closed. */
    static Latencies latencies() {
        Arrival latest = LATEST.get();
        if (latest == null || !latest.closed) {
            throw new IllegalStateException("no arrival sink has been closed");
        }
        return latest.latencies;
    }

    private static final class Arrival implements Sink {
        private final Sink into;
        private final Latencies latencies = new Latencies(); // written by the sink's thread until it sets closed
        private final Latencies warmUp = new Latencies();
        private final EventReader reader = new EventReader();
        private volatile boolean closed;

        Arrival(Sink into) {
            this.into = into;
        }

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            into.write(buffer, from, to);
            final long now = System.nanoTime();
            final long first = countedFrom;
            for (int at = from; at < to; at += EventFormat.aligned(EventFormat.recordBytes(buffer, at))) {
                if (EventFormat.signal(buffer, at) == Signal.LOG.ordinal()) { // neither filler nor a metric
                    reader.wrap(buffer, at);
                    if (reader.nextField()) { // in the warm-up the same is done, or the first second would see it
                        // compiled
                        (reader.fieldLong() >= first ? latencies : warmUp).add(now - reader.fieldLong());
                    }
                }
            }
        }

        @Override
        public void flush(Ack level) throws IOException {
            into.flush(level);
        }

        @Override
        public void idle() throws IOException {
            into.idle();
        }

        @Override
        public void close() throws IOException {
            into.close();
            closed = true;
        }
    }
}
