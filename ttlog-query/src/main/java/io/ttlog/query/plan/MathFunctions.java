/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Arithmetic;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Roots, powers, logarithms. What is not defined, as the root of a negative number, is NULL, as x / 0 is. */
final class MathFunctions {
    private static final double LN_2 = Math.log(2);

    private MathFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        rules.put("pi", new Functions.Rule(0, 0, a -> Constant.of(ColumnType.DOUBLE, Math.PI)));
        unary(rules, "sqrt", Math::sqrt);
        unary(rules, "exp", Math::exp);
        unary(rules, "ln", x -> x > 0 ? Math.log(x) : Double.NaN);
        unary(rules, "log10", x -> x > 0 ? Math.log10(x) : Double.NaN);
        unary(rules, "log", x -> x > 0 ? Math.log10(x) : Double.NaN);
        unary(rules, "log2", MathFunctions::log2);
        for (String name : List.of("power", "pow")) {
            rules.put(
                    name,
                    new Functions.Rule(
                            2,
                            2,
                            a -> doubles(
                                    name, List.of(a.as(0, ColumnType.DOUBLE), a.as(1, ColumnType.DOUBLE)), Math::pow)));
        }
        rules.put(
                "trunc",
                new Functions.Rule(
                        1,
                        1,
                        a -> a.get(0).type() == ColumnType.LONG
                                ? a.get(0)
                                : doubles(
                                        "trunc",
                                        a.as(0, ColumnType.DOUBLE),
                                        x -> x < 0 ? Math.ceil(x) : Math.floor(x))));
        rules.put("sign", new Functions.Rule(1, 1, a -> {
            Expression sign = doubles("sign", a.as(0, ColumnType.DOUBLE), Math::signum);
            return a.get(0).type() == ColumnType.LONG ? Conversion.cast(sign, ColumnType.LONG) : sign;
        }));
        rules.put("mod", new Functions.Rule(2, 2, MathFunctions::mod));
    }

    private static double log2(double x) {
        if (!(x > 0)) {
            return Double.NaN;
        }
        // powers of two, which are what one looks for, are exact
        int exponent = Math.getExponent(x);
        return exponent >= Double.MIN_EXPONENT && exponent <= Double.MAX_EXPONENT && x == Math.scalb(1.0, exponent)
                ? exponent
                : Math.log(x) / LN_2;
    }

    private static Expression mod(Functions.Arguments a) {
        boolean whole = a.get(0).type() == ColumnType.LONG && a.get(1).type() == ColumnType.LONG;
        ColumnType type = whole ? ColumnType.LONG : ColumnType.DOUBLE;
        return new Arithmetic(a.source(), a.call().place(), type, '%', a.as(0, type), a.as(1, type));
    }

    private static void unary(Map<String, Functions.Rule> rules, String name, DoubleUnaryOperator operator) {
        rules.put(name, new Functions.Rule(1, 1, a -> doubles(name, a.as(0, ColumnType.DOUBLE), operator)));
    }

    private static Expression doubles(String name, Expression operand, DoubleUnaryOperator operator) {
        return new Function(name, ColumnType.DOUBLE, List.of(operand), (vectors, count) -> {
            double[] values = ((DoubleVector) vectors[0]).values();
            double[] result = new double[count];
            boolean undefined = false;
            for (int i = 0; i < count; i++) {
                result[i] = operator.applyAsDouble(values[i]);
                undefined |= Double.isNaN(result[i]) && !Double.isNaN(values[i]);
            }
            return undefined ? withNulls(result, count, vectors) : new DoubleVector(result, count, vectors[0].nulls());
        });
    }

    private static Expression doubles(String name, List<Expression> operands, DoubleBinaryOperator operator) {
        return new Function(name, ColumnType.DOUBLE, operands, (vectors, count) -> {
            double[] x = ((DoubleVector) vectors[0]).values();
            double[] y = ((DoubleVector) vectors[1]).values();
            double[] result = new double[count];
            for (int i = 0; i < count; i++) {
                result[i] = operator.applyAsDouble(x[i], y[i]);
            }
            return withNulls(result, count, vectors);
        });
    }

    /** NULL where an argument is, and where the result is NaN though no argument is. */
    private static Vector withNulls(double[] result, int count, Vector[] arguments) {
        boolean[] nulls = new boolean[count];
        for (int i = 0; i < count; i++) {
            nulls[i] = Double.isNaN(result[i]);
        }
        for (Vector argument : arguments) {
            double[] values = ((DoubleVector) argument).values();
            for (int i = 0; i < count; i++) {
                nulls[i] &= !Double.isNaN(values[i]);
            }
        }
        for (Vector argument : arguments) {
            boolean @Nullable [] unknown = argument.nulls();
            for (int i = 0; unknown != null && i < count; i++) {
                nulls[i] |= unknown[i];
            }
        }
        return new DoubleVector(Arrays.copyOf(result, count), count, nulls);
    }
}
