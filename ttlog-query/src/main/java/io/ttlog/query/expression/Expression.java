/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** A typed expression over the columns of {@link Rows}. */
public abstract class Expression {
    private final ColumnType type;

    Expression(ColumnType type) {
        this.type = type;
    }

    /** The type of all values; the type of the vectors, too. */
    public final ColumnType type() {
        return type;
    }

    /** The expressions that this one needs. */
    public abstract List<Expression> inputs();

    /** The same with other inputs, of the same types. */
    public abstract Expression with(List<Expression> inputs);

    /** The value at each row. Vectors are valid as long as those of the rows. */
    public abstract Vector evaluate(Rows rows);

    /** Whether a value can make this throw; such an expression is evaluated only at rows that ask for it. */
    public boolean canFail() {
        for (Expression input : inputs()) {
            if (input.canFail()) {
                return true;
            }
        }
        return false;
    }

    /** The vectors of all inputs. */
    final Vector[] evaluateInputs(Rows rows) {
        List<Expression> inputs = inputs();
        Vector[] vectors = new Vector[inputs.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = inputs.get(i).evaluate(rows);
        }
        return vectors;
    }
}
