/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects rows, then gives them in order. Rows that compare equal stay as they came.
 *
 * <p>Where only the first are wanted, it keeps at most twice as many: whenever that many have come, they are sorted and cut.
 * After that, a row that does not sort before the last wanted one is refused at once, by the columns of the order alone, and of
 * a batch no more rows are taken than are wanted: the other columns are made of rows that may come into the answer. Like a
 * bounded heap that is O(rows * log wanted), and it moves rows in batches. Where the order is that of time, it asks the table
 * for row groups in that order and, with each cut, for no more than can still come before the last wanted row.
 */
final class SortOperator extends Operator {
    private final Operator input;
    private final Plan.Sort sort;
    private final StoredRows stored;

    /** Rows after which to sort and cut; 0 when rows are never cut. */
    private final int cutAt;

    /** What is read in the order of time, which is that of the first item; null where it is not. */
    private final @Nullable ReadOperator inTime;

    /** The wanted rows after the last cut, sorted; null before. */
    private Vector @Nullable [] best;

    /** The rows in order, when all have come. */
    private int @Nullable [] order;

    private Vector[] vectors = new Vector[0];
    private int at;

    SortOperator(QueryRun run, Operator input, Plan.Sort sort) {
        super(run, input);
        this.input = input;
        this.sort = sort;
        this.stored = new StoredRows(run, sort.fields());
        boolean cuts = sort.wanted() > 0 && sort.wanted() <= run.limits().resultRowsMax();
        long often = sort.wanted() <= Batch.ROWS_MAX ? sort.wanted() : sort.wanted() * 2;
        this.cutAt = cuts ? (int) Math.min(Integer.MAX_VALUE / 4, often) : 0;
        this.inTime = cuts ? inTime(input, sort.orders().get(0)) : null;
    }

    private static @Nullable ReadOperator inTime(Operator input, Plan.Order first) {
        Origin origin = input.origin(first.column());
        return origin != null && origin.read().order(origin.column(), first.descending()) ? origin.read() : null;
    }

    @Override
    @Nullable
    Rows advance() {
        int[] positions = order;
        if (positions == null) {
            if (sort.wanted() == 0) {
                return null;
            }
            for (Rows rows = input.next(); rows != null; rows = input.next()) {
                add(rows);
            }
            vectors = stored.build();
            positions = sorted(vectors, all(stored.size()), stored.size());
            order = positions;
        }
        int to = (int) Math.min(Math.min(positions.length, sort.wanted()), at + (long) Batch.ROWS_MAX);
        if (at >= to) {
            return null;
        }
        Rows rows = Rows.of(List.of(vectors), stored.size()).select(Arrays.copyOfRange(positions, at, to), to - at);
        at = to;
        return rows;
    }

    private void add(Rows batch) {
        Rows rows = cutAt == 0 ? batch : promising(batch, best);
        if (rows.count() == 0) {
            return;
        }
        if (cutAt == 0 && stored.size() > run().limits().resultRowsMax() - rows.count()) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "the result has more than " + run().limits().resultRowsMax()
                            + " rows; add a LIMIT, aggregate, or narrow WHERE");
        }
        stored.add(rows);
        if (cutAt > 0 && stored.size() >= cutAt) {
            cut();
        }
    }

    /** Those rows that sort before the last of the best, and no more of them than are wanted. */
    private Rows promising(Rows rows, Vector @Nullable [] bound) {
        int count = rows.count();
        if (bound == null && count <= sort.wanted()) {
            return rows;
        }
        Vector[] columns = new Vector[sort.fields().size()];
        for (Plan.Order item : sort.orders()) {
            columns[item.column()] = rows.column(item.column());
        }
        int[] positions = new int[count];
        int found = 0;
        if (bound == null) {
            for (; found < count; found++) {
                positions[found] = found;
            }
        } else {
            found = before(columns, bound, positions, count);
        }
        if (found > sort.wanted()) {
            positions = sorted(columns, positions, found);
            found = (int) sort.wanted();
        }
        return rows.select(positions, found);
    }

    /** Fills in which rows sort before the last of the best, and returns how many. */
    private int before(Vector[] columns, Vector[] bound, int[] positions, int count) {
        int last = (int) sort.wanted() - 1;
        int found = 0;
        Plan.Order first = sort.orders().get(0);
        if (columns[first.column()] instanceof LongVector longs
                && longs.nulls() == null
                && !bound[first.column()].isNull(last)) {
            long limit = ((LongVector) bound[first.column()]).values()[last];
            long[] values = longs.values();
            for (int row = 0; row < count; row++) {
                boolean possible = first.descending() ? values[row] >= limit : values[row] <= limit;
                if (possible && compare(columns, row, bound, last) < 0) {
                    positions[found++] = row;
                }
            }
            return found;
        }
        for (int row = 0; row < count; row++) {
            if (compare(columns, row, bound, last) < 0) {
                positions[found++] = row;
            }
        }
        return found;
    }

    private int compare(Vector[] a, int i, Vector[] b, int j) {
        for (Plan.Order item : sort.orders()) {
            int sign = compare(a[item.column()], i, b[item.column()], j, item.descending(), item.nullsFirst());
            if (sign != 0) {
                return sign;
            }
        }
        return 0;
    }

    /** Compares two values as an item of ORDER BY does. */
    static int compare(Vector a, int i, Vector b, int j, boolean descending, boolean nullsFirst) {
        boolean nullA = a.isNull(i);
        boolean nullB = b.isNull(j);
        if (nullA || nullB) {
            return nullA == nullB ? 0 : nullA == nullsFirst ? -1 : 1;
        }
        int sign = ValueOrder.compare(a, i, b, j);
        return descending ? -Integer.signum(sign) : sign;
    }

    private void cut() {
        Vector[] built = stored.build();
        int[] positions = sorted(built, all(stored.size()), stored.size());
        int kept = (int) Math.min(positions.length, sort.wanted());
        Vector[] cut = new Vector[built.length];
        for (int c = 0; c < built.length; c++) {
            cut[c] = Vectors.gather(built[c], positions, kept);
        }
        stored.clear();
        stored.add(Rows.of(List.of(cut), kept));
        best = kept < sort.wanted() ? null : cut;
        Plan.Order first = sort.orders().get(0);
        if (inTime != null && best != null && !cut[first.column()].isNull(kept - 1)) {
            long limit = ((LongVector) cut[first.column()]).values()[kept - 1];
            inTime.narrow(first.descending() ? limit : Long.MIN_VALUE, first.descending() ? Long.MAX_VALUE : limit);
        }
    }

    private static int[] all(int size) {
        int[] positions = new int[size];
        Arrays.setAll(positions, i -> i);
        return positions;
    }

    private int[] sorted(Vector[] columns, int[] rows, int size) {
        Integer[] positions = new Integer[size];
        Arrays.setAll(positions, i -> rows[i]);
        Arrays.sort(positions, (i, j) -> compare(columns, i, columns, j));
        int[] sorted = new int[size];
        Arrays.setAll(sorted, i -> positions[i]);
        return sorted;
    }

    @Override
    public void close() {
        stored.release();
        super.close();
    }
}
