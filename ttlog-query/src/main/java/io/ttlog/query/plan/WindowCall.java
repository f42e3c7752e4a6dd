/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.storage.column.ColumnType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of a row and those around it.
 *
 * @param kind which
 * @param type of the result
 * @param arguments over the rows; those of LAG and LEAD with the value where there is no row
 * @param number of NTILE the buckets, of LAG, LEAD and NTH_VALUE the rows
 * @param aggregate of AGGREGATE which
 * @param frame which rows of the partition an aggregate or a value of a frame sees
 * @param call as written
 */
public record WindowCall(
        Kind kind,
        ColumnType type,
        List<Expression> arguments,
        long number,
        @Nullable Aggregate aggregate,
        Frame frame,
        Expr.Call call) {
    /** What it gives. */
    public enum Kind {
        /** The number of the row, from 1. */
        ROW_NUMBER,
        /** One more than the rows before those of equal order. */
        RANK,
        /** One more than the different orders before. */
        DENSE_RANK,
        /** Which of so many equally large buckets, from 1. */
        NTILE,
        /** The value of a row so many before. */
        LAG,
        /** The value of a row so many after. */
        LEAD,
        /** The value of the first row of the frame. */
        FIRST_VALUE,
        /** The value of the last row of the frame. */
        LAST_VALUE,
        /** The value of the n-th row of the frame. */
        NTH_VALUE,
        /** An aggregate of the rows of the frame. */
        AGGREGATE
    }

    /**
     * The rows of a partition from one to another.
     *
     * @param rows whether offsets count rows; else they are distances in the order, and rows of equal order go together
     * @param from of the first row
     * @param to of the last row
     */
    public record Frame(boolean rows, Edge from, Edge to) {}

    /**
     * One end of a frame.
     *
     * @param unbounded whether it is that of the partition
     * @param whole offset, negative before the row; in rows, or as whole numbers and nanoseconds are apart
     * @param real the same as DOUBLEs are apart
     */
    public record Edge(boolean unbounded, long whole, double real) {}
}
