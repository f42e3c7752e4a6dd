/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.plan.Field;
import io.ttlog.query.plan.Plan;
import io.ttlog.query.plan.Plan.JoinKind;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A hash join: holds the right rows by their keys, and pairs the left ones with them as they come. */
final class JoinOperator extends Operator {
    /** Most pairs of a join without equal keys. */
    static final long CROSS_PAIRS_MAX = 100_000_000;

    private final Operator left;
    private final Operator right;
    private final Plan.Join join;
    private final int leftWidth;
    private final JoinTable table;
    private final boolean half;
    private final BitSet rightMatched = new BitSet();
    private boolean built;
    private long pairs;

    /** The left rows under way, null between batches. */
    private @Nullable Rows batch;

    private int[] heads = new int[0];
    private boolean[] matched = new boolean[0];

    /** The left row under way, and the next right row of its chain. */
    private int row;

    private int link;
    private int unmatchedAt;

    JoinOperator(QueryRun run, Operator left, Operator right, Plan.Join join) {
        super(run, left, right);
        this.left = left;
        this.right = right;
        this.join = join;
        this.leftWidth = join.left().fields().size();
        this.table = new JoinTable(run, join.right().fields(), join.rightKeys());
        this.half = join.kind() == JoinKind.SEMI || join.kind() == JoinKind.ANTI;
    }

    @Override
    @Nullable
    Rows advance() {
        if (!built) {
            table.addAll(right);
            built = true;
        }
        while (true) {
            Rows current = batch;
            if (current == null) {
                current = left.next();
                if (current == null) {
                    return join.kind() == JoinKind.FULL ? unmatchedRight() : null;
                }
                begin(current);
            }
            Rows found = pairs(current);
            if (found == null) {
                batch = null;
                found = rest(current);
            }
            if (found.count() > 0) {
                return found;
            }
        }
    }

    private void begin(Rows rows) {
        batch = rows;
        heads = table.heads(join.leftKeys(), rows);
        matched = new boolean[rows.count()];
        row = 0;
        link = rows.count() == 0 ? -1 : heads[0];
    }

    /** The next pairs, perhaps none that fulfil the conditions; null when the left rows are through. */
    private @Nullable Rows pairs(Rows current) {
        run().check();
        int count = current.count();
        int[] leftRows = new int[Batch.ROWS_MAX];
        int[] rightRows = new int[Batch.ROWS_MAX];
        int found = 0;
        while (row < count && found < Batch.ROWS_MAX) {
            if (link < 0 || half && matched[row]) {
                row++;
                link = row < count ? heads[row] : -1;
                continue;
            }
            leftRows[found] = row;
            rightRows[found++] = link;
            link = half && join.conditions().isEmpty() ? -1 : table.next(link);
        }
        if (found == 0) {
            return null;
        }
        pairs += found;
        if (join.leftKeys().isEmpty() && pairs > CROSS_PAIRS_MAX) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "a join without equal keys makes more than " + CROSS_PAIRS_MAX
                            + " pairs of rows; join ON left.column = right.column, or narrow both sides");
        }
        return fulfilled(table.pairs(current, leftWidth, leftRows, rightRows, found), leftRows, rightRows, found);
    }

    private Rows fulfilled(Rows candidates, int[] leftRows, int[] rightRows, int count) {
        boolean[] holds = holding(candidates, count);
        int[] positions = new int[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (holds[i]) {
                matched[leftRows[i]] = true;
                if (join.kind() == JoinKind.FULL) {
                    rightMatched.set(rightRows[i]);
                }
                positions[kept++] = i;
            }
        }
        return half ? candidates.select(positions, 0) : kept == count ? candidates : candidates.select(positions, kept);
    }

    /** Of which pairs all conditions are true. */
    private boolean[] holding(Rows candidates, int count) {
        boolean[] holds = new boolean[count];
        int[] at = new int[count];
        Arrays.setAll(at, i -> i);
        Rows rows = candidates;
        for (Expression condition : join.conditions()) {
            BooleanVector truth = (BooleanVector) condition.evaluate(rows);
            int[] positions = new int[rows.count()];
            int[] kept = new int[rows.count()];
            int selected = 0;
            for (int i = 0; i < rows.count(); i++) {
                if (truth.values()[i] && !truth.isNull(i)) {
                    kept[selected] = at[i];
                    positions[selected++] = i;
                }
            }
            rows = rows.select(positions, selected);
            at = Arrays.copyOf(kept, selected);
            if (selected == 0) {
                return holds;
            }
        }
        for (int i = 0; i < rows.count(); i++) {
            holds[at[i]] = true;
        }
        return holds;
    }

    /** What remains to be given of left rows that are through. */
    private Rows rest(Rows current) {
        boolean wanted = join.kind() == JoinKind.SEMI;
        int[] positions = new int[current.count()];
        int selected = 0;
        for (int i = 0; i < current.count() && join.kind() != JoinKind.INNER; i++) {
            if (matched[i] == wanted) {
                positions[selected++] = i;
            }
        }
        if (half || selected == 0) {
            return current.select(positions, selected);
        }
        int[] nulls = new int[selected];
        Arrays.fill(nulls, table.size());
        return table.pairs(current, leftWidth, positions, nulls, selected);
    }

    private @Nullable Rows unmatchedRight() {
        int[] rightRows = new int[Batch.ROWS_MAX];
        int found = 0;
        for (; unmatchedAt < table.size() && found < Batch.ROWS_MAX; unmatchedAt++) {
            if (!rightMatched.get(unmatchedAt)) {
                rightRows[found++] = unmatchedAt;
            }
        }
        if (found == 0) {
            return null;
        }
        List<Vector> columns = new ArrayList<>();
        for (Field field : join.left().fields()) {
            columns.add(Vectors.nulls(field.type(), found));
        }
        for (int c = 0; c < join.right().fields().size(); c++) {
            columns.add(Vectors.gather(table.column(c), rightRows, found));
        }
        return Rows.of(columns, found);
    }

    @Override
    String notes() {
        return built ? "right rows held " + table.size() : "";
    }

    @Override
    public void close() {
        table.release();
        super.close();
    }
}
