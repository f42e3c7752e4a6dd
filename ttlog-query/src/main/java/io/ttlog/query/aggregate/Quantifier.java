/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** BOOL_AND and BOOL_OR. */
final class Quantifier extends Accumulator {
    private final boolean and;
    private boolean[] seen = new boolean[0];

    /** Whether a value came that decides: false of BOOL_AND, true of BOOL_OR. */
    private boolean[] decided = new boolean[0];

    Quantifier(boolean and) {
        this.and = and;
    }

    @Override
    void resize(int groups) {
        seen = Arrays.copyOf(seen, groups);
        decided = Arrays.copyOf(decided, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        for (int row = 0; values instanceof BooleanVector truths && row < count; row++) {
            if (!values.isNull(row)) {
                seen[groups[row]] = true;
                decided[groups[row]] |= truths.values()[row] != and;
            }
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Quantifier more = (Quantifier) other;
        for (int group = 0; group < count; group++) {
            seen[groups[group]] |= more.seen[group];
            decided[groups[group]] |= more.decided[group];
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        if (seen[group]) {
            results.appendBoolean(and != decided[group]);
        } else {
            results.appendNull();
        }
    }
}
