/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One value for all rows. */
public final class Constant extends Expression {
    private final @Nullable Object value;
    private @Nullable Vector filled;

    private Constant(ColumnType type, @Nullable Object value) {
        super(type);
        this.value = value;
    }

    /** A value as {@link Vector#boxed} gives it; NULL of the type when null. */
    public static Constant of(ColumnType type, @Nullable Object value) {
        if (type == ColumnType.ANY && value != null) {
            throw new IllegalArgumentException("a constant of ANY is NULL");
        }
        return new Constant(type, value);
    }

    /** NULL of a type; of ANY when nothing says which. */
    public static Constant nullOf(ColumnType type) {
        return new Constant(type, null);
    }

    /** The value, as {@link Vector#boxed} gives it. */
    public @Nullable Object value() {
        return value;
    }

    @Override
    public List<Expression> inputs() {
        return List.of();
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return this;
    }

    /** The same vector again and again; it may be longer than the rows. */
    @Override
    public Vector evaluate(Rows rows) {
        Vector vector = filled;
        if (vector == null || vector.rowCount() < rows.count()) {
            int count = rows.count() == 1 ? 1 : Math.max(Batch.ROWS_MAX, rows.count());
            vector = fill(count);
            filled = vector;
        }
        return vector;
    }

    private Vector fill(int count) {
        if (value == null) {
            return Vectors.nulls(type(), count);
        }
        ColumnBuilder one = new ColumnBuilder(type(), 1);
        one.appendBoxed(value);
        return Vectors.gather(one.build(), new int[count], count);
    }
}
