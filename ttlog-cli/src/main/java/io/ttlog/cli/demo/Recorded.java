/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.Level;

/** One row of the {@link Recording}. Times are nanoseconds since 1970, ids are as in the data set. */
sealed interface Recorded {
    /** When the system that was recorded would have handed the event over: a span at its end. */
    long recordedNanos();

    /** A line that a service logged inside a span. */
    record Log(
            long recordedNanos,
            Level level,
            String logger,
            long line,
            String message,
            String pod,
            String node,
            long traceIdHigh,
            long traceIdLow,
            long spanId)
            implements Recorded {}

    /** A finished span; a parent of zero means that it is a root. */
    record Span(
            String operation,
            long startNanos,
            long durationNanos,
            String pod,
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            long parentId)
            implements Recorded {
        @Override
        public long recordedNanos() {
            return startNanos + durationNanos;
        }
    }

    /** A reading of a gauge of a pod. */
    record Reading(long recordedNanos, String metric, String pod, double value) implements Recorded {}
}
