/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.TTLogException;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code + - * / %} of two LongVectors or two DoubleVectors. Division by zero is NULL. Integers are exact: a result beyond 64
 * bits is an error that points at the operator, because a wrapped number would be a wrong answer.
 */
public final class Arithmetic extends Expression {
    private final SqlSource source;
    private final Place place;
    private final char operator;
    private final Expression left;
    private final Expression right;

    /**
     * Arithmetic of operands of one physical type.
     *
     * @param type of the result: DOUBLE of doubles; LONG, TIMESTAMP or DURATION of the others
     */
    public Arithmetic(
            SqlSource source, Place place, ColumnType type, char operator, Expression left, Expression right) {
        super(type);
        this.source = source;
        this.place = place;
        this.operator = operator;
        this.left = left;
        this.right = right;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(left, right);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new Arithmetic(source, place, type(), operator, inputs.get(0), inputs.get(1));
    }

    @Override
    public boolean canFail() {
        return type() != ColumnType.DOUBLE || super.canFail();
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector a = left.evaluate(rows);
        Vector b = right.evaluate(rows);
        int count = rows.count();
        boolean[] nulls = Vectors.union(a.nulls(), b.nulls(), count);
        if (a instanceof DoubleVector x && b instanceof DoubleVector y) {
            return doubles(x.values(), y.values(), count, nulls);
        }
        long[] x = ((LongVector) a).values();
        long[] y = ((LongVector) b).values();
        return switch (operator) {
            case '+' -> new LongVector(type(), add(x, y, count, nulls), count, nulls);
            case '-' -> new LongVector(type(), subtract(x, y, count, nulls), count, nulls);
            case '*' -> new LongVector(type(), multiply(x, y, count, nulls), count, nulls);
            default -> divide(x, y, count, nulls);
        };
    }

    private long[] add(long[] a, long[] b, int count, boolean @Nullable [] nulls) {
        long[] result = new long[count];
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long sum = a[i] + b[i];
            overflow |= (a[i] ^ sum) & (b[i] ^ sum);
            result[i] = sum;
        }
        for (int i = 0; overflow < 0 && i < count; i++) {
            if ((nulls == null || !nulls[i]) && ((a[i] ^ result[i]) & (b[i] ^ result[i])) < 0) {
                throw overflow(a[i], b[i]);
            }
        }
        return result;
    }

    private long[] subtract(long[] a, long[] b, int count, boolean @Nullable [] nulls) {
        long[] result = new long[count];
        long overflow = 0;
        for (int i = 0; i < count; i++) {
            long difference = a[i] - b[i];
            overflow |= (a[i] ^ b[i]) & (a[i] ^ difference);
            result[i] = difference;
        }
        for (int i = 0; overflow < 0 && i < count; i++) {
            if ((nulls == null || !nulls[i]) && ((a[i] ^ b[i]) & (a[i] ^ result[i])) < 0) {
                throw overflow(a[i], b[i]);
            }
        }
        return result;
    }

    private long[] multiply(long[] a, long[] b, int count, boolean @Nullable [] nulls) {
        long[] result = new long[count];
        for (int i = 0; i < count; i++) {
            long product = a[i] * b[i];
            if (Math.multiplyHigh(a[i], b[i]) != product >> 63 && (nulls == null || !nulls[i])) {
                throw overflow(a[i], b[i]);
            }
            result[i] = product;
        }
        return result;
    }

    private Vector divide(long[] a, long[] b, int count, boolean @Nullable [] nulls) {
        long[] result = new long[count];
        boolean[] undefined = nulls == null ? new boolean[count] : java.util.Arrays.copyOf(nulls, count);
        for (int i = 0; i < count; i++) {
            if (undefined[i] || b[i] == 0) {
                undefined[i] = true;
            } else if (operator == '%') {
                result[i] = a[i] % b[i];
            } else if (a[i] == Long.MIN_VALUE && b[i] == -1) {
                throw overflow(a[i], b[i]);
            } else {
                result[i] = a[i] / b[i];
            }
        }
        return new LongVector(type(), result, count, undefined);
    }

    private Vector doubles(double[] a, double[] b, int count, boolean @Nullable [] nulls) {
        double[] result = new double[count];
        boolean[] undefined = nulls;
        switch (operator) {
            case '+' -> {
                for (int i = 0; i < count; i++) {
                    result[i] = a[i] + b[i];
                }
            }
            case '-' -> {
                for (int i = 0; i < count; i++) {
                    result[i] = a[i] - b[i];
                }
            }
            case '*' -> {
                for (int i = 0; i < count; i++) {
                    result[i] = a[i] * b[i];
                }
            }
            default -> {
                undefined = nulls == null ? new boolean[count] : java.util.Arrays.copyOf(nulls, count);
                for (int i = 0; i < count; i++) {
                    undefined[i] |= b[i] == 0;
                    result[i] = operator == '/' ? a[i] / b[i] : a[i] % b[i];
                }
            }
        }
        return new DoubleVector(result, count, undefined);
    }

    private TTLogException overflow(long a, long b) {
        return source.semantic(
                place,
                a + " " + operator + " " + b + " does not fit into 64 bits; CAST an operand to DOUBLE to calculate"
                        + " with less precision");
    }
}
