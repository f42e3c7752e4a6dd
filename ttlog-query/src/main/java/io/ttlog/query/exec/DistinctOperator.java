/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Field;
import io.ttlog.storage.column.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets the first of equal rows pass. */
final class DistinctOperator extends Operator {
    private final Operator input;
    private final List<Field> fields;
    private final GroupTable seen;

    DistinctOperator(QueryRun run, Operator input, List<Field> fields) {
        super(run, input);
        this.input = input;
        this.fields = fields;
        this.seen = table(run, fields);
    }

    static GroupTable table(QueryRun run, List<Field> fields) {
        return new GroupTable(
                fields.stream().map(Field::type).toList(), run.limits().groupsMax(), "distinct rows");
    }

    static Vector[] columns(Rows rows, int count) {
        Vector[] columns = new Vector[count];
        for (int i = 0; i < count; i++) {
            columns[i] = rows.column(i);
        }
        return columns;
    }

    @Override
    @Nullable
    Rows advance() {
        for (Rows rows = input.next(); rows != null; rows = input.next()) {
            if (rows.count() == 0) {
                continue;
            }
            int before = seen.size();
            int[] groups = seen.groups(columns(rows, fields.size()), rows.count());
            int[] first = Grouping.newOnes(groups, before, rows.count());
            if (first.length > 0) {
                return rows.select(first, first.length);
            }
        }
        return null;
    }
}
