/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.From;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans one FROM: first its names and conditions, then, when all clauses have asked for their columns, the tree. */
final class FromPlanner {
    private final SqlSource source;
    private final QueryPlanner queries;
    private final FromScope scope;
    private final Binder binder;

    /** FROM with the conditions bound over the columns of the scope. */
    private sealed interface Bound {}

    private record Leaf(Relation relation) implements Bound {}

    private record Joined(From.Join join, Bound left, Bound right, List<Expression> conditions) implements Bound {}

    private @Nullable Bound bound;

    FromPlanner(SqlSource source, QueryPlanner queries, FromScope scope, Binder binder) {
        this.source = source;
        this.queries = queries;
        this.scope = scope;
        this.binder = binder;
    }

    /** Adds the relations to the scope. */
    void bind(From from) {
        bound = bound(from);
    }

    /** Adds one relation to the scope. */
    void bind(Relation relation, Place place) {
        bound = leaf(relation, place);
    }

    private Bound bound(From from) {
        if (from instanceof From.Named named) {
            return leaf(relation(named), named.place());
        }
        if (from instanceof From.Derived derived) {
            Plan plan = queries.planNested(derived.query(), scope);
            String alias = derived.alias();
            return leaf(
                    new Relation.OfQuery(
                            alias == null ? "" : alias, plan, names(plan, derived.columns(), derived.place())),
                    derived.place());
        }
        From.Join join = (From.Join) from;
        int first = scope.size();
        Bound left = bound(join.left());
        int second = scope.size();
        Bound right = bound(join.right());
        scope.show(first, Integer.MAX_VALUE);
        List<Expression> conditions = new ArrayList<>();
        Expr on = join.on();
        if (on != null) {
            conditions.addAll(Expressions.conjuncts(binder.condition(on, "ON", scope)));
        }
        for (Expr.Name name : join.using()) {
            conditions.add(using(join, name, first, second));
        }
        if (join.kind() == From.Kind.SEMI || join.kind() == From.Kind.ANTI) {
            scope.hideFrom(second);
        }
        scope.show(0, Integer.MAX_VALUE);
        return new Joined(join, left, right, List.copyOf(conditions));
    }

    private Leaf leaf(Relation relation, Place place) {
        scope.add(relation, place);
        return new Leaf(relation);
    }

    private Expression using(From.Join join, Expr.Name name, int first, int second) {
        scope.show(second, Integer.MAX_VALUE);
        Expression right = binder.bind(name, scope);
        scope.show(first, second);
        Expression left = binder.bind(name, scope);
        scope.show(first, Integer.MAX_VALUE);
        scope.merge(join.kind(), name.dotted(), left, right);
        return binder.equal(left, right, name.place());
    }

    private Relation relation(From.Named named) {
        QueryPlanner.Cte cte = queries.cte(named.name());
        String alias = named.alias();
        if (cte != null) {
            Plan plan = queries.planCte(cte);
            return new Relation.OfQuery(
                    alias == null ? named.name() : alias,
                    plan,
                    names(plan, cte.definition().columns(), cte.definition().place()));
        }
        Tables tables = queries.tables();
        Table table = tables.table(named.name());
        if (table == null) {
            List<String> known = new ArrayList<>(tables.names());
            known.addAll(queries.cteNames());
            throw source.semantic(
                    named.place(),
                    "there is no table " + named.name() + ": expected " + choice(known)
                            + Suggestion.phrase(named.name(), known));
        }
        queries.countTable(named.place());
        return new Relation.OfTable(alias == null ? named.name() : alias, table);
    }

    /** The names of all tables. */
    static String choice(List<String> names) {
        int last = names.size() - 1;
        return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private List<String> names(Plan plan, List<String> columns, Place place) {
        List<String> names =
                new ArrayList<>(plan.fields().stream().map(Field::name).toList());
        if (columns.size() > names.size()) {
            throw source.semantic(
                    place, "the query has " + names.size() + " columns, not " + columns.size() + " to be named");
        }
        for (int i = 0; i < columns.size(); i++) {
            names.set(i, columns.get(i));
        }
        return names;
    }

    /** The rows, with the columns of the scope in its order. */
    Plan plan() {
        Bound from = bound;
        if (from == null) {
            return Plan.Values.ONE_ROW;
        }
        List<Integer> columns = new ArrayList<>();
        Plan plan = plan(from, columns);
        if (from instanceof Leaf) {
            return plan;
        }
        List<Expression> outputs = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < scope.columns().size(); i++) {
            int at = columns.indexOf(i);
            if (at < 0) {
                // of the right side of a semi join: only its condition asked, but the columns after it keep their
                // places
                ColumnType type = scope.owner(i).type(scope.columns().get(i));
                outputs.add(Constant.nullOf(type));
                fields.add(new Field("", type));
                continue;
            }
            Field field = plan.fields().get(at);
            outputs.add(new Column(at, field.type()));
            fields.add(field);
        }
        return new Plan.Project(plan, List.copyOf(outputs), List.copyOf(fields));
    }

    /** The tree, and which column of the scope each of its columns is. */
    private Plan plan(Bound from, List<Integer> columns) {
        if (from instanceof Leaf leaf) {
            for (Column column : leaf.relation().columns().values()) {
                columns.add(column.index());
            }
            return leaf.relation().plan();
        }
        Joined joined = (Joined) from;
        From.Join join = joined.join();
        List<Integer> leftColumns = new ArrayList<>();
        List<Integer> rightColumns = new ArrayList<>();
        Plan left = plan(joined.left(), leftColumns);
        Plan right = plan(joined.right(), rightColumns);
        List<Integer> both = new ArrayList<>(leftColumns);
        both.addAll(rightColumns);
        if (join.kind() == From.Kind.RIGHT) {
            List<Integer> swapped = new ArrayList<>(rightColumns);
            swapped.addAll(leftColumns);
            columns.addAll(swapped);
            return new Plan.Join(
                    Plan.JoinKind.LEFT, right, left, List.of(), List.of(), placed(joined.conditions(), swapped));
        }
        boolean half = join.kind() == From.Kind.SEMI || join.kind() == From.Kind.ANTI;
        columns.addAll(half ? leftColumns : both);
        List<Expression> conditions = placed(joined.conditions(), both);
        if (join.asof()) {
            return asof(join, left, right, conditions);
        }
        Plan.JoinKind kind = switch (join.kind()) {
            case LEFT -> Plan.JoinKind.LEFT;
            case FULL -> Plan.JoinKind.FULL;
            case SEMI -> Plan.JoinKind.SEMI;
            case ANTI -> Plan.JoinKind.ANTI;
            default -> Plan.JoinKind.INNER;
        };
        return new Plan.Join(kind, left, right, List.of(), List.of(), conditions);
    }

    private List<Expression> placed(List<Expression> conditions, List<Integer> columns) {
        List<Expression> placed = new ArrayList<>();
        for (Expression condition : conditions) {
            placed.add(Expressions.replaceColumns(
                    condition,
                    index -> new Column(
                            columns.indexOf(index),
                            scope.owner(index).type(scope.columns().get(index)))));
        }
        return List.copyOf(placed);
    }

    private Plan asof(From.Join join, Plan left, Plan right, List<Expression> conditions) {
        int width = left.fields().size();
        JoinKeys keys = JoinKeys.of(conditions, width);
        Comparison moment = null;
        for (Expression condition : keys.others()) {
            Comparison ordered = condition instanceof Comparison comparison ? leftAfterRight(comparison, width) : null;
            if (ordered == null || moment != null) {
                moment = null;
                break;
            }
            moment = ordered;
        }
        if (moment == null) {
            throw source.semantic(
                    join.place(),
                    "ASOF JOIN expected equalities and one left >= right (or >) in ON, such as"
                            + " l.host = r.host AND l.timestamp >= r.timestamp");
        }
        return new Plan.AsofJoin(
                left,
                right,
                keys.left(),
                keys.right(),
                moment.left(),
                Expressions.shifted(moment.right(), -width),
                moment.operator() == Expr.Comparison.Operator.GREATER,
                join.kind() == From.Kind.LEFT);
    }

    /** The comparison as one that a left value is greater (or equal). */
    private static @Nullable Comparison leftAfterRight(Comparison comparison, int width) {
        boolean leftFirst = JoinKeys.isLeft(comparison.left(), width);
        Expr.Comparison.Operator operator =
                leftFirst ? comparison.operator() : comparison.operator().mirrored();
        Expression left = leftFirst ? comparison.left() : comparison.right();
        Expression right = leftFirst ? comparison.right() : comparison.left();
        boolean fits = JoinKeys.isLeft(left, width)
                && JoinKeys.isRight(right, width)
                && left.type() == right.type()
                && (operator == Expr.Comparison.Operator.GREATER
                        || operator == Expr.Comparison.Operator.GREATER_OR_EQUAL);
        return fits ? new Comparison(operator, left, right) : null;
    }
}
