/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.WindowCall;
import io.ttlog.query.plan.WindowCall.Kind;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The values of one window function, partition by partition, of rows that are sorted. */
final class WindowValues {
    /** Aggregates that give a result and then take more rows. */
    private static final Set<Aggregate.Kind> RUNNING = EnumSet.of(
            Aggregate.Kind.COUNT, Aggregate.Kind.SUM, Aggregate.Kind.AVG, Aggregate.Kind.MIN, Aggregate.Kind.MAX);

    private final QueryRun run;
    private final Plan.Window window;
    private final WindowCall call;
    private final Rows rows;
    private final Vector[] orders;
    private final ColumnBuilder results;
    private final Vector[] arguments;

    /** The aggregate of the frame from {@code frameFrom} to {@code frameTo}, exclusive. */
    private @Nullable Grouping grouping;

    private int frameFrom;
    private int frameTo;
    private @Nullable Vector value;

    WindowValues(QueryRun run, Plan.Window window, WindowCall call, Rows rows, Vector[] orders, ColumnBuilder results) {
        this.run = run;
        this.window = window;
        this.call = call;
        this.rows = rows;
        this.orders = orders;
        this.results = results;
        this.arguments = JoinTable.evaluate(call.arguments(), rows);
    }

    /** Appends the values of a partition. */
    void add(int from, int to) {
        grouping = null;
        WindowFrame frame = new WindowFrame(window.orders(), orders, call.frame(), from, to);
        long rank = 0;
        long denseRank = 0;
        for (int row = from; row < to; row++) {
            if ((row - from) % Batch.ROWS_MAX == 0) {
                run.check();
            }
            if (row == from || WindowOperator.compare(window.orders(), orders, row - 1, row) != 0) {
                rank = row - from + 1L;
                denseRank++;
            }
            switch (call.kind()) {
                case ROW_NUMBER -> results.appendLong(row - from + 1L);
                case RANK -> results.appendLong(rank);
                case DENSE_RANK -> results.appendLong(denseRank);
                case NTILE -> results.appendLong(bucket(row - from, to - from));
                case LAG -> shifted(row, call.number() > row - from ? -1 : row - call.number());
                case LEAD -> shifted(row, call.number() >= to - row ? -1 : row + call.number());
                default -> ofFrame(frame, row);
            }
        }
    }

    /** The first rows % buckets buckets have one row more. */
    private long bucket(long index, long count) {
        long buckets = call.number();
        long small = count / buckets;
        long large = count % buckets;
        long inLarge = large * (small + 1);
        return index < inLarge ? index / (small + 1) + 1 : large + (index - inLarge) / small + 1;
    }

    /** The value at another row, or the default of this one. */
    private void shifted(int row, long other) {
        if (other >= 0) {
            results.append(arguments[0], (int) other);
        } else if (arguments.length > 1) {
            results.append(arguments[1], row);
        } else {
            results.appendNull();
        }
    }

    private void ofFrame(WindowFrame frame, int row) {
        frame.moveTo(row);
        if (call.kind() == Kind.AGGREGATE) {
            results.append(aggregated(frame), 0);
            return;
        }
        long size = frame.to() - (long) frame.from();
        long index = switch (call.kind()) {
            case FIRST_VALUE -> 0;
            case LAST_VALUE -> size - 1;
            default -> call.number() - 1;
        };
        if (index < 0 || index >= size) {
            results.appendNull();
        } else {
            results.append(arguments[0], (int) (frame.from() + index));
        }
    }

    /** The aggregate of the frame: the last one when it is the same, with more rows when it has only grown, else anew. */
    private Vector aggregated(WindowFrame frame) {
        Aggregate aggregate = call.aggregate();
        if (aggregate == null) {
            throw new IllegalStateException("no aggregate in " + call.kind());
        }
        int from = frame.from();
        int to = Math.max(from, frame.to());
        Grouping current = grouping;
        Vector known = value;
        boolean begun = current != null && frameFrom == from && frameTo <= to;
        if (begun && known != null && frameTo == to) {
            return known;
        }
        if (current == null
                || !begun
                || !RUNNING.contains(aggregate.kind())
                || aggregate.call().distinct()) {
            current = new Grouping(
                    List.<Expression>of(),
                    List.of(aggregate),
                    run.limits().groupsMax(),
                    run.limits().percentileValuesMax());
            frameTo = from;
        }
        for (int at = frameTo; at < to; at += Batch.ROWS_MAX) {
            run.check();
            int end = Math.min(to, at + Batch.ROWS_MAX);
            current.add(rows.select(IntStream.range(at, end).toArray(), end - at));
        }
        current.finish();
        grouping = current;
        frameFrom = from;
        frameTo = to;
        Vector result = current.rows(0, 1).column(0);
        value = result;
        return result;
    }
}
