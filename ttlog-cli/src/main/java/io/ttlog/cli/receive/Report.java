/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * What a receiver says of its connections, at most {@link #LINES_MAX} lines in {@link #PERIOD}; then it says how many were
 * left out. Safe for all threads.
 */
final class Report {
    static final int LINES_MAX = 30;
    static final Duration PERIOD = Duration.ofMinutes(1);

    private final PrintWriter err;
    private long periodNanos = System.nanoTime();
    private int lines;
    private long unsaid;

    Report(PrintWriter err) {
        this.err = err;
    }

    synchronized void line(String text) {
        long now = System.nanoTime();
        if (now - periodNanos >= PERIOD.toNanos()) {
            periodNanos = now;
            lines = 0;
            if (unsaid > 0) {
                err.println("ttlog: " + unsaid + " more lines about connections were left out");
                unsaid = 0;
            }
        }
        if (lines < LINES_MAX) {
            lines++;
            err.println("ttlog: " + text);
            err.flush();
        } else {
            unsaid++;
        }
    }
}
