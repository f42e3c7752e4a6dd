/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.core.event.ValueText;
import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.query.expression.InConstants;
import io.ttlog.query.expression.Like;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.expression.PerDictionaryEntry;
import io.ttlog.query.source.Wanted;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.Need;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One operator of a plan as one line of text, for people. Stateless. */
public final class PlanText {
    /** Most characters of a line: what is longer is not read. */
    private static final int LENGTH_MAX = 400;

    private PlanText() {}

    /** The operator, without its inputs. */
    public static String of(Plan plan) {
        String text = text(plan);
        return text.length() <= LENGTH_MAX ? text : text.substring(0, LENGTH_MAX) + "...";
    }

    private static String text(Plan plan) {
        if (plan instanceof Plan.Read read) {
            return read(read);
        }
        if (plan instanceof Plan.Values values) {
            return "Values " + values.rows().size() + (values.rows().size() == 1 ? " row" : " rows");
        }
        if (plan instanceof Plan.Filter filter) {
            return "Filter " + joined(filter.conditions(), filter.input().fields(), " AND ");
        }
        if (plan instanceof Plan.Project project) {
            return "Project " + joined(project.outputs(), project.input().fields(), ", ");
        }
        if (plan instanceof Plan.Group group) {
            List<String> aggregates = new ArrayList<>();
            for (Aggregate aggregate : group.aggregates()) {
                aggregates.add(aggregate.source().text(aggregate.call().place()));
            }
            return "Group by " + joined(group.keys(), group.input().fields(), ", ") + " of "
                    + String.join(", ", aggregates);
        }
        if (plan instanceof Plan.Join join) {
            return join(join);
        }
        if (plan instanceof Plan.AsofJoin join) {
            return (join.outer() ? "AsofJoin LEFT " : "AsofJoin ")
                    + keys(
                            join.leftKeys(),
                            join.left().fields(),
                            join.rightKeys(),
                            join.right().fields())
                    + (join.leftKeys().isEmpty() ? "" : " AND ")
                    + text(join.leftMoment(), join.left().fields())
                    + (join.strictly() ? " > " : " >= ")
                    + text(join.rightMoment(), join.right().fields());
        }
        if (plan instanceof Plan.Sort sort) {
            List<String> orders = new ArrayList<>();
            for (Plan.Order order : sort.orders()) {
                orders.add(name(sort.fields(), order.column())
                        + (order.descending() ? " DESC" : "")
                        + (order.nullsFirst() ? " NULLS FIRST" : ""));
            }
            return "Sort by " + String.join(", ", orders)
                    + (sort.wanted() == Long.MAX_VALUE ? "" : ", first " + sort.wanted());
        }
        if (plan instanceof Plan.Limit limit) {
            return "Limit " + (limit.rows() == Long.MAX_VALUE ? "none" : limit.rows())
                    + (limit.offset() == 0 ? "" : " after " + limit.offset());
        }
        if (plan instanceof Plan.LimitBy limit) {
            List<String> keys = new ArrayList<>();
            limit.keys().forEach(key -> keys.add(name(limit.fields(), key)));
            return "LimitBy " + limit.rows() + " of " + String.join(", ", keys);
        }
        if (plan instanceof Plan.SetOperation operation) {
            return "SetOperation " + operation.kind() + (operation.all() ? " ALL" : "");
        }
        return plan.getClass().getSimpleName();
    }

    private static String read(Plan.Read read) {
        Wanted wanted = read.wanted();
        if (read.isNone()) {
            return "Read " + read.table().name() + " not at all: no row can fulfil the condition";
        }
        List<String> columns = new ArrayList<>();
        for (ColumnRef column : wanted.columns()) {
            columns.add(column.attribute() ? "attrs['" + column.name() + "']" : column.name());
        }
        StringBuilder text = new StringBuilder("Read ")
                .append(read.table().name())
                .append(" (")
                .append(String.join(", ", columns))
                .append(')');
        if (wanted.fromNanos() != Long.MIN_VALUE) {
            text.append(" from ").append(ValueText.timestamp(wanted.fromNanos()));
        }
        if (wanted.toNanos() != Long.MAX_VALUE) {
            text.append(" to ").append(ValueText.timestamp(wanted.toNanos()));
        }
        if (!wanted.services().isEmpty()) {
            text.append(" of services ").append(String.join(", ", wanted.services()));
        }
        if (!wanted.need().equals(Need.NOTHING)) {
            text.append(", row groups by zone maps and filters");
        }
        return text.toString();
    }

    private static String join(Plan.Join join) {
        List<Field> both = new ArrayList<>(join.left().fields());
        both.addAll(join.right().fields());
        String keys = keys(
                join.leftKeys(),
                join.left().fields(),
                join.rightKeys(),
                join.right().fields());
        String others = joined(join.conditions(), both, " AND ");
        String on = keys.isEmpty() || others.isEmpty() ? keys + others : keys + " AND " + others;
        return "Join " + join.kind() + (on.isEmpty() ? " of all pairs" : " on " + on);
    }

    private static String keys(List<Expression> left, List<Field> ofLeft, List<Expression> right, List<Field> ofRight) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            keys.add(text(left.get(i), ofLeft) + " = " + text(right.get(i), ofRight));
        }
        return String.join(" AND ", keys);
    }

    private static String joined(List<Expression> expressions, List<Field> fields, String between) {
        return String.join(
                between, expressions.stream().map(e -> text(e, fields)).toList());
    }

    private static String name(List<Field> fields, int column) {
        String name = column < fields.size() ? fields.get(column).name() : "";
        return name.isEmpty() ? "#" + (column + 1) : name;
    }

    private static String text(Expression expression, List<Field> fields) {
        if (expression instanceof PerDictionaryEntry) {
            return text(expression.inputs().get(0), fields);
        }
        if (expression instanceof Column column) {
            return name(fields, column.index());
        }
        if (expression instanceof Constant constant) {
            return constant(constant);
        }
        if (expression instanceof Comparison comparison) {
            return text(comparison.left(), fields) + " " + comparison.operator().symbol() + " "
                    + text(comparison.right(), fields);
        }
        if (expression instanceof Logical logical && logical.inputs().size() > 1) {
            return "(" + joined(logical.inputs(), fields, logical.isAnd() ? " AND " : " OR ") + ")";
        }
        if (expression instanceof InConstants in) {
            return text(in.operand(), fields) + " IN (" + in.values().size() + " values)";
        }
        if (expression instanceof Like like) {
            return text(like.text(), fields)
                    + (like.ignoreCase() ? " ILIKE " : " LIKE ")
                    + text(like.pattern(), fields);
        }
        String inputs = joined(expression.inputs(), fields, ", ");
        if (expression instanceof Conversion) {
            return inputs + "::" + expression.type();
        }
        String name = expression instanceof Function function
                ? function.name()
                : expression.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return name + "(" + inputs + ")";
    }

    private static String constant(Constant constant) {
        Object value = constant.value();
        if (value == null) {
            return "NULL";
        }
        String text = Conversion.text(value, constant.type());
        return constant.type() == ColumnType.LONG
                        || constant.type() == ColumnType.DOUBLE
                        || constant.type() == ColumnType.BOOLEAN
                ? text
                : "'" + text + "'";
    }
}
