/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Up to {@link Chunk#ROWS_MAX} rows of a {@link Run}. Safe for all threads; the chunks are not. */
public interface RowGroup {
    /** Number of rows. */
    int rowCount();

    /** The values of a column; null when no row has one. A new chunk at each call. */
    @Nullable
    Chunk read(ColumnKey key);

    /** As {@link Run#mayHold}, for these rows. */
    boolean mayHold(long fromNanos, long toNanos, Collection<String> services);
}
