/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.memtable;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.chunk.Values;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one column, in the order of rows. The writer writes an entry and then publishes the count; a {@link View} is
 * what a reader captured of it.
 */
abstract sealed class Column permits NumberColumn, BinaryColumn {
    static final int INITIAL_ENTRIES = 16;

    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Column.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ColumnKey key;

    /** Written by the writer alone. */
    private int count;

    /** Row of each entry; null as long as entry {@code i} belongs to row {@code i}. */
    private volatile @Nullable IntList rows;

    Column(ColumnKey key) {
        this.key = key;
    }

    final ColumnKey key() {
        return key;
    }

    /** Number of entries, as the writer knows it. */
    final int countPlain() {
        return count;
    }

    /** Notes the row of the entry that is about to be written, and returns the entry's index. */
    final int place(int row) {
        final int index = count;
        IntList r = rows;
        if (r == null) {
            if (row == index) {
                return index;
            }
            r = new IntList();
            for (int i = 0; i < index; i++) {
                r.set(i, i);
            }
            r.set(index, row);
            rows = r;
        } else {
            r.set(index, row);
        }
        return index;
    }

    /** Makes the entry visible. Pairs with the acquire in {@link #view}. */
    final void publishRelease(int index) {
        COUNT.setRelease(this, index + 1);
    }

    /**
     * Takes back the last entry, of a row that is not published yet: readers who saw it ignore it for its row, and will ignore
     * what replaces it.
     */
    final void retract() {
        COUNT.setRelease(this, count - 1);
    }

    /** Bytes of the last entry at their natural width. */
    abstract int lastBytes();

    /** What a reader sees of the first rows; null when they have no entry. */
    final @Nullable View view(int rowCount) {
        int visible = (int) COUNT.getAcquire(this);
        IntList list = rows;
        IntList.View r = list == null ? null : list.capture();
        int entries = r == null ? Math.min(visible, rowCount) : lowerBound(r, visible, rowCount);
        return entries == 0 ? null : view(entries, r);
    }

    abstract View view(int entries, IntList.@Nullable View entryRows);

    /** The first index of an entry of that row or a later one. */
    static int lowerBound(IntList.View rows, int count, int row) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (rows.get(middle) < row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Entries of a column that do not change any more. Safe for all threads. */
    abstract static class View {
        private final ColumnKey key;
        private final int entries;
        private final IntList.@Nullable View rows;

        View(ColumnKey key, int entries, IntList.@Nullable View rows) {
            this.key = key;
            this.entries = entries;
            this.rows = rows;
        }

        final ColumnKey key() {
            return key;
        }

        /** The rows from (inclusive) to (exclusive); null when none has an entry. */
        @Nullable
        Chunk chunk(int from, int to) {
            IntList.View r = rows;
            int first = r == null ? Math.min(from, entries) : lowerBound(r, entries, from);
            int last = r == null ? Math.min(to, entries) : lowerBound(r, entries, to);
            if (first == last) {
                return null;
            }
            boolean[] nulls = null;
            if (last - first < to - from) {
                nulls = new boolean[to - from];
                Arrays.fill(nulls, true);
                for (int i = first; i < last; i++) {
                    nulls[(r == null ? i : r.get(i)) - from] = false;
                }
            }
            return new Chunk(key.type(), to - from, nulls, values(first, last));
        }

        /** Whether each of the first rows has an entry, at its own place. */
        boolean isDense(int rowCount) {
            return rows == null && entries >= rowCount;
        }

        /** Some rows of a dense column in an order of their own. */
        final Chunk gather(int[] order, int from, int to) {
            return new Chunk(key.type(), to - from, null, pick(Arrays.copyOfRange(order, from, to), to - from));
        }

        /** Entry of each row, or -1. */
        void entriesByRow(int[] target, int rowCount) {
            IntList.View r = rows;
            if (r == null) {
                for (int i = 0; i < rowCount; i++) {
                    target[i] = i < entries ? i : -1;
                }
                return;
            }
            Arrays.fill(target, 0, rowCount, -1);
            for (int i = 0; i < entries; i++) {
                target[r.get(i)] = i;
            }
        }

        /** Entry of each row, or -1, as far as there are entries. */
        final int[] entriesByPlace() {
            IntList.View r = rows;
            int[] byPlace = new int[r == null ? entries : r.get(entries - 1) + 1];
            entriesByRow(byPlace, byPlace.length);
            return byPlace;
        }

        /** Whether two entries are surely equal. */
        abstract boolean same(int entry, int otherEntry);

        /** Some rows in an order of their own; null when none has an entry. */
        final @Nullable Chunk gather(int[] order, int from, int to, int[] entryByRow) {
            int present = 0;
            int[] picked = new int[to - from];
            boolean[] nulls = new boolean[to - from];
            for (int i = from; i < to; i++) {
                int entry = entryByRow[order[i]];
                if (entry < 0) {
                    nulls[i - from] = true;
                } else {
                    picked[present++] = entry;
                }
            }
            if (present == 0) {
                return null;
            }
            return new Chunk(key.type(), to - from, present == to - from ? null : nulls, pick(picked, present));
        }

        /** The entries from (inclusive) to (exclusive). */
        abstract Values values(int first, int last);

        /** The entries at those indexes. */
        abstract Values pick(int[] indexes, int count);
    }
}
