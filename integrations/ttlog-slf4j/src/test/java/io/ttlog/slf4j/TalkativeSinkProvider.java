/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.slf4j;

import io.ttlog.Ack;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens {@code talkative}, which logs through SLF4J what it is given, as the client library of a sink may. */
public final class TalkativeSinkProvider implements SinkProvider {
    @Override
    public String name() {
        return "talkative";
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        Logger logger = LoggerFactory.getLogger("client.of.a.sink");
        return new Sink() {
            @Override
            public String name() {
                return "talkative";
            }

            @Override
            public void write(byte[] buffer, int from, int to) {
                logger.error("sending {} bytes", to - from);
            }

            @Override
            public void flush(Ack level) {}

            @Override
            public void close() {}
        };
    }
}
