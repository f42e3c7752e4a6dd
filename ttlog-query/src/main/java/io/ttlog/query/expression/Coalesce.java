/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** The first operand that is not null; later ones are evaluated only where the earlier are null. */
public final class Coalesce extends Expression {
    private final List<Expression> operands;

    /** COALESCE of operands of the type. */
    public Coalesce(ColumnType type, List<Expression> operands) {
        super(type);
        this.operands = List.copyOf(operands);
    }

    @Override
    public List<Expression> inputs() {
        return operands;
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Coalesce(type(), inputs);
    }

    @Override
    public Vector evaluate(Rows rows) {
        Branches branches = new Branches(rows, type());
        for (int i = 0; i < operands.size() - 1 && branches.hasRemaining(); i++) {
            branches.takeNonNull(operands.get(i).evaluate(branches.remaining()));
        }
        return branches.finish(operands.get(operands.size() - 1));
    }
}
