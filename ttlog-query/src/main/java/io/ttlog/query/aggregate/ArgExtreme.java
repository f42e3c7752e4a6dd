/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The value that stands beside the least or greatest of another: ARG_MIN, ARG_MAX, FIRST and LAST. Rows where either is null do not count. */
final class ArgExtreme extends Accumulator {
    private final ColumnType type;
    private final ColumnType orderType;
    private final int sign;

    /** Whether a later row takes the place of one with an equal order. */
    private final boolean later;

    /** Vectors of one row; null where nothing came yet. */
    private @Nullable Vector[] bestValues = new Vector[0];

    private @Nullable Vector[] bestOrders = new Vector[0];

    ArgExtreme(Aggregate.Kind kind, ColumnType type, ColumnType orderType) {
        this.type = type;
        this.orderType = orderType;
        this.sign = kind == Aggregate.Kind.ARG_MIN ? -1 : 1;
        this.later = kind == Aggregate.Kind.LAST;
    }

    @Override
    void resize(int groups) {
        bestValues = Arrays.copyOf(bestValues, groups);
        bestOrders = Arrays.copyOf(bestOrders, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        if (count > 0) {
            throw new IllegalStateException("values come with what they are ordered by");
        }
    }

    @Override
    void add(int[] groups, Vector values, Vector orders, int count) {
        // only the best row of a run of one group is copied: most runs are long
        int row = 0;
        while (row < count) {
            int group = groups[row];
            int best = -1;
            for (; row < count && groups[row] == group; row++) {
                boolean counts = !values.isNull(row) && !orders.isNull(row);
                if (counts && (best < 0 || isBetter(orders, row, orders, best))) {
                    best = row;
                }
            }
            Vector known = bestOrders[group];
            if (best >= 0 && (known == null || isBetter(orders, best, known, 0))) {
                bestValues[group] = one(type, values, best);
                bestOrders[group] = one(orderType, orders, best);
            }
        }
    }

    private boolean isBetter(Vector orders, int row, Vector others, int other) {
        int order = orders instanceof LongVector x && others instanceof LongVector y
                ? Long.compare(x.values()[row], y.values()[other])
                : Integer.signum(ValueOrder.compare(orders, row, others, other));
        return order == sign || later && order == 0;
    }

    private static Vector one(ColumnType type, Vector vector, int row) {
        ColumnBuilder one = new ColumnBuilder(type, 1);
        one.append(vector, row);
        return one.build();
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        ArgExtreme more = (ArgExtreme) other;
        for (int group = 0; group < count; group++) {
            Vector order = more.bestOrders[group];
            Vector known = bestOrders[groups[group]];
            if (order != null && (known == null || isBetter(order, 0, known, 0))) {
                bestValues[groups[group]] = more.bestValues[group];
                bestOrders[groups[group]] = order;
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        Vector best = bestValues[group];
        if (best == null) {
            results.appendNull();
        } else {
            results.append(best, 0);
        }
    }
}
