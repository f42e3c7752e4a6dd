/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.Signal;
import io.ttlog.storage.index.Need;
import java.util.List;

/**
 * What to read: some columns of one table.
 *
 * @param signal the table
 * @param columns which columns, in the order in which batches have them; may be empty when only rows are counted
 * @param fromNanos rows before this time may be left out
 * @param toNanos rows after this time (inclusive bound) may be left out
 * @param services when not empty, rows of other services may be left out
 * @param need row groups that do not have it may be left out
 * @param order of row groups; rows within one come in any
 */
public record Scan(
        Signal signal,
        List<ColumnRef> columns,
        long fromNanos,
        long toNanos,
        List<String> services,
        Need need,
        Order order) {
    /** In which order row groups come. */
    public enum Order {
        /** As they lie. */
        ANY,
        /** By their newest rows, the newest first. */
        NEWEST_FIRST,
        /** By their oldest rows, the oldest first. */
        OLDEST_FIRST
    }

    /** What to read, in any order. */
    public Scan(
            Signal signal, List<ColumnRef> columns, long fromNanos, long toNanos, List<String> services, Need need) {
        this(signal, columns, fromNanos, toNanos, services, need, Order.ANY);
    }

    /** What to read of times and services, whatever rows need. */
    public Scan(Signal signal, List<ColumnRef> columns, long fromNanos, long toNanos, List<String> services) {
        this(signal, columns, fromNanos, toNanos, services, Need.NOTHING);
    }

    /** All rows of a table. */
    public static Scan all(Signal signal, List<ColumnRef> columns) {
        return new Scan(signal, columns, Long.MIN_VALUE, Long.MAX_VALUE, List.of());
    }
}
