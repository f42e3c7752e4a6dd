/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Case;
import io.ttlog.query.expression.Coalesce;
import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.query.expression.ValueOrder;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.query.sql.Place;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.column.Vector;
import java.util.List;
import java.util.Map;

/** COALESCE, NULLIF, GREATEST, LEAST. */
final class ConditionalFunctions {
    private ConditionalFunctions() {}

    static void register(Map<String, Functions.Rule> rules) {
        rules.put("coalesce", new Functions.Rule(1, Integer.MAX_VALUE, a -> {
            ColumnType type = a.coercion().common(a.list(), a.places(), "coalesce");
            return new Coalesce(type, a.coercion().all(a.list(), type));
        }));
        rules.put("nullif", new Functions.Rule(2, 2, a -> {
            Place[] places = {a.place(0), a.place(1), a.call().place()};
            Expression equal = a.coercion().compare(Operator.EQUAL, a.get(0), a.get(1), places, 0);
            ColumnType type = a.get(0).type();
            return new Case(type, List.of(Coercion.fold(equal)), List.of(Constant.nullOf(type), a.get(0)));
        }));
        rules.put("greatest", new Functions.Rule(1, Integer.MAX_VALUE, a -> extreme(a, 1)));
        rules.put("least", new Functions.Rule(1, Integer.MAX_VALUE, a -> extreme(a, -1)));
    }

    private static Expression extreme(Functions.Arguments a, int sign) {
        ColumnType type = a.coercion().common(a.list(), a.places(), a.call().function());
        return new Function(a.call().function(), type, a.coercion().all(a.list(), type), (vectors, count) -> {
            ColumnBuilder builder = new ColumnBuilder(type, count);
            for (int row = 0; row < count; row++) {
                Vector best = vectors[0];
                for (Vector vector : vectors) {
                    boolean better = !vector.isNull(row)
                            && (best.isNull(row) || Integer.signum(ValueOrder.compare(vector, row, best, row)) == sign);
                    best = better ? vector : best;
                }
                builder.append(best, row);
            }
            return builder.build();
        });
    }
}
