/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Batch;
import org.jspecify.annotations.Nullable;

/** Groups all rows, then gives the groups. */
final class GroupOperator extends Operator {
    /** About what a group takes besides its keys and states. */
    private static final int GROUP_BYTES = 16;

    /** About what a key or the state of an aggregate takes. */
    private static final int VALUE_BYTES = 16;

    private final Operator input;
    private final Grouping grouping;
    private final int bytesPerGroup;
    private boolean grouped;
    private int heldGroups;
    private int at;

    GroupOperator(QueryRun run, Operator input, Plan.Group group) {
        super(run, input);
        this.input = input;
        this.grouping = new Grouping(
                group.keys(),
                group.aggregates(),
                run.limits().groupsMax(),
                run.limits().percentileValuesMax());
        this.bytesPerGroup = GROUP_BYTES
                + VALUE_BYTES * (group.keys().size() + group.aggregates().size());
    }

    @Override
    @Nullable
    Rows advance() {
        if (!grouped) {
            for (Rows rows = input.next(); rows != null; rows = input.next()) {
                grouping.add(rows);
                run().hold((long) bytesPerGroup * (grouping.size() - heldGroups));
                heldGroups = grouping.size();
            }
            grouping.finish();
            grouped = true;
        }
        if (at == grouping.size()) {
            return null;
        }
        run().check();
        int to = Math.min(grouping.size(), at + Batch.ROWS_MAX);
        Rows rows = grouping.rows(at, to);
        at = to;
        return rows;
    }

    @Override
    public void close() {
        run().release((long) bytesPerGroup * heldGroups);
        heldGroups = 0;
        super.close();
    }
}
