/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import org.jspecify.annotations.Nullable;

/**
 * One aggregate of a query.
 *
 * @param kind what to calculate
 * @param type of the result
 * @param argument what of; null of {@code count(*)}
 * @param filter which rows count, or null for all
 * @param order what values are ordered by, of those kinds that ask for it
 * @param number of a percentile the fraction, from 0 to 1; of TOP_K how many
 * @param separator of STRING_AGG
 * @param source for errors
 * @param call as written
 */
public record Aggregate(
        Kind kind,
        ColumnType type,
        @Nullable Expression argument,
        @Nullable Expression filter,
        @Nullable Expression order,
        double number,
        String separator,
        SqlSource source,
        Expr.Call call) {
    /** What an aggregate calculates. NULL values never count. */
    public enum Kind {
        /** How many. */
        COUNT,
        /** The sum, exact of integers. */
        SUM,
        /** The mean. */
        AVG,
        /** The least. */
        MIN,
        /** The greatest. */
        MAX,
        /** The value below which a fraction of the values lies, exact, with linear interpolation; of BYTES that of histograms by their buckets. */
        PERCENTILE,
        /** The value at a percentile: one of the values. */
        PERCENTILE_DISC,
        /** The standard deviation of a sample. */
        STDDEV_SAMP,
        /** The standard deviation of all there are. */
        STDDEV_POP,
        /** The variance of a sample. */
        VAR_SAMP,
        /** The variance of all there are. */
        VAR_POP,
        /** The value of the least order; of equals the first. */
        ARG_MIN,
        /** The value of the greatest order; of equals the first. */
        ARG_MAX,
        /** The value of the greatest order; of equals the last. */
        LAST,
        /** The first value. */
        ANY_VALUE,
        /** Whether all are true. */
        BOOL_AND,
        /** Whether one is true. */
        BOOL_OR,
        /** All texts, with a separator between. */
        STRING_AGG,
        /** About how many different values there are. */
        APPROX_COUNT_DISTINCT,
        /** The most frequent values, as JSON. */
        TOP_K,
        /** How many values lie in each of the ranges 1, 2, 5, 10, 20 ..., as JSON. */
        HISTOGRAM,
        /** How much a counter rose in the order of time, with its resets. */
        INCREASE,
        /** The same by second. */
        RATE,
        /** The last value less the first. */
        DELTA
    }

    /** Whether values come with what they are ordered by. */
    boolean isOrdered() {
        return order != null;
    }
}
