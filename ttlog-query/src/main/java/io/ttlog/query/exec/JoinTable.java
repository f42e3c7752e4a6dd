/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.exec;

import io.ttlog.query.aggregate.GroupTable;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Rows;
import io.ttlog.query.expression.Vectors;
import io.ttlog.query.plan.Field;
import io.ttlog.storage.column.Vector;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * The right rows of a join, found by their keys. Rows of one key are chained in the order in which they came; without keys
 * all rows are one chain. A row with a NULL in its key is in no chain. One row of NULLs stands behind the last.
 */
final class JoinTable {
    /** Links of a row and of a key. */
    private static final int LINK_BYTES = 12;

    private final QueryRun run;
    private final List<Field> fields;
    private final List<Expression> keys;
    private final StoredRows stored;
    private final GroupTable groups;
    private long linkBytes;

    /** First and last row of each key. */
    private int[] first = new int[16];

    private int[] last = new int[16];
    private int[] next = new int[16];
    private int size;
    private Vector[] columns = new Vector[0];

    JoinTable(QueryRun run, List<Field> fields, List<Expression> keys) {
        this.run = run;
        this.fields = fields;
        this.keys = keys;
        this.stored = new StoredRows(run, fields);
        this.groups = new GroupTable(
                keys.stream().map(Expression::type).toList(), run.limits().groupsMax(), "keys to join by");
        Arrays.fill(first, -1);
    }

    static Vector[] evaluate(List<Expression> expressions, Rows rows) {
        Vector[] vectors = new Vector[expressions.size()];
        for (int i = 0; i < vectors.length; i++) {
            vectors[i] = expressions.get(i).evaluate(rows);
        }
        return vectors;
    }

    static boolean anyNull(Vector[] vectors, int row) {
        for (Vector vector : vectors) {
            if (vector.isNull(row)) {
                return true;
            }
        }
        return false;
    }

    void addAll(Operator input) {
        for (Rows rows = input.next(); rows != null; rows = input.next()) {
            add(rows);
        }
        stored.addNulls();
        columns = stored.build();
    }

    private void add(Rows rows) {
        int count = rows.count();
        if (count == 0) {
            return;
        }
        stored.add(rows);
        linkBytes += (long) LINK_BYTES * count;
        run.hold((long) LINK_BYTES * count);
        if (size + count > next.length) {
            next = Arrays.copyOf(next, Math.max(size + count, next.length + (next.length >> 1)));
        }
        Vector[] vectors = evaluate(keys, rows);
        int[] chains = groups.groups(vectors, count);
        if (groups.size() > first.length) {
            int from = first.length;
            int length = Math.max(groups.size(), from * 2);
            first = Arrays.copyOf(first, length);
            last = Arrays.copyOf(last, length);
            Arrays.fill(first, from, length, -1);
        }
        for (int row = 0; row < count; row++) {
            int index = size++;
            next[index] = -1;
            if (anyNull(vectors, row)) {
                continue;
            }
            int chain = chains[row];
            if (first[chain] < 0) {
                first[chain] = index;
            } else {
                next[last[chain]] = index;
            }
            last[chain] = index;
        }
    }

    /** Rows, without that of NULLs. */
    int size() {
        return size;
    }

    /** The column of all rows, and NULL behind. */
    Vector column(int index) {
        return columns[index];
    }

    /** The first row of the chain of each left row, or -1. */
    int[] heads(List<Expression> leftKeys, Rows rows) {
        int[] heads = new int[rows.count()];
        Vector[] vectors = evaluate(leftKeys, rows);
        if (keys.isEmpty()) {
            Arrays.fill(heads, first[0]);
            return heads;
        }
        int[] chains = groups.find(vectors, rows.count());
        for (int row = 0; row < heads.length; row++) {
            heads[row] = chains[row] < 0 || anyNull(vectors, row) ? -1 : first[chains[row]];
        }
        return heads;
    }

    /** The row behind one in its chain, or -1. */
    int next(int row) {
        return next[row];
    }

    /** The number of keys, and of those the chains. */
    int chains() {
        return groups.size();
    }

    int head(int chain) {
        return first[chain];
    }

    /** Pairs of left rows and rows of this table, {@link #size} for NULLs; each column is made when it is asked for. */
    Rows pairs(Rows left, int leftWidth, int[] leftRows, int[] rightRows, int count) {
        return Rows.of(
                new AbstractList<>() {
                    @Override
                    public Vector get(int index) {
                        return index < leftWidth
                                ? Vectors.gather(left.column(index), leftRows, count)
                                : Vectors.gather(column(index - leftWidth), rightRows, count);
                    }

                    @Override
                    public int size() {
                        return leftWidth + fields.size();
                    }
                },
                count);
    }

    void release() {
        stored.release();
        run.release(linkBytes);
        linkBytes = 0;
    }
}
