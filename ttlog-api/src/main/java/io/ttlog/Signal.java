/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/**
 * The three kinds of telemetry and what was lost of them, each a table of the store; and the tables that the store makes of metrics. Ordinals
 * are in files: new ones go to the end.
 */
public enum Signal {
    /** A log event: a row of {@code logs}. */
    LOG("logs", false),
    /** A finished span: a row of {@code spans}. */
    SPAN("spans", false),
    /** One reading of one metric series: a row of {@code metrics}. */
    METRIC("metrics", false),
    /** What was not kept, told by ttlog itself: a row of {@code ttlog_gaps}. No application records this. */
    GAP("ttlog_gaps", false),
    /** The readings of a series in 5 minutes: a row of {@code metrics_5m}. No event. */
    METRIC_5M("metrics_5m", true),
    /** The readings of a series in an hour: a row of {@code metrics_1h}. No event. */
    METRIC_1H("metrics_1h", true),
    /** The readings of a series in a day (UTC): a row of {@code metrics_1d}. No event. */
    METRIC_1D("metrics_1d", true);

    private final String table;
    private final boolean rollUp;

    Signal(String table, boolean rollUp) {
        this.table = table;
        this.rollUp = rollUp;
    }

    /** The name of the table that holds this signal. */
    public String table() {
        return table;
    }

    /** Whether the table is made by the store, of metrics: then no event has this signal. */
    public boolean isRollUp() {
        return rollUp;
    }
}
