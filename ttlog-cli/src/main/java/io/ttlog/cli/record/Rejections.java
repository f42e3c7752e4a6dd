/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.record;

import java.io.PrintWriter;

/** Counts what could not be parsed as asked, and names the first {@link #REPORTED_MAX} with file, line and reason. */
public final class Rejections {
    /** Most that are named one by one; the rest is counted. */
    public static final int REPORTED_MAX = 20;

    /** Longest reason: it may quote data. */
    private static final int REASON_CHARS_MAX = 300;

    private final PrintWriter report;
    private final Runnable beforeLine;
    private long count;

    /** Reports to the writer, which is flushed after each line; runs {@code beforeLine} before each. */
    public Rejections(PrintWriter report, Runnable beforeLine) {
        this.report = report;
        this.beforeLine = beforeLine;
    }

    /** Counts one, and names it if it is among the first. */
    public void add(String source, long line, String reason) {
        if (++count <= REPORTED_MAX) {
            note(source + ":" + line + ": " + reason);
        }
    }

    /** How many there were. */
    public long count() {
        return count;
    }

    /** Says something that is worth knowing and no rejection. */
    public void note(String text) {
        beforeLine.run();
        report.println(printable(text));
        report.flush();
    }

    /** Says how many were not named. */
    public void finish() {
        if (count > REPORTED_MAX) {
            note("... and " + (count - REPORTED_MAX) + " more, " + count + " in all were not parsed as asked");
        }
    }

    /** One line without control characters, so that data cannot drive a terminal. */
    private static String printable(String reason) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(reason.length(), REASON_CHARS_MAX); i++) {
            char c = reason.charAt(i);
            text.append(Character.isISOControl(c) ? ' ' : c);
        }
        return reason.length() > REASON_CHARS_MAX ? text.append("...").toString() : text.toString();
    }
}
