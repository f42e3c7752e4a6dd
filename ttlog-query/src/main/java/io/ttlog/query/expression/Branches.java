/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Deals rows out to expressions and puts the values together again. One use, one thread. */
final class Branches {
    private final Rows rows;
    private final ColumnType type;
    private final List<Vector> values = new ArrayList<>();

    /** Of each row: which of {@link #values}, and where in it. */
    private final int[] branch;

    private final int[] index;

    /** The rows that no branch has taken, as positions in {@link #rows}. */
    private int[] remaining;

    private int remainingCount;

    Branches(Rows rows, ColumnType type) {
        this.rows = rows;
        this.type = type;
        this.branch = new int[rows.count()];
        this.index = new int[rows.count()];
        this.remaining = new int[rows.count()];
        for (int i = 0; i < remaining.length; i++) {
            remaining[i] = i;
        }
        this.remainingCount = remaining.length;
    }

    boolean hasRemaining() {
        return remainingCount > 0;
    }

    Rows remaining() {
        return remainingCount == rows.count() ? rows : rows.select(remaining, remainingCount);
    }

    /** The remaining rows at which the condition is true take their values from the expression. */
    void take(BooleanVector condition, Expression result) {
        int[] taken = new int[remainingCount];
        int takenCount = 0;
        int[] left = new int[remainingCount];
        int leftCount = 0;
        for (int i = 0; i < remainingCount; i++) {
            if (condition.values()[i] && !condition.isNull(i)) {
                taken[takenCount++] = remaining[i];
            } else {
                left[leftCount++] = remaining[i];
            }
        }
        remaining = left;
        remainingCount = leftCount;
        if (takenCount > 0) {
            assign(taken, takenCount, result.evaluate(rows.select(taken, takenCount)));
        }
    }

    /** The remaining rows at which the vector is not null take their values from it. */
    void takeNonNull(Vector vector) {
        int[] left = new int[remainingCount];
        int leftCount = 0;
        for (int i = 0; i < remainingCount; i++) {
            if (vector.isNull(i)) {
                left[leftCount++] = remaining[i];
            } else {
                branch[remaining[i]] = values.size();
                index[remaining[i]] = i;
            }
        }
        values.add(vector);
        remaining = left;
        remainingCount = leftCount;
    }

    private void assign(int[] positions, int count, Vector vector) {
        for (int i = 0; i < count; i++) {
            branch[positions[i]] = values.size();
            index[positions[i]] = i;
        }
        values.add(vector);
    }

    /** All rows, where what remains takes its values from the expression. */
    Vector finish(Expression otherwise) {
        if (remainingCount == rows.count() && values.isEmpty()) {
            return otherwise.evaluate(rows);
        }
        if (remainingCount > 0) {
            int[] positions = Arrays.copyOf(remaining, remainingCount);
            assign(positions, remainingCount, otherwise.evaluate(rows.select(positions, remainingCount)));
        }
        ColumnBuilder builder = new ColumnBuilder(type, rows.count());
        for (int i = 0; i < branch.length; i++) {
            builder.append(values.get(branch[i]), index[i]);
        }
        return builder.build();
    }
}
