/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** ANY_VALUE: the first value that comes. */
final class AnyValue extends Accumulator {
    private final ColumnType type;

    /** Vectors of one row. */
    private @Nullable Vector[] firsts = new Vector[0];

    AnyValue(ColumnType type) {
        this.type = type;
    }

    @Override
    void resize(int groups) {
        firsts = Arrays.copyOf(firsts, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        for (int row = 0; values != null && row < count; row++) {
            if (firsts[groups[row]] == null && !values.isNull(row)) {
                ColumnBuilder one = new ColumnBuilder(type, 1);
                one.append(values, row);
                firsts[groups[row]] = one.build();
            }
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        AnyValue more = (AnyValue) other;
        for (int group = 0; group < count; group++) {
            int into = groups[group];
            firsts[into] = firsts[into] == null ? more.firsts[group] : firsts[into];
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        Vector first = firsts[group];
        if (first == null) {
            results.appendNull();
        } else {
            results.append(first, 0);
        }
    }
}
