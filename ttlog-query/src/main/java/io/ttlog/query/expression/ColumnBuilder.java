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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Builds a vector value by value; grows as needed. For one thread. */
public final class ColumnBuilder {
    private static final int CAPACITY_MIN = 16;

    private final ColumnType type;
    private long[] longs = new long[0];
    private double[] doubles = new double[0];
    private boolean[] booleans = new boolean[0];
    private @Nullable Object[] objects = new Object[0];
    private ColumnType[] types = new ColumnType[0];
    private boolean[] nulls = new boolean[0];
    private boolean anyNull;
    private int size;

    /** A builder of values of the type, with room for some. */
    public ColumnBuilder(ColumnType type, int capacity) {
        this.type = type;
        resize(Math.max(CAPACITY_MIN, capacity));
    }

    /** The number of values. */
    public int size() {
        return size;
    }

    private void resize(int capacity) {
        nulls = Arrays.copyOf(nulls, capacity);
        switch (type) {
            case LONG, TIMESTAMP, DURATION -> longs = Arrays.copyOf(longs, capacity);
            case DOUBLE -> doubles = Arrays.copyOf(doubles, capacity);
            case BOOLEAN -> booleans = Arrays.copyOf(booleans, capacity);
            case TEXT, JSON, BYTES -> objects = Arrays.copyOf(objects, capacity);
            case ANY -> {
                objects = Arrays.copyOf(objects, capacity);
                types = Arrays.copyOf(types, capacity);
            }
        }
    }

    /**
     * The index of the next value, with room made for it. Take it before naming the array: {@code longs[next()] = v} would
     * read {@code longs} first and store into the array that growth has just replaced.
     */
    private int next() {
        if (size == nulls.length) {
            resize(size + (size >> 1) + CAPACITY_MIN);
        }
        return size++;
    }

    /** Appends NULL. */
    public void appendNull() {
        int index = next();
        nulls[index] = true;
        anyNull = true;
    }

    /** Appends to LONG, TIMESTAMP or DURATION. */
    public void appendLong(long value) {
        int index = next();
        longs[index] = value;
    }

    /** Appends to DOUBLE. */
    public void appendDouble(double value) {
        int index = next();
        doubles[index] = value;
    }

    /** Appends to BOOLEAN. */
    public void appendBoolean(boolean value) {
        int index = next();
        booleans[index] = value;
    }

    /** Appends to TEXT or JSON. */
    public void appendText(String value) {
        appendObject(value);
    }

    private void appendObject(@Nullable Object value) {
        int index = next();
        objects[index] = value;
    }

    /** Appends to ANY a value of the type given. */
    public void appendAny(ColumnType valueType, Object value) {
        int index = next();
        objects[index] = value;
        types[index] = valueType;
    }

    /** Appends a boxed value of this builder's type, which is not ANY; or null. */
    public void appendBoxed(@Nullable Object value) {
        if (value == null) {
            appendNull();
            return;
        }
        switch (type) {
            case LONG, TIMESTAMP, DURATION -> appendLong((Long) value);
            case DOUBLE -> appendDouble((Double) value);
            case BOOLEAN -> appendBoolean((Boolean) value);
            case TEXT, JSON, BYTES -> appendObject(value);
            case ANY -> throw new IllegalArgumentException("a value of ANY needs a type");
        }
    }

    /** Appends the value at a row of a vector of the same type, or of any type when this is ANY. */
    public void append(Vector vector, int row) {
        if (vector.isNull(row)) {
            appendNull();
            return;
        }
        switch (type) {
            case LONG, TIMESTAMP, DURATION -> appendLong(((LongVector) vector).values()[row]);
            case DOUBLE -> appendDouble(((DoubleVector) vector).values()[row]);
            case BOOLEAN -> appendBoolean(((BooleanVector) vector).values()[row]);
            case TEXT, JSON -> appendObject(((TextVector) vector).text(row));
            case BYTES -> appendObject(vector.boxed(row));
            case ANY -> {
                Object value = Objects.requireNonNull(vector.boxed(row));
                appendAny(Vectors.typeAt(vector, row), value);
            }
        }
    }

    /** Appends the first {@code count} values of a vector. */
    public void appendAll(Vector vector, int count) {
        for (int row = 0; row < count; row++) {
            append(vector, row);
        }
    }

    /** The values as a vector; the builder is not to be used again. */
    public Vector build() {
        boolean[] nullsOrNone = anyNull ? nulls : null;
        return switch (type) {
            case LONG, TIMESTAMP, DURATION -> new LongVector(type, longs, size, nullsOrNone);
            case DOUBLE -> new DoubleVector(doubles, size, nullsOrNone);
            case BOOLEAN -> new BooleanVector(booleans, size, nullsOrNone);
            case TEXT, JSON -> texts(nullsOrNone);
            case BYTES -> bytes(nullsOrNone);
            case ANY -> new AnyVector(objects, types, size, nullsOrNone);
        };
    }

    private TextVector texts(boolean @Nullable [] nullsOrNone) {
        String[] dictionary = new String[Math.max(1, size)];
        int[] ids = new int[size];
        for (int i = 0; i < dictionary.length; i++) {
            Object text = i < size ? objects[i] : null;
            dictionary[i] = text == null ? "" : (String) text;
        }
        for (int i = 0; i < size; i++) {
            ids[i] = i;
        }
        return new TextVector(type, dictionary, ids, size, nullsOrNone);
    }

    private BytesVector bytes(boolean @Nullable [] nullsOrNone) {
        int[] offsets = new int[size + 1];
        for (int i = 0; i < size; i++) {
            offsets[i + 1] = Math.addExact(offsets[i], objects[i] == null ? 0 : ((byte[]) objects[i]).length);
        }
        byte[] bytes = new byte[offsets[size]];
        for (int i = 0; i < size; i++) {
            if (objects[i] instanceof byte[] value) {
                System.arraycopy(value, 0, bytes, offsets[i], value.length);
            }
        }
        return new BytesVector(bytes, offsets, size, nullsOrNone);
    }
}
