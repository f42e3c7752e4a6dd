/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Completeness;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Answer;
import io.ttlog.query.plan.Field;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.source.ScanCounts;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.query.source.Wanted;
import io.ttlog.query.sql.Statement;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.wire.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Runs the plans of one query: those of its subqueries, then its own. For one thread. */
public final class Execution implements Answer.Runner {
    private final QueryRun run;
    private final Tables tables;
    private final @Nullable Explanation explanation;
    private final boolean analyze;
    private int subqueryCount;

    /**
     * Begins a query.
     *
     * @param startNanos {@link System#nanoTime} when it began
     * @param statement whether the rows are wanted, or the plan, or what the plan did
     * @param cancelled asked once a batch, whether to end
     */
    public Execution(
            Tables tables, QueryLimits limits, long startNanos, Statement statement, BooleanSupplier cancelled) {
        this.tables = tables;
        this.run = new QueryRun(limits, startNanos, statement.analyze(), cancelled);
        this.explanation = statement.explain() ? new Explanation() : null;
        this.analyze = statement.analyze();
    }

    @Override
    public Answer run(Plan plan) {
        Explanation subqueries = explanation;
        if (subqueries != null) {
            subqueries.heading("Subquery " + ++subqueryCount);
        }
        StoredRows rows = collect(plan, subqueries);
        if (subqueries != null && !analyze) {
            subqueries.add(plan);
        }
        return new Answer(List.of(rows.build()), rows.size());
    }

    /** Runs the plan to its end. */
    public QueryResult finish(Plan plan) {
        Explanation wanted = explanation;
        if (wanted != null) {
            return explain(plan, wanted);
        }
        StoredRows rows = collect(plan, null);
        List<QueryResult.Column> columns = new ArrayList<>();
        for (Field field : plan.fields()) {
            columns.add(new QueryResult.Column(
                    field.name(), QueryResult.Type.valueOf(field.type().name())));
        }
        return new ResultTable(columns, List.of(rows.build()), rows.size(), execution());
    }

    /** A row a line; subqueries have been run before, since what they give is part of the plan. */
    private QueryResult explain(Plan plan, Explanation wanted) {
        if (subqueryCount > 0) {
            wanted.heading("Query");
        }
        if (analyze) {
            collect(plan, wanted);
        } else {
            wanted.add(plan);
        }
        ColumnBuilder lines = new ColumnBuilder(ColumnType.TEXT, wanted.lines().size());
        wanted.lines().forEach(lines::appendText);
        return new ResultTable(
                List.of(new QueryResult.Column("plan", QueryResult.Type.TEXT)),
                List.of(lines.build()),
                wanted.lines().size(),
                execution());
    }

    /** All rows of the plan; tells what its operators did, when they are to be analyzed. */
    private StoredRows collect(Plan plan, @Nullable Explanation told) {
        StoredRows result = new StoredRows(run, plan.fields());
        try (Operator root = Operators.of(plan, run)) {
            for (Rows rows = root.next(); rows != null; rows = root.next()) {
                if (result.size() > run.limits().resultRowsMax() - rows.count()) {
                    throw new TTLogException(
                            ErrorCode.QUERY_LIMIT,
                            "the result has more than " + run.limits().resultRowsMax()
                                    + " rows; add a LIMIT, aggregate, or narrow WHERE");
                }
                result.add(rows);
            }
            if (told != null && analyze) {
                told.add(plan, root);
            }
        }
        return result;
    }

    private QueryResult.Execution execution() {
        List<String> damage = new ArrayList<>();
        if (!run.reads().isEmpty()) {
            damage.addAll(tables.damage());
        }
        Completeness completeness = completeness(damage);
        ScanCounts counts = run.counts();
        return new QueryResult.Execution(
                System.nanoTime() - run.startNanos(),
                run.rowsScanned(),
                counts.segments(),
                counts.segmentsPruned(),
                new QueryResult.RowGroups(
                        counts.groups(), counts.groupsOutside(), counts.groupsByZone(), counts.groupsByFilter()),
                damage,
                completeness);
    }

    /** Of each table once, in the range that all its scans together asked about. */
    private Completeness completeness(List<String> damage) {
        Map<String, Range> ranges = new LinkedHashMap<>();
        for (ReadOperator operator : run.reads()) {
            Plan.Read read = operator.read();
            if (!read.isNone()) {
                ranges.merge(read.table().name(), new Range(read.table(), read.wanted()), Range::plus);
            }
        }
        Completeness all = Completeness.ALL;
        for (Range range : ranges.values()) {
            try {
                all = both(all, range.table().completeness(range.wanted()));
            } catch (CorruptDataException unknown) {
                // An answer is not refused because it is not known how complete it is.
                damage.add(Finding.of(unknown).toString());
            }
        }
        return all;
    }

    /** What a query asks a table about. */
    private record Range(Table table, Wanted wanted) {
        Range plus(Range other) {
            Wanted a = wanted;
            Wanted b = other.wanted;
            Set<String> services = new LinkedHashSet<>();
            if (!a.services().isEmpty() && !b.services().isEmpty()) {
                services.addAll(a.services());
                services.addAll(b.services());
            }
            return new Range(
                    table,
                    new Wanted(
                            a.columns(),
                            Math.min(a.fromNanos(), b.fromNanos()),
                            Math.max(a.toNanos(), b.toNanos()),
                            List.copyOf(services),
                            a.need()));
        }
    }

    /** Of several tables: what all of them lost, and the fraction of the one that misses most. */
    private static Completeness both(Completeness a, Completeness b) {
        if (a.lost() == 0 || b.lost() == 0) {
            return a.lost() == 0 ? b : a;
        }
        Map<String, Long> byReason = new LinkedHashMap<>();
        List<Completeness.Loss> losses = new ArrayList<>(a.byReason());
        losses.addAll(b.byReason());
        losses.forEach(loss -> byReason.merge(loss.reason(), loss.events(), Long::sum));
        List<Completeness.Loss> merged = new ArrayList<>();
        byReason.forEach((reason, events) -> merged.add(new Completeness.Loss(reason, events)));
        merged.sort(
                java.util.Comparator.comparingLong(Completeness.Loss::events).reversed());
        return new Completeness(a.lost() + b.lost(), Math.min(a.fraction(), b.fraction()), merged);
    }
}
