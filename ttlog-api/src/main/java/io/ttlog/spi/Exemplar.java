/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/** One recorded value and the sampled span that was current then; none as long as the span id is 0. Belongs to one thread at a time. */
public final class Exemplar {
    private double value;
    private long traceIdHigh;
    private long traceIdLow;
    private long spanId;

    /** None. */
    public Exemplar() {}

    /** The span in which the value was recorded. */
    public void span(long newTraceIdHigh, long newTraceIdLow, long newSpanId) {
        traceIdHigh = newTraceIdHigh;
        traceIdLow = newTraceIdLow;
        spanId = newSpanId;
    }

    void value(double newValue) {
        value = newValue;
    }

    void set(Exemplar other) {
        value = other.value;
        span(other.traceIdHigh, other.traceIdLow, other.spanId);
    }

    /** Takes the other one if that is of a larger value, or this is none. */
    void keepLarger(Exemplar other) {
        if (other.isPresent() && (!isPresent() || other.value > value)) {
            set(other);
        }
    }

    void clear() {
        spanId = 0;
    }

    /** Whether there is one. */
    public boolean isPresent() {
        return spanId != 0;
    }

    /** What was recorded. */
    public double value() {
        return value;
    }

    /** First half of the trace id. */
    public long traceIdHigh() {
        return traceIdHigh;
    }

    /** Second half of the trace id. */
    public long traceIdLow() {
        return traceIdLow;
    }

    /** The span id. */
    public long spanId() {
        return spanId;
    }
}
