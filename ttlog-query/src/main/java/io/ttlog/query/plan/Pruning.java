/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Comparison;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.InConstants;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The times and services at which a condition can be true: everything outside is false or NULL for certain, within it is
 * still to be evaluated.
 *
 * @param fromNanos earliest time
 * @param toNanos latest time, inclusive; less than {@code fromNanos} when there is none
 * @param services null for all
 */
record Pruning(long fromNanos, long toNanos, @Nullable Set<String> services) {
    private static final Pruning ALL = new Pruning(Long.MIN_VALUE, Long.MAX_VALUE, null);
    private static final Pruning NONE = new Pruning(Long.MAX_VALUE, Long.MIN_VALUE, Set.of());

    /** Whether no row can be accepted. */
    boolean isNone() {
        return fromNanos > toNanos || services != null && services.isEmpty();
    }

    /** The services as a scan takes them. */
    List<String> serviceList() {
        return services == null ? List.of() : List.copyOf(services);
    }

    /** What a condition over rows that have these columns can accept. */
    static Pruning of(Expression condition, List<ColumnRef> columns) {
        if (condition instanceof Constant constant) {
            return Boolean.TRUE.equals(constant.value()) ? ALL : NONE;
        }
        if (condition instanceof Logical logical) {
            Pruning result = logical.isAnd() ? ALL : NONE;
            for (Expression operand : logical.inputs()) {
                Pruning pruning = of(operand, columns);
                result = logical.isAnd() ? result.and(pruning) : result.or(pruning);
            }
            return result;
        }
        if (condition instanceof Comparison comparison) {
            Pruning left = compare(comparison.operator(), comparison.left(), comparison.right(), columns);
            return left != null
                    ? left
                    : orAll(compare(comparison.operator().mirrored(), comparison.right(), comparison.left(), columns));
        }
        if (condition instanceof InConstants in) {
            return orAll(search(in, columns));
        }
        return ALL;
    }

    private static Pruning orAll(@Nullable Pruning pruning) {
        return pruning == null ? ALL : pruning;
    }

    private Pruning and(Pruning other) {
        Set<String> both = services;
        Set<String> others = other.services;
        if (both == null) {
            both = others;
        } else if (others != null) {
            both = new LinkedHashSet<>(both);
            both.retainAll(others);
        }
        return new Pruning(Math.max(fromNanos, other.fromNanos), Math.min(toNanos, other.toNanos), both);
    }

    private Pruning or(Pruning other) {
        if (isNone() || other.isNone()) {
            return isNone() ? other : this;
        }
        Set<String> either = null;
        Set<String> others = other.services;
        if (services != null && others != null) {
            either = new LinkedHashSet<>(services);
            either.addAll(others);
        }
        return new Pruning(Math.min(fromNanos, other.fromNanos), Math.max(toNanos, other.toNanos), either);
    }

    private static boolean is(Expression expression, String name, ColumnType type, List<ColumnRef> columns) {
        return expression instanceof Column column
                && column.type() == type
                && columns.get(column.index()).equals(ColumnRef.fixed(name));
    }

    private static @Nullable Pruning compare(
            Operator operator, Expression column, Expression value, List<ColumnRef> columns) {
        if (!(value instanceof Constant constant)) {
            return null;
        }
        Object limit = constant.value();
        if (is(column, "timestamp", ColumnType.TIMESTAMP, columns)) {
            return limit instanceof Long nanos ? times(operator, nanos) : null;
        }
        boolean equality = operator == Operator.EQUAL || operator == Operator.NOT_DISTINCT;
        if (equality && limit instanceof String service && is(column, "service", ColumnType.TEXT, columns)) {
            return new Pruning(Long.MIN_VALUE, Long.MAX_VALUE, Set.of(service));
        }
        return null;
    }

    private static Pruning times(Operator operator, long nanos) {
        return switch (operator) {
            case EQUAL, NOT_DISTINCT -> new Pruning(nanos, nanos, null);
            case GREATER_OR_EQUAL -> new Pruning(nanos, Long.MAX_VALUE, null);
            case LESS_OR_EQUAL -> new Pruning(Long.MIN_VALUE, nanos, null);
            case GREATER -> nanos == Long.MAX_VALUE ? NONE : new Pruning(nanos + 1, Long.MAX_VALUE, null);
            case LESS -> nanos == Long.MIN_VALUE ? NONE : new Pruning(Long.MIN_VALUE, nanos - 1, null);
            case NOT_EQUAL, DISTINCT -> ALL;
        };
    }

    private static @Nullable Pruning search(InConstants in, List<ColumnRef> columns) {
        Collection<Object> values = in.values();
        if (is(in.operand(), "timestamp", ColumnType.TIMESTAMP, columns)) {
            long from = Long.MAX_VALUE;
            long to = Long.MIN_VALUE;
            for (Object value : values) {
                from = Math.min(from, (Long) value);
                to = Math.max(to, (Long) value);
            }
            return new Pruning(from, to, null);
        }
        if (is(in.operand(), "service", ColumnType.TEXT, columns)) {
            Set<String> services = new LinkedHashSet<>();
            for (Object value : values) {
                services.add((String) value);
            }
            return new Pruning(Long.MIN_VALUE, Long.MAX_VALUE, services);
        }
        return null;
    }
}
