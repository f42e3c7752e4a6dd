/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.expression;

import io.ttlog.storage.column.BooleanVector;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.ArrayList;
import java.util.List;

/**
 * The first result whose condition is true, else the last result. A result is evaluated only at the rows that take it, so
 * that {@code CASE WHEN x <> 0 THEN y / x END} is safe.
 */
public final class Case extends Expression {
    private final List<Expression> conditions;
    private final List<Expression> results;

    /**
     * A CASE.
     *
     * @param conditions BOOLEAN
     * @param results of the type given, one more than conditions
     */
    public Case(ColumnType type, List<Expression> conditions, List<Expression> results) {
        super(type);
        assert results.size() == conditions.size() + 1;
        this.conditions = List.copyOf(conditions);
        this.results = List.copyOf(results);
    }

    @Override
    public List<Expression> inputs() {
        List<Expression> inputs = new ArrayList<>(conditions);
        inputs.addAll(results);
        return inputs;
    }

    @Override
    public Expression with(List<Expression> inputs) {
        int split = conditions.size();
        return new Case(type(), inputs.subList(0, split), inputs.subList(split, inputs.size()));
    }

    @Override
    public Vector evaluate(Rows rows) {
        Branches branches = new Branches(rows, type());
        for (int i = 0; i < conditions.size() && branches.hasRemaining(); i++) {
            BooleanVector condition = (BooleanVector) conditions.get(i).evaluate(branches.remaining());
            branches.take(condition, results.get(i));
        }
        return branches.finish(results.get(results.size() - 1));
    }
}
