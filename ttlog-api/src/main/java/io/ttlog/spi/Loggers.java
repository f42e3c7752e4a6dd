/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.ErrorCode;
import io.ttlog.Level;
import io.ttlog.TTLogException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The levels of loggers by name, and the backend that runs: what a {@link NamedLogger} asks when something changed. For the
 * process, as {@link Metrics#process}. An entry holds for the logger of its name and for those below it at a dot ({@code
 * org.hibernate} for {@code org.hibernate.SQL}); the longest wins, and without one the level of the runtime holds. Entries end when
 * they are taken back or when the runtime stops. Safe for all threads; changes take a lock for moments.
 */
public final class Loggers {
    /** Most names that have a level. */
    public static final int ENTRIES_MAX = 4_096;
    /** Longest name that can have a level. */
    public static final int NAME_CHARS_MAX = 256;

    /** Above all levels. */
    static final int OFF = Level.values().length;

    private static final Object LOCK = new Object();

    private static volatile Map<String, Level> levels = Map.of(); // replaced under LOCK, never changed
    /** Of all levels since the start: what was recorded under one that has been taken back, or before a stop, still goes on. */
    private static volatile int lowest = OFF;

    private static volatile int otherwise = OFF; // what holds without an entry
    private static volatile boolean running;
    private static volatile Backend backend = NoBackend.INSTANCE;
    /** Counts the changes: after what it counts has been written. */
    private static volatile long generation = 1;

    private Loggers() {}

    /**
     * Gives loggers a level from now on; null takes it back.
     *
     * @throws TTLogException when the name is null, blank or longer than {@link #NAME_CHARS_MAX}, or one too many
     */
    public static void level(@Nullable String logger, @Nullable Level level) {
        String name = checked(logger);
        synchronized (LOCK) {
            Map<String, Level> changed = new HashMap<>(levels); // the entries are few, and so are the changes
            if (level == null) {
                changed.remove(name);
            } else {
                changed.put(name, level);
            }
            if (changed.size() > ENTRIES_MAX) {
                throw new TTLogException(
                        ErrorCode.CONFIGURATION,
                        "the logger '" + name + "' cannot have a level: " + ENTRIES_MAX
                                + " names have one already; give it to a common prefix of theirs");
            }
            become(changed);
        }
    }

    /** The name, if it can have a level. */
    public static String checked(@Nullable String name) {
        if (name == null || name.isBlank() || name.length() > NAME_CHARS_MAX) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "the name of a logger that gets a level cannot be " + (name == null ? "null" : "'" + name + "'")
                            + "; it can be 1 to " + NAME_CHARS_MAX + " characters, not all blank");
        }
        return name;
    }

    /** Has loggers record into the backend, from the level on, and from those that are given for names. */
    public static void start(Backend started, Level level, Map<String, Level> named) {
        synchronized (LOCK) {
            backend = started;
            otherwise = level.ordinal();
            running = true;
            lowest = OFF;
            Map<String, Level> changed = new HashMap<>(levels);
            changed.putAll(named); // of which the builder lets pass half of what fits
            become(changed);
        }
    }

    /** Has loggers record nothing, and forgets the levels. */
    public static void stop() {
        synchronized (LOCK) {
            running = false;
            otherwise = OFF;
            backend = NoBackend.INSTANCE;
            become(Map.of());
        }
    }

    private static void become(Map<String, Level> changed) {
        levels = Map.copyOf(changed);
        for (Level level : changed.values()) {
            lowest = Math.min(lowest, level.ordinal());
        }
        final long changes = generation; // written under the lock only
        generation = changes + 1;
    }

    /** Whether a log event of the level may come from a logger that has a level of its own. */
    public static boolean maySend(Level level) {
        return level.ordinal() >= lowest;
    }

    static long generation() {
        return generation;
    }

    static Backend backend() {
        return backend;
    }

    /** The ordinal of the least severe level that is on for the logger. */
    static int threshold(String name) {
        if (!running) {
            return OFF;
        }
        final Map<String, Level> known = levels;
        for (int end = name.length(); end > 0 && !known.isEmpty(); end = name.lastIndexOf('.', end - 1)) {
            final Level level = known.get(name.substring(0, end));
            if (level != null) {
                return level.ordinal();
            }
        }
        return otherwise;
    }
}
