/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.QueryResult.Completeness;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Rows with named, typed columns, unchanging while a query runs. Safe for all threads; each {@link Cursor} belongs to one. */
public interface Table {
    /** The name, as errors show it. */
    String name();

    /** The columns that every row has, in the order of {@code SELECT *}; those that unquoted names mean are in lower case. */
    Map<String, ColumnType> columns();

    /** Whether rows may have attributes besides, all of which are the JSON column {@code attrs}. */
    default boolean hasAttributes() {
        return false;
    }

    /** The attributes that any row has, by key; {@link ColumnType#ANY} where rows disagree about the type. */
    default SortedMap<String, ColumnType> attributes() {
        return Collections.emptySortedMap();
    }

    /** Whether there is no row. */
    boolean isEmpty();

    /** Opens a scan. Rows come in no promised order; which rows may be left out, {@link Wanted} says. */
    Cursor scan(Wanted wanted);

    /** How much of what was wanted is known to be lost. */
    default Completeness completeness(Wanted wanted) {
        return Completeness.ALL;
    }

    /** Walks the batches of a scan. */
    interface Cursor extends AutoCloseable {
        /** The next rows, with the columns wanted in their order, valid until the next call; null at the end. */
        @Nullable
        Batch next();

        /** What was read so far, and what was passed over. */
        default ScanCounts counts() {
            return ScanCounts.NONE;
        }

        @Override
        void close();
    }
}
