/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.chunk;

import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One column of one row group: its values without nulls, and which rows are null. Safe for all threads. */
public final class Chunk {
    /** Most rows of a row group: 16 batches; large enough for encodings to pay, small enough to decode as a whole. */
    public static final int ROWS_MAX = 1 << 16;

    /**
     * A row group ends with the row that reaches this many bytes at natural width. With one event of the largest size on top
     * it bounds what a reader allocates for one chunk ({@link #NATURAL_BYTES_MAX}).
     */
    public static final int NATURAL_BYTES_SOFT = 16 << 20;

    /** Most bytes of one column of a row group at natural width: the soft limit, the largest event, and its bytes as text. */
    public static final int NATURAL_BYTES_MAX = 96 << 20;

    private final ColumnType type;
    private final int rowCount;
    private final boolean @Nullable [] nulls;
    private final Values values;

    /** Values before each batch; made when first asked for, only where rows are null. */
    private volatile int @Nullable [] ranks;

    private volatile String @Nullable [] sharedDictionary;

    /**
     * A chunk.
     *
     * @param nulls true at null rows; null when no row is
     * @param values as many as there are rows that are not null
     */
    public Chunk(ColumnType type, int rowCount, boolean @Nullable [] nulls, Values values) {
        this.type = type;
        this.rowCount = rowCount;
        this.nulls = nulls;
        this.values = values;
        assert nulls != null || values.count() == rowCount;
    }

    /** The type of the column. */
    public ColumnType type() {
        return type;
    }

    /** Number of rows. */
    public int rowCount() {
        return rowCount;
    }

    /** True at null rows; null when no row is. */
    public boolean @Nullable [] nulls() {
        return nulls;
    }

    /** The values of the rows that are not null. */
    public Values values() {
        return values;
    }

    /** The rows from (inclusive) to (exclusive). */
    public Vector slice(int from, int to) {
        int rows = to - from;
        int first = valuesBefore(from);
        boolean[] mask = null;
        if (nulls != null) {
            mask = Arrays.copyOfRange(nulls, from, to);
        }
        if (values instanceof NumberValues numbers) {
            long[] bits = spread(numbers.bits(), first, rows, mask);
            return switch (type) {
                case DOUBLE -> new DoubleVector(doubles(bits), rows, mask);
                case BOOLEAN -> new BooleanVector(booleans(bits), rows, mask);
                default -> new LongVector(type, bits, rows, mask);
            };
        }
        BinaryValues binary = (BinaryValues) values;
        int[] ids = spread(binary.ids(), first, rows, mask);
        return type == ColumnType.TEXT ? texts(binary, ids, rows, mask) : bytes(binary, ids, rows, mask);
    }

    private int valuesBefore(int row) {
        boolean[] mask = nulls;
        if (mask == null) {
            return row;
        }
        int[] known = ranks;
        if (known == null) {
            ranks = known = ranks(mask);
        }
        int batch = row / Batch.ROWS_MAX;
        int n = known[batch];
        for (int i = batch * Batch.ROWS_MAX; i < row; i++) {
            n += mask[i] ? 0 : 1;
        }
        return n;
    }

    private static int[] ranks(boolean[] mask) {
        int[] ranks = new int[mask.length / Batch.ROWS_MAX + 1];
        int n = 0;
        for (int i = 0; i < mask.length; i++) {
            if (i % Batch.ROWS_MAX == 0) {
                ranks[i / Batch.ROWS_MAX] = n;
            }
            n += mask[i] ? 0 : 1;
        }
        if (mask.length % Batch.ROWS_MAX == 0) {
            ranks[ranks.length - 1] = n;
        }
        return ranks;
    }

    /** What it takes, about: of texts as much as when all are decoded. */
    long heapBytes() {
        return (nulls == null ? 0 : nulls.length) + values.heapBytes();
    }

    private static long[] spread(long[] dense, int first, int rows, boolean @Nullable [] mask) {
        if (mask == null) {
            return Arrays.copyOfRange(dense, first, first + rows);
        }
        long[] spread = new long[rows];
        int next = first;
        for (int i = 0; i < rows; i++) {
            if (!mask[i]) {
                spread[i] = dense[next++];
            }
        }
        return spread;
    }

    private static int[] spread(int[] dense, int first, int rows, boolean @Nullable [] mask) {
        if (mask == null) {
            return Arrays.copyOfRange(dense, first, first + rows);
        }
        int[] spread = new int[rows];
        int next = first;
        for (int i = 0; i < rows; i++) {
            if (!mask[i]) {
                spread[i] = dense[next++];
            }
        }
        return spread;
    }

    private static double[] doubles(long[] bits) {
        double[] doubles = new double[bits.length];
        for (int i = 0; i < bits.length; i++) {
            doubles[i] = Double.longBitsToDouble(bits[i]);
        }
        return doubles;
    }

    private static boolean[] booleans(long[] bits) {
        boolean[] booleans = new boolean[bits.length];
        for (int i = 0; i < bits.length; i++) {
            booleans[i] = bits[i] != 0;
        }
        return booleans;
    }

    /** A small dictionary is decoded once and shared by all batches; of a large one each batch gets its own part. */
    private TextVector texts(BinaryValues binary, int[] ids, int rows, boolean @Nullable [] mask) {
        if (binary.dictionaryCount() <= Batch.ROWS_MAX) {
            String[] shared = sharedDictionary;
            if (shared == null) {
                shared = new String[Math.max(1, binary.dictionaryCount())];
                shared[0] = "";
                for (int id = 0; id < binary.dictionaryCount(); id++) {
                    shared[id] = binary.text(id);
                }
                sharedDictionary = shared;
            }
            return new TextVector(ColumnType.TEXT, shared, ids, rows, mask);
        }
        String[] dictionary = new String[Math.max(1, rows)];
        dictionary[0] = "";
        int used = 0;
        int[] own = new int[rows];
        int lastId = -1;
        for (int i = 0; i < rows; i++) {
            if (mask != null && mask[i]) {
                continue;
            }
            if (ids[i] != lastId) {
                lastId = ids[i];
                dictionary[used++] = binary.text(lastId);
            }
            own[i] = used - 1;
        }
        return new TextVector(ColumnType.TEXT, Arrays.copyOf(dictionary, Math.max(1, used)), own, rows, mask);
    }

    private static BytesVector bytes(BinaryValues binary, int[] ids, int rows, boolean @Nullable [] mask) {
        int[] from = binary.offsets();
        int[] offsets = new int[rows + 1];
        for (int i = 0; i < rows; i++) {
            boolean absent = mask != null && mask[i];
            offsets[i + 1] = offsets[i] + (absent ? 0 : from[ids[i] + 1] - from[ids[i]]);
        }
        byte[] bytes = new byte[offsets[rows]];
        for (int i = 0; i < rows; i++) {
            if (offsets[i + 1] > offsets[i]) {
                System.arraycopy(binary.bytes(), from[ids[i]], bytes, offsets[i], offsets[i + 1] - offsets[i]);
            }
        }
        return new BytesVector(bytes, offsets, rows, mask);
    }
}
