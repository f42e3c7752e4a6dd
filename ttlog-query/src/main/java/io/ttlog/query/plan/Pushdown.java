/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Wanted;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Moves conditions down the tree, to where the fewest rows are made in vain: through projections, orders and set operations,
 * to the sides of joins, and into what a scan is asked for. Conditions stay above what they would change: a limit, a window,
 * the side of a join that gives NULLs. One that may fail stays above joins, which may spare it the row. Makes expressions
 * ready to run. Stateless.
 */
final class Pushdown {
    private Pushdown() {}

    static Plan of(Plan plan) {
        return push(plan, List.of());
    }

    /** The plan with the conditions true of all its rows. */
    private static Plan push(Plan plan, List<Expression> conditions) {
        if (plan instanceof Plan.Filter filter) {
            List<Expression> all = new ArrayList<>();
            for (Expression condition : filter.conditions()) {
                all.addAll(Expressions.conjuncts(condition));
            }
            all.addAll(conditions);
            return push(filter.input(), all);
        }
        if (plan instanceof Plan.Read read) {
            return read(read, conditions);
        }
        if (plan instanceof Plan.Project project) {
            return new Plan.Project(
                    push(project.input(), replaced(conditions, project.outputs())),
                    Expressions.wrapped(project.outputs()),
                    project.fields());
        }
        if (plan instanceof Plan.Group group) {
            return group(group, conditions);
        }
        if (plan instanceof Plan.Join join) {
            return join(join, conditions);
        }
        if (plan instanceof Plan.AsofJoin join) {
            return asof(join, conditions);
        }
        if (plan instanceof Plan.Sort sort) {
            return sort.wanted() == Long.MAX_VALUE
                    ? new Plan.Sort(push(sort.input(), conditions), sort.orders(), sort.wanted())
                    : filter(new Plan.Sort(of(sort.input()), sort.orders(), sort.wanted()), conditions);
        }
        if (plan instanceof Plan.Distinct distinct) {
            return new Plan.Distinct(push(distinct.input(), conditions));
        }
        if (plan instanceof Plan.SetOperation operation) {
            List<Plan> inputs = new ArrayList<>();
            for (Plan input : operation.inputs()) {
                inputs.add(push(input, conditions));
            }
            return new Plan.SetOperation(operation.kind(), operation.all(), List.copyOf(inputs), operation.fields());
        }
        if (plan instanceof Plan.Limit limit) {
            return filter(new Plan.Limit(of(limit.input()), limit.rows(), limit.offset()), conditions);
        }
        if (plan instanceof Plan.LimitBy limit) {
            return filter(new Plan.LimitBy(of(limit.input()), limit.keys(), limit.rows()), conditions);
        }
        return filter(plan, conditions);
    }

    private static Plan filter(Plan plan, List<Expression> conditions) {
        return conditions.isEmpty() ? plan : new Plan.Filter(plan, Expressions.wrapped(conditions));
    }

    private static List<Expression> replaced(List<Expression> conditions, List<Expression> columns) {
        List<Expression> replaced = new ArrayList<>();
        for (Expression condition : conditions) {
            Expression over = Expressions.replaceColumns(condition, columns::get);
            replaced.addAll(Expressions.conjuncts(over));
        }
        return replaced;
    }

    private static Plan read(Plan.Read read, List<Expression> conditions) {
        if (conditions.isEmpty()) {
            return read;
        }
        List<ColumnRef> columns = read.wanted().columns();
        Expression all = Expressions.all(conditions);
        Pruning pruning = Pruning.of(all, columns);
        Wanted wanted = new Wanted(
                columns, pruning.fromNanos(), pruning.toNanos(), pruning.serviceList(), Needs.of(all, columns));
        return filter(new Plan.Read(read.table(), wanted, read.fields(), pruning.isNone()), conditions);
    }

    /** A condition on keys alone is one on rows, too; but where there is no key, no row still makes a group. */
    private static Plan group(Plan.Group group, List<Expression> conditions) {
        List<Expression> below = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression condition : conditions) {
            BitSet columns = Expressions.columns(condition);
            boolean keysOnly =
                    !columns.isEmpty() && columns.length() <= group.keys().size();
            for (int i = columns.nextSetBit(0); keysOnly && i >= 0; i = columns.nextSetBit(i + 1)) {
                ColumnType type = group.keys().get(i).type();
                // Values that a group takes as one may differ: 0.0 and -0.0, 1 and 1.0 of a mixed column.
                keysOnly = type != ColumnType.ANY && type != ColumnType.DOUBLE;
            }
            (keysOnly ? below : above).add(condition);
        }
        Plan input = push(group.input(), replaced(below, group.keys()));
        return filter(
                new Plan.Group(input, Expressions.wrapped(group.keys()), group.aggregates(), group.fields()), above);
    }

    private static Plan join(Plan.Join join, List<Expression> conditions) {
        int width = join.left().fields().size();
        boolean inner = join.kind() == Plan.JoinKind.INNER;
        boolean outer = join.kind() == Plan.JoinKind.LEFT || join.kind() == Plan.JoinKind.FULL;
        List<Expression> left = new ArrayList<>();
        List<Expression> right = new ArrayList<>();
        List<Expression> on = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression condition : conditions) {
            if (condition.canFail() || join.kind() == Plan.JoinKind.FULL) {
                above.add(condition);
            } else if (JoinKeys.isLeft(condition, width)) {
                left.add(condition);
            } else if (inner && JoinKeys.isRight(condition, width)) {
                right.add(Expressions.shifted(condition, -width));
            } else {
                (inner ? on : above).add(condition);
            }
        }
        for (Expression condition : join.conditions()) {
            boolean stays = condition.canFail() || join.kind() == Plan.JoinKind.FULL;
            if (!stays && JoinKeys.isRight(condition, width)) {
                right.add(Expressions.shifted(condition, -width));
            } else if (!stays && !outer && join.kind() != Plan.JoinKind.ANTI && JoinKeys.isLeft(condition, width)) {
                left.add(condition);
            } else {
                on.add(condition);
            }
        }
        JoinKeys keys = JoinKeys.of(on, width);
        return filter(
                new Plan.Join(
                        join.kind(),
                        push(join.left(), left),
                        push(join.right(), right),
                        Expressions.wrapped(keys.left()),
                        Expressions.wrapped(keys.right()),
                        Expressions.wrapped(keys.others())),
                above);
    }

    /** A condition on the right side would make another row the nearest. */
    private static Plan asof(Plan.AsofJoin join, List<Expression> conditions) {
        int width = join.left().fields().size();
        List<Expression> left = new ArrayList<>();
        List<Expression> above = new ArrayList<>();
        for (Expression condition : conditions) {
            (!condition.canFail() && JoinKeys.isLeft(condition, width) ? left : above).add(condition);
        }
        return filter(
                new Plan.AsofJoin(
                        push(join.left(), left),
                        of(join.right()),
                        Expressions.wrapped(join.leftKeys()),
                        Expressions.wrapped(join.rightKeys()),
                        join.leftMoment(),
                        join.rightMoment(),
                        join.strictly(),
                        join.outer()),
                above);
    }
}
