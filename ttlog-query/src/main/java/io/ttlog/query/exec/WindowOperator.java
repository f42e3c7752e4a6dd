/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.WindowCall;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects all rows, sorts them by partition and order, and calculates functions partition by partition. */
final class WindowOperator extends Operator {
    /** A position and the results of a row. */
    private static final int ROW_BYTES = 24;

    private final Operator input;
    private final Plan.Window window;
    private final StoredRows stored;
    private long resultBytes;
    private @Nullable Rows results;
    private int at;

    WindowOperator(QueryRun run, Operator input, Plan.Window window) {
        super(run, input);
        this.input = input;
        this.window = window;
        this.stored = new StoredRows(run, window.input().fields());
    }

    @Override
    @Nullable
    Rows advance() {
        Rows rows = results;
        if (rows == null) {
            for (Rows batch = input.next(); batch != null; batch = input.next()) {
                stored.add(batch);
            }
            resultBytes = (long) ROW_BYTES * (1 + window.calls().size()) * stored.size();
            run().hold(resultBytes);
            rows = calculated(Rows.of(List.of(stored.build()), stored.size()));
            results = rows;
        }
        if (at == rows.count()) {
            return null;
        }
        run().check();
        int from = at;
        at = Math.min(rows.count(), at + Batch.ROWS_MAX);
        int[] positions = new int[at - from];
        Arrays.setAll(positions, i -> from + i);
        return rows.select(positions, positions.length);
    }

    private Rows calculated(Rows unsorted) {
        int size = unsorted.count();
        int[] partitions = partitions(unsorted);
        Rows sorted = unsorted.select(order(unsorted, partitions), size);
        int[] sortedPartitions = partitions(sorted);
        Vector[] orders = orders(sorted);
        List<Vector> columns = new ArrayList<>();
        for (int c = 0; c < window.input().fields().size(); c++) {
            columns.add(sorted.column(c));
        }
        for (WindowCall call : window.calls()) {
            ColumnBuilder builder = new ColumnBuilder(call.type(), size);
            WindowValues values = new WindowValues(run(), window, call, sorted, orders, builder);
            for (int from = 0; from < size; ) {
                int to = from + 1;
                while (to < size && sortedPartitions[to] == sortedPartitions[from]) {
                    to++;
                }
                values.add(from, to);
                from = to;
            }
            columns.add(builder.build());
        }
        return Rows.of(columns, size);
    }

    /** The number of each row's partition. */
    private int[] partitions(Rows rows) {
        List<Expression> keys = window.partition();
        GroupTable table = new GroupTable(
                keys.stream().map(Expression::type).toList(), run().limits().groupsMax(), "partitions");
        return table.groups(JoinTable.evaluate(keys, rows), rows.count());
    }

    private Vector[] orders(Rows rows) {
        return JoinTable.evaluate(
                window.orders().stream().map(Plan.WindowOrder::expression).toList(), rows);
    }

    private int[] order(Rows rows, int[] partitions) {
        Vector[] orders = orders(rows);
        Integer[] positions = new Integer[rows.count()];
        Arrays.setAll(positions, i -> i);
        Arrays.sort(positions, (i, j) -> {
            int sign = Integer.compare(partitions[i], partitions[j]);
            return sign != 0 ? sign : compare(window.orders(), orders, i, j);
        });
        int[] order = new int[positions.length];
        Arrays.setAll(order, i -> positions[i]);
        return order;
    }

    /** Compares two rows by the order within a partition. */
    static int compare(List<Plan.WindowOrder> items, Vector[] orders, int i, int j) {
        for (int k = 0; k < orders.length; k++) {
            Plan.WindowOrder item = items.get(k);
            int sign = SortOperator.compare(orders[k], i, orders[k], j, item.descending(), item.nullsFirst());
            if (sign != 0) {
                return sign;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        stored.release();
        run().release(resultBytes);
        resultBytes = 0;
        super.close();
    }
}
