/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Says on standard error how far the demo is: one plain line a step, and, where people look, a line below it that is drawn
 * again and again. One thread.
 */
final class Steps {
    private static final int STEPS = 4;
    private static final long NANOS_PER_DRAWING = 100_000_000L;
    private static final String CLEAR = "\r\u001B[K";

    private final PrintWriter err;
    private final boolean terminal;
    private int step;
    private long drawnNanos;
    private boolean drawn;

    /**
     * No step has begun.
     *
     * @param err where to
     * @param terminal whether people look at it
     */
    Steps(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** The next step begins. */
    void begin(String format, Object... values) {
        clear();
        step++;
        err.printf(Locale.ROOT, "ttlog demo: %d/%d %s%n", step, STEPS, String.format(Locale.ROOT, format, values));
        err.flush();
    }

    /** The step goes on; draws on a terminal when it is time to. */
    void at(String format, long value) {
        long now = System.nanoTime();
        if (!terminal || drawn && now - drawnNanos < NANOS_PER_DRAWING) {
            return;
        }
        drawnNanos = now;
        drawn = true;
        err.print(CLEAR + "  " + String.format(Locale.ROOT, format, value));
        err.flush();
    }

    /** Takes the drawn line away, before anything else is printed. */
    void clear() {
        if (drawn) {
            err.print(CLEAR);
            err.flush();
            drawn = false;
        }
    }
}
