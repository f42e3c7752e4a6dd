/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.ValueOrder;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.WindowCall;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** Which rows of a partition a row sees. */
final class WindowFrame {
    private final List<Plan.WindowOrder> items;
    private final Vector[] orders;
    private final WindowCall.Frame frame;
    private final int partitionFrom;
    private final int partitionTo;

    /** Rows of equal order as the row, and those that have one at all. */
    private int peersFrom;

    private int peersTo;
    private int valuesFrom;
    private int valuesTo;
    private int from;
    private int to;

    WindowFrame(List<Plan.WindowOrder> items, Vector[] orders, WindowCall.Frame frame, int from, int to) {
        this.items = items;
        this.orders = orders;
        this.frame = frame;
        this.partitionFrom = from;
        this.partitionTo = to;
        this.peersTo = from;
        valuesFrom = from;
        valuesTo = to;
        while (orders.length == 1 && valuesFrom < to && orders[0].isNull(valuesFrom)) {
            valuesFrom++;
        }
        while (orders.length == 1 && valuesTo > valuesFrom && orders[0].isNull(valuesTo - 1)) {
            valuesTo--;
        }
    }

    /** The first row. */
    int from() {
        return from;
    }

    /** Behind the last row; at most {@link #from} when there is none. */
    int to() {
        return to;
    }

    /** To the rows that a row sees; rows are asked for one after the other. */
    void moveTo(int row) {
        if (row >= peersTo) {
            peersFrom = row;
            peersTo = row + 1;
            while (peersTo < partitionTo && WindowOperator.compare(items, orders, row, peersTo) == 0) {
                peersTo++;
            }
        }
        from = frame.from().unbounded() ? partitionFrom : edge(frame.from(), row, true);
        to = frame.to().unbounded() ? partitionTo : edge(frame.to(), row, false);
    }

    private int edge(WindowCall.Edge edge, int row, boolean first) {
        if (frame.rows()) {
            long at = row + Math.max(-(1L << 40), Math.min(1L << 40, edge.whole())) + (first ? 0 : 1);
            return (int) Math.max(partitionFrom, Math.min(partitionTo, at));
        }
        boolean here = edge.whole() == 0 && edge.real() == 0;
        if (here || orders[0].isNull(row)) {
            return first ? peersFrom : peersTo;
        }
        return search(edge, row, first);
    }

    /** The first row whose distance is not less than the edge's, or the one behind the last that is not more. */
    private int search(WindowCall.Edge edge, int row, boolean first) {
        int low = valuesFrom;
        int high = valuesTo;
        while (low < high) {
            int middle = (low + high) >>> 1;
            int sign = compare(edge, row, middle);
            if (sign < 0 || sign == 0 && !first) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Where a row lies, seen from the edge: before, at or behind it. */
    private int compare(WindowCall.Edge edge, int row, int other) {
        boolean descending = items.get(0).descending();
        int sign;
        if (orders[0] instanceof DoubleVector doubles) {
            double value = doubles.values()[row];
            sign = ValueOrder.doubles(doubles.values()[other], descending ? value - edge.real() : value + edge.real());
        } else {
            long[] values = ((LongVector) orders[0]).values();
            sign = Long.compare(values[other], sum(values[row], descending ? -edge.whole() : edge.whole()));
        }
        return descending ? -sign : sign;
    }

    private static long sum(long a, long b) {
        long sum = a + b;
        boolean over = ((a ^ sum) & (b ^ sum)) < 0;
        return over ? a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE : sum;
    }
}
