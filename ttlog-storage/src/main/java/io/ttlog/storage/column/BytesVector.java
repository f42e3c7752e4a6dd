/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** BYTES values, one after another in one array: identifiers, mostly. */
public final class BytesVector extends Vector {
    private final byte[] bytes;
    private final int[] offsets;

    /** Wraps the arrays: the value of a row lies from {@code offsets[row]} to {@code offsets[row + 1]}. */
    public BytesVector(byte[] bytes, int[] offsets, int rowCount, boolean @Nullable [] nulls) {
        super(ColumnType.BYTES, rowCount, nulls);
        this.bytes = bytes;
        this.offsets = offsets;
    }

    /** All values; shared, not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where each value starts, and where the last ends; shared, not to be changed. */
    public int[] offsets() {
        return offsets;
    }

    @Override
    public byte @Nullable [] boxed(int row) {
        return isNull(row) ? null : Arrays.copyOfRange(bytes, offsets[row], offsets[row + 1]);
    }
}
