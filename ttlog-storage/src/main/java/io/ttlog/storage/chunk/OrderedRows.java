/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The rows of a segment that is to be written, in their order, column by column. Belongs to one thread. */
public interface OrderedRows {
    /** All columns. */
    Collection<ColumnKey> columns();

    /** A column, from the first row group on, as often as somebody asks; without a value when there is no such column. */
    Chunks chunks(ColumnKey key);

    /**
     * Which neighbouring rows of a row group belong to one series or one trace, so that columns that are equal within them take no
     * bytes a row: the row behind each of these stretches; null when there are none.
     */
    int @Nullable [] stretchEnds(int group);

    /** The chunks of a column, one row group after the other. */
    interface Chunks {
        /** The one of a row group; null where all its rows are null. Asked for once, in the order of row groups. */
        @Nullable
        Chunk ofGroup(int group);

        /** Whether the last one has one row a stretch, all rows of which are equal. */
        default boolean folded() {
            return false;
        }
    }
}
