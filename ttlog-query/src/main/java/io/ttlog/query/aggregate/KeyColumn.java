/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Vectors;
import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.DoubleVector;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the values of one key as longs that are equal exactly when the values are: numbers as themselves, everything else by
 * a dense number in the order of first sight.
 */
final class KeyColumn {
    private static final int UNSEEN = -1;

    private final ColumnType type;
    private final Map<Object, Integer> numbers = new HashMap<>();
    private final List<Object> values = new ArrayList<>();
    private final List<ColumnType> types = new ArrayList<>();

    /** The dictionary of the last batch, and the number of each of its entries. */
    private String @Nullable [] dictionary;

    private int[] numberByEntry = new int[0];

    KeyColumn(ColumnType type) {
        this.type = type;
    }

    /** How many distinct values were numbered. */
    int numbered() {
        return values.size();
    }

    /** Writes the codes of the first {@code count} rows to {@code codes[offset + row * stride]}; null rows are left 0. */
    void encode(Vector vector, int count, long[] codes, int offset, int stride) {
        if (vector instanceof LongVector longs) {
            for (int row = 0; row < count; row++) {
                codes[offset + row * stride] = vector.isNull(row) ? 0 : longs.values()[row];
            }
        } else if (vector instanceof DoubleVector doubles) {
            for (int row = 0; row < count; row++) {
                // one bit pattern for both zeros, and one for all NaNs
                double value = doubles.values()[row] + 0.0;
                codes[offset + row * stride] = vector.isNull(row) ? 0 : Double.doubleToLongBits(value);
            }
        } else if (vector instanceof BooleanVector booleans) {
            for (int row = 0; row < count; row++) {
                codes[offset + row * stride] = !vector.isNull(row) && booleans.values()[row] ? 1 : 0;
            }
        } else if (vector instanceof TextVector texts) {
            encodeTexts(texts, count, codes, offset, stride);
        } else {
            for (int row = 0; row < count; row++) {
                Object value = vector.boxed(row);
                codes[offset + row * stride] = value == null ? 0 : number(Vectors.typeAt(vector, row), value);
            }
        }
    }

    /** The same without numbering new values: rows that have one get -1 as their group. */
    void encodeKnown(Vector vector, int count, long[] codes, int offset, int stride, int[] groups) {
        if (vector instanceof LongVector || vector instanceof DoubleVector || vector instanceof BooleanVector) {
            encode(vector, count, codes, offset, stride);
            return;
        }
        for (int row = 0; row < count; row++) {
            Object value = vector.boxed(row);
            Integer known = value == null ? null : numbers.get(key(Vectors.typeAt(vector, row), value));
            codes[offset + row * stride] = known == null ? 0 : known;
            if (value != null && known == null) {
                groups[row] = -1;
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the same array is the question
    private void encodeTexts(TextVector texts, int count, long[] codes, int offset, int stride) {
        String[] entries = texts.dictionary();
        if (dictionary != entries) {
            dictionary = entries;
            numberByEntry = new int[entries.length];
            Arrays.fill(numberByEntry, UNSEEN);
        }
        int[] ids = texts.ids();
        for (int row = 0; row < count; row++) {
            if (texts.isNull(row)) {
                codes[offset + row * stride] = 0;
                continue;
            }
            int number = numberByEntry[ids[row]];
            if (number == UNSEEN) {
                number = number(type, entries[ids[row]]);
                numberByEntry[ids[row]] = number;
            }
            codes[offset + row * stride] = number;
        }
    }

    private int number(ColumnType valueType, Object value) {
        Object key = key(valueType, value);
        Integer known = numbers.get(key);
        if (known != null) {
            return known;
        }
        int number = values.size();
        numbers.put(key, number);
        values.add(value);
        types.add(valueType);
        return number;
    }

    /** Equal exactly when SQL says equal, across the types of a mixed attribute, too. */
    private static Object key(ColumnType valueType, Object value) {
        if (value instanceof String) {
            return value;
        }
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof Double number) {
            boolean whole = number == Math.rint(number) && Math.abs(number) < 0x1p63;
            return whole ? (Object) number.longValue() : (Object) (number + 0.0);
        }
        return valueType == ColumnType.TIMESTAMP ? List.of(value) : value;
    }

    void decode(long code, ColumnBuilder builder) {
        switch (type) {
            case LONG, TIMESTAMP, DURATION -> builder.appendLong(code);
            case DOUBLE -> builder.appendDouble(Double.longBitsToDouble(code));
            case BOOLEAN -> builder.appendBoolean(code != 0);
            case TEXT, JSON, BYTES -> builder.appendBoxed(values.get((int) code));
            case ANY -> builder.appendAny(types.get((int) code), values.get((int) code));
        }
    }
}
