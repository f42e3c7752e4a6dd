/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.QueryResult;
import io.ttlog.TTLogException;
import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.aggregate.Grouping;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Collects the result: projects rows, keeps the first of equal ones, orders, limits.
 *
 * <p>ORDER BY with a LIMIT keeps at most twice the wanted rows and a few batches: whenever that many have come, they are
 * sorted and cut. After that, a batch row that does not sort before the last wanted one is refused at once. Like a bounded
 * heap that is O(rows * log wanted), and it moves rows in batches.
 */
final class Output {
    private final Plan plan;
    private final QueryLimits limits;
    private final List<ColumnBuilder> builders = new ArrayList<>();
    private final @Nullable GroupTable distinct;

    /** Offset + limit, without overflow. */
    private final long wanted;

    private int size;

    /** Rows after which to sort and cut; 0 when rows are never cut. */
    private final int cutAt;

    /** The outputs of the wanted rows after the last cut, sorted; null before. */
    private Vector @Nullable [] best;

    Output(Plan plan, QueryLimits limits) {
        this.plan = plan;
        this.limits = limits;
        long offset = plan.offset();
        this.wanted =
                plan.limit() == 0 ? 0 : plan.limit() > Long.MAX_VALUE - offset ? Long.MAX_VALUE : plan.limit() + offset;
        boolean cuts = !plan.orders().isEmpty() && wanted > 0 && wanted <= limits.resultRowsMax();
        this.cutAt = cuts ? (int) Math.min(Integer.MAX_VALUE / 4, wanted * 2 + 2L * Batch.ROWS_MAX) : 0;
        this.distinct = plan.distinct()
                ? new GroupTable(
                        plan.outputs().stream().map(Expression::type).toList(), limits.groupsMax(), "distinct rows")
                : null;
        clearBuilders();
    }

    private void clearBuilders() {
        builders.clear();
        for (Expression output : plan.outputs()) {
            builders.add(new ColumnBuilder(output.type(), 0));
        }
        size = 0;
    }

    /** Whether no further row can change the result. */
    boolean isFull() {
        return wanted == 0 || plan.orders().isEmpty() && size >= wanted;
    }

    void add(Rows batch) {
        if (batch.count() == 0 || isFull()) {
            return;
        }
        Rows rows = best == null || distinct != null ? batch : promising(batch, best);
        if (rows.count() == 0) {
            return;
        }
        Vector[] vectors = new Vector[plan.outputs().size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = plan.outputs().get(i).evaluate(rows);
        }
        int count = rows.count();
        int[] positions = null;
        if (distinct != null) {
            int before = distinct.size();
            positions = Grouping.newOnes(distinct.groups(vectors, count), before, count);
        }
        if (best != null && distinct != null) {
            positions = better(vectors, positions, count, best);
        }
        int kept = positions == null ? count : positions.length;
        if (plan.orders().isEmpty()) {
            kept = (int) Math.min(kept, wanted - size);
        }
        append(vectors, positions, kept);
        if (cutAt > 0 && size >= cutAt) {
            cut();
        }
    }

    private void append(Vector[] vectors, int @Nullable [] positions, int kept) {
        if (kept > 0
                && cutAt == 0
                && size > limits.resultRowsMax() + Math.min(plan.offset(), Integer.MAX_VALUE) - kept) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the result has more than " + limits.resultRowsMax()
                            + " rows; add a LIMIT, aggregate, or narrow WHERE");
        }
        for (int i = 0; i < vectors.length; i++) {
            ColumnBuilder builder = builders.get(i);
            for (int row = 0; row < kept; row++) {
                builder.append(vectors[i], positions == null ? row : positions[row]);
            }
        }
        size += kept;
    }

    /** Those rows that sort before the last of the best, found by the columns of ORDER BY alone. */
    private Rows promising(Rows rows, Vector[] bound) {
        Vector[] vectors = new Vector[plan.outputs().size()];
        for (Plan.Order order : plan.orders()) {
            vectors[order.output()] = plan.outputs().get(order.output()).evaluate(rows);
        }
        int[] positions = better(vectors, null, rows.count(), bound);
        return rows.select(positions, positions.length);
    }

    /** Those rows that sort before the last of the best. */
    private int[] better(Vector[] vectors, int @Nullable [] positions, int count, Vector[] bound) {
        int last = (int) wanted - 1;
        IntStream candidates = positions == null ? IntStream.range(0, count) : Arrays.stream(positions);
        return candidates.filter(row -> compare(vectors, row, bound, last) < 0).toArray();
    }

    private int compare(Vector[] a, int i, Vector[] b, int j) {
        for (Plan.Order order : plan.orders()) {
            int sign = compare(order, a[order.output()], i, b[order.output()], j);
            if (sign != 0) {
                return sign;
            }
        }
        return 0;
    }

    private static int compare(Plan.Order order, Vector a, int i, Vector b, int j) {
        boolean nullA = a.isNull(i);
        boolean nullB = b.isNull(j);
        if (nullA || nullB) {
            return nullA == nullB ? 0 : nullA == order.nullsFirst() ? -1 : 1;
        }
        int sign = ValueOrder.compare(a, i, b, j);
        return order.descending() ? -Integer.signum(sign) : sign;
    }

    private void cut() {
        Vector[] vectors = build();
        Integer[] order = sorted(vectors);
        int kept = (int) Math.min(order.length, wanted);
        int[] positions = new int[kept];
        for (int i = 0; i < kept; i++) {
            positions[i] = order[i];
        }
        Vector[] cut = new Vector[vectors.length];
        clearBuilders();
        for (int c = 0; c < vectors.length; c++) {
            Vector column = Vectors.gather(vectors[c], positions, kept);
            builders.get(c).appendAll(column, kept);
            cut[c] = column;
        }
        size = kept;
        best = cut;
    }

    private Vector[] build() {
        return builders.stream().map(ColumnBuilder::build).toArray(Vector[]::new);
    }

    /** Positions in the order of the result; rows that compare equal stay as they came. */
    private Integer[] sorted(Vector[] vectors) {
        Integer[] order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> comparator = (i, j) -> compare(vectors, i, vectors, j);
        Arrays.sort(order, comparator);
        return order;
    }

    QueryResult finish(QueryResult.Execution execution) {
        Vector[] vectors = build();
        Integer[] order = plan.orders().isEmpty() ? null : sorted(vectors);
        int from = (int) Math.min(size, plan.offset());
        int to = (int) Math.min(size, wanted);
        int[] positions = new int[Math.max(0, to - from)];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = order == null ? from + i : order[from + i];
        }
        List<QueryResult.Column> columns = new ArrayList<>();
        List<Vector> shown = new ArrayList<>();
        for (int c = 0; c < plan.names().size(); c++) {
            QueryResult.Type type =
                    QueryResult.Type.valueOf(plan.outputs().get(c).type().name());
            columns.add(new QueryResult.Column(plan.names().get(c), type));
            shown.add(Vectors.gather(vectors[c], positions, positions.length));
        }
        return new ResultTable(columns, shown, positions.length, execution);
    }
}
