/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.query.plan.Plan;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds the right rows by their keys, those of one key in the order of their moments, and searches each left row's place there. */
final class AsofJoinOperator extends Operator {
    private final Operator left;
    private final Operator right;
    private final Plan.AsofJoin join;
    private final int leftWidth;
    private final JoinTable table;
    private boolean built;

    /** Right rows by key and moment; those of the key whose first row is r lie where {@code from[r]} and {@code to[r]} say. */
    private int[] ordered = new int[0];

    private int[] from = new int[0];
    private int[] to = new int[0];
    private @Nullable Vector moments;

    AsofJoinOperator(QueryRun run, Operator left, Operator right, Plan.AsofJoin join) {
        super(run, left, right);
        this.left = left;
        this.right = right;
        this.join = join;
        this.leftWidth = join.left().fields().size();
        this.table = new JoinTable(run, join.right().fields(), join.rightKeys());
    }

    private Vector build() {
        table.addAll(right);
        int size = table.size();
        Vector[] columns = new Vector[join.right().fields().size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = table.column(c);
        }
        Vector times = join.rightMoment().evaluate(Rows.of(List.of(columns), size + 1));
        ordered = new int[size];
        from = new int[size];
        to = new int[size];
        int at = 0;
        int chains = join.rightKeys().isEmpty() ? Math.min(size, 1) : table.chains();
        for (int chain = 0; chain < chains; chain++) {
            int head = table.head(chain);
            int start = at;
            for (int row = head; row >= 0; row = table.next(row)) {
                if (!times.isNull(row)) {
                    ordered[at++] = row;
                }
            }
            sort(times, start, at);
            if (head >= 0) {
                from[head] = start;
                to[head] = at;
            }
        }
        moments = times;
        built = true;
        return times;
    }

    private void sort(Vector times, int start, int end) {
        Integer[] rows = new Integer[end - start];
        Arrays.setAll(rows, i -> ordered[start + i]);
        Arrays.sort(rows, (a, b) -> ValueOrder.compare(times, a, times, b));
        for (int i = 0; i < rows.length; i++) {
            ordered[start + i] = rows[i];
        }
    }

    @Override
    @Nullable
    Rows advance() {
        Vector times = moments;
        if (!built || times == null) {
            times = build();
        }
        for (Rows rows = left.next(); rows != null; rows = left.next()) {
            run().check();
            int[] heads = table.heads(join.leftKeys(), rows);
            Vector wanted = join.leftMoment().evaluate(rows);
            int[] leftRows = new int[rows.count()];
            int[] rightRows = new int[rows.count()];
            int found = 0;
            for (int row = 0; row < rows.count(); row++) {
                int partner = heads[row] < 0 || wanted.isNull(row) ? -1 : partner(times, heads[row], wanted, row);
                if (partner >= 0 || join.outer()) {
                    leftRows[found] = row;
                    rightRows[found++] = partner >= 0 ? partner : table.size();
                }
            }
            if (found > 0) {
                return table.pairs(rows, leftWidth, leftRows, rightRows, found);
            }
        }
        return null;
    }

    /** The last row whose moment is not after the wanted one; of equal moments the one that came last. */
    private int partner(Vector times, int head, Vector wanted, int row) {
        int low = from[head];
        int high = to[head];
        while (low < high) {
            int middle = (low + high) >>> 1;
            int sign = ValueOrder.compare(times, ordered[middle], wanted, row);
            if (sign < 0 || sign == 0 && !join.strictly()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == from[head] ? -1 : ordered[low - 1];
    }

    @Override
    public void close() {
        table.release();
        super.close();
    }
}
