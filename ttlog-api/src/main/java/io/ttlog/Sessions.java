/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

import io.ttlog.spi.BackendProvider;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sessions of this process that run: one without a name, which the static methods record into, and any number with one. */
final class Sessions {
    private static final Object LOCK = new Object();
    private static final Map<String, TTLogSession> RUNNING = new LinkedHashMap<>(); // by name; guarded by LOCK

    private Sessions() {}

    static TTLogSession start(@Nullable String nameOrNull, Config config, Map<String, Level> levels) {
        final String name = nameOrNull == null ? TTLogSession.UNNAMED : nameOrNull;
        synchronized (LOCK) {
            refuseAnother(name, config);
            BackendProvider provider = TTLog.first(BackendProvider.class);
            if (provider == null) {
                throw new TTLogException(
                        ErrorCode.NOT_AVAILABLE,
                        "nothing on the class path can record; add io.ttlog:ttlog-core (or io.ttlog:ttlog)");
            }
            final Metrics metrics = nameOrNull == null ? Metrics.process() : new Metrics();
            TTLogSession started = new TTLogSession(name, provider.start(config, metrics), config, metrics);
            RUNNING.put(name, started);
            if (nameOrNull == null) {
                TTLog.bind(started, levels);
            }
            hookUp(started);
            return started;
        }
    }

    private static void refuseAnother(String name, Config config) {
        final TTLogSession running = RUNNING.get(name);
        if (running != null) {
            throw new TTLogException(
                    ErrorCode.ALREADY_STARTED,
                    (name.isEmpty() ? "ttlog" : "the session '" + name + "'") + " is running as service '"
                            + running.config().service() + "', started at " + caller(running.startedAt())
                            + "; close that session first, or give another TTLogBuilder.name",
                    running.startedAt());
        }
        if (!isStore(config)) {
            return;
        }
        for (TTLogSession other : RUNNING.values()) {
            if (isStore(other.config()) && real(other.directory()).equals(real(config.directory()))) {
                throw new TTLogException(
                        ErrorCode.STORE_LOCKED,
                        "store " + config.directory() + " is being written by " + other + " of this JVM, started at "
                                + caller(other.startedAt())
                                + "; a store has one writer: give this one another directory, or close that session",
                        other.startedAt());
            }
        }
    }

    private static boolean isStore(Config config) {
        return config.sinks().contains("store");
    }

    private static Path real(Path directory) {
        try {
            return directory.toRealPath();
        } catch (IOException notThere) {
            return directory.toAbsolutePath().normalize();
        }
    }

    /** Those that run, in the order in which they were started. */
    static List<TTLogSession> running() {
        synchronized (LOCK) {
            return List.copyOf(RUNNING.values());
        }
    }

    static void stop(TTLogSession stopped) {
        synchronized (LOCK) {
            final Collection<TTLogSession> running = RUNNING.values();
            if (!running.remove(stopped)) {
                return;
            }
            unhook(stopped);
            if (stopped.name().isEmpty()) {
                TTLog.unbind();
                stopped.backend().close(); // whoever starts it again now waits
                return;
            }
        }
        stopped.backend().close();
    }

    private static void hookUp(TTLogSession started) {
        Thread thread = new Thread(() -> stop(started), "ttlog-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(thread);
            started.hook = thread;
        } catch (IllegalStateException shuttingDown) {
            started.hook = null; // too late for a hook; who starts now must close
        }
    }

    private static void unhook(TTLogSession stopped) {
        Thread thread = stopped.hook;
        stopped.hook = null;
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException shuttingDown) {
            return; // the hook runs or will run, and finds nothing to stop
        }
    }

    private static String caller(Throwable startedAt) {
        for (StackTraceElement frame : startedAt.getStackTrace()) {
            final String name = frame.getClassName();
            if (!name.startsWith("io.ttlog.TTLog") && !name.equals(Sessions.class.getName())) {
                return frame.toString();
            }
        }
        return "an unknown place";
    }
}
