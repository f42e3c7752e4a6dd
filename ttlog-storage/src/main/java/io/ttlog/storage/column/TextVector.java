/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.column;

import org.jspecify.annotations.Nullable;

/**
 * TEXT or JSON values as ids into a dictionary, so that work can be done once per distinct value. A dictionary may hold
 * entries that no row uses, and the same text twice.
 */
public final class TextVector extends Vector {
    private final String[] dictionary;
    private final int[] ids;

    /** Wraps the arrays, of which the first {@code rowCount} ids count; ids at null rows must be valid or the row null. */
    public TextVector(ColumnType type, String[] dictionary, int[] ids, int rowCount, boolean @Nullable [] nulls) {
        super(type, rowCount, nulls);
        this.dictionary = dictionary;
        this.ids = ids;
    }

    /** The distinct texts; shared, not to be changed. */
    public String[] dictionary() {
        return dictionary;
    }

    /** Index into {@link #dictionary} by row; shared, not to be changed. */
    public int[] ids() {
        return ids;
    }

    /** The text of a row that is not null. */
    public String text(int row) {
        return dictionary[ids[row]];
    }

    @Override
    public @Nullable String boxed(int row) {
        return isNull(row) ? null : dictionary[ids[row]];
    }
}
