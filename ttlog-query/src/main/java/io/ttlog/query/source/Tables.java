/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables that a query may name, all as of one moment. Safe for all threads. */
public interface Tables {
    /** The table of that name, without regard to case; null when there is none. */
    @Nullable
    Table table(String name);

    /** The names that {@link #table} takes, for errors and completion. */
    List<String> names();

    /** A line for each place where damage was passed over: rows that would be in a table and are not. */
    default List<String> damage() {
        return List.of();
    }
}
