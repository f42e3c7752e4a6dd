/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import org.jspecify.annotations.Nullable;

/** One percentile of values that it may share with others. */
final class Percentile extends Accumulator {
    private final PercentileValues values;
    private final boolean collects;
    private final double fraction;
    private final boolean discrete;
    private final boolean asDouble;

    /**
     * A percentile.
     *
     * @param collects whether this one, of those that share, feeds the values
     * @param discrete whether it is one of the values, instead of between two
     */
    Percentile(PercentileValues values, boolean collects, double fraction, boolean discrete, ColumnType type) {
        this.discrete = discrete;
        this.values = values;
        this.collects = collects;
        this.fraction = fraction;
        this.asDouble = type == ColumnType.DOUBLE;
    }

    boolean collects() {
        return collects;
    }

    @Override
    void resize(int groups) {
        values.resize(groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector vector, int count) {
        values.add(groups, vector, count);
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        values.merge(((Percentile) other).values, groups, count);
    }

    @Override
    boolean isApproximate() {
        return values.isApproximate();
    }

    @Override
    void finish() {
        values.finish();
    }

    @Override
    void result(int group, ColumnBuilder results) {
        values.result(group, fraction, discrete, asDouble, results);
    }
}
