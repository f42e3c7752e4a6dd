/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;

/** What percentiles are taken of, of all groups; shared by all percentiles of one argument. */
abstract class PercentileValues extends Accumulator {
    /** Appends a percentile of a group: a DOUBLE, or the nearest long where results are times. After {@link #finish}. */
    abstract void result(int group, double fraction, boolean discrete, boolean asDouble, ColumnBuilder results);

    @Override
    final void result(int group, ColumnBuilder results) {
        throw new IllegalStateException("a percentile needs a fraction");
    }
}
