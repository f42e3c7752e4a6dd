/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.sql.Query.SetOperation.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * INTERSECT and EXCEPT: counts the different rows of the right input, then lets rows of the left pass by that. With ALL, of
 * equal rows m on the left and n on the right, INTERSECT gives the smaller number and EXCEPT m - n.
 */
final class SharedRowsOperator extends Operator {
    private final Operator left;
    private final Operator right;
    private final Plan.SetOperation operation;
    private final GroupTable rowsSeen;
    private long[] rightCounts = new long[16];

    /** Rows that pass once are marked here, without ALL. */
    private boolean[] passed = new boolean[16];

    private boolean counted;

    SharedRowsOperator(QueryRun run, Operator left, Operator right, Plan.SetOperation operation) {
        super(run, left, right);
        this.left = left;
        this.right = right;
        this.operation = operation;
        this.rowsSeen = DistinctOperator.table(run, operation.fields());
    }

    private int[] groups(Rows rows) {
        int[] groups = rowsSeen.groups(
                DistinctOperator.columns(rows, operation.fields().size()), rows.count());
        if (rowsSeen.size() > rightCounts.length) {
            int length = Math.max(rowsSeen.size(), rightCounts.length * 2);
            rightCounts = Arrays.copyOf(rightCounts, length);
            passed = Arrays.copyOf(passed, length);
        }
        return groups;
    }

    @Override
    @Nullable
    Rows advance() {
        if (!counted) {
            for (Rows rows = right.next(); rows != null; rows = right.next()) {
                int[] groups = groups(rows);
                for (int row = 0; row < rows.count(); row++) {
                    rightCounts[groups[row]]++;
                }
            }
            counted = true;
        }
        for (Rows rows = left.next(); rows != null; rows = left.next()) {
            int[] groups = groups(rows);
            int[] positions = new int[rows.count()];
            int kept = 0;
            for (int row = 0; row < rows.count(); row++) {
                if (passes(groups[row])) {
                    positions[kept++] = row;
                }
            }
            if (kept > 0) {
                return rows.select(positions, kept);
            }
        }
        return null;
    }

    private boolean passes(int group) {
        boolean shared = rightCounts[group] > 0;
        if (operation.all()) {
            rightCounts[group] -= shared ? 1 : 0;
            return shared == (operation.kind() == Kind.INTERSECT);
        }
        boolean first = !passed[group];
        passed[group] = true;
        return first && shared == (operation.kind() == Kind.INTERSECT);
    }
}
