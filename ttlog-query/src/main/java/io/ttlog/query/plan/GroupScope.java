/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.SqlSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Groups: the keys of GROUP BY, then the aggregates that the query asks for. */
final class GroupScope implements Scope {
    private final SqlSource source;
    private final Scope rows;
    private final Aggregates aggregates;
    private final List<Expr> keys;
    private final List<Expression> boundKeys;
    private final List<Expr.Call> calls = new ArrayList<>();
    private final List<Aggregate> bound = new ArrayList<>();

    GroupScope(SqlSource source, Scope rows, Aggregates aggregates, List<Expr> keys, List<Expression> boundKeys) {
        this.source = source;
        this.rows = rows;
        this.aggregates = aggregates;
        this.keys = keys;
        this.boundKeys = boundKeys;
    }

    /** The groups, with the aggregates that were asked for, each once. */
    Plan plan(Plan rows) {
        List<Field> fields = new ArrayList<>();
        for (Expression key : boundKeys) {
            fields.add(new Field("", key.type()));
        }
        for (Aggregate aggregate : bound) {
            fields.add(new Field("", aggregate.type()));
        }
        return new Plan.Group(rows, List.copyOf(boundKeys), List.copyOf(bound), List.copyOf(fields));
    }

    @Override
    public @Nullable String columnName(int index) {
        return null;
    }

    @Override
    public @Nullable Expression bind(Expr node) {
        int key = keys.indexOf(node);
        if (key >= 0) {
            return new Column(key, boundKeys.get(key).type());
        }
        if (node instanceof Expr.Call call && Aggregates.isAggregate(call.function())) {
            int index = calls.indexOf(call);
            if (index < 0) {
                index = calls.size();
                bound.add(aggregates.bind(call));
                calls.add(call);
            }
            return new Column(keys.size() + index, bound.get(index).type());
        }
        if (node instanceof Expr.Name name) {
            Column sameKey = sameKey(rows.bind(name));
            if (sameKey != null) {
                return sameKey;
            }
            throw source.semantic(
                    name.place(),
                    "the column " + name.dotted()
                            + " is neither in GROUP BY nor inside an aggregate; add it to GROUP BY" + " or write max("
                            + name.dotted() + ")");
        }
        return null;
    }

    /** The key that is the same column, written otherwise. */
    private @Nullable Column sameKey(@Nullable Expression bound) {
        for (int i = 0; i < keys.size(); i++) {
            boolean same = bound instanceof Column column
                    && boundKeys.get(i) instanceof Column key
                    && key.index() == column.index();
            if (same) {
                return new Column(i, boundKeys.get(i).type());
            }
        }
        return null;
    }
}
