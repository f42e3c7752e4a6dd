/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What FROM names. */
public sealed interface From {
    /** Where it stands. */
    Place place();

    /** A table, or a query that WITH names. */
    record Named(Place place, String name, @Nullable String alias) implements From {}

    /**
     * {@code (query) alias}.
     *
     * @param columns new names of its columns; empty to keep them
     */
    record Derived(Place place, Query query, @Nullable String alias, List<String> columns) implements From {}

    /**
     * Rows of two put together.
     *
     * @param asof whether only the nearest of the right rows counts
     * @param on the condition, or null
     * @param using columns of both sides that must be equal
     */
    record Join(
            Place place,
            Kind kind,
            boolean asof,
            From left,
            From right,
            @Nullable Expr on,
            List<Expr.Name> using) implements From {}

    /** Which rows a join gives. */
    enum Kind {
        /** Pairs. */
        INNER,
        /** Pairs, and left rows without a partner. */
        LEFT,
        /** Pairs, and right rows without a partner. */
        RIGHT,
        /** Pairs, and rows of both sides without a partner. */
        FULL,
        /** Left rows with a partner. */
        SEMI,
        /** Left rows without a partner. */
        ANTI,
        /** All pairs. */
        CROSS
    }
}
