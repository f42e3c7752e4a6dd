/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.ttlog.Ack;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;

/** Opens {@code discard}, which takes every event and keeps none: what is left is the cost of the road to a sink. */
public final class DiscardSinkProvider implements SinkProvider {
    /** The name of the sink. */
    static final String NAME = "discard";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        return new Discard();
    }

    private static final class Discard implements Sink {
        @Override
        public String name() {
            return NAME;
        }

        @Override
        public void write(byte[] buffer, int from, int to) {}

        @Override
        public void flush(Ack level) {}

        @Override
        public void close() {}
    }
}
