/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SELECT as written.
 *
 * @param distinct whether equal rows are shown once
 * @param items the SELECT list
 * @param from the table, or null: then there is one row without columns
 * @param where the condition on rows
 * @param groupBy expressions, aliases or ordinals
 * @param having the condition on groups
 * @param orderBy the order of the result
 * @param limit most rows of the result
 * @param offset rows to leave out first
 */
public record Select(
        boolean distinct,
        List<Item> items,
        @Nullable Table from,
        @Nullable Expr where,
        List<Expr> groupBy,
        @Nullable Expr having,
        List<Order> orderBy,
        @Nullable Long limit,
        long offset) {

    /** One item of the SELECT list. */
    public record Item(Expr expression, @Nullable String alias) {}

    /** The table that FROM names. */
    public record Table(Place place, String name, @Nullable String alias) {}

    /** One item of ORDER BY. */
    public record Order(Expr expression, boolean descending, boolean nullsFirst) {}
}
