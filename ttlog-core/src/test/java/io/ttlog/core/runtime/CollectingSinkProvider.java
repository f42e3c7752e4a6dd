/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.SinkProvider;
import io.ttlog.spi.Config;
import org.jspecify.annotations.Nullable;

/** Opens {@link CollectingSink}s for tests that start through the API; remembers the last one. */
public final class CollectingSinkProvider implements SinkProvider {
    private static volatile @Nullable CollectingSink last;
    private static volatile @Nullable Symbols lastSymbols;

    /** For ServiceLoader. */
    public CollectingSinkProvider() {}

    @Override
    public String name() {
        return "collecting";
    }

    @Override
    public Sink open(Config config, Symbols symbols) {
        CollectingSink sink = new CollectingSink(name());
        last = sink;
        lastSymbols = symbols;
        return sink;
    }

    /** The sink opened last. */
    public static CollectingSink last() {
        CollectingSink sink = last;
        if (sink == null) {
            throw new IllegalStateException("no collecting sink was opened");
        }
        return sink;
    }

    /** The symbols of the runtime that opened the last sink. */
    public static Symbols symbols() {
        Symbols symbols = lastSymbols;
        if (symbols == null) {
            throw new IllegalStateException("no collecting sink was opened");
        }
        return symbols;
    }
}
