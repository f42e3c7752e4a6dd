/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.pump;

/**
 * For how long the oldest event in the ring of a lane has been waiting, to within a batch and never too short: what was not
 * there at one look came after it. Written by the lane's thread; all may read {@link #nanos}.
 */
final class Lag {
    private long lookedNanos;
    private volatile boolean behind;
    private volatile long sinceNanos; // means something while `behind`

    Lag(long nowNanos) {
        lookedNanos = nowNanos;
    }

    /** The ring was found empty. */
    void nothing(long nowNanos) {
        behind = false;
        lookedNanos = nowNanos;
    }

    /** Something was found in the ring. */
    void something() {
        if (!behind) {
            sinceNanos = lookedNanos;
            behind = true;
        }
    }

    /** What was found at the look of that time, or the first part of it, is dealt with. */
    void dealtWith(long foundNanos) {
        sinceNanos = lookedNanos;
        lookedNanos = foundNanos;
    }

    long nanos(long nowNanos) {
        return behind ? Math.max(0, nowNanos - sinceNanos) : 0;
    }
}
