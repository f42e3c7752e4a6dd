/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.ColumnBuilder;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Function;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions that are computed row by row and are null wherever an argument is. Stateless. */
final class Rowwise {
    private Rowwise() {}

    /** Computes a value, or null, from arguments of which none is null. */
    interface Body {
        @Nullable
        Object apply(Object[] arguments);
    }

    /** A function of so many arguments of these types; those from {@code argumentsMin} on may be left out. */
    static void register(
            Map<String, Functions.Rule> rules,
            String name,
            ColumnType result,
            int argumentsMin,
            List<ColumnType> types,
            Body body) {
        rules.put(
                name, new Functions.Rule(argumentsMin, types.size(), a -> of(name, result, arguments(a, types), body)));
    }

    /** The arguments as ones of the types. */
    static List<Expression> arguments(Functions.Arguments a, List<ColumnType> types) {
        List<Expression> arguments = new ArrayList<>();
        for (int i = 0; i < a.count(); i++) {
            arguments.add(a.as(i, types.get(i)));
        }
        return arguments;
    }

    /** The body, at each row. */
    static Expression of(String name, ColumnType type, List<Expression> arguments, Body body) {
        return new Function(name, type, arguments, kernel(type, body));
    }

    /** The same of a body that may throw what {@link Functions.Arguments#checkLength} does. */
    static Expression fallible(String name, ColumnType type, List<Expression> arguments, Body body) {
        return Function.fallible(name, type, arguments, kernel(type, body));
    }

    private static Function.Kernel kernel(ColumnType type, Body body) {
        return (vectors, count) -> {
            ColumnBuilder builder = new ColumnBuilder(type, count);
            Object[] values = new Object[vectors.length];
            for (int row = 0; row < count; row++) {
                boolean anyNull = false;
                for (int i = 0; i < vectors.length; i++) {
                    Object value = vectors[i].boxed(row);
                    anyNull |= value == null;
                    values[i] = value == null ? "" : value;
                }
                builder.appendBoxed(anyNull ? null : body.apply(values));
            }
            return builder.build();
        };
    }
}
