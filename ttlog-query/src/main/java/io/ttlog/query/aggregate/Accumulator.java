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

    /** Called once, after all values. */
    void finish() {}

    /** Appends the result of a group. */
    abstract void result(int group, ColumnBuilder results);
}
