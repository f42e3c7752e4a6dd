/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import java.io.PrintWriter;
import java.util.function.Supplier;

/** One line on a terminal that says how far an import or export is; nothing where nobody looks. */
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
        show(() -> source + ": " + rows + " rows, " + (long) (rows / seconds()) + "/s");
    }

    /** Draws the line, when it is time to. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (shown && now - last >= NANOS_PER_LINE) {
            last = now;
            drawn = true;
            err.print("\r\u001B[K" + line.get());
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
