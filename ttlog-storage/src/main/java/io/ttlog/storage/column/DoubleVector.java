/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/** DOUBLE values. */
public final class DoubleVector extends Vector {
    private final double[] values;

    /** Wraps the arrays, of which the first {@code rowCount} entries count. */
    public DoubleVector(double[] values, int rowCount, boolean @Nullable [] nulls) {
        super(ColumnType.DOUBLE, rowCount, nulls);
        this.values = values;
    }

    /** The values; shared, not to be changed. */
    public double[] values() {
        return values;
    }

    @Override
    public @Nullable Double boxed(int row) {
        return isNull(row) ? null : values[row];
    }
}
