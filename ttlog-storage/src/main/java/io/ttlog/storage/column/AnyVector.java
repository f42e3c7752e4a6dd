/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/**
 * Values whose type differs from row to row: an attribute that was a number here and a text there. The slow road, taken only
 * where the data demands it.
 */
public final class AnyVector extends Vector {
    private final @Nullable Object[] values;
    private final ColumnType @Nullable [] types;

    /**
     * Wraps the arrays, of which the first {@code rowCount} entries count.
     *
     * @param values Long, Double, Boolean, String, byte[] or null
     * @param types of each value, null at null rows
     */
    public AnyVector(
            @Nullable Object[] values, ColumnType @Nullable [] types, int rowCount, boolean @Nullable [] nulls) {
        super(ColumnType.ANY, rowCount, nulls);
        this.values = values;
        this.types = types;
    }

    /** The type of the value at a row that is not null. */
    public ColumnType type(int row) {
        ColumnType[] t = types;
        if (t == null) {
            throw new IllegalStateException("an all-null vector has no types");
        }
        return t[row];
    }

    @Override
    public @Nullable Object boxed(int row) {
        return isNull(row) ? null : values[row];
    }
}
