/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.Backend;
import io.ttlog.spi.Config;
import java.nio.file.Path;

/** The time from start to stop. Closing it stops ttlog; closing it again does nothing. Safe for all threads. */
public final class TTLogSession implements AutoCloseable {
    private final Backend backend;
    private final Config config;
    private final Throwable startedAt = new Throwable("ttlog was started here");

    TTLogSession(Backend backend, Config config) {
        this.backend = backend;
        this.config = config;
    }

    /** Where the store is, or would be. */
    public Path directory() {
        return config.directory();
    }

    /** The counters of this session, also after its end; allocates, and waits for a {@link #close} that is under way. */
    public Stats stats() {
        return backend.stats();
    }

    /** How this session is, or was at its end; allocates, and waits for a {@link #close} that is under way. */
    public Status status() {
        return backend.status();
    }

    /**
     * Stops: calls record nothing from now on, what was recorded is written and synced, sinks are closed. Waits for the
     * sinks, at most 30 s; what a sink has not written by then is dropped, counted, and told on standard error. Throws nothing.
     */
    @Override
    public void close() {
        TTLog.stop(this);
    }

    Backend backend() {
        return backend;
    }

    Config config() {
        return config;
    }

    Throwable startedAt() {
        return startedAt;
    }
}
