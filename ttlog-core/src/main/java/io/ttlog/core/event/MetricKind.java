/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

/** The kind of a metric reading. The ordinal is the wire value and never changes (RFC-0001). */
public enum MetricKind {
    /** Cumulative since the process started; resets to zero with it. */
    COUNTER("counter"),
    /** A value at a time. */
    GAUGE("gauge"),
    /** count, sum, min, max and buckets of the values since the last reading. */
    HISTOGRAM("histogram"),
    /** Cumulative since the process started, and falls, too. */
    UP_DOWN_COUNTER("up_down_counter");

    private final String text;

    MetricKind(String text) {
        this.text = text;
    }

    /** As in the {@code kind} column. */
    public String text() {
        return text;
    }
}
