/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT as written, up to what {@link Query} has.
 *
 * @param place of the whole
 * @param distinct whether equal rows are shown once
 * @param items the SELECT list
 * @param from where rows come from, or null: then there is one row without columns
 * @param where the condition on rows
 * @param groupBy expressions, aliases or ordinals
 * @param groupByAll whether all items without an aggregate are keys
 * @param having the condition on groups
 * @param windows the windows that WINDOW names
 * @param qualify the condition on rows that windows have been calculated for
 */
public record Select(
        Place place,
        boolean distinct,
        List<Item> items,
        @Nullable From from,
        @Nullable Expr where,
        List<Expr> groupBy,
        boolean groupByAll,
        @Nullable Expr having,
        Map<String, Window> windows,
        @Nullable Expr qualify)
        implements Body {

    /** One item of the SELECT list. */
    public record Item(Expr expression, @Nullable String alias) {}

    /**
     * Which rows a function sees beside its own.
     *
     * @param base the named window that this one is, or null
     * @param frame null for the usual one: up to the rows equal in order, or all rows when there is no order
     */
    public record Window(
            Place place,
            @Nullable String base,
            List<Expr> partitionBy,
            List<Query.Order> orderBy,
            @Nullable Frame frame) {}

    /** {@code ROWS} or {@code RANGE BETWEEN from AND to}. */
    public record Frame(Place place, boolean rows, Bound from, Bound to) {}

    /**
     * One end of a frame.
     *
     * @param offset rows, or distance in the order; null of the others
     */
    public record Bound(Place place, Kind kind, @Nullable Expr offset) {
        /** Relative to the row; in order. */
        public enum Kind {
            /** The first row. */
            UNBOUNDED_PRECEDING,
            /** So much before. */
            PRECEDING,
            /** The row itself. */
            CURRENT_ROW,
            /** So much after. */
            FOLLOWING,
            /** The last row. */
            UNBOUNDED_FOLLOWING
        }
    }
}
