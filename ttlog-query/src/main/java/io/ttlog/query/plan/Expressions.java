/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.expression.PerDictionaryEntry;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntFunction;

/** Takes expressions apart and puts them together again. Stateless. */
final class Expressions {
    private Expressions() {}

    /** The expression with something else in place of each column. */
    static Expression replaceColumns(Expression expression, IntFunction<Expression> replacement) {
        if (expression instanceof Column column) {
            return replacement.apply(column.index());
        }
        if (expression instanceof PerDictionaryEntry) {
            // It knows its column; who is done wraps again.
            return replaceColumns(expression.inputs().get(0), replacement);
        }
        List<Expression> inputs = expression.inputs();
        if (inputs.isEmpty()) {
            return expression;
        }
        List<Expression> replaced = new ArrayList<>(inputs.size());
        for (Expression input : inputs) {
            replaced.add(replaceColumns(input, replacement));
        }
        return expression.with(replaced);
    }

    /** The expression over columns that stand so much further to the right. */
    static Expression shifted(Expression expression, int by) {
        return replaceColumns(expression, index -> new Column(index + by, typeOf(expression, index)));
    }

    private static io.ttlog.storage.column.ColumnType typeOf(Expression expression, int index) {
        if (expression instanceof Column column && column.index() == index) {
            return column.type();
        }
        for (Expression input : expression.inputs()) {
            if (columns(input).get(index)) {
                return typeOf(input, index);
            }
        }
        throw new IllegalArgumentException("no column " + index);
    }

    /** Which columns it needs. */
    static BitSet columns(Expression expression) {
        BitSet columns = new BitSet();
        addColumns(expression, columns);
        return columns;
    }

    private static void addColumns(Expression expression, BitSet columns) {
        if (expression instanceof Column column) {
            columns.set(column.index());
        }
        for (Expression input : expression.inputs()) {
            addColumns(input, columns);
        }
    }

    /** The conditions that are all true when this one is. */
    static List<Expression> conjuncts(Expression condition) {
        if (condition instanceof Constant constant && Boolean.TRUE.equals(constant.value())) {
            return List.of();
        }
        if (condition instanceof Logical logical && logical.isAnd()) {
            List<Expression> conjuncts = new ArrayList<>();
            for (Expression operand : logical.inputs()) {
                conjuncts.addAll(conjuncts(operand));
            }
            return conjuncts;
        }
        return List.of(condition);
    }

    /** One condition that is true when all are; there is one at least. */
    static Expression all(List<Expression> conditions) {
        return conditions.size() == 1 ? conditions.get(0) : new Logical(true, conditions);
    }

    /** Ready to run. */
    static List<Expression> wrapped(List<Expression> expressions) {
        List<Expression> wrapped = new ArrayList<>();
        for (Expression expression : expressions) {
            wrapped.add(PerDictionaryEntry.wrap(expression));
        }
        return List.copyOf(wrapped);
    }
}
