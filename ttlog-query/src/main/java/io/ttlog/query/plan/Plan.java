/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Wanted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to do, in order: scan, filter, group, keep groups, project, remove duplicates, order, limit.
 *
 * @param table whose rows to read; null for one row without columns
 * @param wanted what to read of them
 * @param isEmpty whether the condition rules out every row, so that nothing need be read
 * @param filters all must be true of a row
 * @param groups how to group, or null
 * @param outputs the SELECT list, followed by what only ORDER BY needs
 * @param names of the SELECT list; so many outputs are shown
 * @param distinct whether equal rows are shown once
 * @param orders by which outputs to order, most important first
 * @param limit most rows; Long.MAX_VALUE for all
 * @param offset rows to leave out first
 */
public record Plan(
        @Nullable Table table,
        Wanted wanted,
        boolean isEmpty,
        List<Expression> filters,
        @Nullable Groups groups,
        List<Expression> outputs,
        List<String> names,
        boolean distinct,
        List<Order> orders,
        long limit,
        long offset) {

    /**
     * How to group. The rows that follow have the keys, then the aggregates as columns.
     *
     * @param keys over scanned rows; none means one group, even of no rows
     * @param aggregates over scanned rows
     * @param having over grouped rows, or null
     */
    public record Groups(
            List<Expression> keys,
            List<Aggregate> aggregates,
            @Nullable Expression having) {}

    /** One item of ORDER BY, as an index of {@link #outputs}. */
    public record Order(int output, boolean descending, boolean nullsFirst) {}
}
