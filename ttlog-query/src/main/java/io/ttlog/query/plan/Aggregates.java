/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.PerDictionaryEntry;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds calls of aggregates. */
final class Aggregates {
    /** All aggregates. */
    static final Set<String> NAMES = Set.of(
            "count",
            "sum",
            "avg",
            "min",
            "max",
            "percentile",
            "percentile_cont",
            "quantile",
            "quantile_cont",
            "median",
            "p50",
            "p90",
            "p95",
            "p99");

    private final SqlSource source;
    private final Binder binder;
    private final Scope rows;

    Aggregates(SqlSource source, Binder binder, Scope rows) {
        this.source = source;
        this.binder = binder;
        this.rows = rows;
    }

    static boolean isAggregate(String function) {
        return NAMES.contains(function);
    }

    Aggregate bind(Expr.Call call) {
        @Nullable Expr filterNode = call.filter();
        Expression filter = filterNode == null ? null : binder.condition(filterNode, "FILTER", rows);
        if (filter != null) {
            filter = PerDictionaryEntry.wrap(filter);
        }
        String function = call.function();
        if (call.star()) {
            if (!function.equals("count")) {
                throw source.semantic(call.place(), "only count takes *: expected " + function + "(x)");
            }
            return new Aggregate(Aggregate.Kind.COUNT, ColumnType.LONG, null, filter, 0, source, call);
        }
        boolean takesFraction = function.startsWith("percentile") || function.startsWith("quantile");
        int expected = takesFraction ? 2 : 1;
        if (call.arguments().size() != expected) {
            throw source.semantic(
                    call.place(),
                    function + " expected " + expected + (expected == 1 ? " argument" : " arguments") + " but found "
                            + call.arguments().size());
        }
        Expr node = call.arguments().get(0);
        Expression argument = binder.bind(node, rows);
        Aggregate.Kind kind = switch (function) {
            case "count" -> Aggregate.Kind.COUNT;
            case "sum" -> Aggregate.Kind.SUM;
            case "avg" -> Aggregate.Kind.AVG;
            case "min" -> Aggregate.Kind.MIN;
            case "max" -> Aggregate.Kind.MAX;
            default -> Aggregate.Kind.PERCENTILE;
        };
        boolean countsAny = kind == Aggregate.Kind.COUNT;
        if (!countsAny && argument.type() == ColumnType.ANY) {
            Expression numbers = binder.coercion().implicit(argument, ColumnType.DOUBLE, node.place());
            argument = numbers == null ? argument : numbers;
        }
        ColumnType type = type(kind, argument, call, node);
        double fraction = kind == Aggregate.Kind.PERCENTILE ? fraction(call) : 0;
        return new Aggregate(kind, type, PerDictionaryEntry.wrap(argument), filter, fraction, source, call);
    }

    private ColumnType type(Aggregate.Kind kind, Expression argument, Expr.Call call, Expr node) {
        ColumnType type = argument.type();
        boolean number = type == ColumnType.LONG || type == ColumnType.DOUBLE || type == ColumnType.DURATION;
        ColumnType result = switch (kind) {
            case COUNT -> ColumnType.LONG;
            case MIN, MAX -> type;
            case SUM -> number ? type : null;
            case AVG -> number ? type == ColumnType.LONG ? ColumnType.DOUBLE : type : null;
            case PERCENTILE ->
                type == ColumnType.LONG || type == ColumnType.BYTES
                        ? ColumnType.DOUBLE
                        : number || type == ColumnType.TIMESTAMP ? type : null;
        };
        if (result == null) {
            throw source.semantic(
                    node.place(),
                    call.function()
                            + (kind == Aggregate.Kind.PERCENTILE
                                    ? " expected a number, a time or the buckets of a histogram but found "
                                    : " expected a number or a duration but found ")
                            + source.text(node.place())
                            + " of type " + type);
        }
        return result;
    }

    private double fraction(Expr.Call call) {
        if (call.arguments().size() == 1) {
            return switch (call.function()) {
                case "p90" -> 0.90;
                case "p95" -> 0.95;
                case "p99" -> 0.99;
                default -> 0.50;
            };
        }
        Expr node = call.arguments().get(1);
        Expression bound = binder.bind(node, rows);
        double p = bound instanceof Constant constant && constant.value() instanceof Number number
                ? number.doubleValue()
                : Double.NaN;
        if (!(p >= 0 && p <= 100)) {
            throw source.semantic(
                    node.place(),
                    call.function() + " expected a constant from 0 to 1, or a percentage above 1 up to 100, but found "
                            + source.text(node.place()));
        }
        return p > 1 ? p / 100 : p;
    }
}
