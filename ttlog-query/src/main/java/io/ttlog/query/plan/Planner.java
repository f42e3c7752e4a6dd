/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.expression.Logical;
import io.ttlog.query.expression.PerDictionaryEntry;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Tables;
import io.ttlog.query.source.Wanted;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans one SELECT. For one query, one thread. */
public final class Planner {
    private final SqlSource source;
    private final Select select;
    private final Tables tables;
    private final @Nullable Table table;
    private final RowScope rows;
    private final Binder binder;
    private final List<Expression> outputs = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** What each shown output was written as; null of a column that {@code *} stands for. */
    private final List<@Nullable Expr> written = new ArrayList<>();

    private Planner(SqlSource source, Select select, Tables tables, long nowNanos) {
        this.source = source;
        this.tables = tables;
        this.select = select;
        Select.Table from = select.from();
        this.table = from == null ? null : table(from);
        this.rows = new RowScope(source, table, select);
        this.binder = new Binder(source, nowNanos);
    }

    /**
     * Plans a query over tables.
     *
     * @param nowNanos what now() is
     * @throws io.ttlog.TTLogException SQL_SEMANTIC, pointing at what does not fit
     */
    public static Plan plan(SqlSource source, Select select, Tables tables, long nowNanos) {
        return new Planner(source, select, tables, nowNanos).plan();
    }

    private Table table(Select.Table from) {
        Table found = tables.table(from.name());
        if (found == null) {
            throw source.semantic(
                    from.place(),
                    "there is no table " + from.name() + ": expected " + choice()
                            + Suggestion.phrase(from.name(), tables.names()));
        }
        return found;
    }

    /** The names of all tables. */
    private String choice() {
        List<String> names = tables.names();
        int last = names.size() - 1;
        return last < 1 ? String.join("", names) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    private Plan plan() {
        Expr whereNode = select.where();
        Expression where =
                whereNode == null ? Constant.of(ColumnType.BOOLEAN, true) : binder.condition(whereNode, "WHERE", rows);
        Pruning pruning = Pruning.of(where, rows);
        Plan.Groups grouping = null;
        List<Plan.Order> orders;
        if (isGrouped()) {
            List<Expr> keys = keys();
            List<Expression> boundKeys = new ArrayList<>();
            for (Expr key : keys) {
                boundKeys.add(binder.bind(key, rows));
            }
            GroupScope groups = new GroupScope(source, rows, new Aggregates(source, binder, rows), keys, boundKeys);
            bindItems(groups);
            Expr havingNode = select.having();
            Expression having = havingNode == null ? null : having(havingNode, groups);
            orders = orders(groups);
            grouping = new Plan.Groups(wrapped(boundKeys), groups.aggregates(), having);
        } else {
            bindItems(rows);
            orders = orders(rows);
        }
        Wanted wanted = new Wanted(
                rows.columns(),
                pruning.fromNanos(),
                pruning.toNanos(),
                pruning.serviceList(),
                Needs.of(where, rows.columns()));
        Long limit = select.limit();
        return new Plan(
                table,
                wanted,
                pruning.isNone(),
                conjuncts(where),
                grouping,
                grouping == null ? wrapped(outputs) : List.copyOf(outputs),
                List.copyOf(names),
                select.distinct(),
                orders,
                limit == null ? Long.MAX_VALUE : limit,
                select.offset());
    }

    private static List<Expression> wrapped(List<Expression> expressions) {
        List<Expression> wrapped = new ArrayList<>();
        for (Expression expression : expressions) {
            wrapped.add(PerDictionaryEntry.wrap(expression));
        }
        return wrapped;
    }

    private static List<Expression> conjuncts(Expression where) {
        if (where instanceof Constant constant && Boolean.TRUE.equals(constant.value())) {
            return List.of();
        }
        return wrapped(where instanceof Logical logical && logical.isAnd() ? logical.inputs() : List.of(where));
    }

    private boolean isGrouped() {
        boolean grouped = !select.groupBy().isEmpty() || select.having() != null;
        for (Select.Item item : select.items()) {
            grouped |= AggregateSearch.contains(item.expression());
        }
        for (Select.Order order : select.orderBy()) {
            grouped |= AggregateSearch.contains(order.expression());
        }
        return grouped;
    }

    /** The expressions of GROUP BY. A name is a column or attribute if there is one, else an alias. */
    private List<Expr> keys() {
        List<Expr> keys = new ArrayList<>();
        for (Expr node : select.groupBy()) {
            Expr key = node;
            Select.Item ordinal = ordinal(node, "GROUP BY");
            if (ordinal != null) {
                key = ordinal.expression();
            } else if (node instanceof Expr.Name name && !rows.knows(name)) {
                Select.Item aliased = aliased(name);
                key = aliased == null ? node : aliased.expression();
            }
            if (key instanceof Expr.Star) {
                throw source.semantic(node.place(), "GROUP BY cannot take *");
            }
            keys.add(key);
        }
        return keys;
    }

    /** The item that a constant integer stands for, or null when the node is something else. */
    private Select.@Nullable Item ordinal(Expr node, String clause) {
        if (!(node instanceof Expr.Literal literal) || literal.type() != ColumnType.LONG) {
            return null;
        }
        long ordinal = literal.value() instanceof Long value ? value : 0;
        if (ordinal < 1 || ordinal > select.items().size()) {
            throw source.semantic(
                    node.place(),
                    clause + " " + ordinal + " stands for no item: expected 1 to "
                            + select.items().size());
        }
        return select.items().get((int) ordinal - 1);
    }

    private Select.@Nullable Item aliased(Expr.Name name) {
        for (Select.Item item : select.items()) {
            String alias = item.alias();
            boolean same = alias != null
                    && (name.quoted() ? alias.equals(name.dotted()) : alias.equalsIgnoreCase(name.dotted()));
            if (same) {
                return item;
            }
        }
        return null;
    }

    private void bindItems(Scope scope) {
        for (Select.Item item : select.items()) {
            Expr node = item.expression();
            if (node instanceof Expr.Star) {
                star(node, scope);
                continue;
            }
            outputs.add(binder.bind(node, scope));
            String alias = item.alias();
            names.add(
                    alias != null
                            ? alias
                            : node instanceof Expr.Name name ? rows.label(name) : source.text(node.place()));
            written.add(node);
        }
    }

    private void star(Expr node, Scope scope) {
        if (table == null) {
            throw source.semantic(node.place(), "* needs a table: expected FROM " + choice());
        }
        if (scope != rows) {
            throw source.semantic(node.place(), "* cannot be grouped: name the columns");
        }
        for (String name : rows.starColumns()) {
            Column column = rows.column(ColumnRef.fixed(name));
            outputs.add(column);
            names.add(name);
            written.add(null);
        }
    }

    /** HAVING may also name what SELECT has an alias for. */
    private Expression having(Expr node, Scope groups) {
        return binder.condition(node, "HAVING", new AliasScope(groups));
    }

    private List<Plan.Order> orders(Scope scope) {
        List<Plan.Order> orders = new ArrayList<>();
        for (Select.Order order : select.orderBy()) {
            orders.add(new Plan.Order(output(order.expression(), scope), order.descending(), order.nullsFirst()));
        }
        return orders;
    }

    /** The output that an item of ORDER BY means: an ordinal, an alias, an item of the SELECT list, or one more. */
    private int output(Expr node, Scope scope) {
        Select.Item ordinal = ordinal(node, "ORDER BY");
        Expr wanted = node;
        if (ordinal != null) {
            wanted = ordinal.expression();
            if (wanted instanceof Expr.Star) {
                throw source.semantic(node.place(), "ORDER BY cannot take *");
            }
        } else if (node instanceof Expr.Name name) {
            Select.Item aliased = aliased(name);
            wanted = aliased == null ? node : aliased.expression();
        }
        int index = written.indexOf(wanted);
        if (index >= 0) {
            return index;
        }
        Expression bound = binder.bind(wanted, new AliasScope(scope));
        for (int i = 0; i < names.size(); i++) {
            if (isSameColumn(outputs.get(i), bound)) {
                return i;
            }
        }
        if (select.distinct()) {
            throw source.semantic(
                    node.place(),
                    "ORDER BY of SELECT DISTINCT expected an item of the SELECT list but found "
                            + source.text(node.place()));
        }
        outputs.add(bound);
        return outputs.size() - 1;
    }

    private static boolean isSameColumn(Expression a, Expression b) {
        return a instanceof Column x && b instanceof Column y && x.index() == y.index();
    }

    /** Names that mean nothing in a scope may be aliases of the SELECT list. */
    private final class AliasScope implements Scope {
        private final Scope scope;
        private boolean resolving;

        AliasScope(Scope scope) {
            this.scope = scope;
        }

        @Override
        public @Nullable Expression bind(Expr node) {
            if (!resolving && node instanceof Expr.Name name && !isKnown(name)) {
                Select.Item item = aliased(name);
                if (item != null) {
                    resolving = true; // an alias within an aliased expression is not looked up again
                    Expression bound = binder.bind(item.expression(), this);
                    resolving = false;
                    return bound;
                }
            }
            return scope.bind(node);
        }

        private boolean isKnown(Expr.Name name) {
            return rows.knows(name) && (scope == rows || isKey(name));
        }

        private boolean isKey(Expr.Name name) {
            return keys().contains(name);
        }

        @Override
        public @Nullable String columnName(int index) {
            return scope.columnName(index);
        }
    }
}
