/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A running node of a plan: gives its rows batch by batch to whoever asks. For one thread, one pass. Close it and its inputs
 * are closed.
 */
abstract class Operator implements AutoCloseable {
    private final QueryRun run;
    private final List<Operator> inputs;
    private long rows;
    private long batches;
    private long nanos;

    Operator(QueryRun run, Operator... inputs) {
        this.run = run;
        this.inputs = List.of(inputs);
    }

    final QueryRun run() {
        return run;
    }

    final List<Operator> inputs() {
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

    /** Where a column of these rows comes from unchanged, as all rows do; null when they do not come from one table as they are. */
    @Nullable
    Origin origin(int column) {
        return null;
    }

    /** A column of a table. */
    record Origin(ReadOperator read, int column) {}

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
