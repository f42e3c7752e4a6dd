/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.InConstants;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * Subqueries within expressions. They see nothing of the query around them, so they are run first, and their answers are
 * constants of it: what they give rules out row groups like any constant.
 */
final class Subqueries {
    /** Most values of a mixed column that are compared one by one. */
    private static final int MIXED_VALUES_MAX = 1_000;

    private final SqlSource source;
    private final QueryPlanner queries;
    private final FromScope around;

    /** @param around the rows of the query around the subqueries, for errors */
    Subqueries(SqlSource source, QueryPlanner queries, FromScope around) {
        this.source = source;
        this.queries = queries;
        this.around = around;
    }

    private Plan plan(Query query) {
        return queries.planNested(query, around);
    }

    private Plan oneColumn(Query query, Place place) {
        Plan plan = plan(query);
        int columns = plan.fields().size();
        if (columns != 1) {
            throw source.semantic(place, "the subquery expected one column but has " + columns);
        }
        return plan;
    }

    /** The value of the one row, or NULL. */
    Expression value(Expr.Subquery node) {
        Plan plan = oneColumn(node.query(), node.place());
        ColumnType type = plan.fields().get(0).type();
        Answer answer = queries.run(new Plan.Limit(plan, 2, 0));
        if (answer.rowCount() > 1) {
            throw source.semantic(
                    node.place(), "the subquery gives more than one row; add LIMIT 1, or an aggregate such as max");
        }
        if (answer.rowCount() == 0 || answer.columns().get(0).isNull(0)) {
            return Constant.nullOf(type);
        }
        Vector column = answer.columns().get(0);
        return Constant.of(Vectors.typeAt(column, 0), column.boxed(0));
    }

    Expression exists(Expr.Exists node) {
        Answer answer = queries.run(new Plan.Limit(plan(node.query()), 1, 0));
        return Constant.of(ColumnType.BOOLEAN, answer.rowCount() > 0);
    }

    Expression in(Expr.InQuery node, Expression operand, Binder binder) {
        Plan plan = oneColumn(node.query(), node.place());
        Answer answer = queries.run(new Plan.Distinct(plan));
        Vector column = answer.columns().get(0);
        int nulls = 0;
        List<Object> values = new ArrayList<>();
        List<ColumnType> types = new ArrayList<>();
        for (int row = 0; row < answer.rowCount(); row++) {
            Object value = column.boxed(row);
            if (value == null) {
                nulls++;
            } else {
                values.add(value);
                types.add(Vectors.typeAt(column, row));
            }
        }
        if (answer.rowCount() == 0) {
            return Constant.of(ColumnType.BOOLEAN, false);
        }
        if (values.isEmpty()) {
            return Constant.nullOf(ColumnType.BOOLEAN);
        }
        ColumnType type = plan.fields().get(0).type();
        if (operand.type() == type && type != ColumnType.ANY) {
            return new InConstants(operand, values, nulls > 0);
        }
        if (Coercion.isNumber(operand.type()) && Coercion.isNumber(type)) {
            List<Object> doubles = new ArrayList<>();
            values.forEach(value -> doubles.add(((Number) value).doubleValue()));
            return new InConstants(Conversion.cast(operand, ColumnType.DOUBLE), doubles, nulls > 0);
        }
        return mixed(node, operand, values, types, nulls > 0, binder);
    }

    private Expression mixed(
            Expr.InQuery node,
            Expression operand,
            List<Object> values,
            List<ColumnType> types,
            boolean hasNull,
            Binder binder) {
        if (values.size() > MIXED_VALUES_MAX) {
            throw source.limit(
                    node.place(),
                    "IN compares values of different types one by one, at most " + MIXED_VALUES_MAX + ", not "
                            + values.size() + "; CAST one side");
        }
        List<Expression> comparisons = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Expression value = Constant.of(types.get(i), values.get(i));
            comparisons.add(Coercion.fold(binder.equal(operand, value, node.place())));
        }
        if (hasNull) {
            comparisons.add(new Comparison(Expr.Comparison.Operator.EQUAL, operand, Constant.nullOf(operand.type())));
        }
        return comparisons.size() == 1 ? comparisons.get(0) : new Logical(false, comparisons);
    }
}
