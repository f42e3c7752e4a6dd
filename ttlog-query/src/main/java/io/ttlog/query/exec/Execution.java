/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Completeness;
import io.ttlog.core.CorruptDataException;
import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
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
    private int segmentsScanned;
    private int segmentsPruned;
    private Snapshot.Groups groups = Snapshot.Groups.NONE;

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
    public static QueryResult run(Plan plan, Snapshot snapshot, QueryLimits limits, long startNanos) {
        Execution execution = new Execution(plan, limits);
        execution.read(snapshot);
        execution.emitGroups();
        List<String> damage = new ArrayList<>();
        Completeness completeness = Completeness.ALL;
        Scan scan = plan.scan();
        if (scan != null) {
            snapshot.damage().forEach(finding -> damage.add(finding.toString()));
            if (!plan.isEmpty()) {
                completeness = execution.completeness(scan, snapshot, damage);
            }
        }
        return execution.output.finish(new QueryResult.Execution(
                System.nanoTime() - startNanos,
                execution.rowsScanned,
                execution.segmentsScanned,
                execution.segmentsPruned,
                new QueryResult.RowGroups(
                        execution.groups.read(),
                        execution.groups.outside(),
                        execution.groups.byZone(),
                        execution.groups.byFilter()),
                damage,
                completeness));
    }

    /** An answer is not refused because it is not known how complete it is. */
    private Completeness completeness(Scan scan, Snapshot snapshot, List<String> damage) {
        try {
            return CompletenessScan.of(scan, snapshot);
        } catch (CorruptDataException unknown) {
            damage.add(Finding.of(unknown).toString());
            return Completeness.ALL;
        }
    }

    private void read(Snapshot snapshot) {
        Scan scan = plan.scan();
        if (plan.isEmpty() || output.isFull()) {
            return;
        }
        if (scan == null) {
            accept(Rows.of(List.of(), 1));
            return;
        }
        try (Snapshot.Cursor cursor = snapshot.scan(scan)) {
            Batch batch = cursor.next();
            while (batch != null) {
                rowsScanned += batch.rowCount();
                accept(Rows.of(batch));
                batch = output.isFull() ? null : cursor.next();
            }
            segmentsScanned = cursor.segmentsScanned();
            segmentsPruned = cursor.segmentsPruned();
            groups = cursor.groups();
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
