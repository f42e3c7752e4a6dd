/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Up to {@link Chunk#ROWS_MAX} rows of a {@link Run}. Safe for all threads. */
public interface RowGroup {
    /** Number of rows. */
    int rowCount();

    /** The values of a column; null when no row has one. A new chunk at each call. */
    @Nullable
    Chunk read(ColumnKey key);

    /**
     * As {@link #read(ColumnKey)}, for who reads several columns.
     *
     * @param others gives other columns of this row group, which some columns are stored as references to: each is read once then
     */
    default @Nullable Chunk read(ColumnKey key, Function<ColumnKey, @Nullable Chunk> others) {
        return read(key);
    }

    /**
     * Where each stretch, neighbouring rows of one series or one trace, ends, in ascending order, the last with the last row; null when it
     * is not known.
     */
    default int @Nullable [] stretchEnds() {
        return null;
    }

    /** Where a {@link ChunkCache} keeps chunks of this row group; null where it is not to. */
    default ChunkCache.@Nullable Kept kept() {
        return null;
    }

    /** As {@link Run#mayHold}, for these rows. */
    boolean mayHold(long fromNanos, long toNanos, Collection<String> services);
}
