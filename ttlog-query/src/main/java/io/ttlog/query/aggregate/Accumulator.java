/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.Vector;
import org.jspecify.annotations.Nullable;

/** The states of one aggregate, one per group. */
abstract class Accumulator {
    /** Makes room for so many groups. */
    abstract void resize(int groups);

    /**
     * Takes values in; those that are null do not count.
     *
     * @param groups the group of each row
     * @param values null when rows themselves are counted
     */
    abstract void add(int[] groups, @Nullable Vector values, int count);

    /**
     * Takes pairs in, of a value and what it is ordered by; only for aggregates that have an order.
     *
     * @param orders of the same rows
     */
    void add(int[] groups, Vector values, Vector orders, int count) {
        throw new IllegalStateException(getClass() + " has no order");
    }

    /**
     * Takes in what another of the same aggregate has taken in, whose rows come behind those of this one; the other is not to be used again. Any
     * split of the rows, merged in their order, gives the result of all rows taken in at once (but for the last digits of DOUBLE).
     *
     * @param groups of each group of the other the group here
     * @param count the number of groups of the other
     */
    abstract void merge(Accumulator other, int[] groups, int count);

    /** Whether a result may be less exact than the values were. */
    boolean isApproximate() {
        return false;
    }

    /** Called once, after all values. */
    void finish() {}

    /** Appends the result of a group. */
    abstract void result(int group, ColumnBuilder results);
}
