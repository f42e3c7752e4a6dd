/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog;

/** The three kinds of telemetry, each a table of the store. */
public enum Signal {
    /** A log event: a row of {@code logs}. */
    LOG("logs"),
    /** A finished span: a row of {@code spans}. */
    SPAN("spans"),
    /** One reading of one metric series: a row of {@code metrics}. */
    METRIC("metrics");

    private final String table;

    Signal(String table) {
        this.table = table;
    }

    /** The name of the table that holds this signal. */
    public String table() {
        return table;
    }
}
