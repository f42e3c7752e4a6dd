/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.TTLogException;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Table;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of a table; remembers which columns were asked for. Without a table there are no names. */
final class RowScope implements Scope {
    /** The pseudo column of all attributes. */
    static final String ATTRS = "attrs";

    private final SqlSource source;
    private final @Nullable Table table;
    private final Select select;
    private final Map<ColumnRef, Column> columns = new LinkedHashMap<>();

    RowScope(SqlSource source, @Nullable Table table, Select select) {
        this.source = source;
        this.table = table;
        this.select = select;
    }

    /** The columns that were asked for, in the order of their indexes. */
    List<ColumnRef> columns() {
        return List.copyOf(columns.keySet());
    }

    @Override
    public @Nullable String columnName(int index) {
        ColumnRef column = columns().get(index);
        return column.attribute() ? null : column.name();
    }

    @Override
    public @Nullable Expression bind(Expr node) {
        if (node instanceof Expr.Call call && Aggregates.isAggregate(call.function())) {
            throw source.semantic(
                    call.place(),
                    "the aggregate " + call.function() + " is not allowed here: expected an expression of single rows;"
                            + " conditions on aggregates belong into HAVING");
        }
        return node instanceof Expr.Name name ? name(name) : null;
    }

    private Expression name(Expr.Name name) {
        ColumnRef column = resolve(name);
        return column == null ? Constant.nullOf(ColumnType.ANY) : column(column);
    }

    /** The column that a name means; null when it is NULL in every row. */
    private @Nullable ColumnRef resolve(Expr.Name name) {
        Table table = this.table;
        if (table == null) {
            throw source.semantic(
                    name.place(), "there is no column " + name.dotted() + " because the query has no FROM");
        }
        List<String> parts = withoutTable(name);
        String first = parts.get(0);
        boolean plainFirst = !name.quoted() || parts.size() < name.parts().size();
        if (plainFirst && first.equalsIgnoreCase(ATTRS) && table.hasAttributes()) {
            if (parts.size() == 1) {
                return ColumnRef.fixed(ATTRS);
            }
            String key = String.join(".", parts.subList(1, parts.size()));
            return table.attributes().containsKey(key) ? ColumnRef.attribute(key) : null;
        }
        if (name.subscript()) {
            throw source.semantic(
                    name.place(), "only attrs has keys: expected attrs['" + parts.get(parts.size() - 1) + "']");
        }
        String joined = String.join(".", parts);
        String fixed = plainFirst ? joined.toLowerCase(Locale.ROOT) : joined;
        if (table.columns().containsKey(fixed)) {
            return ColumnRef.fixed(fixed);
        }
        if (table.attributes().containsKey(joined)) {
            return ColumnRef.attribute(joined);
        }
        if (table.hasAttributes() && table.isEmpty()) {
            return null;
        }
        throw unknown(name, joined, table);
    }

    private List<String> withoutTable(Expr.Name name) {
        List<String> parts = name.parts();
        Select.Table from = select.from();
        if (parts.size() == 1 || name.quoted() || from == null) {
            return parts;
        }
        String alias = from.alias();
        boolean named = parts.get(0).equalsIgnoreCase(alias == null ? from.name() : alias);
        return named ? parts.subList(1, parts.size()) : parts;
    }

    private TTLogException unknown(Expr.Name name, String joined, Table table) {
        for (Select.Item item : select.items()) {
            if (joined.equalsIgnoreCase(item.alias())) {
                return source.semantic(
                        name.place(),
                        "the alias " + joined + " of the SELECT list has no meaning here; repeat its expression");
            }
        }
        List<String> known = new ArrayList<>(table.columns().keySet());
        known.addAll(table.attributes().keySet());
        String hint = Suggestion.phrase(joined, known);
        return source.semantic(
                name.place(),
                "no row of " + table.name() + " has a column or attribute " + joined
                        + (hint.isEmpty()
                                ? "; columns are "
                                        + String.join(", ", table.columns().keySet())
                                        + (table.hasAttributes()
                                                ? "; write attrs['" + joined.replace("'", "''")
                                                        + "'] for an attribute that may come"
                                                : "")
                                : hint));
    }

    /** The column, which the scan will have to read. */
    Column column(ColumnRef ref) {
        Column known = columns.get(ref);
        if (known != null) {
            return known;
        }
        Column column = new Column(columns.size(), type(ref));
        columns.put(ref, column);
        return column;
    }

    private ColumnType type(ColumnRef ref) {
        Table table = this.table;
        if (table == null || !ref.attribute() && ref.name().equals(ATTRS)) {
            return ColumnType.JSON;
        }
        ColumnType type = ref.attribute()
                ? table.attributes().get(ref.name())
                : table.columns().get(ref.name());
        if (type == null) {
            throw new IllegalArgumentException("the schema has no " + ref);
        }
        return type;
    }

    /** The columns that {@code *} stands for. */
    Set<String> starColumns() {
        Table table = this.table;
        Set<String> names = new java.util.LinkedHashSet<>();
        if (table != null) {
            names.addAll(table.columns().keySet());
            if (table.hasAttributes()) {
                names.add(ATTRS);
            }
        }
        return names;
    }

    /** Whether an unquoted name is a column or attribute of this table. */
    boolean knows(Expr.Name name) {
        Table table = this.table;
        return table != null
                && (table.columns().containsKey(name.dotted().toLowerCase(Locale.ROOT))
                        || table.attributes().containsKey(name.dotted()));
    }

    /** What the SELECT list calls a name when it has no alias: the column, or the attribute's key. */
    String label(Expr.Name name) {
        ColumnRef column = resolve(name);
        if (column != null) {
            return column.name();
        }
        List<String> parts = withoutTable(name);
        boolean key = parts.size() > 1 && parts.get(0).equalsIgnoreCase(ATTRS);
        return String.join(".", key ? parts.subList(1, parts.size()) : parts);
    }
}
