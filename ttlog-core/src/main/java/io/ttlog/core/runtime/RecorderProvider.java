/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.spi.Backend;
import io.ttlog.spi.BackendProvider;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** How the API finds {@link Recorder}, and how bridges that make whole records themselves find the one that runs. */
public final class RecorderProvider implements BackendProvider {
    /** Weak: the API holds it as long as it runs. */
    private static volatile WeakReference<@Nullable Recorder> latest = new WeakReference<>(null);

    /** For ServiceLoader. */
    public RecorderProvider() {}

    @Override
    @SuppressWarnings("ReferenceEquality") // those of the process, and no other
    public Backend start(Config config, Metrics metrics) {
        Recorder recorder = Recorder.start(config, metrics);
        if (metrics == Metrics.process()) { // a bridge knows of no other
            latest = new WeakReference<>(recorder);
        }
        return recorder;
    }

    /** The recorder of this process that {@code TTLog.init().start()} started and nobody has closed; null when there is none. */
    public static @Nullable Recorder running() {
        Recorder recorder = latest.get();
        return recorder == null || recorder.isClosed() ? null : recorder;
    }
}
