/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Variances and standard deviations, by Welford's recurrence (1962) and, of two sets, Chan's formula (1979). */
final class Variance extends Accumulator {
    private final Aggregate.Kind kind;
    private long[] counts = new long[0];
    private double[] means = new double[0];

    /** Sums of the squares of the distances from the mean. */
    private double[] squares = new double[0];

    Variance(Aggregate.Kind kind) {
        this.kind = kind;
    }

    @Override
    void resize(int groups) {
        counts = Arrays.copyOf(counts, groups);
        means = Arrays.copyOf(means, groups);
        squares = Arrays.copyOf(squares, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        if (!(values instanceof DoubleVector numbers)) {
            return;
        }
        for (int row = 0; row < count; row++) {
            if (!values.isNull(row)) {
                int group = groups[row];
                double value = numbers.values()[row];
                double distance = value - means[group];
                means[group] += distance / ++counts[group];
                squares[group] += distance * (value - means[group]);
            }
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Variance more = (Variance) other;
        for (int group = 0; group < count; group++) {
            int into = groups[group];
            long all = counts[into] + more.counts[group];
            if (more.counts[group] > 0) {
                double distance = more.means[group] - means[into];
                double share = (double) more.counts[group] / all;
                squares[into] += more.squares[group] + distance * distance * counts[into] * share;
                means[into] += distance * share;
                counts[into] = all;
            }
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        boolean sample = kind == Aggregate.Kind.STDDEV_SAMP || kind == Aggregate.Kind.VAR_SAMP;
        long divisor = counts[group] - (sample ? 1 : 0);
        if (divisor <= 0) {
            results.appendNull();
            return;
        }
        double variance = squares[group] / divisor;
        boolean root = kind == Aggregate.Kind.STDDEV_SAMP || kind == Aggregate.Kind.STDDEV_POP;
        results.appendDouble(root ? Math.sqrt(variance) : variance);
    }
}
