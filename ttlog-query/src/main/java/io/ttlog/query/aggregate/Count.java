/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** COUNT. */
final class Count extends Accumulator {
    private long[] counts = new long[0];

    @Override
    void resize(int groups) {
        counts = Arrays.copyOf(counts, groups);
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        boolean[] nulls = values == null ? null : values.nulls();
        for (int row = 0; row < count; row++) {
            if (nulls == null || !nulls[row]) {
                counts[groups[row]]++;
            }
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Count more = (Count) other;
        for (int group = 0; group < count; group++) {
            counts[groups[group]] += more.counts[group];
        }
    }

    @Override
    void result(int group, ColumnBuilder results) {
        results.appendLong(counts[group]);
    }
}
