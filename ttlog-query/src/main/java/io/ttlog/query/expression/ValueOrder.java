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

/**
 * The one order of values, for comparison, sorting, MIN and MAX: NaN is equal to itself and greater than all numbers, -0.0 is
 * 0.0, text goes by code point (as its UTF-8 bytes do), false before true, bytes unsigned. Stateless.
 */
public final class ValueOrder {
    private ValueOrder() {}

    /** Compares values of two rows that are not null; the vectors have one type, or either is ANY. */
    public static int compare(Vector a, int i, Vector b, int j) {
        if (a instanceof AnyVector || b instanceof AnyVector) {
            return compareAny(a, i, b, j);
        }
        return switch (a.type()) {
            case LONG, TIMESTAMP, DURATION -> Long.compare(((LongVector) a).values()[i], ((LongVector) b).values()[j]);
            case DOUBLE -> doubles(((DoubleVector) a).values()[i], ((DoubleVector) b).values()[j]);
            case BOOLEAN -> Boolean.compare(((BooleanVector) a).values()[i], ((BooleanVector) b).values()[j]);
            case TEXT, JSON -> texts(((TextVector) a).text(i), ((TextVector) b).text(j));
            case BYTES -> bytes((BytesVector) a, i, (BytesVector) b, j);
            case ANY -> throw new IllegalStateException("handled above");
        };
    }

    /** NaN last, zeros equal. */
    public static int doubles(double a, double b) {
        if (a < b) {
            return -1;
        }
        if (a > b) {
            return 1;
        }
        return a == b ? 0 : Boolean.compare(Double.isNaN(a), Double.isNaN(b));
    }

    /** By code point: a surrogate, that is a character beyond 0xFFFF, after all others. */
    public static int texts(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogateX = Character.isSurrogate(x);
                boolean surrogateY = Character.isSurrogate(y);
                return surrogateX == surrogateY ? Character.compare(x, y) : surrogateX ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int bytes(BytesVector a, int i, BytesVector b, int j) {
        return Arrays.compareUnsigned(
                a.bytes(), a.offsets()[i], a.offsets()[i + 1], b.bytes(), b.offsets()[j], b.offsets()[j + 1]);
    }

    /** Whether values of these types can be compared with each other: numbers and durations can. */
    static boolean comparable(ColumnType a, ColumnType b) {
        return rank(a) == rank(b);
    }

    /** Different kinds of values of a mixed attribute go one after another: numbers, timestamps, booleans, texts, bytes. */
    private static int rank(ColumnType type) {
        return switch (type) {
            case LONG, DOUBLE, DURATION -> 0;
            case TIMESTAMP -> 1;
            case BOOLEAN -> 2;
            case TEXT, JSON -> 3;
            case BYTES -> 4;
            case ANY -> throw new IllegalArgumentException("a value has a type");
        };
    }

    private static int compareAny(Vector a, int i, Vector b, int j) {
        int rank = rank(Vectors.typeAt(a, i));
        int otherRank = rank(Vectors.typeAt(b, j));
        if (rank != otherRank) {
            return Integer.compare(rank, otherRank);
        }
        Object x = a.boxed(i);
        Object y = b.boxed(j);
        if (x instanceof Long m && y instanceof Long n) {
            return Long.compare(m, n);
        }
        if (x instanceof Number m && y instanceof Number n) {
            return doubles(m.doubleValue(), n.doubleValue());
        }
        if (x instanceof Boolean m && y instanceof Boolean n) {
            return Boolean.compare(m, n);
        }
        if (x instanceof String m && y instanceof String n) {
            return texts(m, n);
        }
        if (x instanceof byte[] m && y instanceof byte[] n) {
            return Arrays.compareUnsigned(m, n);
        }
        throw new IllegalStateException("a value of ANY is no " + (x == null ? "null" : x.getClass()));
    }
}
