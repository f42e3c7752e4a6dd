/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.Quantity;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.TimestampText;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which types may meet, and what becomes of them. */
final class Coercion {
    private final SqlSource source;

    Coercion(SqlSource source) {
        this.source = source;
    }

    static boolean isNull(Expression expression) {
        return expression instanceof Constant constant && constant.value() == null;
    }

    static boolean isNumber(ColumnType type) {
        return type == ColumnType.LONG || type == ColumnType.DOUBLE;
    }

    /** Calculates what is constant; leaves alone what fails, so that it fails only when a row needs it. */
    static Expression fold(Expression expression) {
        boolean constant = !expression.inputs().isEmpty() && expression.type() != ColumnType.ANY;
        for (Expression input : expression.inputs()) {
            constant &= input instanceof Constant;
        }
        if (!constant) {
            return expression;
        }
        try {
            return Constant.of(
                    expression.type(),
                    expression.evaluate(Rows.of(List.of(), 1)).boxed(0));
        } catch (io.ttlog.TTLogException e) {
            return expression; // it throws again when, and if, a row evaluates it
        }
    }

    /**
     * The expression as one of the type, by the conversions that are made unasked: NULL to anything, LONG to DOUBLE, the
     * fitting values of ANY, a text constant to TIMESTAMP or DURATION.
     *
     * @return null when none applies
     */
    @Nullable
    Expression implicit(Expression expression, ColumnType type, Place place) {
        if (expression.type() == type) {
            return expression;
        }
        if (isNull(expression)) {
            return Constant.nullOf(type);
        }
        if (expression.type() == ColumnType.ANY
                || type == ColumnType.ANY
                || expression.type() == ColumnType.LONG && type == ColumnType.DOUBLE
                || expression.type() == ColumnType.JSON && type == ColumnType.TEXT) {
            return fold(Conversion.pick(expression, type));
        }
        boolean time = type == ColumnType.TIMESTAMP || type == ColumnType.DURATION;
        return time && expression instanceof Constant && expression.type() == ColumnType.TEXT
                ? fromText(expression, type, place)
                : null;
    }

    /** The type that all expressions can have. */
    ColumnType common(List<Expression> expressions, List<Place> places, String what) {
        ColumnType common = null;
        for (int i = 0; i < expressions.size(); i++) {
            ColumnType type = expressions.get(i).type();
            if (isNull(expressions.get(i)) || type == common) {
                continue;
            }
            if (common == null) {
                common = type;
            } else if (common == ColumnType.ANY || type == ColumnType.ANY) {
                common = ColumnType.ANY;
            } else if (isNumber(common) && isNumber(type)) {
                common = ColumnType.DOUBLE;
            } else if (isText(common) && isText(type)) {
                common = ColumnType.TEXT;
            } else {
                throw source.semantic(
                        places.get(i), what + " has values of types " + common + " and " + type + "; CAST one of them");
            }
        }
        return common == null ? ColumnType.ANY : common;
    }

    /** The expressions as ones of the type that {@link #common} found. */
    List<Expression> all(List<Expression> expressions, ColumnType type) {
        List<Expression> converted = new ArrayList<>();
        for (Expression expression : expressions) {
            converted.add(isNull(expression) ? Constant.nullOf(type) : fold(Conversion.pick(expression, type)));
        }
        return converted;
    }

    private static boolean isText(ColumnType type) {
        return type == ColumnType.TEXT || type == ColumnType.JSON;
    }

    /**
     * A comparison, with its operands converted to fit.
     *
     * @param idBytes length of the identifiers in either operand when it is a column of those, else 0
     */
    Comparison compare(Operator operator, Expression left, Expression right, Place[] places, int idBytes) {
        ColumnType a = left.type();
        ColumnType b = right.type();
        if (isNull(left) || isNull(right)) {
            ColumnType type = isNull(left) ? b : a;
            return new Comparison(
                    operator,
                    isNull(left) ? Constant.nullOf(type) : left,
                    isNull(right) ? Constant.nullOf(type) : right);
        }
        boolean alike = a == b
                || a == ColumnType.ANY
                || b == ColumnType.ANY
                || isText(a) && isText(b)
                || a == ColumnType.DURATION && b == ColumnType.LONG
                || a == ColumnType.LONG && b == ColumnType.DURATION;
        if (alike) {
            return new Comparison(operator, left, right);
        }
        if (isNumber(a) || isNumber(b)) {
            boolean numeric = (isNumber(a) || a == ColumnType.DURATION) && (isNumber(b) || b == ColumnType.DURATION);
            if (numeric) {
                return new Comparison(
                        operator,
                        fold(Conversion.cast(left, ColumnType.DOUBLE)),
                        fold(Conversion.cast(right, ColumnType.DOUBLE)));
            }
        } else if (a == ColumnType.TEXT && isReadFromText(b)) {
            return new Comparison(operator, readText(left, b, places[0], idBytes), right);
        } else if (b == ColumnType.TEXT && isReadFromText(a)) {
            return new Comparison(operator, left, readText(right, a, places[1], idBytes));
        }
        throw source.semantic(
                places[2], "cannot compare " + a + " " + operator.symbol() + " " + b + hint(a, b, left, right));
    }

    private static String hint(ColumnType a, ColumnType b, Expression left, Expression right) {
        ColumnType other = isNumber(a) ? b : isNumber(b) ? a : null;
        if (other == ColumnType.TIMESTAMP) {
            return "; write to_timestamp(seconds), or CAST nanoseconds AS TIMESTAMP";
        }
        boolean quotedNumber = other == ColumnType.TEXT && (left instanceof Constant || right instanceof Constant);
        if (quotedNumber || a == ColumnType.BOOLEAN || b == ColumnType.BOOLEAN) {
            return "; quotes make a text: write the number, TRUE or FALSE without them, or CAST one side";
        }
        return "; CAST one side";
    }

    private static boolean isReadFromText(ColumnType type) {
        return type == ColumnType.TIMESTAMP || type == ColumnType.DURATION || type == ColumnType.BYTES;
    }

    private Expression readText(Expression text, ColumnType type, Place place, int idBytes) {
        if (!(text instanceof Constant constant) || !(constant.value() instanceof String literal)) {
            return Conversion.cast(text, type);
        }
        if (type != ColumnType.BYTES) {
            return fromText(text, type, place);
        }
        String digits = literal.strip();
        int missing = idBytes * 2 - digits.length();
        String padded = missing > 0 ? "0".repeat(missing) + digits : digits.length() % 2 == 0 ? digits : "0" + digits;
        byte[] bytes = Conversion.bytes(padded);
        if (bytes == null) {
            throw source.semantic(
                    place,
                    "'" + literal + "' is not hexadecimal: expected an identifier such as" + " '4bf92f3577b34da6'");
        }
        return Constant.of(ColumnType.BYTES, bytes);
    }

    private Expression fromText(Expression text, ColumnType type, Place place) {
        Object literal = ((Constant) text).value();
        Long value = null;
        if (literal instanceof String string) {
            value = type == ColumnType.TIMESTAMP ? TimestampText.nanos(string) : Quantity.durationNanos(string);
        }
        if (value == null) {
            throw source.semantic(
                    place,
                    "'" + literal + "' is not a " + type + ": "
                            + (type == ColumnType.TIMESTAMP
                                    ? TimestampText.EXPECTED
                                    : "expected a number with a unit such as 1500ms, 5m or 2 hours"));
        }
        return Constant.of(type, value);
    }
}
