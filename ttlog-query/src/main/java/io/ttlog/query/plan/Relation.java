/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Table;
import io.ttlog.query.source.Wanted;
import io.ttlog.query.sql.Expr;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One table or query of FROM: what names mean in it, and which of its columns were asked for. */
abstract sealed class Relation {
    /** The pseudo column of all attributes. */
    static final String ATTRS = "attrs";

    private final String name;

    /** Index of each column that was asked for among those of the whole FROM, in the order of asking. */
    private final Map<ColumnRef, Column> columns = new LinkedHashMap<>();

    Relation(String name) {
        this.name = name;
    }

    /** The name by which a column may be told from one of another relation. */
    String name() {
        return name;
    }

    /** The columns that were asked for. */
    Map<ColumnRef, Column> columns() {
        return columns;
    }

    /** What a name, without that of the relation, means here; null when nothing. */
    abstract @Nullable ColumnRef find(List<String> parts, boolean plain);

    /** Whether a name that means nothing may be that of an attribute no row has yet. */
    abstract boolean isOpen(List<String> parts, boolean plain);

    abstract ColumnType type(ColumnRef column);

    /** What {@code *} stands for. */
    abstract List<ColumnRef> starColumns();

    /** Names for suggestions: columns, then attributes. */
    abstract List<String> names();

    /** The columns that every row has. */
    abstract List<String> columnNames();

    abstract boolean hasAttributes();

    /** The rows, with the columns that were asked for. */
    abstract Plan plan();

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        columns.forEach((ref, column) -> fields.add(new Field(ref.name(), column.type())));
        return List.copyOf(fields);
    }

    /** Rows of a table. */
    static final class OfTable extends Relation {
        private final Table table;
        private @Nullable Boolean empty;

        OfTable(String name, Table table) {
            super(name);
            this.table = table;
        }

        @Override
        @Nullable
        ColumnRef find(List<String> parts, boolean plain) {
            if (isAttrs(parts, plain)) {
                if (parts.size() == 1) {
                    return ColumnRef.fixed(ATTRS);
                }
                String key = String.join(".", parts.subList(1, parts.size()));
                return table.attributes().containsKey(key) ? ColumnRef.attribute(key) : null;
            }
            String joined = String.join(".", parts);
            String fixed = plain ? joined.toLowerCase(Locale.ROOT) : joined;
            if (table.columns().containsKey(fixed)) {
                return ColumnRef.fixed(fixed);
            }
            return table.attributes().containsKey(joined) ? ColumnRef.attribute(joined) : null;
        }

        private boolean isAttrs(List<String> parts, boolean plain) {
            return plain && parts.get(0).equalsIgnoreCase(ATTRS) && table.hasAttributes();
        }

        @Override
        boolean isOpen(List<String> parts, boolean plain) {
            return isAttrs(parts, plain) || table.hasAttributes() && isEmpty();
        }

        /** Then no name can be told from a misspelt one. */
        private boolean isEmpty() {
            if (empty == null) {
                empty = table.isEmpty();
            }
            return empty;
        }

        @Override
        ColumnType type(ColumnRef column) {
            if (!column.attribute() && column.name().equals(ATTRS) && table.hasAttributes()) {
                return ColumnType.JSON;
            }
            ColumnType type = column.attribute()
                    ? table.attributes().get(column.name())
                    : table.columns().get(column.name());
            if (type == null) {
                throw new IllegalArgumentException("the schema has no " + column);
            }
            return type;
        }

        @Override
        List<ColumnRef> starColumns() {
            List<ColumnRef> star = new ArrayList<>();
            for (String column : table.columns().keySet()) {
                star.add(ColumnRef.fixed(column));
            }
            if (table.hasAttributes()) {
                star.add(ColumnRef.fixed(ATTRS));
            }
            return star;
        }

        @Override
        List<String> names() {
            List<String> names = new ArrayList<>(table.columns().keySet());
            names.addAll(table.attributes().keySet());
            return names;
        }

        @Override
        List<String> columnNames() {
            return List.copyOf(table.columns().keySet());
        }

        @Override
        boolean hasAttributes() {
            return table.hasAttributes();
        }

        String tableName() {
            return table.name();
        }

        @Override
        Plan plan() {
            return new Plan.Read(table, Wanted.all(List.copyOf(columns().keySet())), super.fields(), false);
        }
    }

    /** Rows of a query. */
    static final class OfQuery extends Relation {
        private final Plan plan;
        private final List<String> names;

        /** A relation whose columns have other names than those of the plan. */
        OfQuery(String name, Plan plan, List<String> names) {
            super(name);
            this.plan = plan;
            this.names = names;
        }

        private static boolean same(String name, String wanted, boolean plain) {
            return plain ? name.equalsIgnoreCase(wanted) : name.equals(wanted);
        }

        /** The first column of the name, and as typed before in other case. */
        @Override
        @Nullable
        ColumnRef find(List<String> parts, boolean plain) {
            String joined = String.join(".", parts);
            int index = names.indexOf(joined);
            for (int i = 0; index < 0 && i < names.size(); i++) {
                index = same(names.get(i), joined, plain) ? i : -1;
            }
            return index < 0 ? null : ref(index);
        }

        /** Several columns may have one name; the index tells them apart. */
        private ColumnRef ref(int index) {
            return names.indexOf(names.get(index)) == index
                    ? ColumnRef.fixed(names.get(index))
                    : ColumnRef.attribute(Integer.toString(index));
        }

        private int index(ColumnRef column) {
            return column.attribute() ? Integer.parseInt(column.name()) : names.indexOf(column.name());
        }

        @Override
        boolean isOpen(List<String> parts, boolean plain) {
            return false;
        }

        @Override
        ColumnType type(ColumnRef column) {
            return plan.fields().get(index(column)).type();
        }

        @Override
        List<ColumnRef> starColumns() {
            List<ColumnRef> star = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                star.add(ref(i));
            }
            return star;
        }

        /** What {@code *} calls a column. */
        String label(ColumnRef column) {
            return names.get(index(column));
        }

        @Override
        List<String> names() {
            return names;
        }

        @Override
        List<String> columnNames() {
            return names;
        }

        @Override
        boolean hasAttributes() {
            return false;
        }

        @Override
        Plan plan() {
            List<Expression> outputs = new ArrayList<>();
            List<Field> fields = new ArrayList<>();
            columns().forEach((ref, column) -> {
                outputs.add(new Column(index(ref), column.type()));
                fields.add(new Field(label(ref), column.type()));
            });
            return new Plan.Project(plan, List.copyOf(outputs), List.copyOf(fields));
        }
    }

    /** The name that {@code *} gives a column. */
    String labelOf(ColumnRef column) {
        return this instanceof OfQuery query ? query.label(column) : column.name();
    }

    /** The name as an error has it. */
    String described() {
        return this instanceof OfTable table ? table.tableName() : name;
    }

    /** What the whole FROM calls a name without its relation's: null when the name is not of this relation. */
    @Nullable
    List<String> withoutName(Expr.Name name) {
        List<String> parts = name.parts();
        boolean mine = parts.size() > 1
                && (name.quoted()
                        ? parts.get(0).equals(this.name)
                        : parts.get(0).equalsIgnoreCase(this.name));
        return mine ? parts.subList(1, parts.size()) : null;
    }
}
