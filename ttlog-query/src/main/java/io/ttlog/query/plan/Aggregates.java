/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.aggregate.Aggregate.Kind;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.PerDictionaryEntry;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binds calls of aggregates. */
final class Aggregates {
    /** Most values that topk gives. */
    private static final int TOP_MAX = 1_000;

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("count", Kind.COUNT),
            Map.entry("sum", Kind.SUM),
            Map.entry("avg", Kind.AVG),
            Map.entry("min", Kind.MIN),
            Map.entry("max", Kind.MAX),
            Map.entry("percentile", Kind.PERCENTILE),
            Map.entry("percentile_cont", Kind.PERCENTILE),
            Map.entry("quantile", Kind.PERCENTILE),
            Map.entry("quantile_cont", Kind.PERCENTILE),
            Map.entry("approx_quantile", Kind.PERCENTILE),
            Map.entry("median", Kind.PERCENTILE),
            Map.entry("p50", Kind.PERCENTILE),
            Map.entry("p90", Kind.PERCENTILE),
            Map.entry("p95", Kind.PERCENTILE),
            Map.entry("p99", Kind.PERCENTILE),
            Map.entry("quantile_disc", Kind.PERCENTILE_DISC),
            Map.entry("percentile_disc", Kind.PERCENTILE_DISC),
            Map.entry("stddev", Kind.STDDEV_SAMP),
            Map.entry("stddev_samp", Kind.STDDEV_SAMP),
            Map.entry("stddev_pop", Kind.STDDEV_POP),
            Map.entry("variance", Kind.VAR_SAMP),
            Map.entry("var_samp", Kind.VAR_SAMP),
            Map.entry("var_pop", Kind.VAR_POP),
            Map.entry("first", Kind.ARG_MIN),
            Map.entry("last", Kind.LAST),
            Map.entry("arg_min", Kind.ARG_MIN),
            Map.entry("min_by", Kind.ARG_MIN),
            Map.entry("arg_max", Kind.ARG_MAX),
            Map.entry("max_by", Kind.ARG_MAX),
            Map.entry("any_value", Kind.ANY_VALUE),
            Map.entry("bool_and", Kind.BOOL_AND),
            Map.entry("bool_or", Kind.BOOL_OR),
            Map.entry("string_agg", Kind.STRING_AGG),
            Map.entry("approx_count_distinct", Kind.APPROX_COUNT_DISTINCT),
            Map.entry("topk", Kind.TOP_K),
            Map.entry("histogram", Kind.HISTOGRAM),
            Map.entry("increase", Kind.INCREASE),
            Map.entry("rate", Kind.RATE),
            Map.entry("delta", Kind.DELTA));

    /** All aggregates. */
    static final Set<String> NAMES = KINDS.keySet();

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
            return new Aggregate(Kind.COUNT, ColumnType.LONG, null, filter, null, 0, "", source, call);
        }
        Kind kind = KINDS.get(function);
        if (kind == null) {
            throw new IllegalStateException(function + " is no aggregate");
        }
        checkCount(call, kind);
        Expr node = call.arguments().get(0);
        Expression argument = binder.bind(node, rows);
        argument = switch (kind) {
            case COUNT, APPROX_COUNT_DISTINCT, TOP_K, ANY_VALUE, ARG_MIN, ARG_MAX, LAST -> argument;
            case STRING_AGG -> Conversion.cast(argument, ColumnType.TEXT);
            case BOOL_AND, BOOL_OR -> as(argument, ColumnType.BOOLEAN, node);
            case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP, HISTOGRAM -> as(argument, ColumnType.DOUBLE, node);
            default -> argument.type() == ColumnType.ANY ? as(argument, ColumnType.DOUBLE, node) : argument;
        };
        ColumnType type = type(kind, argument, call, node);
        double number = switch (kind) {
            case PERCENTILE, PERCENTILE_DISC -> fraction(call);
            case TOP_K -> topCount(call);
            default -> 0;
        };
        Expression order = order(call, kind);
        if (order != null && call.distinct()) {
            throw source.semantic(call.place(), function + " has an order: it takes no DISTINCT");
        }
        return new Aggregate(
                kind,
                type,
                PerDictionaryEntry.wrap(argument),
                filter,
                order,
                number,
                kind == Kind.STRING_AGG ? separator(call) : "",
                source,
                call);
    }

    private void checkCount(Expr.Call call, Kind kind) {
        int min = 1;
        int max = 1;
        switch (kind) {
            case PERCENTILE, PERCENTILE_DISC -> {
                max = call.function().contains("ile") ? 2 : 1;
                min = max;
            }
            case ARG_MIN, ARG_MAX, LAST -> {
                max = 2;
                min = call.function().contains("_") || call.function().endsWith("by") ? 2 : 1;
            }
            case STRING_AGG, TOP_K, INCREASE, RATE, DELTA -> max = 2;
            default -> {}
        }
        int found = call.arguments().size();
        if (found < min || found > max) {
            String expected =
                    min == max ? min + (min == 1 ? " argument" : " arguments") : min + " or " + max + " arguments";
            throw source.semantic(call.place(), call.function() + " expected " + expected + " but found " + found);
        }
    }

    private Expression as(Expression argument, ColumnType type, Expr node) {
        Expression converted = binder.coercion().implicit(argument, type, node.place());
        return converted == null ? argument : converted;
    }

    /** What values are ordered by: the second argument, or the time of the row. */
    private @Nullable Expression order(Expr.Call call, Kind kind) {
        switch (kind) {
            case ARG_MIN, ARG_MAX, LAST, INCREASE, RATE, DELTA -> {
                if (call.arguments().size() == 2) {
                    Expr node = call.arguments().get(1);
                    Expression order = binder.bind(node, rows);
                    boolean counts = kind == Kind.INCREASE || kind == Kind.RATE || kind == Kind.DELTA;
                    if (counts && order.type() != ColumnType.TIMESTAMP) {
                        throw source.semantic(
                                node.place(),
                                call.function() + " expected a TIMESTAMP but found " + source.text(node.place())
                                        + " of type " + order.type());
                    }
                    return PerDictionaryEntry.wrap(order);
                }
                return binder.bind(new Expr.Name(call.place(), List.of("timestamp"), false, false), rows);
            }
            default -> {
                return null;
            }
        }
    }

    private String separator(Expr.Call call) {
        if (call.arguments().size() == 1) {
            return ",";
        }
        Expr node = call.arguments().get(1);
        if (binder.bind(node, rows) instanceof Constant constant && constant.value() instanceof String text) {
            return text;
        }
        throw source.semantic(
                node.place(), call.function() + " expected a constant text but found " + source.text(node.place()));
    }

    private double topCount(Expr.Call call) {
        if (call.arguments().size() == 1) {
            return 10;
        }
        Expr node = call.arguments().get(1);
        if (binder.bind(node, rows) instanceof Constant constant
                && constant.value() instanceof Long count
                && count >= 1
                && count <= TOP_MAX) {
            return count;
        }
        throw source.semantic(
                node.place(),
                call.function() + " expected a constant count from 1 to " + TOP_MAX + " but found "
                        + source.text(node.place()));
    }

    private ColumnType type(Kind kind, Expression argument, Expr.Call call, Expr node) {
        ColumnType type = argument.type();
        boolean number = type == ColumnType.LONG || type == ColumnType.DOUBLE || type == ColumnType.DURATION;
        boolean plain = type == ColumnType.LONG || type == ColumnType.DOUBLE;
        ColumnType result = switch (kind) {
            case COUNT, APPROX_COUNT_DISTINCT -> ColumnType.LONG;
            case MIN, MAX, ANY_VALUE, ARG_MIN, ARG_MAX, LAST -> type;
            case SUM -> number ? type : null;
            case AVG -> number ? type == ColumnType.LONG ? ColumnType.DOUBLE : type : null;
            case PERCENTILE ->
                type == ColumnType.LONG || type == ColumnType.BYTES
                        ? ColumnType.DOUBLE
                        : number || type == ColumnType.TIMESTAMP ? type : null;
            case PERCENTILE_DISC -> number || type == ColumnType.TIMESTAMP ? type : null;
            case STDDEV_SAMP, STDDEV_POP, VAR_SAMP, VAR_POP -> type == ColumnType.DOUBLE ? type : null;
            case BOOL_AND, BOOL_OR -> type == ColumnType.BOOLEAN ? type : null;
            case STRING_AGG -> ColumnType.TEXT;
            case TOP_K -> ColumnType.JSON;
            case HISTOGRAM -> type == ColumnType.DOUBLE ? ColumnType.JSON : null;
            case INCREASE, RATE, DELTA -> plain ? ColumnType.DOUBLE : null;
        };
        if (result == null) {
            String expected = switch (kind) {
                case PERCENTILE -> "a number, a time or the buckets of a histogram";
                case PERCENTILE_DISC -> "a number or a time";
                case BOOL_AND, BOOL_OR -> "a condition (BOOLEAN)";
                case SUM, AVG -> "a number or a duration";
                default -> "a number";
            };
            throw source.semantic(
                    node.place(),
                    call.function() + " expected " + expected + " but found " + source.text(node.place()) + " of type "
                            + type
                            + (type == ColumnType.DURATION ? "; write " + call.function() + "(epoch_ms(x))" : ""));
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
