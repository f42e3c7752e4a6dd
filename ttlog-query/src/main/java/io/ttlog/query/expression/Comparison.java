/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.storage.column.AnyVector;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code left operator right}. The operands have one physical type, or either is ANY: then each row is compared by what it
 * holds, and kinds that cannot be compared are unequal, and neither less nor greater (NULL).
 */
public final class Comparison extends Expression {
    private final Operator operator;
    private final Expression left;
    private final Expression right;

    /** A comparison of operands that fit. */
    public Comparison(Operator operator, Expression left, Expression right) {
        super(ColumnType.BOOLEAN);
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    /** How to compare. */
    public Operator operator() {
        return operator;
    }

    /** The left operand. */
    public Expression left() {
        return left;
    }

    /** The right operand. */
    public Expression right() {
        return right;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(left, right);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Comparison(operator, inputs.get(0), inputs.get(1));
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector a = left.evaluate(rows);
        Vector b = right.evaluate(rows);
        int count = rows.count();
        boolean[] result = new boolean[count];
        boolean[] nulls = Vectors.union(a.nulls(), b.nulls(), count);
        Operator plain = plain(operator);
        if (a instanceof AnyVector || b instanceof AnyVector) {
            nulls = compareAny(plain, a, b, result, nulls);
        } else if (a instanceof LongVector x && b instanceof LongVector y) {
            compareLongs(plain, x.values(), y.values(), result, 0, count);
        } else if (a instanceof DoubleVector x && b instanceof DoubleVector y) {
            compareDoubles(plain, x.values(), y.values(), result, 0, count);
        } else if (a instanceof TextVector x && b instanceof TextVector y && isEquality(plain)) {
            equalTexts(plain == Operator.EQUAL, x, y, result, nulls);
        } else {
            for (int i = 0; i < count; i++) {
                result[i] = (nulls == null || !nulls[i]) && test(plain, ValueOrder.compare(a, i, b, i));
            }
        }
        if (operator == plain) {
            return new BooleanVector(result, count, nulls);
        }
        return new BooleanVector(distinct(a, b, result, nulls), count, null);
    }

    /** The operator that decides between two values that are not null. */
    private static Operator plain(Operator operator) {
        return switch (operator) {
            case DISTINCT -> Operator.NOT_EQUAL;
            case NOT_DISTINCT -> Operator.EQUAL;
            default -> operator;
        };
    }

    private static boolean isEquality(Operator operator) {
        return operator == Operator.EQUAL || operator == Operator.NOT_EQUAL;
    }

    private boolean[] distinct(Vector a, Vector b, boolean[] result, boolean @Nullable [] nulls) {
        if (nulls != null) {
            for (int i = 0; i < result.length; i++) {
                if (nulls[i]) {
                    result[i] = (a.isNull(i) != b.isNull(i)) == (operator == Operator.DISTINCT);
                }
            }
        }
        return result;
    }

    private static boolean test(Operator operator, int sign) {
        return switch (operator) {
            case EQUAL, NOT_DISTINCT -> sign == 0;
            case NOT_EQUAL, DISTINCT -> sign != 0;
            case LESS -> sign < 0;
            case LESS_OR_EQUAL -> sign <= 0;
            case GREATER -> sign > 0;
            case GREATER_OR_EQUAL -> sign >= 0;
        };
    }

    private static void compareLongs(Operator operator, long[] a, long[] b, boolean[] result, int from, int to) {
        switch (operator) {
            case EQUAL, NOT_DISTINCT -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] == b[i];
                }
            }
            case NOT_EQUAL, DISTINCT -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] != b[i];
                }
            }
            case LESS -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] < b[i];
                }
            }
            case LESS_OR_EQUAL -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] <= b[i];
                }
            }
            case GREATER -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] > b[i];
                }
            }
            case GREATER_OR_EQUAL -> {
                for (int i = from; i < to; i++) {
                    result[i] = a[i] >= b[i];
                }
            }
        }
    }

    private static void compareDoubles(Operator operator, double[] a, double[] b, boolean[] result, int from, int to) {
        for (int i = from; i < to; i++) {
            result[i] = test(operator, ValueOrder.doubles(a[i], b[i]));
        }
    }

    private static void equalTexts(
            boolean equal, TextVector a, TextVector b, boolean[] result, boolean @Nullable [] nulls) {
        for (int i = 0; i < result.length; i++) {
            result[i] = (nulls == null || !nulls[i]) && a.text(i).equals(b.text(i)) == equal;
        }
    }

    private static boolean @Nullable [] compareAny(
            Operator operator, Vector a, Vector b, boolean[] result, boolean @Nullable [] nulls) {
        boolean[] unknown = nulls;
        for (int i = 0; i < result.length; i++) {
            if (nulls != null && nulls[i]) {
                continue;
            }
            if (ValueOrder.comparable(Vectors.typeAt(a, i), Vectors.typeAt(b, i))) {
                result[i] = test(operator, ValueOrder.compare(a, i, b, i));
            } else if (isEquality(operator)) {
                result[i] = operator == Operator.NOT_EQUAL;
            } else {
                if (unknown == null || unknown == nulls) {
                    unknown = nulls == null ? new boolean[result.length] : nulls.clone();
                }
                unknown[i] = true;
            }
        }
        return unknown;
    }
}
