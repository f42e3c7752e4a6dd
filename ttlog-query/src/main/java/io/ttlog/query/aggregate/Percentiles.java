/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of all groups, sorted in the end; shared by all percentiles of one argument. Exact: between the two values
 * nearest to {@code fraction * (count - 1)} linearly (method 7 of Hyndman and Fan, 1996).
 */
final class Percentiles extends PercentileValues {
    private final int valuesMax;
    private final boolean doubles;
    private int[] groups = new int[0];

    /** Longs, or the bits of doubles in an order-keeping form. */
    private long[] values = new long[0];

    private int size;
    private int groupCount;

    /** Where the values of each group start, after {@link #finish}. */
    private int[] starts = new int[0];

    Percentiles(int valuesMax, boolean doubles) {
        this.valuesMax = valuesMax;
        this.doubles = doubles;
    }

    @Override
    void resize(int newGroupCount) {
        groupCount = newGroupCount;
    }

    @Override
    void add(int[] rowGroups, @Nullable Vector vector, int count) {
        if (size > valuesMax - count) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "percentiles of the query need more than " + valuesMax
                            + " values in memory; narrow WHERE, for instance the time range");
        }
        if (size + count > values.length) {
            int capacity = Math.min(valuesMax, Math.max(1024, (size + count) / 2 * 3));
            groups = Arrays.copyOf(groups, capacity);
            values = Arrays.copyOf(values, capacity);
        }
        for (int row = 0; vector != null && row < count; row++) {
            if (!vector.isNull(row)) {
                groups[size] = rowGroups[row];
                values[size++] = vector instanceof DoubleVector numbers
                        ? sortable(numbers.values()[row])
                        : ((LongVector) vector).values()[row];
            }
        }
    }

    /** Longs in the order of the doubles, NaN last: negative ones have all bits but the sign flipped. */
    private static long sortable(double value) {
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }

    private static double fromSortable(long sortable) {
        return Double.longBitsToDouble(sortable ^ (sortable >> 63 & Long.MAX_VALUE));
    }

    @Override
    void finish() {
        if (starts.length > 0) {
            return; // shared: another percentile was first
        }
        starts = new int[groupCount + 1];
        for (int i = 0; i < size; i++) {
            starts[groups[i] + 1]++;
        }
        for (int group = 0; group < groupCount; group++) {
            starts[group + 1] += starts[group];
        }
        long[] sorted = new long[size];
        int[] next = starts.clone();
        for (int i = 0; i < size; i++) {
            sorted[next[groups[i]]++] = values[i];
        }
        for (int group = 0; group < groupCount; group++) {
            Arrays.sort(sorted, starts[group], starts[group + 1]);
        }
        values = sorted;
        groups = new int[0];
    }

    @Override
    void result(int group, double fraction, boolean asDouble, ColumnBuilder results) {
        int count = starts[group + 1] - starts[group];
        if (count == 0) {
            results.appendNull();
            return;
        }
        double position = fraction * (count - 1);
        int below = (int) Math.floor(position);
        long a = values[starts[group] + below];
        long b = values[starts[group] + Math.min(below + 1, count - 1)];
        double weight = position - below;
        if (doubles) {
            results.appendDouble(between(fromSortable(a), fromSortable(b), weight));
        } else if (asDouble) {
            results.appendDouble(between((double) a, (double) b, weight));
        } else {
            // as a difference, so that nanoseconds since 1970 keep their last digits
            results.appendLong(a + Math.round((double) (b - a) * weight));
        }
    }

    private static double between(double a, double b, double weight) {
        return weight == 0 || ValueOrder.doubles(a, b) == 0 ? a : a * (1 - weight) + b * weight;
    }
}
