/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Arithmetic;
import io.ttlog.query.expression.Case;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/** Functions of numbers. */
final class NumberFunctions {
    /** Most digits that round keeps or removes: a double has no more. */
    private static final int DIGITS_MAX = 400;

    private NumberFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        rules.put("abs", new Functions.Rule(1, 1, NumberFunctions::abs));
        rules.put("floor", new Functions.Rule(1, 1, a -> whole(a, Math::floor)));
        rules.put("ceil", new Functions.Rule(1, 1, a -> whole(a, Math::ceil)));
        rules.put("ceiling", new Functions.Rule(1, 1, a -> whole(a, Math::ceil)));
        rules.put("round", new Functions.Rule(1, 2, NumberFunctions::round));
    }

    /** LONG, DOUBLE or DURATION; numbers of ANY as DOUBLE. */
    private static Expression number(Functions.Arguments a) {
        ColumnType type = a.get(0).type();
        if (type == ColumnType.LONG || type == ColumnType.DURATION) {
            return a.get(0);
        }
        if (type == ColumnType.DOUBLE || type == ColumnType.ANY) {
            return a.as(0, ColumnType.DOUBLE);
        }
        throw a.wrongType(0, "a number");
    }

    private static Expression abs(Functions.Arguments a) {
        Expression x = number(a);
        if (x.type() == ColumnType.DOUBLE) {
            return doubles("abs", x, Math::abs);
        }
        Expression zero = Constant.of(x.type(), 0L);
        Expression negated = new Arithmetic(a.source(), a.call().place(), x.type(), '-', zero, x);
        return new Case(x.type(), List.of(new Comparison(Operator.LESS, x, zero)), List.of(Coercion.fold(negated), x));
    }

    private static Expression whole(Functions.Arguments a, DoubleUnaryOperator operator) {
        Expression x = number(a);
        return x.type() == ColumnType.DOUBLE ? doubles(a.call().function(), x, operator) : x;
    }

    private static Expression doubles(String name, Expression operand, DoubleUnaryOperator operator) {
        return new Function(name, ColumnType.DOUBLE, List.of(operand), (vectors, count) -> {
            double[] values = ((DoubleVector) vectors[0]).values();
            double[] result = new double[count];
            for (int i = 0; i < count; i++) {
                result[i] = operator.applyAsDouble(values[i]);
            }
            return new DoubleVector(result, count, vectors[0].nulls());
        });
    }

    /** Half away from zero, in decimal: round(2.5) is 3, round(1.005, 2) is 1.01. */
    private static Expression round(Functions.Arguments a) {
        Expression x = number(a);
        Expression digits = a.count() == 2 ? a.as(1, ColumnType.LONG) : Constant.of(ColumnType.LONG, 0L);
        ColumnType type = x.type();
        return new Function("round", type, List.of(x, digits), (vectors, count) -> {
            ColumnBuilder builder = new ColumnBuilder(type, count);
            long[] scales = ((LongVector) vectors[1]).values();
            for (int row = 0; row < count; row++) {
                Object value = vectors[0].boxed(row);
                if (value == null || vectors[1].isNull(row)) {
                    builder.appendNull();
                    continue;
                }
                int scale = (int) Math.max(-DIGITS_MAX, Math.min(DIGITS_MAX, scales[row]));
                if (value instanceof Double number) {
                    builder.appendDouble(
                            Double.isFinite(number)
                                    ? BigDecimal.valueOf(number)
                                            .setScale(scale, RoundingMode.HALF_UP)
                                            .doubleValue()
                                    : number);
                } else {
                    BigDecimal rounded =
                            BigDecimal.valueOf((Long) value).setScale(Math.min(0, scale), RoundingMode.HALF_UP);
                    boolean fits = rounded.toBigInteger().bitLength() < 64;
                    builder.appendBoxed(fits ? (Long) rounded.longValueExact() : null);
                }
            }
            return builder.build();
        });
    }
}
