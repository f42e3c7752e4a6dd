/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.TTLogException;
import io.ttlog.query.aggregate.Aggregate;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows or groups, and what window functions give of them. Remembers the functions, by the windows that they share. */
final class WindowScope implements Scope {
    /** Functions that are of windows only. */
    static final Set<String> NAMES = Set.of(
            "row_number", "rank", "dense_rank", "ntile", "lag", "lead", "first_value", "last_value", "nth_value");

    /** Columns from here on are those of windows, until it is known how many others there are. */
    private static final int BASE = 1 << 24;

    /** Most functions of one SELECT. */
    private static final int CALLS_MAX = 200;

    private static final WindowCall.Edge START = new WindowCall.Edge(true, 0, 0);
    private static final WindowCall.Edge HERE = new WindowCall.Edge(false, 0, 0);

    private final SqlSource source;
    private final Binder binder;
    private final Scope rows;
    private final Map<String, Select.Window> named;
    private final List<Expr.Windowed> written = new ArrayList<>();
    private final Map<Shape, List<Integer>> shapes = new LinkedHashMap<>();
    private final List<WindowCall> calls = new ArrayList<>();
    private final List<Bound> bounds = new ArrayList<>();

    /** How rows are parted and ordered, as written. */
    private record Shape(List<Expr> partition, List<Query.Order> orders) {}

    private record Bound(List<Expression> partition, List<Plan.WindowOrder> orders) {}

    WindowScope(SqlSource source, Binder binder, Scope rows, Map<String, Select.Window> named) {
        this.source = source;
        this.binder = binder;
        this.rows = rows;
        this.named = named;
    }

    @Override
    public @Nullable String columnName(int index) {
        return index < BASE ? rows.columnName(index) : null;
    }

    @Override
    public @Nullable Expression bind(Expr node) {
        if (!(node instanceof Expr.Windowed windowed)) {
            if (node instanceof Expr.Call call && NAMES.contains(call.function())) {
                throw source.semantic(call.place(), call.function() + " expected OVER (...) behind it");
            }
            return rows.bind(node);
        }
        int index = written.indexOf(windowed);
        if (index < 0) {
            if (calls.size() == CALLS_MAX) {
                throw source.limit(windowed.place(), "a SELECT has more than " + CALLS_MAX + " window functions");
            }
            Select.Window window = defined(windowed.window());
            Bound bound = bound(window);
            WindowCall call = call(windowed.call(), window, bound);
            index = calls.size();
            written.add(windowed);
            calls.add(call);
            bounds.add(bound);
            shapes.computeIfAbsent(new Shape(window.partitionBy(), window.orderBy()), shape -> new ArrayList<>())
                    .add(index);
        }
        return new Column(BASE + index, calls.get(index).type());
    }

    private Select.Window defined(Select.Window window) {
        String base = window.base();
        if (base == null) {
            return window;
        }
        Select.Window definition = named.get(base);
        if (definition == null || definition.base() != null) {
            throw source.semantic(
                    window.place(), "WINDOW defines no " + base + Suggestion.phrase(base, named.keySet()));
        }
        return definition;
    }

    private Bound bound(Select.Window window) {
        List<Expression> partition = new ArrayList<>();
        for (Expr key : window.partitionBy()) {
            partition.add(binder.bind(key, rows));
        }
        List<Plan.WindowOrder> orders = new ArrayList<>();
        for (Query.Order order : window.orderBy()) {
            orders.add(new Plan.WindowOrder(
                    binder.bind(order.expression(), rows), order.descending(), order.nullsFirst()));
        }
        return new Bound(Expressions.wrapped(partition), List.copyOf(orders));
    }

    private WindowCall call(Expr.Call call, Select.Window window, Bound bound) {
        WindowCall.Frame frame = frame(window, bound);
        if (!NAMES.contains(call.function())) {
            if (!Aggregates.isAggregate(call.function())) {
                List<String> known = new ArrayList<>(NAMES);
                known.addAll(Aggregates.NAMES);
                throw source.semantic(
                        call.place(),
                        call.function() + " is no window function" + Suggestion.phrase(call.function(), known));
            }
            Aggregate aggregate = new Aggregates(source, binder, rows).bind(call);
            return new WindowCall(WindowCall.Kind.AGGREGATE, aggregate.type(), List.of(), 0, aggregate, frame, call);
        }
        if (call.distinct() || call.star() || call.filter() != null) {
            throw source.semantic(call.place(), call.function() + " takes no *, DISTINCT or FILTER");
        }
        WindowCall.Kind kind = WindowCall.Kind.valueOf(call.function().toUpperCase(java.util.Locale.ROOT));
        boolean shifts = kind == WindowCall.Kind.LAG || kind == WindowCall.Kind.LEAD;
        int most = switch (kind) {
            case ROW_NUMBER, RANK, DENSE_RANK -> 0;
            case NTILE, FIRST_VALUE, LAST_VALUE -> 1;
            case NTH_VALUE -> 2;
            default -> 3;
        };
        int least = shifts ? 1 : most;
        int found = call.arguments().size();
        if (found < least || found > most) {
            throw source.semantic(
                    call.place(),
                    call.function() + " expected " + (least == most ? "" : least + " to ") + most
                            + " arguments but found " + found);
        }
        if (most == 0) {
            return new WindowCall(kind, ColumnType.LONG, List.of(), 0, null, frame, call);
        }
        if (kind == WindowCall.Kind.NTILE) {
            return new WindowCall(kind, ColumnType.LONG, List.of(), number(call, 0, 1), null, frame, call);
        }
        Expression value = binder.bind(call.arguments().get(0), rows);
        long number = found > 1 ? number(call, 1, shifts ? 0 : 1) : 1;
        if (found < 3) {
            return new WindowCall(kind, value.type(), Expressions.wrapped(List.of(value)), number, null, frame, call);
        }
        List<Expression> values = List.of(value, binder.bind(call.arguments().get(2), rows));
        List<Place> places =
                List.of(call.arguments().get(0).place(), call.arguments().get(2).place());
        ColumnType type = binder.coercion().common(values, places, call.function());
        return new WindowCall(
                kind, type, Expressions.wrapped(binder.coercion().all(values, type)), number, null, frame, call);
    }

    private long number(Expr.Call call, int argument, long least) {
        Expr node = call.arguments().get(argument);
        if (binder.bind(node, rows) instanceof Constant constant
                && constant.value() instanceof Long number
                && constant.type() == ColumnType.LONG
                && number >= least) {
            return number;
        }
        throw source.semantic(
                node.place(),
                call.function() + " expected a constant whole number from " + least + " but found "
                        + source.text(node.place()));
    }

    private WindowCall.Frame frame(Select.Window window, Bound bound) {
        Select.Frame frame = window.frame();
        if (frame == null) {
            return new WindowCall.Frame(false, START, window.orderBy().isEmpty() ? START : HERE);
        }
        return new WindowCall.Frame(frame.rows(), edge(frame, frame.from(), bound), edge(frame, frame.to(), bound));
    }

    private WindowCall.Edge edge(Select.Frame frame, Select.Bound edge, Bound bound) {
        Expr node = edge.offset();
        if (node == null) {
            return edge.kind() == Select.Bound.Kind.CURRENT_ROW ? HERE : START;
        }
        Object value = binder.bind(node, rows) instanceof Constant constant ? constant.value() : null;
        ColumnType order =
                bound.orders().size() == 1 ? bound.orders().get(0).expression().type() : ColumnType.ANY;
        boolean whole = value instanceof Long number && number >= 0;
        boolean fits = frame.rows()
                ? whole
                : order == ColumnType.DOUBLE
                        ? value instanceof Number number && number.doubleValue() >= 0
                        : whole
                                && (order == ColumnType.LONG
                                        || order == ColumnType.TIMESTAMP
                                        || order == ColumnType.DURATION);
        if (!fits || !(value instanceof Number number)) {
            throw frameError(frame, node);
        }
        int sign = edge.kind() == Select.Bound.Kind.PRECEDING ? -1 : 1;
        return new WindowCall.Edge(false, sign * number.longValue(), sign * number.doubleValue());
    }

    private TTLogException frameError(Select.Frame frame, Expr node) {
        return source.semantic(
                node.place(),
                (frame.rows()
                                ? "ROWS expected a constant whole number from 0"
                                : "RANGE expected a constant from 0 and one ORDER BY of a number or time")
                        + " but found " + source.text(node.place()));
    }

    /** The rows with the columns of all functions, a node a window. */
    Plan plan(Plan input) {
        Plan plan = input;
        for (List<Integer> together : shapes.values()) {
            List<Field> fields = new ArrayList<>(plan.fields());
            List<WindowCall> ofShape = new ArrayList<>();
            for (int index : together) {
                WindowCall call = calls.get(index);
                ofShape.add(call);
                fields.add(new Field(source.text(written.get(index).place()), call.type()));
            }
            Bound bound = bounds.get(together.get(0));
            plan = new Plan.Window(plan, bound.partition(), bound.orders(), List.copyOf(ofShape), List.copyOf(fields));
        }
        return plan;
    }

    /** The expression over the columns of {@link #plan}, whose input has so many. */
    Expression placed(Expression expression, int width) {
        int[] places = new int[calls.size()];
        int at = width;
        for (List<Integer> together : shapes.values()) {
            for (int index : together) {
                places[index] = at++;
            }
        }
        return Expressions.replaceColumns(
                expression,
                index -> index < BASE
                        ? new Column(index, Expressions.typeOf(expression, index))
                        : new Column(
                                places[index - BASE], calls.get(index - BASE).type()));
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }
}
