/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.storage.column.BooleanVector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets those rows pass for which all conditions are true, one condition after the other. */
final class FilterOperator extends Operator {
    private final Operator input;
    private final List<Expression> conditions;

    FilterOperator(QueryRun run, Operator input, List<Expression> conditions) {
        super(run, input);
        this.input = input;
        this.conditions = conditions;
    }

    @Override
    @Nullable
    Rows advance() {
        for (Rows batch = input.next(); batch != null; batch = input.next()) {
            Rows rows = where(batch, conditions);
            if (rows.count() > 0) {
                return rows;
            }
        }
        return null;
    }

    static Rows where(Rows batch, List<Expression> conditions) {
        Rows rows = batch;
        for (Expression condition : conditions) {
            if (rows.count() == 0) {
                return rows;
            }
            rows = rows.where((BooleanVector) condition.evaluate(rows));
        }
        return rows;
    }
}
