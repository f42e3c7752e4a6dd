/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.List;

/** AND or OR of any number of operands, by Kleene's three-valued logic. */
public final class Logical extends Expression {
    private final boolean and;
    private final List<Expression> operands;

    /** AND, or else OR, of BOOLEAN operands. */
    public Logical(boolean and, List<Expression> operands) {
        super(ColumnType.BOOLEAN);
        this.and = and;
        this.operands = List.copyOf(operands);
    }

    /** Whether this is AND. */
    public boolean isAnd() {
        return and;
    }

    @Override
    public List<Expression> inputs() {
        return operands;
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Logical(and, inputs);
    }

    @Override
    public Vector evaluate(Rows rows) {
        int count = rows.count();
        // The absorbing value (false of AND, true of OR) decides whatever else is null.
        boolean[] decided = new boolean[count];
        boolean[] unknown = new boolean[count];
        for (Expression operand : operands) {
            BooleanVector vector = (BooleanVector) operand.evaluate(rows);
            absorb(vector, decided, unknown, count);
        }
        boolean[] values = new boolean[count];
        boolean anyUnknown = false;
        for (int i = 0; i < count; i++) {
            unknown[i] &= !decided[i];
            anyUnknown |= unknown[i];
            values[i] = and != decided[i];
        }
        return new BooleanVector(values, count, anyUnknown ? unknown : null);
    }

    private void absorb(BooleanVector vector, boolean[] decided, boolean[] unknown, int count) {
        boolean[] values = vector.values();
        boolean[] nulls = vector.nulls();
        if (nulls == null) {
            for (int i = 0; i < count; i++) {
                decided[i] |= values[i] != and;
            }
        } else {
            for (int i = 0; i < count; i++) {
                decided[i] |= !nulls[i] && values[i] != and;
                unknown[i] |= nulls[i];
            }
        }
    }

    /** {@code NOT operand}. */
    public static Expression not(Expression operand) {
        return new Function("not", ColumnType.BOOLEAN, List.of(operand), (arguments, count) -> {
            BooleanVector vector = (BooleanVector) arguments[0];
            boolean[] values = Arrays.copyOf(vector.values(), count);
            for (int i = 0; i < count; i++) {
                values[i] = !values[i];
            }
            return new BooleanVector(values, count, vector.nulls());
        });
    }

    /** {@code operand IS NULL}, or IS NOT NULL. */
    public static Expression isNull(Expression operand, boolean negated) {
        return new Function("is null", ColumnType.BOOLEAN, List.of(operand), (arguments, count) -> {
            boolean[] nulls = arguments[0].nulls();
            boolean[] values = nulls == null ? new boolean[count] : Arrays.copyOf(nulls, count);
            if (negated) {
                for (int i = 0; i < count; i++) {
                    values[i] = !values[i];
                }
            }
            return new BooleanVector(values, count, null);
        });
    }
}
