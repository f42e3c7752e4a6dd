/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Arithmetic;
import io.ttlog.query.expression.Case;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.InConstants;
import io.ttlog.query.expression.Like;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns syntax into typed expressions within a scope; folds constants on the way. */
final class Binder {
    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    private final SqlSource source;
    private final Coercion coercion;
    private final Functions functions;
    private final Subqueries subqueries;

    /** A binder for one SELECT. */
    Binder(SqlSource source, Coercion coercion, Functions functions, Subqueries subqueries) {
        this.source = source;
        this.coercion = coercion;
        this.functions = functions;
        this.subqueries = subqueries;
    }

    Coercion coercion() {
        return coercion;
    }

    Expression bind(Expr node, Scope scope) {
        Expression whole = scope.bind(node);
        return whole != null ? whole : Coercion.fold(bindParts(node, scope));
    }

    private Expression bindParts(Expr node, Scope scope) {
        if (node instanceof Expr.Literal literal) {
            return Constant.of(literal.type(), literal.value());
        }
        if (node instanceof Expr.Comparison comparison) {
            return compare(comparison.operator(), comparison.left(), comparison.right(), comparison.place(), scope);
        }
        if (node instanceof Expr.Logical logical) {
            return logical(logical, scope);
        }
        if (node instanceof Expr.Not not) {
            return Logical.not(condition(not.operand(), "NOT", scope));
        }
        if (node instanceof Expr.IsNull isNull) {
            return Logical.isNull(bind(isNull.operand(), scope), isNull.negated());
        }
        if (node instanceof Expr.InList in) {
            return negateIf(in.negated(), in(in, scope));
        }
        if (node instanceof Expr.Between between) {
            Expression low =
                    compare(Operator.GREATER_OR_EQUAL, between.operand(), between.low(), between.place(), scope);
            Expression high =
                    compare(Operator.LESS_OR_EQUAL, between.operand(), between.high(), between.place(), scope);
            return negateIf(between.negated(), new Logical(true, List.of(Coercion.fold(low), Coercion.fold(high))));
        }
        if (node instanceof Expr.Like like) {
            return negateIf(like.negated(), like(like, scope));
        }
        if (node instanceof Expr.Arithmetic arithmetic) {
            return arithmetic(arithmetic, scope);
        }
        if (node instanceof Expr.Negate negate) {
            return negate(negate, scope);
        }
        if (node instanceof Expr.Case cases) {
            return cases(cases, scope);
        }
        if (node instanceof Expr.Cast cast) {
            return cast(cast, scope);
        }
        if (node instanceof Expr.Call call) {
            return call(call, scope);
        }
        if (node instanceof Expr.Subquery subquery) {
            return subqueries.value(subquery);
        }
        if (node instanceof Expr.Exists exists) {
            return subqueries.exists(exists);
        }
        if (node instanceof Expr.InQuery in) {
            return negateIf(in.negated(), subqueries.in(in, bind(in.operand(), scope), this));
        }
        if (node instanceof Expr.Windowed windowed) {
            throw source.semantic(
                    windowed.place(),
                    "the window function " + windowed.call().function()
                            + " is not allowed here: expected it in the SELECT list, ORDER BY or QUALIFY");
        }
        throw source.semantic(node.place(), "expected an expression but found " + source.text(node.place()));
    }

    /** Binds a condition, which must be BOOLEAN. */
    Expression condition(Expr node, String where, Scope scope) {
        Expression expression = bind(node, scope);
        Expression condition = coercion.implicit(expression, ColumnType.BOOLEAN, node.place());
        if (condition == null) {
            throw source.semantic(
                    node.place(),
                    where + " expected a condition (BOOLEAN) but found " + source.text(node.place()) + " of type "
                            + expression.type());
        }
        return condition;
    }

    private Expression negateIf(boolean negated, Expression condition) {
        return negated ? Logical.not(Coercion.fold(condition)) : condition;
    }

    private Comparison compare(Operator operator, Expr left, Expr right, Place place, Scope scope) {
        return compare(operator, bind(left, scope), left, bind(right, scope), right, place, scope);
    }

    private Comparison compare(
            Operator operator, Expression a, Expr left, Expression b, Expr right, Place place, Scope scope) {
        return coercion.compare(
                operator,
                a,
                b,
                new Place[] {left.place(), right.place(), place},
                Math.max(idBytes(a, scope), idBytes(b, scope)));
    }

    /** That both are equal. */
    Comparison equal(Expression left, Expression right, Place place) {
        return coercion.compare(Operator.EQUAL, left, right, new Place[] {place, place, place}, 0);
    }

    private static int idBytes(Expression expression, Scope scope) {
        if (expression instanceof Column column && column.type() == ColumnType.BYTES) {
            String name = scope.columnName(column.index());
            return "trace_id".equals(name)
                    ? TRACE_ID_BYTES
                    : "span_id".equals(name) || "parent_id".equals(name) ? SPAN_ID_BYTES : 0;
        }
        return 0;
    }

    private Expression logical(Expr.Logical node, Scope scope) {
        List<Expression> operands = new ArrayList<>();
        for (Expr operand : node.operands()) {
            Expression bound = condition(operand, node.and() ? "AND" : "OR", scope);
            if (bound instanceof Constant constant && constant.value() instanceof Boolean truth) {
                if (truth != node.and()) {
                    bindRest(node, operand, scope);
                    return constant;
                }
                continue;
            }
            operands.add(bound);
        }
        return operands.isEmpty()
                ? Constant.of(ColumnType.BOOLEAN, node.and())
                : operands.size() == 1 ? operands.get(0) : new Logical(node.and(), operands);
    }

    /** An operand that decides ends the evaluation, but mistakes in later ones are mistakes all the same. */
    private void bindRest(Expr.Logical node, Expr decided, Scope scope) {
        boolean after = false;
        for (Expr operand : node.operands()) {
            if (after) {
                condition(operand, node.and() ? "AND" : "OR", scope);
            }
            after |= isSame(operand, decided);
        }
    }

    @SuppressWarnings("ReferenceEquality") // equal nodes may stand at several places
    private static boolean isSame(Expr a, Expr b) {
        return a == b;
    }

    private Expression in(Expr.InList node, Scope scope) {
        Expression operand = bind(node.operand(), scope);
        List<Expression> comparisons = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        boolean listHasNull = false;
        boolean searchable = true;
        Expression searched = null;
        for (Expr item : node.list()) {
            Expression bound = bind(item, scope);
            Comparison comparison = compare(Operator.EQUAL, operand, node.operand(), bound, item, item.place(), scope);
            comparisons.add(Coercion.fold(comparison));
            if (Coercion.isNull(bound)) {
                listHasNull = true;
                continue;
            }
            Object value = comparison.right() instanceof Constant constant ? constant.value() : null;
            ColumnType type = comparison.left().type();
            searchable &= value != null
                    && type != ColumnType.ANY
                    && comparison.right().type() != ColumnType.ANY;
            searchable &= searched == null || searched.type() == type;
            searched = comparison.left();
            if (value != null) {
                values.add(value);
            }
        }
        return searchable && searched != null
                ? new InConstants(searched, values, listHasNull)
                : new Logical(false, comparisons);
    }

    private Expression like(Expr.Like node, Scope scope) {
        Expression text = text(node.operand(), "LIKE", scope);
        Expression pattern = text(node.pattern(), "LIKE", scope);
        int escape = -1;
        Expr escapeNode = node.escape();
        if (escapeNode != null) {
            Expression bound = bind(escapeNode, scope);
            if (!(bound instanceof Constant constant)
                    || !(constant.value() instanceof String one)
                    || one.codePointCount(0, one.length()) != 1) {
                throw source.semantic(escapeNode.place(), "ESCAPE expected a text of one character");
            }
            escape = one.codePointAt(0);
        }
        return new Like(text, pattern, escape, node.ignoreCase());
    }

    private Expression text(Expr node, String where, Scope scope) {
        Expression bound = bind(node, scope);
        if (bound.type() == ColumnType.BYTES) {
            return Conversion.cast(bound, ColumnType.TEXT);
        }
        Expression text = coercion.implicit(bound, ColumnType.TEXT, node.place());
        if (text == null) {
            throw source.semantic(
                    node.place(),
                    where + " expected TEXT but found " + source.text(node.place()) + " of type " + bound.type()
                            + "; CAST it AS TEXT");
        }
        return text;
    }

    private Expression arithmetic(Expr.Arithmetic node, Scope scope) {
        Expression left = bind(node.left(), scope);
        Expression right = bind(node.right(), scope);
        if (node.operator().equals("||")) {
            return TextFunctions.concatenate(left, right);
        }
        return arithmetic(node, node.operator().charAt(0), left, right);
    }

    private Expression arithmetic(Expr.Arithmetic node, char operator, Expression left, Expression right) {
        Expression a = numeric(left);
        Expression b = numeric(right);
        ColumnType x = a.type();
        ColumnType y = b.type();
        boolean additive = operator == '+' || operator == '-';
        if (Coercion.isNull(a) || Coercion.isNull(b)) {
            ColumnType type = Coercion.isNull(a) ? y : x;
            return Constant.nullOf(type);
        }
        ColumnType result = null;
        if (x == ColumnType.LONG && y == ColumnType.LONG) {
            result = ColumnType.LONG;
        } else if (Coercion.isNumber(x) && Coercion.isNumber(y)) {
            return doubles(node, operator, a, b);
        } else if (x == ColumnType.TIMESTAMP && y == ColumnType.TIMESTAMP && operator == '-') {
            result = ColumnType.DURATION;
        } else if (x == ColumnType.TIMESTAMP && y == ColumnType.DURATION && additive) {
            result = ColumnType.TIMESTAMP;
        } else if (x == ColumnType.DURATION && y == ColumnType.TIMESTAMP && operator == '+') {
            result = ColumnType.TIMESTAMP;
        } else if (x == ColumnType.DURATION && y == ColumnType.DURATION) {
            if (operator == '/') {
                return doubles(node, operator, a, b);
            }
            result = additive || operator == '%' ? ColumnType.DURATION : null;
        } else if (x == ColumnType.DURATION && Coercion.isNumber(y) && (operator == '*' || operator == '/')
                || Coercion.isNumber(x) && y == ColumnType.DURATION && operator == '*') {
            if (x == ColumnType.DOUBLE || y == ColumnType.DOUBLE) {
                return Conversion.cast(Coercion.fold(doubles(node, operator, a, b)), ColumnType.DURATION);
            }
            result = ColumnType.DURATION;
        }
        if (result == null) {
            throw source.semantic(
                    node.place(),
                    "cannot calculate " + left.type() + " " + operator + " " + right.type()
                            + hint(left.type(), right.type()));
        }
        return new Arithmetic(source, node.place(), result, operator, a, b);
    }

    private static String hint(ColumnType a, ColumnType b) {
        boolean time = a == ColumnType.TIMESTAMP
                || b == ColumnType.TIMESTAMP
                || a == ColumnType.DURATION
                || b == ColumnType.DURATION;
        if (time && (Coercion.isNumber(a) || Coercion.isNumber(b))) {
            return "; give the number a unit, such as 5s";
        }
        return a == ColumnType.TEXT || b == ColumnType.TEXT ? "; CAST the text, or use || to concatenate" : "";
    }

    /** Numbers of a mixed attribute are calculated with as DOUBLE. */
    private static Expression numeric(Expression expression) {
        return expression.type() == ColumnType.ANY && !Coercion.isNull(expression)
                ? Conversion.pick(expression, ColumnType.DOUBLE)
                : expression;
    }

    private Expression doubles(Expr.Arithmetic node, char operator, Expression a, Expression b) {
        return new Arithmetic(
                source,
                node.place(),
                ColumnType.DOUBLE,
                operator,
                Coercion.fold(Conversion.cast(a, ColumnType.DOUBLE)),
                Coercion.fold(Conversion.cast(b, ColumnType.DOUBLE)));
    }

    private Expression negate(Expr.Negate node, Scope scope) {
        Expression operand = numeric(bind(node.operand(), scope));
        if (Coercion.isNull(operand)) {
            return operand;
        }
        ColumnType type = operand.type();
        if (!Coercion.isNumber(type) && type != ColumnType.DURATION) {
            throw source.semantic(node.place(), "cannot negate " + type + ": expected LONG, DOUBLE or DURATION");
        }
        Object zero = type == ColumnType.DOUBLE ? (Object) 0.0 : (Object) 0L;
        return new Arithmetic(source, node.place(), type, '-', Constant.of(type, zero), operand);
    }

    private Expression cases(Expr.Case node, Scope scope) {
        Expr operand = node.operand();
        List<Expression> conditions = new ArrayList<>();
        List<Expression> results = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (Expr.When when : node.whens()) {
            conditions.add(
                    operand == null
                            ? condition(when.when(), "WHEN", scope)
                            : Coercion.fold(compare(
                                    Operator.EQUAL,
                                    operand,
                                    when.when(),
                                    when.when().place(),
                                    scope)));
            results.add(bind(when.then(), scope));
            places.add(when.then().place());
        }
        Expr otherwise = node.otherwise();
        results.add(otherwise == null ? Constant.nullOf(ColumnType.ANY) : bind(otherwise, scope));
        places.add(otherwise == null ? node.place() : otherwise.place());
        ColumnType type = coercion.common(results, places, "CASE");
        return new Case(type, conditions, coercion.all(results, type));
    }

    private Expression cast(Expr.Cast node, Scope scope) {
        Expression operand = bind(node.operand(), scope);
        if (Coercion.isNull(operand)) {
            return Constant.nullOf(node.type());
        }
        if (!isCastable(operand.type(), node.type())) {
            throw source.semantic(node.place(), "cannot CAST " + operand.type() + " AS " + node.type());
        }
        return Conversion.cast(operand, node.type());
    }

    private static boolean isCastable(ColumnType from, ColumnType to) {
        if (from == to || from == ColumnType.ANY || to == ColumnType.TEXT || from == ColumnType.TEXT) {
            return true;
        }
        return switch (to) {
            case LONG ->
                from == ColumnType.DOUBLE
                        || from == ColumnType.BOOLEAN
                        || from == ColumnType.TIMESTAMP
                        || from == ColumnType.DURATION;
            case DOUBLE -> from == ColumnType.LONG || from == ColumnType.BOOLEAN || from == ColumnType.DURATION;
            case BOOLEAN -> Coercion.isNumber(from);
            case TIMESTAMP, DURATION -> Coercion.isNumber(from);
            default -> false;
        };
    }

    private Expression call(Expr.Call node, Scope scope) {
        @Nullable Expr filter = node.filter();
        if (node.star() || node.distinct() || filter != null) {
            String what = node.star() ? "*" : node.distinct() ? "DISTINCT" : "FILTER";
            functions.require(node);
            throw source.semantic(node.place(), node.function() + " is not an aggregate: it takes no " + what);
        }
        List<Expression> arguments = new ArrayList<>();
        functions.require(node);
        for (Expr argument : node.arguments()) {
            arguments.add(bind(argument, scope));
        }
        return functions.bind(node, arguments);
    }
}
