/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

/**
 * Bounds what merges write: after so many bytes so much time has to pass. What was written is measured as it grows; a merge that
 * computes longer than its bytes are allowed to take owes nothing, and saves nothing up for later. Belongs to the thread that merges.
 */
final class MergePace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long bytesPerSecond;
    private long bytesBefore;
    private long lastNanos;
    private long dueNanos;

    /**
     * A pace.
     *
     * @param bytesPerSecond {@link Long#MAX_VALUE} for no bound
     */
    MergePace(long bytesPerSecond) {
        this.bytesPerSecond = bytesPerSecond;
    }

    /** Whether there is a bound at all. */
    boolean isBound() {
        return bytesPerSecond < Long.MAX_VALUE;
    }

    /** A file begins. What is owed for the one before stays. */
    void begin(long nowNanos) {
        bytesBefore = 0;
        lastNanos = nowNanos;
    }

    /**
     * Takes note of how long the file has become.
     *
     * @return how much time has to pass before more is written
     */
    long owedNanos(long fileBytes, long nowNanos) {
        if (!isBound()) {
            return 0;
        }
        long grown = Math.max(0, fileBytes - bytesBefore);
        if (grown > 0) { // the time since the last chunk counts, and none before
            boolean owes = dueNanos - lastNanos > 0;
            dueNanos = (owes ? dueNanos : lastNanos) + (long) (grown * NANOS_PER_SECOND / bytesPerSecond);
        }
        bytesBefore = fileBytes;
        lastNanos = nowNanos;
        return Math.max(0, dueNanos - nowNanos);
    }
}
