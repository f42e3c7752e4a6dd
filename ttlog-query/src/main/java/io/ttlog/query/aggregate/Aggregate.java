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
 * @param fraction of a percentile, from 0 to 1
 * @param source for errors
 * @param call as written
 */
public record Aggregate(
        Kind kind,
        ColumnType type,
        @Nullable Expression argument,
        @Nullable Expression filter,
        double fraction,
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
        PERCENTILE
    }
}
