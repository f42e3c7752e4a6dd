/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** The three kinds of telemetry and what was lost of them, each a table of the store. Ordinals are in files: new ones go to the end. */
public enum Signal {
    /** A log event: a row of {@code logs}. */
    LOG("logs"),
    /** A finished span: a row of {@code spans}. */
    SPAN("spans"),
    /** One reading of one metric series: a row of {@code metrics}. */
    METRIC("metrics"),
    /** What was not kept, told by ttlog itself: a row of {@code ttlog_gaps}. No application records this. */
    GAP("ttlog_gaps");

    private final String table;

    Signal(String table) {
        this.table = table;
    }

    /** The name of the table that holds this signal. */
    public String table() {
        return table;
    }
}
