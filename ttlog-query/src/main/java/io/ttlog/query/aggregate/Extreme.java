/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** MIN and MAX of any type, by {@link ValueOrder}. */
final class Extreme extends Accumulator {
    private final ColumnType type;

    /** 1 for MAX, -1 for MIN. */
    private final int sign;

    private boolean[] seen = new boolean[0];
    private long[] longs = new long[0];

    /** Of types other than longs: a vector of one row, the best so far. */
    private @Nullable Vector[] best = new Vector[0];

    Extreme(ColumnType type, boolean max) {
        this.type = type;
        this.sign = max ? 1 : -1;
    }

    private boolean isLongs() {
        return type == ColumnType.LONG || type == ColumnType.TIMESTAMP || type == ColumnType.DURATION;
    }

    @Override
    void resize(int groups) {
        seen = Arrays.copyOf(seen, groups);
        if (isLongs()) {
            longs = Arrays.copyOf(longs, groups);
        } else {
            best = Arrays.copyOf(best, groups);
        }
    }

    @Override
    void add(int[] groups, @Nullable Vector values, int count) {
        if (values == null) {
            return;
        }
        for (int row = 0; row < count; row++) {
            if (values.isNull(row)) {
                continue;
            }
            int group = groups[row];
            if (values instanceof LongVector vector) {
                long value = vector.values()[row];
                if (!seen[group] || Long.compare(value, longs[group]) == sign) {
                    longs[group] = value;
                }
            } else {
                Vector known = best[group];
                if (known == null || Integer.signum(ValueOrder.compare(values, row, known, 0)) == sign) {
                    ColumnBuilder one = new ColumnBuilder(type, 1);
                    one.append(values, row);
                    best[group] = one.build();
                }
            }
            seen[group] = true;
        }
    }

    @Override
    void merge(Accumulator other, int[] groups, int count) {
        Extreme more = (Extreme) other;
        ColumnBuilder bests = new ColumnBuilder(type, count);
        for (int group = 0; group < count; group++) {
            more.result(group, bests);
        }
        add(groups, bests.build(), count);
    }

    @Override
    void result(int group, ColumnBuilder results) {
        Vector known = isLongs() ? null : best[group];
        if (!seen[group]) {
            results.appendNull();
        } else if (known != null) {
            results.append(known, 0);
        } else {
            results.appendLong(longs[group]);
        }
    }
}
