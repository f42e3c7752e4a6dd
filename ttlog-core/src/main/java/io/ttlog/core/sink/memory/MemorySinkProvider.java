/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.memory;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkOptions;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;

/**
 * Opens {@code memory}. Options: {@code memory.eventsMax} (default 10000) and {@code memory.bytesMax} (default 64 MiB of
 * encoded records).
 */
public final class MemorySinkProvider implements SinkProvider {
    static final int EVENTS_MAX_DEFAULT = 10_000;
    static final long BYTES_MAX_DEFAULT = 64L << 20;

    @Override
    public String name() {
        return MemorySink.NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        SinkOptions options = new SinkOptions(config, MemorySink.NAME);
        int eventsMax = (int) options.number("eventsMax", EVENTS_MAX_DEFAULT, 1, Integer.MAX_VALUE);
        long bytesMax = options.bytes("bytesMax", BYTES_MAX_DEFAULT, 1, Long.MAX_VALUE);
        options.refuseOthers();
        MemorySink sink = new MemorySink(eventsMax, bytesMax, symbols);
        sink.makeLatest();
        return sink;
    }
}
