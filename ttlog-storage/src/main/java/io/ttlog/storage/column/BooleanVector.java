/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/** BOOLEAN values. */
public final class BooleanVector extends Vector {
    private final boolean[] values;

    /** Wraps the arrays, of which the first {@code rowCount} entries count. */
    public BooleanVector(boolean[] values, int rowCount, boolean @Nullable [] nulls) {
        super(ColumnType.BOOLEAN, rowCount, nulls);
        this.values = values;
    }

    /** The values; shared, not to be changed. */
    public boolean[] values() {
        return values;
    }

    @Override
    public @Nullable Boolean boxed(int row) {
        return isNull(row) ? null : values[row];
    }
}
