/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that stand in the query. */
final class ValuesOperator extends Operator {
    private static final Rows NO_COLUMNS = Rows.of(List.of(), 1);

    private final Plan.Values values;
    private int at;

    ValuesOperator(QueryRun run, Plan.Values values) {
        super(run);
        this.values = values;
    }

    @Override
    @Nullable
    Rows advance() {
        run().check();
        int to = Math.min(values.rows().size(), at + Batch.ROWS_MAX);
        if (at == to) {
            return null;
        }
        List<Vector> vectors = new ArrayList<>();
        for (int c = 0; c < values.fields().size(); c++) {
            ColumnBuilder builder = new ColumnBuilder(values.fields().get(c).type(), to - at);
            for (List<Expression> row : values.rows().subList(at, to)) {
                builder.append(row.get(c).evaluate(NO_COLUMNS), 0);
            }
            vectors.add(builder.build());
        }
        Rows rows = Rows.of(vectors, to - at);
        at = to;
        return rows;
    }
}
