/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lets the first rows of each key pass. */
final class LimitByOperator extends Operator {
    private final Operator input;
    private final Plan.LimitBy limit;
    private final GroupTable keys;
    private long[] passed = new long[16];

    LimitByOperator(QueryRun run, Operator input, Plan.LimitBy limit) {
        super(run, input);
        this.input = input;
        this.limit = limit;
        this.keys = new GroupTable(
                limit.keys().stream().map(key -> limit.fields().get(key).type()).toList(),
                run.limits().groupsMax(),
                "keys of LIMIT BY");
    }

    @Override
    @Nullable
    Rows advance() {
        for (Rows rows = input.next(); rows != null; rows = input.next()) {
            Vector[] columns = new Vector[limit.keys().size()];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = rows.column(limit.keys().get(i));
            }
            int[] groups = keys.groups(columns, rows.count());
            if (keys.size() > passed.length) {
                passed = Arrays.copyOf(passed, Math.max(keys.size(), passed.length * 2));
            }
            int[] positions = new int[rows.count()];
            int kept = 0;
            for (int row = 0; row < rows.count(); row++) {
                if (passed[groups[row]]++ < limit.rows()) {
                    positions[kept++] = row;
                }
            }
            if (kept > 0) {
                return rows.select(positions, kept);
            }
        }
        return null;
    }
}
