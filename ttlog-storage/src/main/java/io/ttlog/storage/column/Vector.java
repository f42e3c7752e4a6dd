/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/** The values of one column in one {@link Batch}. Values at null rows are unspecified. Immutable by convention. */
public abstract sealed class Vector
        permits LongVector, DoubleVector, BooleanVector, TextVector, BytesVector, AnyVector {
    private final ColumnType type;
    private final int rowCount;
    private final boolean @Nullable [] nulls;

    Vector(ColumnType type, int rowCount, boolean @Nullable [] nulls) {
        assert nulls == null || nulls.length >= rowCount;
        this.type = type;
        this.rowCount = rowCount;
        this.nulls = nulls;
    }

    /** The type of all values. */
    public final ColumnType type() {
        return type;
    }

    /** The number of rows. */
    public final int rowCount() {
        return rowCount;
    }

    /** True at null rows; null when no row is null. */
    public final boolean @Nullable [] nulls() {
        return nulls;
    }

    /** Whether the row is null. */
    public final boolean isNull(int row) {
        return nulls != null && nulls[row];
    }

    /**
     * The value as Long, Double, Boolean, String or byte[] (TIMESTAMP and DURATION as their nanoseconds), or null. Allocates;
     * for results and for the slow road.
     */
    public abstract @Nullable Object boxed(int row);
}
