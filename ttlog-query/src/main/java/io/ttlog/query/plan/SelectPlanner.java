/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.From;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans one SELECT with the order and the limits of its query. For one thread. */
final class SelectPlanner {
    private final SqlSource source;
    private final QueryPlanner queries;
    private final Select select;
    private final Query query;
    private final FromScope rows;
    private final Binder binder;
    private final FromPlanner from;
    private final boolean grouped;
    private final List<Expression> outputs = new ArrayList<>();
    private final List<String> names = new ArrayList<>();

    /** What each shown output was written as; null of a column that {@code *} stands for. */
    private final List<@Nullable Expr> written = new ArrayList<>();

    /** @param around the rows of the query around this one, for errors */
    SelectPlanner(SqlSource source, QueryPlanner queries, Select select, Query query, @Nullable FromScope around) {
        this.source = source;
        this.queries = queries;
        this.select = select;
        this.query = query;
        this.rows = new FromScope(source, around, select.items());
        this.binder = queries.binder(rows);
        this.from = new FromPlanner(source, queries, rows, binder);
        this.grouped = isGrouped();
    }

    Plan plan() {
        From tables = select.from();
        if (tables != null) {
            from.bind(tables);
        }
        return planRows();
    }

    /** The same over rows that are there already. */
    Plan planOver(Relation relation) {
        from.bind(relation, select.place());
        return planRows();
    }

    private Plan planRows() {
        Expr whereNode = select.where();
        Expression where = whereNode == null ? null : binder.condition(whereNode, "WHERE", rows);
        GroupScope groups = grouped ? groups() : null;
        Scope scope = groups == null ? rows : groups;
        bindItems(scope);
        Expr havingNode = select.having();
        Expression having = havingNode == null ? null : binder.condition(havingNode, "HAVING", new AliasScope(scope));
        List<Plan.Order> orders = orders(scope);
        Query.LimitBy limitBy = query.limitBy();
        List<Integer> limitKeys = new ArrayList<>();
        for (Expr key : limitBy == null ? List.<Expr>of() : limitBy.keys()) {
            limitKeys.add(output(key, scope, "LIMIT BY"));
        }
        Plan plan = filtered(from.plan(), where);
        if (groups != null) {
            plan = filtered(groups.plan(plan), having);
        }
        plan = projected(plan);
        if (select.distinct()) {
            plan = new Plan.Distinct(plan);
        }
        return limited(plan, orders, limitBy, limitKeys);
    }

    private static Plan filtered(Plan plan, @Nullable Expression condition) {
        return condition == null ? plan : new Plan.Filter(plan, List.of(condition));
    }

    private GroupScope groups() {
        List<Expr> keys = keys();
        List<Expression> boundKeys = new ArrayList<>();
        for (Expr key : keys) {
            boundKeys.add(binder.bind(key, rows));
        }
        return new GroupScope(source, rows, new Aggregates(source, binder, rows), keys, boundKeys);
    }

    private Plan projected(Plan plan) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            fields.add(new Field(
                    i < names.size() ? names.get(i) : "", outputs.get(i).type()));
        }
        return new Plan.Project(plan, List.copyOf(outputs), List.copyOf(fields));
    }

    private Plan limited(
            Plan input, List<Plan.Order> orders, Query.@Nullable LimitBy limitBy, List<Integer> limitKeys) {
        Plan plan = input;
        Long limit = query.limit();
        long rowsMax = limit == null ? Long.MAX_VALUE : limit;
        long offset = query.offset();
        long wanted = rowsMax == 0 ? 0 : rowsMax > Long.MAX_VALUE - offset ? Long.MAX_VALUE : rowsMax + offset;
        if (!orders.isEmpty()) {
            plan = new Plan.Sort(plan, orders, limitBy == null ? wanted : Long.MAX_VALUE);
        }
        if (limitBy != null) {
            plan = new Plan.LimitBy(plan, List.copyOf(limitKeys), limitBy.rows());
        }
        if (wanted != Long.MAX_VALUE || offset > 0) {
            plan = new Plan.Limit(plan, rowsMax, offset);
        }
        if (names.size() == outputs.size()) {
            return plan;
        }
        List<Expression> shown = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            shown.add(new Column(i, outputs.get(i).type()));
        }
        return new Plan.Project(
                plan, List.copyOf(shown), List.copyOf(plan.fields().subList(0, names.size())));
    }

    private boolean isGrouped() {
        boolean aggregates = select.groupByAll() || !select.groupBy().isEmpty() || select.having() != null;
        for (Select.Item item : select.items()) {
            aggregates |= AggregateSearch.contains(item.expression());
        }
        for (Query.Order order : query.orderBy()) {
            aggregates |= AggregateSearch.contains(order.expression());
        }
        return aggregates;
    }

    /** The expressions of GROUP BY. A name is a column or attribute if there is one, else an alias. */
    private List<Expr> keys() {
        List<Expr> keys = new ArrayList<>();
        for (Select.Item item : select.groupByAll() ? select.items() : List.<Select.Item>of()) {
            if (item.expression() instanceof Expr.Star) {
                throw source.semantic(item.expression().place(), "* cannot be grouped: name the columns");
            }
            if (!AggregateSearch.contains(item.expression())) {
                keys.add(item.expression());
            }
        }
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
            if (node instanceof Expr.Star star) {
                star(star);
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

    private void star(Expr.Star star) {
        if (rows.size() == 0) {
            throw source.semantic(
                    star.place(),
                    "* needs a table: expected FROM "
                            + FromPlanner.choice(queries.tables().names()));
        }
        if (grouped) {
            throw source.semantic(star.place(), "* cannot be grouped: name the columns");
        }
        for (FromScope.StarColumn column : rows.starColumns(star)) {
            outputs.add(column.column());
            names.add(column.name());
            written.add(null);
        }
    }

    private List<Plan.Order> orders(Scope scope) {
        List<Plan.Order> orders = new ArrayList<>();
        for (Query.Order order : query.orderBy()) {
            int output = output(order.expression(), scope, "ORDER BY");
            orders.add(new Plan.Order(output, order.descending(), order.nullsFirst()));
        }
        return orders;
    }

    /** The output that an item of ORDER BY means: an ordinal, an alias, an item of the SELECT list, or one more. */
    private int output(Expr node, Scope scope, String clause) {
        Integer star = starOrdinal(node, clause);
        if (star != null) {
            return star;
        }
        Select.Item ordinal = ordinal(node, clause);
        Expr wanted = node;
        if (ordinal != null) {
            wanted = ordinal.expression();
            if (wanted instanceof Expr.Star) {
                throw source.semantic(node.place(), clause + " cannot take *");
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
                    clause + " of SELECT DISTINCT expected an item of the SELECT list but found "
                            + source.text(node.place()));
        }
        outputs.add(bound);
        return outputs.size() - 1;
    }

    /** An ordinal of a query that is no SELECT, whose one item is *. */
    private @Nullable Integer starOrdinal(Expr node, String clause) {
        boolean noSelect = !(query.body() instanceof Select);
        if (!noSelect || !(node instanceof Expr.Literal literal) || !(literal.value() instanceof Long ordinal)) {
            return null;
        }
        if (ordinal < 1 || ordinal > names.size()) {
            throw source.semantic(
                    node.place(), clause + " " + ordinal + " stands for no column: expected 1 to " + names.size());
        }
        return (int) (ordinal - 1);
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
            return rows.knows(name) && (!grouped || isKey(name));
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
