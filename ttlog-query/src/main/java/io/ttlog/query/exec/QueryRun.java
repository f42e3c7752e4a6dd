/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.source.ScanCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** What the operators of one query share: its limits, and how much of them is used. For one thread. */
final class QueryRun {
    private final QueryLimits limits;
    private final long startNanos;
    private final boolean timed;
    /** What interrupted the thread before the query began does not mean the query: an interrupted thread may ask, too. */
    private final boolean interruptedBefore = Thread.currentThread().isInterrupted();

    private final List<ReadOperator> reads = new ArrayList<>();
    private final BooleanSupplier cancelled;
    private long heldBytes;
    private long rowsScanned;
    private ScanCounts counts = ScanCounts.NONE;

    /** @param timed whether operators measure the time they take */
    QueryRun(QueryLimits limits, long startNanos, boolean timed, BooleanSupplier cancelled) {
        this.limits = limits;
        this.startNanos = startNanos;
        this.timed = timed;
        this.cancelled = cancelled;
    }

    QueryLimits limits() {
        return limits;
    }

    long startNanos() {
        return startNanos;
    }

    boolean timed() {
        return timed;
    }

    /** Asked once a batch by whoever makes batches. */
    void check() {
        if (!interruptedBefore && Thread.currentThread().isInterrupted()) {
            throw new TTLogException(ErrorCode.QUERY_LIMIT, "the query was cancelled: its thread was interrupted");
        }
        if (cancelled.getAsBoolean()) {
            throw new TTLogException(ErrorCode.QUERY_LIMIT, "the query was cancelled");
        }
        if (System.nanoTime() - startNanos > limits.timeNanosMax()) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the query takes longer than " + limits.timeNanosMax() / 1_000_000
                            + " ms; narrow WHERE, above all on timestamp, or join on equal keys");
        }
    }

    /** Accounts for bytes that an operator holds from now on. */
    void hold(long bytes) {
        heldBytes += bytes;
        if (heldBytes > limits.memoryBytesMax()) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the query holds more than " + limits.memoryBytesMax()
                            + " bytes of rows; narrow WHERE, select fewer columns, or aggregate before a join or sort");
        }
    }

    /** Takes back what was held. */
    void release(long bytes) {
        heldBytes -= bytes;
    }

    void opened(ReadOperator read) {
        reads.add(read);
    }

    List<ReadOperator> reads() {
        return reads;
    }

    void scanned(long rows, ScanCounts scan) {
        rowsScanned += rows;
        counts = counts.plus(scan);
    }

    long rowsScanned() {
        return rowsScanned;
    }

    ScanCounts counts() {
        return counts;
    }
}
