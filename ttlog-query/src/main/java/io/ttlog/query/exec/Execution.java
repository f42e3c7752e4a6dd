/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Completeness;
import io.ttlog.core.CorruptDataException;
import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.source.ScanCounts;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.wire.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs one plan. For one query, one thread. */
public final class Execution {
    private final Plan plan;
    private final Output output;
    private final @Nullable Grouping grouping;
    private long rowsScanned;
    private ScanCounts counts = ScanCounts.NONE;

    private Execution(Plan plan, QueryLimits limits) {
        this.plan = plan;
        this.output = new Output(plan, limits);
        Plan.Groups groups = plan.groups();
        this.grouping = groups == null
                ? null
                : new Grouping(groups.keys(), groups.aggregates(), limits.groupsMax(), limits.percentileValuesMax());
    }

    /**
     * Runs the plan to its end.
     *
     * @param startNanos {@link System#nanoTime} when the query began
     */
    public static QueryResult run(Plan plan, Tables tables, QueryLimits limits, long startNanos) {
        Execution execution = new Execution(plan, limits);
        execution.read();
        execution.emitGroups();
        List<String> damage = new ArrayList<>();
        Completeness completeness = Completeness.ALL;
        Table table = plan.table();
        if (table != null) {
            damage.addAll(tables.damage());
            if (!plan.isEmpty()) {
                completeness = execution.completeness(table, damage);
            }
        }
        return execution.output.finish(new QueryResult.Execution(
                System.nanoTime() - startNanos,
                execution.rowsScanned,
                execution.counts.segments(),
                execution.counts.segmentsPruned(),
                new QueryResult.RowGroups(
                        execution.counts.groups(),
                        execution.counts.groupsOutside(),
                        execution.counts.groupsByZone(),
                        execution.counts.groupsByFilter()),
                damage,
                completeness));
    }

    /** An answer is not refused because it is not known how complete it is. */
    private Completeness completeness(Table table, List<String> damage) {
        try {
            return table.completeness(plan.wanted());
        } catch (CorruptDataException unknown) {
            damage.add(Finding.of(unknown).toString());
            return Completeness.ALL;
        }
    }

    private void read() {
        Table table = plan.table();
        if (plan.isEmpty() || output.isFull()) {
            return;
        }
        if (table == null) {
            accept(Rows.of(List.of(), 1));
            return;
        }
        try (Table.Cursor cursor = table.scan(plan.wanted())) {
            Batch batch = cursor.next();
            while (batch != null) {
                rowsScanned += batch.rowCount();
                accept(Rows.of(batch));
                batch = output.isFull() ? null : cursor.next();
            }
            counts = cursor.counts();
        }
    }

    private void accept(Rows batch) {
        Rows rows = batch;
        for (Expression filter : plan.filters()) {
            if (rows.count() == 0) {
                return;
            }
            rows = rows.where((BooleanVector) filter.evaluate(rows));
        }
        if (grouping != null) {
            grouping.add(rows);
        } else {
            output.add(rows);
        }
    }

    private void emitGroups() {
        Plan.Groups groups = plan.groups();
        if (grouping == null || groups == null) {
            return;
        }
        grouping.finish();
        Expression having = groups.having();
        for (int from = 0; from < grouping.size() && !output.isFull(); from += Batch.ROWS_MAX) {
            Rows rows = grouping.rows(from, Math.min(grouping.size(), from + Batch.ROWS_MAX));
            output.add(having == null ? rows : rows.where((BooleanVector) having.evaluate(rows)));
        }
    }
}
