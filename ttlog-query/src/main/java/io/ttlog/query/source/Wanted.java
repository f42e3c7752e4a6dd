/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.source;

import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
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
 * @param order in which row groups should come, so that who wants the newest or oldest rows can {@link Table.Cursor#narrow} soon
 */
public record Wanted(
        List<ColumnRef> columns, long fromNanos, long toNanos, List<String> services, Need need, Scan.Order order) {
    /** Copies the lists. */
    public Wanted {
        columns = List.copyOf(columns);
        services = List.copyOf(services);
    }

    /** What to give, in any order. */
    public Wanted(List<ColumnRef> columns, long fromNanos, long toNanos, List<String> services, Need need) {
        this(columns, fromNanos, toNanos, services, need, Scan.Order.ANY);
    }

    /** The same in another order. */
    public Wanted in(Scan.Order other) {
        return new Wanted(columns, fromNanos, toNanos, services, need, other);
    }

    /** Some columns of all rows. */
    public static Wanted all(List<ColumnRef> columns) {
        return new Wanted(columns, Long.MIN_VALUE, Long.MAX_VALUE, List.of(), Need.NOTHING);
    }
}
