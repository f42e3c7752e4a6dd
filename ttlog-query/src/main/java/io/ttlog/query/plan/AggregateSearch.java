/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.Select;
import org.jspecify.annotations.Nullable;

/** Whether an expression contains an aggregate. Stateless. */
final class AggregateSearch {
    private AggregateSearch() {}

    static boolean contains(@Nullable Expr node) {
        if (node instanceof Expr.Call call) {
            return Aggregates.isAggregate(call.function()) || any(call.arguments());
        }
        if (node instanceof Expr.Windowed windowed) {
            Select.Window window = windowed.window();
            boolean found =
                    any(windowed.call().arguments()) || contains(windowed.call().filter()) || any(window.partitionBy());
            for (Query.Order order : window.orderBy()) {
                found |= contains(order.expression());
            }
            return found;
        }
        if (node instanceof Expr.InQuery in) {
            return contains(in.operand());
        }
        if (node instanceof Expr.Logical logical) {
            return any(logical.operands());
        }
        if (node instanceof Expr.Arithmetic arithmetic) {
            return contains(arithmetic.left()) || contains(arithmetic.right());
        }
        if (node instanceof Expr.Comparison comparison) {
            return contains(comparison.left()) || contains(comparison.right());
        }
        if (node instanceof Expr.Negate negate) {
            return contains(negate.operand());
        }
        if (node instanceof Expr.Not not) {
            return contains(not.operand());
        }
        if (node instanceof Expr.IsNull isNull) {
            return contains(isNull.operand());
        }
        if (node instanceof Expr.InList in) {
            return contains(in.operand()) || any(in.list());
        }
        if (node instanceof Expr.Between between) {
            return contains(between.operand()) || contains(between.low()) || contains(between.high());
        }
        if (node instanceof Expr.Like like) {
            return contains(like.operand()) || contains(like.pattern());
        }
        if (node instanceof Expr.Cast cast) {
            return contains(cast.operand());
        }
        if (node instanceof Expr.Case cases) {
            boolean found = contains(cases.operand()) || contains(cases.otherwise());
            for (Expr.When when : cases.whens()) {
                found |= contains(when.when()) || contains(when.then());
            }
            return found;
        }
        return false;
    }

    private static boolean any(Iterable<Expr> nodes) {
        for (Expr node : nodes) {
            if (contains(node)) {
                return true;
            }
        }
        return false;
    }
}
