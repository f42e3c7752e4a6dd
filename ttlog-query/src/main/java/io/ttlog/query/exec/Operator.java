/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import org.jspecify.annotations.Nullable;

/**
 * A running node of a plan: gives its rows batch by batch to whoever asks. For one thread, one pass. Close it and its inputs
 * are closed.
 */
abstract class Operator implements AutoCloseable {
    private final QueryRun run;
    private final java.util.List<Operator> inputs;
    private long rows;
    private long batches;
    private long nanos;

    Operator(QueryRun run, Operator... inputs) {
        this.run = run;
        this.inputs = java.util.List.of(inputs);
    }

    final QueryRun run() {
        return run;
    }

    final java.util.List<Operator> inputs() {
        return inputs;
    }

    /** The next rows, valid until the next call; none of them, or null at the end. */
    abstract @Nullable Rows advance();

    final @Nullable Rows next() {
        long start = run.timed() ? System.nanoTime() : 0;
        Rows next = advance();
        if (run.timed()) {
            nanos += System.nanoTime() - start;
        }
        if (next != null) {
            rows += next.count();
            batches++;
        }
        return next;
    }

    /** Rows given so far. */
    final long rows() {
        return rows;
    }

    /** Batches given so far. */
    final long batches() {
        return batches;
    }

    /** Time in here and in the inputs so far; 0 when it is not measured. */
    final long nanos() {
        return nanos;
    }

    /** What else there is to tell of the run; empty for nothing. */
    String notes() {
        return "";
    }

    @Override
    public void close() {
        for (Operator input : inputs) {
            input.close();
        }
    }
}
