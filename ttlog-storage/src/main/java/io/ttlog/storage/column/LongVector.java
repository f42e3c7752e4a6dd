/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/** LONG, TIMESTAMP or DURATION values. */
public final class LongVector extends Vector {
    private final long[] values;

    /** Wraps the arrays, of which the first {@code rowCount} entries count. */
    public LongVector(ColumnType type, long[] values, int rowCount, boolean @Nullable [] nulls) {
        super(type, rowCount, nulls);
        this.values = values;
    }

    /** The values; shared, not to be changed. */
    public long[] values() {
        return values;
    }

    @Override
    public @Nullable Long boxed(int row) {
        return isNull(row) ? null : values[row];
    }
}
