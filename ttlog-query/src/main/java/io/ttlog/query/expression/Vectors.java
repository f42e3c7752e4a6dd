/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.AnyVector;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Moves and masks of whole vectors. Stateless. */
public final class Vectors {
    private static final String[] NO_TEXT = {""};

    private Vectors() {}

    /** The values at the first {@code count} positions. */
    public static Vector gather(Vector vector, int[] positions, int count) {
        boolean[] nulls = null;
        boolean[] from = vector.nulls();
        if (from != null) {
            nulls = new boolean[count];
            for (int i = 0; i < count; i++) {
                nulls[i] = from[positions[i]];
            }
        }
        if (vector instanceof LongVector longs) {
            long[] values = longs.values();
            long[] gathered = new long[count];
            for (int i = 0; i < count; i++) {
                gathered[i] = values[positions[i]];
            }
            return new LongVector(vector.type(), gathered, count, nulls);
        }
        if (vector instanceof TextVector texts) {
            int[] ids = texts.ids();
            int[] gathered = new int[count];
            for (int i = 0; i < count; i++) {
                gathered[i] = ids[positions[i]];
            }
            return new TextVector(vector.type(), texts.dictionary(), gathered, count, nulls);
        }
        if (vector instanceof DoubleVector doubles) {
            double[] values = doubles.values();
            double[] gathered = new double[count];
            for (int i = 0; i < count; i++) {
                gathered[i] = values[positions[i]];
            }
            return new DoubleVector(gathered, count, nulls);
        }
        if (vector instanceof BooleanVector booleans) {
            boolean[] values = booleans.values();
            boolean[] gathered = new boolean[count];
            for (int i = 0; i < count; i++) {
                gathered[i] = values[positions[i]];
            }
            return new BooleanVector(gathered, count, nulls);
        }
        ColumnBuilder builder = new ColumnBuilder(vector.type(), count);
        for (int i = 0; i < count; i++) {
            builder.append(vector, positions[i]);
        }
        return builder.build();
    }

    /** A vector of nulls only. */
    public static Vector nulls(ColumnType type, int count) {
        boolean[] nulls = new boolean[count];
        Arrays.fill(nulls, true);
        return switch (type) {
            case LONG, TIMESTAMP, DURATION -> new LongVector(type, new long[count], count, nulls);
            case DOUBLE -> new DoubleVector(new double[count], count, nulls);
            case BOOLEAN -> new BooleanVector(new boolean[count], count, nulls);
            case TEXT, JSON -> new TextVector(type, NO_TEXT, new int[count], count, nulls);
            case BYTES -> new BytesVector(new byte[0], new int[count + 1], count, nulls);
            case ANY -> new AnyVector(new Object[count], new ColumnType[count], count, nulls);
        };
    }

    /** True where either is true; shared with an argument when the other is null. */
    static boolean @Nullable [] union(boolean @Nullable [] a, boolean @Nullable [] b, int count) {
        if (a == null) {
            return b;
        }
        if (b == null || a == b) {
            return a;
        }
        boolean[] union = new boolean[count];
        for (int i = 0; i < count; i++) {
            union[i] = a[i] || b[i];
        }
        return union;
    }

    /** True where any of the vectors is null. */
    static boolean @Nullable [] union(Vector[] vectors, int count) {
        boolean[] union = null;
        for (Vector vector : vectors) {
            union = union(union, vector.nulls(), count);
        }
        return union;
    }

    /** The type of the value at a row that is not null. */
    public static ColumnType typeAt(Vector vector, int row) {
        return vector instanceof AnyVector any ? any.type(row) : vector.type();
    }
}
