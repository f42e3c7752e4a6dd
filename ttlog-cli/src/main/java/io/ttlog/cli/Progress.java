/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.PrintWriter;

/** One line on a terminal that says how far an import is; nothing where nobody looks. */
final class Progress {
    private static final int ROWS_PER_LOOK = 4096;
    private static final long NANOS_PER_LINE = 200_000_000L;

    private final PrintWriter err;
    private final boolean shown;
    private final long start = System.nanoTime();
    private long last = start;
    private boolean drawn;

    Progress(Terminal terminal) {
        this.err = terminal.err();
        this.shown = terminal.errShown();
    }

    /** Draws, when it is time to. */
    void at(String source, long rows) {
        if (!shown || rows % ROWS_PER_LOOK != 0) {
            return;
        }
        long now = System.nanoTime();
        if (now - last >= NANOS_PER_LINE) {
            last = now;
            drawn = true;
            err.print("\r\u001B[K" + source + ": " + rows + " rows, " + rows * 1_000_000_000L / (now - start) + "/s");
            err.flush();
        }
    }

    /** Clears the line, before anything else is printed. */
    void clear() {
        if (drawn) {
            err.print("\r\u001B[K");
            err.flush();
            drawn = false;
        }
    }

    double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }
}
