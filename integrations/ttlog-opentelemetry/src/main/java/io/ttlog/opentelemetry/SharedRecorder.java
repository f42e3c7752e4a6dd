/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Redaction;
import io.ttlog.TTLogException;
import io.ttlog.core.runtime.Recorder;
import io.ttlog.core.runtime.RecorderProvider;
import io.ttlog.spi.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A recorder that was started for exporters because ttlog was not running; the exporters of one path share it, and it is closed with
 * the last of them. It waits where it cannot keep up (BLOCK), takes all levels, and has the sink {@code store} alone. Safe for all threads.
 *
 * <p>It is no session of {@code TTLog}, for its shutdown hook would close it while the hook of the SDK still exports: at the end
 * of the JVM it is brought to the device instead, and left open for the SDK to shut down.
 */
final class SharedRecorder {
    private static final int RING_BYTES = 1 << 20;
    private static final Duration METRICS_EVERY = Duration.ofSeconds(10);

    private static final Map<Path, SharedRecorder> OPEN = new HashMap<>(); // guarded by itself

    private final Path path;
    private final Recorder recorder;
    private final Thread hook;
    private int users; // guarded by OPEN

    private SharedRecorder(Path path, ExporterOptions options) {
        this.path = path;
        this.recorder = Recorder.start(new Config(
                        options.service(),
                        options.path(),
                        Level.TRACE,
                        Overflow.BLOCK,
                        options.timeout(),
                        RING_BYTES,
                        METRICS_EVERY,
                        Set.of("store"),
                        Map.of())
                .with(Redaction.standard()));
        this.hook = new Thread(() -> recorder.flush(Ack.SYNCED, options.timeout()), "ttlog-opentelemetry-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            return; // too late for a hook; the SDK's shutdown closes all the same
        }
    }

    /**
     * One more user of the recorder of the options' path; null when ttlog runs and is to be used.
     *
     * @throws TTLogException when the store cannot be opened
     */
    static @Nullable SharedRecorder take(ExporterOptions options) {
        Path path = options.path().toAbsolutePath().normalize();
        synchronized (OPEN) {
            SharedRecorder shared = OPEN.get(path);
            if (shared == null) {
                if (RecorderProvider.running() != null) {
                    return null;
                }
                shared = new SharedRecorder(path, options);
                OPEN.put(path, shared);
            }
            shared.users++;
            return shared;
        }
    }

    Recorder recorder() {
        return recorder;
    }

    /** One user less; closes with the last, which waits at most 30 s for the store. */
    void giveBack() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            recorder.close(); // inside: who opens the same store next must find it closed
            OPEN.remove(path);
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shuttingDown) {
                return; // the hook finds nothing to bring anywhere
            }
        }
    }
}
