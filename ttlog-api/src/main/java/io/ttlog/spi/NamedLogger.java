/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Level;

/**
 * A logger of another logging API, as its bridge keeps it: a name, and the level it records from. Asking costs two volatile reads
 * while nothing changes, and allocates nothing. Safe for all threads.
 */
public final class NamedLogger {
    private static final int LEVEL_BITS = 8;
    private static final int LEVEL_MASK = (1 << LEVEL_BITS) - 1;

    private final String name;
    /** A generation of {@link Loggers} and, in the low bits, the threshold that it brought: read and written as one. */
    private volatile long seen;

    /** A logger of the name, which may be any. */
    public NamedLogger(String name) {
        this.name = name;
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** Whether events of the level are recorded at this moment; no before the start and after the stop. */
    public boolean records(Level level) {
        final long known = seen;
        return level.ordinal() >= (known >>> LEVEL_BITS == Loggers.generation() ? (int) known & LEVEL_MASK : look());
    }

    private int look() {
        final long generation = Loggers.generation(); // first: what changes while we look makes it an old one
        final int threshold = Loggers.threshold(name);
        seen = generation << LEVEL_BITS | threshold;
        return threshold;
    }

    /** Starts a call, whatever its level; see {@link Backend#call(Level, String, String)}. */
    public LogCall call(Level level, String template) {
        return Loggers.backend().call(level, template, name);
    }
}
