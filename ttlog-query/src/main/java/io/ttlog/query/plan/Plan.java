/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Wanted;
import io.ttlog.query.sql.Query.SetOperation.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * How to get rows: a tree of operators, each of which makes rows of those of its inputs. Expressions are over the columns of
 * the input, of a join over those of the left, then of the right. Immutable.
 */
public sealed interface Plan {
    /** Where rows come from. */
    List<Plan> inputs();

    /** The columns, in order. */
    List<Field> fields();

    /**
     * Rows of a table.
     *
     * @param isNone whether it is known that no row is wanted
     */
    record Read(Table table, Wanted wanted, List<Field> fields, boolean isNone) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    /** Rows of constants. */
    record Values(List<Field> fields, List<List<Expression>> rows) implements Plan {
        /** One row without columns. */
        static final Values ONE_ROW = new Values(List.of(), List.of(List.of()));

        @Override
        public List<Plan> inputs() {
            return List.of();
        }
    }

    /** Those rows for which all conditions are true. */
    record Filter(Plan input, List<Expression> conditions) implements Passing {}

    /** Calculates columns. */
    record Project(Plan input, List<Expression> outputs, List<Field> fields) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** A row a group: the keys, then the aggregates. No key means one group, even of no rows. */
    record Group(Plan input, List<Expression> keys, List<Aggregate> aggregates, List<Field> fields) implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /**
     * The rows of the input, by partition and in the order within it, with what functions give of the rows around each as
     * further columns.
     *
     * @param partition rows are around each other where these are equal
     * @param orders the order of the rows of a partition
     */
    record Window(
            Plan input,
            List<Expression> partition,
            List<WindowOrder> orders,
            List<WindowCall> calls,
            List<Field> fields)
            implements Plan {
        Window over(Plan other) {
            return new Window(other, partition, orders, calls, fields);
        }

        @Override
        public List<Plan> inputs() {
            return List.of(input);
        }
    }

    /** One item of the order within a partition. */
    record WindowOrder(Expression expression, boolean descending, boolean nullsFirst) {}

    /**
     * Rows of two put together.
     *
     * @param leftKeys over the left rows; equal to {@code rightKeys} of the partner, which are as many and of the same types
     * @param conditions over both, true of partners besides
     */
    record Join(
            JoinKind kind,
            Plan left,
            Plan right,
            List<Expression> leftKeys,
            List<Expression> rightKeys,
            List<Expression> conditions)
            implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(left, right);
        }

        @Override
        public List<Field> fields() {
            return kind == JoinKind.SEMI || kind == JoinKind.ANTI ? left.fields() : both(left, right);
        }
    }

    /** Which rows a join gives. */
    enum JoinKind {
        /** Pairs. */
        INNER,
        /** Pairs, and left rows without a partner. */
        LEFT,
        /** Pairs, and rows of both sides without a partner. */
        FULL,
        /** Left rows with a partner. */
        SEMI,
        /** Left rows without a partner. */
        ANTI
    }

    /**
     * Left rows, each with that right row of equal keys whose moment is the last not after (or before) the left one's.
     *
     * @param outer whether left rows without a partner stay
     * @param strictly whether the right moment must be before the left one
     */
    record AsofJoin(
            Plan left,
            Plan right,
            List<Expression> leftKeys,
            List<Expression> rightKeys,
            Expression leftMoment,
            Expression rightMoment,
            boolean strictly,
            boolean outer)
            implements Plan {
        @Override
        public List<Plan> inputs() {
            return List.of(left, right);
        }

        @Override
        public List<Field> fields() {
            return both(left, right);
        }
    }

    /** What has the rows of one other, or some of them, as they are. */
    sealed interface Passing extends Plan {
        /** Where the rows come from. */
        Plan input();

        @Override
        default List<Plan> inputs() {
            return List.of(input());
        }

        @Override
        default List<Field> fields() {
            return input().fields();
        }
    }

    /**
     * The rows in order.
     *
     * @param wanted so many of the first; Long.MAX_VALUE for all
     */
    record Sort(Plan input, List<Order> orders, long wanted) implements Passing {}

    /** One item of ORDER BY. */
    record Order(int column, boolean descending, boolean nullsFirst) {}

    /** Some of the rows, as they come. */
    record Limit(Plan input, long rows, long offset) implements Passing {}

    /** So many rows of each key, as they come. */
    record LimitBy(Plan input, List<Integer> keys, long rows) implements Passing {}

    /** The first of equal rows. */
    record Distinct(Plan input) implements Passing {}

    /** UNION ALL of two and more, INTERSECT [ALL] or EXCEPT [ALL] of two; the inputs have the same types. */
    record SetOperation(Kind kind, boolean all, List<Plan> inputs, List<Field> fields) implements Plan {}

    private static List<Field> both(Plan left, Plan right) {
        List<Field> fields = new ArrayList<>(left.fields());
        fields.addAll(right.fields());
        return fields;
    }
}
