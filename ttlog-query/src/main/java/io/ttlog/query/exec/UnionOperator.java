/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import org.jspecify.annotations.Nullable;

/** The rows of all inputs, one after the other. */
final class UnionOperator extends Operator {
    private int at;

    UnionOperator(QueryRun run, Operator... inputs) {
        super(run, inputs);
    }

    @Override
    @Nullable
    Rows advance() {
        while (at < inputs().size()) {
            Rows rows = inputs().get(at).next();
            if (rows != null) {
                return rows;
            }
            at++;
        }
        return null;
    }
}
