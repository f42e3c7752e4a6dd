/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calculates columns, each when somebody asks for it. */
final class ProjectOperator extends Operator {
    private final Operator input;
    private final List<Expression> outputs;

    ProjectOperator(QueryRun run, Operator input, List<Expression> outputs) {
        super(run, input);
        this.input = input;
        this.outputs = outputs;
    }

    @Override
    @Nullable
    Rows advance() {
        Rows rows = input.next();
        return rows == null ? null : Rows.projected(rows, outputs);
    }
}
