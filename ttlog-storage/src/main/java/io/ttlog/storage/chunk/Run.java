/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Rows of one table that lie together: a segment, or what a memtable held at one moment. Safe for all threads. */
public interface Run {
    /** The columns that at least one row has. */
    List<ColumnKey> columns();

    /** The attributes that at least one row has in its {@link RestColumn}. May read it. */
    default Set<ColumnKey> restKeys() {
        return Set.of();
    }

    /** All row groups. */
    List<? extends RowGroup> groups();

    /**
     * Whether a row of that time (both bounds inclusive) and of one of the services (all, when empty) may be here. Wrong only
     * towards yes. Does no I/O.
     */
    boolean mayHold(long fromNanos, long toNanos, Collection<String> services);

    /** Number of rows. */
    long rowCount();
}
