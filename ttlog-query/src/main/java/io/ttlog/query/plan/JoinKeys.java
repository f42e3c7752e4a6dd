/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The equalities of a join's conditions by which partners are found.
 *
 * @param left over the left rows
 * @param right over the right rows, of the same types
 * @param others all other conditions, over both
 */
record JoinKeys(List<Expression> left, List<Expression> right, List<Expression> others) {

    /** @param width columns of the left rows */
    static JoinKeys of(List<Expression> conditions, int width) {
        List<Expression> left = new ArrayList<>();
        List<Expression> right = new ArrayList<>();
        List<Expression> others = new ArrayList<>();
        for (Expression condition : conditions) {
            if (condition instanceof Comparison equality && equality.operator() == Operator.EQUAL) {
                Expression a = equality.left();
                Expression b = equality.right();
                boolean ordered = isLeft(a, width) && isRight(b, width);
                if (ordered || isLeft(b, width) && isRight(a, width)) {
                    ColumnType type = type(a.type(), b.type());
                    left.add(Conversion.pick(ordered ? a : b, type));
                    right.add(Conversion.pick(Expressions.shifted(ordered ? b : a, -width), type));
                    continue;
                }
            }
            others.add(condition);
        }
        return new JoinKeys(List.copyOf(left), List.copyOf(right), List.copyOf(others));
    }

    /** Values of different types are equal as values of a mixed column are. */
    private static ColumnType type(ColumnType a, ColumnType b) {
        return a == b ? a : ColumnType.ANY;
    }

    static boolean isLeft(Expression expression, int width) {
        BitSet columns = Expressions.columns(expression);
        return !columns.isEmpty() && columns.length() <= width;
    }

    static boolean isRight(Expression expression, int width) {
        BitSet columns = Expressions.columns(expression);
        return !columns.isEmpty() && columns.nextSetBit(0) >= width;
    }
}
