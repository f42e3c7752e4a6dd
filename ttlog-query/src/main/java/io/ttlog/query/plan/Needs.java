/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.query.expression.InConstants;
import io.ttlog.query.expression.Like;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.expression.RegexFunction;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.Need;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What rows need to make a condition true, as far as zone maps and filters of row groups can tell. A part of a condition that says nothing of
 * that kind needs nothing. Stateless.
 */
final class Needs {
    /** Most values of an IN that are looked up one by one: each costs a probe a row group. */
    private static final int VALUES_MAX = 256;

    private Needs() {}

    /** Of a condition over rows that have these columns. */
    static Need of(Expression condition, List<ColumnRef> columns) {
        if (condition instanceof Logical logical) {
            return logical(logical, columns);
        }
        if (condition instanceof Comparison comparison) {
            Need left = compare(comparison.operator(), comparison.left(), comparison.right(), columns);
            return left != Need.NOTHING
                    ? left
                    : compare(comparison.operator().mirrored(), comparison.right(), comparison.left(), columns);
        }
        if (condition instanceof InConstants in) {
            return oneOf(in, columns);
        }
        if (condition instanceof Like like) {
            return like(like, columns);
        }
        if (condition instanceof RegexFunction regex && regex.isMatch()) {
            return regex(regex, columns);
        }
        return condition instanceof Function function ? part(function, columns) : Need.NOTHING;
    }

    private static Need logical(Logical logical, List<ColumnRef> columns) {
        List<Need> needs = new ArrayList<>();
        for (Expression operand : logical.inputs()) {
            Need need = of(operand, columns);
            if (need != Need.NOTHING) {
                needs.add(need);
            } else if (!logical.isAnd()) {
                return need;
            }
        }
        if (needs.isEmpty()) {
            return Need.NOTHING;
        }
        return logical.isAnd() ? new Need.AllOf(List.copyOf(needs)) : new Need.OneOf(List.copyOf(needs));
    }

    /** The stored column that an expression is; of one whose type varies from row to row, those rows that have the type. */
    private static @Nullable ColumnKey key(Expression expression, ColumnType type, List<ColumnRef> columns) {
        if (!(expression instanceof Column column)
                || column.type() != type && (column.type() != ColumnType.ANY || type != ColumnType.TEXT)) {
            return null;
        }
        ColumnRef ref = columns.get(column.index());
        return new ColumnKey(ref.name(), ref.attribute(), type);
    }

    private static @Nullable ColumnKey key(Expression expression, List<ColumnRef> columns) {
        return expression.type() == ColumnType.ANY || expression.type() == ColumnType.JSON
                ? null
                : key(expression, expression.type(), columns);
    }

    private static Need compare(Operator operator, Expression expression, Expression with, List<ColumnRef> columns) {
        if (!(with instanceof Constant constant)) {
            return Need.NOTHING;
        }
        Object value = constant.value();
        if (value == null || operator == Operator.DISTINCT) {
            return Need.NOTHING;
        }
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_DISTINCT;
        ColumnKey key = value instanceof String && equality
                ? key(expression, ColumnType.TEXT, columns)
                : key(expression, columns);
        if (key == null) {
            return Need.NOTHING;
        }
        if (equality) {
            return equal(key, value);
        }
        boolean below = operator == Operator.LESS || operator == Operator.LESS_OR_EQUAL;
        boolean above = operator == Operator.GREATER || operator == Operator.GREATER_OR_EQUAL;
        if (value instanceof Long number && (below || above)) {
            return new Need.Within(key, above ? number : Long.MIN_VALUE, below ? number : Long.MAX_VALUE);
        }
        if (value instanceof Double number && (below || above) && !Double.isNaN(number)) {
            return new Need.WithinDoubles(
                    key, above ? number : Double.NEGATIVE_INFINITY, below ? number : Double.POSITIVE_INFINITY);
        }
        return new Need.Value(key);
    }

    private static Need equal(ColumnKey key, Object value) {
        if (value instanceof String text) {
            return Need.equal(key, text);
        }
        if (value instanceof byte[] bytes) {
            return Need.equal(key, bytes);
        }
        if (value instanceof Long number) {
            return new Need.Within(key, number, number);
        }
        if (value instanceof Boolean flag) {
            return new Need.Within(key, flag ? 1 : 0, flag ? 1 : 0);
        }
        if (value instanceof Double number && !Double.isNaN(number)) {
            return new Need.WithinDoubles(key, number, number);
        }
        return new Need.Value(key);
    }

    private static Need oneOf(InConstants in, List<ColumnRef> columns) {
        ColumnKey key = key(in.operand(), columns);
        if (key == null) {
            return Need.NOTHING;
        }
        if (in.values().size() > VALUES_MAX) {
            return new Need.Value(key);
        }
        List<Need> needs = new ArrayList<>();
        for (Object value : in.values()) {
            needs.add(equal(key, value));
        }
        return new Need.OneOf(List.copyOf(needs));
    }

    /** What stands between wildcards is a part of the text, open where a wildcard is. */
    private static Need like(Like like, List<ColumnRef> columns) {
        ColumnKey key = key(like.text(), ColumnType.TEXT, columns);
        if (key == null
                || !(like.pattern() instanceof Constant constant)
                || !(constant.value() instanceof String pattern)) {
            return Need.NOTHING;
        }
        if (like.ignoreCase()) {
            return new Need.Value(key);
        }
        List<Need> needs = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean openBefore = false;
        int[] points = pattern.codePoints().toArray();
        for (int i = 0; i < points.length; i++) {
            if (points[i] == like.escape() && i + 1 < points.length) {
                part.appendCodePoint(points[++i]);
            } else if (points[i] == '%' || points[i] == '_') {
                needs.add(Need.part(key, part.toString(), openBefore, true));
                part.setLength(0);
                openBefore = true;
            } else {
                part.appendCodePoint(points[i]);
            }
        }
        needs.add(openBefore ? Need.part(key, part.toString(), true, false) : Need.equal(key, part.toString()));
        return new Need.AllOf(List.copyOf(needs));
    }

    /**
     * A token is a word, but for a hexadecimal one that may be a piece of a UUID: that is no word, and no id by itself. As a part between
     * blanks it is whole on both sides.
     */
    private static Need token(Function function, List<ColumnRef> columns) {
        ColumnKey key = key(function.inputs().get(0), columns);
        boolean known = function.inputs().get(1) instanceof Constant constant && constant.value() instanceof String;
        if (key == null || key.type() != ColumnType.TEXT || !known) {
            return Need.NOTHING;
        }
        String token = (String) ((Constant) function.inputs().get(1)).value();
        boolean perhapsOfUuid = token == null || token.matches("[0-9a-fA-F]{4}|[0-9a-fA-F]{8}|[0-9a-fA-F]{12}");
        return perhapsOfUuid ? new Need.Value(key) : Need.part(key, " " + token + " ", true, true);
    }

    /** One of the literals that every match contains. */
    private static Need regex(RegexFunction function, List<ColumnRef> columns) {
        ColumnKey key = key(function.text(), ColumnType.TEXT, columns);
        List<String> literals = function.regex().requiredLiterals();
        if (key == null || literals.isEmpty()) {
            return Need.NOTHING;
        }
        List<Need> needs = new ArrayList<>();
        for (String literal : literals) {
            needs.add(Need.part(key, literal, true, true));
        }
        return new Need.OneOf(List.copyOf(needs));
    }

    private static Need part(Function function, List<ColumnRef> columns) {
        boolean openBefore;
        boolean openBehind;
        switch (function.name()) {
            case "contains" -> {
                openBefore = true;
                openBehind = true;
            }
            case "has_token" -> {
                return token(function, columns);
            }
            case "starts_with" -> {
                openBefore = false;
                openBehind = true;
            }
            case "ends_with" -> {
                openBefore = true;
                openBehind = false;
            }
            default -> {
                return Need.NOTHING;
            }
        }
        List<Expression> arguments = function.inputs();
        ColumnKey key = key(arguments.get(0), columns);
        boolean known = arguments.get(1) instanceof Constant constant && constant.value() instanceof String;
        if (key == null || key.type() != ColumnType.TEXT || !known) {
            return Need.NOTHING;
        }
        String text = (String) ((Constant) arguments.get(1)).value();
        return text == null ? Need.NOTHING : Need.part(key, text, openBefore, openBehind);
    }
}
