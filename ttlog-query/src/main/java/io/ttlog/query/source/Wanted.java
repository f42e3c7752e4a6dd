/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.index.Need;
import java.util.List;

/**
 * What a scan is to give. A table may ignore all but the columns: what it gives is filtered afterwards.
 *
 * @param columns which columns, in the order in which batches have them; may be empty when only rows are counted
 * @param fromNanos rows before this time may be left out
 * @param toNanos rows after this time (inclusive bound) may be left out
 * @param services when not empty, rows of other services may be left out
 * @param need row groups that do not have it may be left out
 */
public record Wanted(List<ColumnRef> columns, long fromNanos, long toNanos, List<String> services, Need need) {
    /** Copies the lists. */
    public Wanted {
        columns = List.copyOf(columns);
        services = List.copyOf(services);
    }

    /** Some columns of all rows. */
    public static Wanted all(List<ColumnRef> columns) {
        return new Wanted(columns, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), Need.NOTHING);
    }
}
