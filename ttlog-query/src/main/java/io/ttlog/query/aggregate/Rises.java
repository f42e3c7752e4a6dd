/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * INCREASE, RATE and DELTA of points in the order of time, whatever order they come in. A counter that falls was reset and has risen from zero since, as
 * in PromQL; unlike there, nothing is extrapolated to the ends of a range. Fewer than two points give NULL.
 */
final class Rises extends Accumulator {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Aggregate aggregate;
    private final int pointsMax;
    private long[][] times = new long[0][];
    private double[][] values = new double[0][];
    private int[] sizes = new int[0];
    private long held;

    Rises(Aggregate aggregate, int pointsMax) {
        this.aggregate = aggregate;
        this.pointsMax = pointsMax;
    }

    @Override
    void resize(int groups) {
        int before = times.length;
        times = Arrays.copyOf(times, groups);
        values = Arrays.copyOf(values, groups);
        Arrays.fill(times, before, groups, new long[0]);
        Arrays.fill(values, before, groups, new double[0]);
        sizes = Arrays.copyOf(sizes, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector vector, int count) {
        if (count > 0) {
            throw new IllegalStateException("points come with times");
        }
    }

    @Override
    void add(int[] groups, Vector vector, Vector orders, int count) {
        long[] stamps = ((LongVector) orders).values();
        for (int row = 0; row < count; row++) {
            if (!vector.isNull(row) && !orders.isNull(row)) {
                double value = vector instanceof DoubleVector numbers
                        ? numbers.values()[row]
                        : (double) ((LongVector) vector).values()[row];
                add(groups[row], stamps[row], value);
            }
        }
    }

    private void add(int group, long time, double value) {
        int size = sizes[group];
        if (size == times[group].length) {
            int capacity = Math.max(8, size * 2);
            held += capacity - size;
            if (held > pointsMax) {
                throw new TTLogException(
                        ErrorCode.QUERY_LIMIT,
                        aggregate.call().function() + " needs more than " + pointsMax
                                + " points in memory; narrow WHERE, for instance the time range");
            }
            times[group] = Arrays.copyOf(times[group], capacity);
            values[group] = Arrays.copyOf(values[group], capacity);
        }
        times[group][size] = time;
        values[group][size] = value;
        sizes[group] = size + 1;
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Rises more = (Rises) other;
        for (int group = 0; group < count; group++) {
            for (int i = 0; i < more.sizes[group]; i++) {
                add(groups[group], more.times[group][i], more.values[group][i]);
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        int size = sizes[group];
        if (size < 2) {
            results.appendNull();
            return;
        }
        sort(group);
        double[] points = values[group];
        double increase = 0;
        for (int i = 1; i < size; i++) {
            increase += points[i] >= points[i - 1] ? points[i] - points[i - 1] : points[i];
        }
        long[] stamps = times[group];
        double result = switch (aggregate.kind()) {
            case DELTA -> points[size - 1] - points[0];
            case RATE -> increase / ((stamps[size - 1] - stamps[0]) / NANOS_PER_SECOND);
            default -> increase;
        };
        if (aggregate.kind() == Aggregate.Kind.RATE && stamps[size - 1] == stamps[0]) {
            results.appendNull();
        } else {
            results.appendDouble(result);
        }
    }

    /** Points of a scan are in order mostly; of equal times the earlier row stays first. */
    private void sort(int group) {
        int size = sizes[group];
        long[] stamps = times[group];
        boolean ordered = true;
        for (int i = 1; i < size; i++) {
            ordered &= stamps[i - 1] <= stamps[i];
        }
        if (ordered) {
            return;
        }
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Long.compare(stamps[a], stamps[b]));
        long[] sortedTimes = new long[size];
        double[] sortedValues = new double[size];
        for (int i = 0; i < size; i++) {
            sortedTimes[i] = stamps[order[i]];
            sortedValues[i] = values[group][order[i]];
        }
        times[group] = sortedTimes;
        values[group] = sortedValues;
    }

    @Override
    public String toString() {
        return aggregate.kind() + " of " + held;
    }
}
