/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;

/** A column of the rows. */
public final class Column extends Expression {
    private final int index;

    /** The column at the index. */
    public Column(int index, ColumnType type) {
        super(type);
        this.index = index;
    }

    /** Which column of {@link Rows}. */
    public int index() {
        return index;
    }

    @Override
    public List<Expression> inputs() {
        return List.of();
    }

    @Override
    public Expression with(List<Expression> inputs) {
        return this;
    }

    @Override
    public Vector evaluate(Rows rows) {
        Vector vector = rows.column(index);
        assert vector.type() == type() : vector.type() + " is not " + type();
        return vector;
    }
}
