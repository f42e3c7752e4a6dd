/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions of single rows, by name. */
final class Functions {
    /** Most characters of a text that a function makes: no text of an event is longer by much. */
    static final int TEXT_LENGTH_MAX = 16 * 1024 * 1024;

    private final SqlSource source;
    private final Coercion coercion;
    private final Map<String, Rule> rules = new HashMap<>();

    Functions(SqlSource source, Coercion coercion, long nowNanos) {
        this.source = source;
        this.coercion = coercion;
        TextFunctions.register(rules);
        PieceFunctions.register(rules);
        RegexFunctions.register(rules);
        FieldFunctions.register(rules);
        MathFunctions.register(rules);
        CalendarFunctions.register(rules, nowNanos);
        NumberFunctions.register(rules);
        TimeFunctions.register(rules, nowNanos);
        ConditionalFunctions.register(rules);
    }

    /** Fails when there is no such function. */
    void require(Expr.Call call) {
        if (!rules.containsKey(call.function())) {
            List<String> known = new ArrayList<>(rules.keySet());
            known.addAll(Aggregates.NAMES);
            throw source.semantic(
                    call.place(),
                    "there is no function " + call.function() + Suggestion.phrase(call.function(), known));
        }
    }

    Expression bind(Expr.Call call, List<Expression> arguments) {
        require(call);
        Rule rule = rules.get(call.function());
        if (rule == null) {
            throw new IllegalStateException(call.function() + " was required");
        }
        int count = arguments.size();
        if (count < rule.argumentsMin || count > rule.argumentsMax) {
            String expected = rule.argumentsMin == rule.argumentsMax
                    ? "" + rule.argumentsMin
                    : rule.argumentsMax == Integer.MAX_VALUE
                            ? "at least " + rule.argumentsMin
                            : rule.argumentsMin + " to " + rule.argumentsMax;
            throw source.semantic(
                    call.place(), call.function() + " expected " + expected + " arguments but found " + count);
        }
        return rule.body.bind(new Arguments(source, coercion, call, arguments));
    }

    /** How a function is bound. */
    record Rule(int argumentsMin, int argumentsMax, Body body) {
        interface Body {
            Expression bind(Arguments arguments);
        }
    }

    /** The arguments of one call. */
    record Arguments(SqlSource source, Coercion coercion, Expr.Call call, List<Expression> list) {
        int count() {
            return list.size();
        }

        Expression get(int index) {
            return list.get(index);
        }

        Place place(int index) {
            return call.arguments().get(index).place();
        }

        List<Place> places() {
            return call.arguments().stream().map(Expr::place).toList();
        }

        /** The argument as one of the type. */
        Expression as(int index, ColumnType type) {
            Expression converted = coercion.implicit(get(index), type, place(index));
            if (converted == null) {
                throw wrongType(index, type.toString());
            }
            return converted;
        }

        /** The place of a character of an argument that is a text literal, two quotes counted as one; of any other, where it begins. */
        Place within(int index, int character) {
            Place whole = place(index);
            String literal = source.text(whole);
            if (!literal.startsWith("'")) {
                return whole;
            }
            int at = 1;
            for (int i = 0; i < character && at < literal.length() - 1; i++) {
                at += literal.startsWith("''", at) ? 2 : 1;
            }
            return new Place(whole.from(), whole.to(), whole.from() + at);
        }

        /** Fails when a text becomes too long. */
        void checkLength(long length) {
            if (length > TEXT_LENGTH_MAX) {
                throw source.limit(
                        call.place(),
                        call.function() + " would make a text of more than " + TEXT_LENGTH_MAX + " characters");
            }
        }

        io.ttlog.TTLogException wrongType(int index, String expected) {
            return source.semantic(
                    place(index),
                    call.function() + " expected " + expected + " but found "
                            + source.text(place(index)) + " of type "
                            + get(index).type());
        }

        /** The argument as a constant of the type that is not null. */
        Object constant(int index, ColumnType type) {
            @Nullable Object value = as(index, type) instanceof Constant constant ? constant.value() : null;
            if (value == null) {
                throw source.semantic(
                        place(index),
                        call.function() + " expected a constant " + type + " but found " + source.text(place(index)));
            }
            return value;
        }
    }
}
