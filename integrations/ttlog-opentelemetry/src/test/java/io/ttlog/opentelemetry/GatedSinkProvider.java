/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.ttlog.Ack;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.runtime.GatedSink;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens {@code gated}, which takes nothing until its gate is opened. */
public final class GatedSinkProvider implements SinkProvider {
    private static volatile @Nullable GatedSink last;

    @Override
    public String name() {
        return "gated";
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        GatedSink sink = new GatedSink(name());
        last = sink;
        return sink;
    }

    /** Of the sink opened last, if there was one. */
    static void openGate() {
        GatedSink sink = last;
        if (sink != null) {
            sink.open();
        }
    }

    /** Those of the sink opened last, in order. */
    static List<Ack> flushes() {
        return Objects.requireNonNull(last).flushes();
    }
}
