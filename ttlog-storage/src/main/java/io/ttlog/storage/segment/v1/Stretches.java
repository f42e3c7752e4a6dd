/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Neighbouring rows of one trace or one series: a <em>stretch</em>. A column whose rows are equal within each stretch is <em>folded</em>: it
 * has one row a stretch, and every encoding can take it. Stateless.
 */
final class Stretches {
    private Stretches() {}

    /** The chunk with one row a stretch; null when the rows of a stretch differ, or when stretches have one row each. */
    static @Nullable Chunk folded(Chunk chunk, int[] ends) {
        if (ends.length >= chunk.rowCount()) {
            return null;
        }
        boolean[] nulls = chunk.nulls();
        int[] firsts = new int[ends.length]; // values
        boolean[] foldedNulls = new boolean[ends.length];
        int picked = 0;
        int row = 0;
        int value = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            boolean isNull = nulls != null && nulls[row];
            int first = value;
            for (; row < ends[stretch]; row++) {
                if (nulls != null && nulls[row] != isNull) {
                    return null;
                }
                if (!isNull && value != first && !equal(chunk.values(), first, value)) {
                    return null;
                }
                value += isNull ? 0 : 1;
            }
            foldedNulls[stretch] = isNull;
            if (!isNull) {
                firsts[picked++] = first;
            }
        }
        return new Chunk(
                chunk.type(),
                ends.length,
                picked == ends.length ? null : foldedNulls,
                picked(chunk.values(), firsts, picked));
    }

    private static boolean equal(Values values, int first, int other) {
        if (values instanceof NumberValues numbers) {
            return numbers.bits()[first] == numbers.bits()[other];
        }
        BinaryValues binary = (BinaryValues) values;
        int a = binary.ids()[first];
        int b = binary.ids()[other];
        int[] offsets = binary.offsets();
        return a == b
                || Arrays.equals(
                        binary.bytes(), offsets[a], offsets[a + 1], binary.bytes(), offsets[b], offsets[b + 1]);
    }

    private static Values picked(Values values, int[] indexes, int count) {
        if (values instanceof NumberValues numbers) {
            long[] bits = new long[count];
            for (int i = 0; i < count; i++) {
                bits[i] = numbers.bits()[indexes[i]];
            }
            return new NumberValues(bits, count);
        }
        BinaryValues binary = (BinaryValues) values;
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = binary.ids()[indexes[i]];
        }
        return new BinaryValues(binary.bytes(), binary.offsets(), binary.dictionaryCount(), ids, count);
    }

    /** The chunk with all rows of all stretches again; the last stretch ends with the last row. */
    static Chunk unfolded(Chunk folded, int[] ends) {
        int rowCount = ends.length == 0 ? 0 : ends[ends.length - 1];
        boolean[] foldedNulls = folded.nulls();
        boolean[] nulls = null;
        if (foldedNulls != null) {
            nulls = new boolean[rowCount];
            int row = 0;
            for (int stretch = 0; stretch < ends.length; stretch++) {
                Arrays.fill(nulls, row, ends[stretch], foldedNulls[stretch]);
                row = ends[stretch];
            }
        }
        Values values = folded.values();
        if (values instanceof NumberValues numbers) {
            long[] bits = new long[rowCount];
            int count =
                    spread(ends, foldedNulls, (from, to, value) -> Arrays.fill(bits, from, to, numbers.bits()[value]));
            return new Chunk(folded.type(), rowCount, nulls, new NumberValues(bits, count));
        }
        BinaryValues binary = (BinaryValues) values;
        int[] ids = new int[rowCount];
        int count = spread(ends, foldedNulls, (from, to, value) -> Arrays.fill(ids, from, to, binary.ids()[value]));
        return new Chunk(
                folded.type(),
                rowCount,
                nulls,
                new BinaryValues(binary.bytes(), binary.offsets(), binary.dictionaryCount(), ids, count));
    }

    private interface Fill {
        void fill(int from, int to, int value);
    }

    /** Tells where the values of each stretch go; returns how many there are. */
    private static int spread(int[] ends, boolean @Nullable [] foldedNulls, Fill fill) {
        int start = 0;
        int at = 0;
        int value = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            int rows = ends[stretch] - start;
            start = ends[stretch];
            if (foldedNulls == null || !foldedNulls[stretch]) {
                fill.fill(at, at + rows, value++);
                at += rows;
            }
        }
        return at;
    }

    /** The lengths of stretches. */
    static Chunk lengths(int[] ends) {
        long[] lengths = new long[ends.length];
        int before = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            lengths[stretch] = (long) ends[stretch] - before;
            before = ends[stretch];
        }
        return new Chunk(ColumnType.LONG, ends.length, null, new NumberValues(lengths, ends.length));
    }

    /** The ends of stretches of these lengths; null unless each has a row and all have that many rows. */
    static int @Nullable [] ends(Chunk lengths, int rowCount) {
        NumberValues numbers = (NumberValues) lengths.values();
        int[] ends = new int[numbers.count()];
        int row = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            long length = numbers.bits()[stretch];
            if (length <= 0 || length > rowCount - row) {
                return null;
            }
            row += (int) length;
            ends[stretch] = row;
        }
        return row == rowCount ? ends : null;
    }
}
