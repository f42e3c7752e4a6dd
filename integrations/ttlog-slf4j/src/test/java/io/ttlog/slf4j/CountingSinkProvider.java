/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.Ack;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;

/** Opens {@code counting}, which takes every event and keeps none: {@link io.ttlog.Stats#stored} counts them. */
public final class CountingSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return "counting";
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        return new Sink() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public void write(byte[] buffer, int from, int to) {}

            @Override
            public void flush(Ack level) {}

            @Override
            public void close() {}
        };
    }
}
