/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * {@code operand IN (constants)} of the operand's type, which is not ANY. True when found; NULL when not found and the list
 * has a NULL; a search in logarithmic or constant time.
 */
public final class InConstants extends Expression {
    private final Expression operand;
    private final List<Object> values;
    private final boolean listHasNull;
    private final long[] sorted;
    private final Set<Object> set;

    /** A search for the operand among values that are as {@link Vector#boxed} gives them. */
    public InConstants(Expression operand, List<Object> values, boolean listHasNull) {
        super(ColumnType.BOOLEAN);
        this.operand = operand;
        this.values = List.copyOf(values);
        this.listHasNull = listHasNull;
        List<Long> longs = new ArrayList<>();
        Set<Object> others = new HashSet<>();
        for (Object value : values) {
            if (value instanceof Long number) {
                longs.add(number);
            } else {
                others.add(key(value));
            }
        }
        this.sorted = longs.stream().mapToLong(Long::longValue).sorted().toArray();
        this.set = others;
    }

    /** What is searched for. */
    public Expression operand() {
        return operand;
    }

    /** The values of the list that are not null. */
    public List<Object> values() {
        return values;
    }

    /** Equal exactly when SQL says equal. */
    private static Object key(Object value) {
        if (value instanceof Double number) {
            return number + 0.0; // turns -0.0 into 0.0
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
    }

    @Override
    public List<Expression> inputs() {
        return List.of(operand);
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return new InConstants(inputs.get(0), values, listHasNull);
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector vector = operand.evaluate(rows);
        int count = rows.count();
        boolean[] found = new boolean[count];
        if (vector instanceof LongVector longs) {
            long[] numbers = longs.values();
            for (int i = 0; i < count; i++) {
                found[i] = Arrays.binarySearch(sorted, numbers[i]) >= 0;
            }
        } else {
            for (int i = 0; i < count; i++) {
                Object value = vector.boxed(i);
                found[i] = value != null && set.contains(key(value));
            }
        }
        boolean[] nulls = vector.nulls();
        if (listHasNull) {
            boolean[] unknown = nulls == null ? new boolean[count] : Arrays.copyOf(nulls, count);
            for (int i = 0; i < count; i++) {
                unknown[i] |= !found[i];
            }
            nulls = unknown;
        }
        return new BooleanVector(found, count, nulls);
    }
}
