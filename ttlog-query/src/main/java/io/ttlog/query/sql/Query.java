/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A query as written: rows of a {@link Body}, in an order, and how many of them.
 *
 * @param place of the whole
 * @param ctes the queries that WITH names, each visible to those after it
 * @param body where rows come from
 * @param orderBy the order of the rows
 * @param limitBy most rows of each key, or null
 * @param limit most rows; null for all
 * @param offset rows to leave out first
 */
public record Query(
        Place place,
        List<Cte> ctes,
        Body body,
        List<Order> orderBy,
        @Nullable LimitBy limitBy,
        @Nullable Long limit,
        long offset)
        implements Body {

    /**
     * A query with a name.
     *
     * @param columns new names of its columns; empty to keep them
     */
    public record Cte(Place place, String name, List<String> columns, Query query) {}

    /** One item of ORDER BY. */
    public record Order(Expr expression, boolean descending, boolean nullsFirst) {}

    /** {@code LIMIT rows BY keys}. */
    public record LimitBy(long rows, List<Expr> keys) {}

    /**
     * {@code UNION}, {@code INTERSECT} or {@code EXCEPT}.
     *
     * @param all whether equal rows are counted, not merged
     * @param inputs two; of UNION two and more
     */
    public record SetOperation(Place place, Kind kind, boolean all, List<Body> inputs) implements Body {
        /** Which rows. */
        public enum Kind {
            /** Those of any input. */
            UNION,
            /** Those that both inputs have. */
            INTERSECT,
            /** Those of the first input that the second does not have. */
            EXCEPT
        }
    }

    /** {@code VALUES (...), (...)}; all rows have as many items. */
    public record Values(Place place, List<List<Expr>> rows) implements Body {}
}
