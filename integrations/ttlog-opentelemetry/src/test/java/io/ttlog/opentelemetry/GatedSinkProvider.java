/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.ttlog.Ack;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** The sink {@code gated}, which takes nothing until its gate is opened. */
public final class GatedSinkProvider implements SinkProvider {
    static volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public String name() {
        return "gated";
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        return new Sink() {
            @Override
            public String name() {
                return "gated";
            }

            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                try {
                    gate.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException(e);
                }
            }

            @Override
            public void flush(Ack level) {}

            @Override
            public void close() {}
        };
    }
}
