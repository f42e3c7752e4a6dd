/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import org.jspecify.annotations.Nullable;

/** What names mean: columns of scanned rows, or keys and aggregates of groups. */
interface Scope {
    /** The node as a whole, or null when it is to be taken apart. Every name and every aggregate has a meaning or fails. */
    @Nullable
    Expression bind(Expr node);

    /** The name of the column at the index, or null when it has none. */
    @Nullable
    String columnName(int index);
}
