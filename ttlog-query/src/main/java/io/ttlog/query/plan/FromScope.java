/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.TTLogException;
import io.ttlog.query.expression.Coalesce;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.From;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.query.sql.Suggestion;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of FROM; remembers which columns were asked for. Without FROM there are no names. */
final class FromScope implements Scope {
    private final SqlSource source;
    private final @Nullable FromScope outer;
    private final List<Select.Item> items;
    private final List<Relation> relations = new ArrayList<>();
    private final List<Relation> hidden = new ArrayList<>();
    private final List<ColumnRef> refs = new ArrayList<>();
    private final List<Relation> owners = new ArrayList<>();

    /** What a column of USING means without the name of a table, by its name in lower case. */
    private final Map<String, Expression> merged = new HashMap<>();

    /** Names mean columns of the relations from here up to there, exclusive. */
    private int visibleFrom;

    private int visibleTo = Integer.MAX_VALUE;

    /** @param outer the rows of the query around this one, for errors */
    FromScope(SqlSource source, @Nullable FromScope outer, List<Select.Item> items) {
        this.source = source;
        this.outer = outer;
        this.items = items;
    }

    void add(Relation relation, Place place) {
        for (int i = 0; i < relations.size(); i++) {
            if (!relation.name().isEmpty() && relations.get(i).name().equalsIgnoreCase(relation.name())) {
                throw source.semantic(place, "two tables of FROM are named " + relation.name() + ": give one an alias");
            }
        }
        relations.add(relation);
    }

    /** Relations so far. */
    int size() {
        return relations.size();
    }

    /** Names now mean columns of these relations only. */
    void show(int from, int to) {
        visibleFrom = from;
        visibleTo = to;
    }

    /** The relations from that one on are not part of the rows. */
    void hideFrom(int relation) {
        hidden.addAll(relations.subList(relation, relations.size()));
    }

    /** The columns that were asked for, in the order of their indexes. */
    List<ColumnRef> columns() {
        return refs;
    }

    Relation owner(int column) {
        return owners.get(column);
    }

    @Override
    public @Nullable String columnName(int index) {
        ColumnRef column = refs.get(index);
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

    private record Found(Relation relation, @Nullable ColumnRef column) {}

    private Expression name(Expr.Name name) {
        Expression using = name.parts().size() == 1 && visibleFrom == 0
                ? merged.get(name.dotted().toLowerCase(Locale.ROOT))
                : null;
        if (using != null) {
            return using;
        }
        Found found = resolve(name);
        ColumnRef column = found.column();
        return column == null ? Constant.nullOf(ColumnType.ANY) : column(found.relation(), column);
    }

    private List<Relation> visible() {
        List<Relation> visible = new ArrayList<>(relations.subList(visibleFrom, Math.min(visibleTo, relations.size())));
        visible.removeAll(hidden);
        return visible;
    }

    /** The column that a name means; none when it is NULL in every row. */
    private Found resolve(Expr.Name name) {
        if (relations.isEmpty()) {
            throw outerOr(
                    name,
                    source.semantic(
                            name.place(), "there is no column " + name.dotted() + " because the query has no FROM"));
        }
        List<Relation> candidates = visible();
        for (Relation relation : candidates) {
            List<String> parts = relation.withoutName(name);
            if (parts != null) {
                ColumnRef column = checkedFind(relation, name, parts, true);
                if (column != null || relation.isOpen(parts, true)) {
                    return new Found(relation, column);
                }
                throw unknown(name, String.join(".", parts), List.of(relation));
            }
        }
        boolean plain = !name.quoted();
        Found found = null;
        for (Relation relation : candidates) {
            ColumnRef column = checkedFind(relation, name, name.parts(), plain);
            if (column == null) {
                continue;
            }
            if (found != null) {
                throw source.semantic(
                        name.place(),
                        "the column " + name.dotted() + " is in "
                                + found.relation().name() + " and in "
                                + relation.name() + ": write "
                                + found.relation().name() + "." + name.dotted()
                                + " or " + relation.name() + "." + name.dotted());
            }
            found = new Found(relation, column);
        }
        for (int i = 0; found == null && i < candidates.size(); i++) {
            found = candidates.get(i).isOpen(name.parts(), plain) ? new Found(candidates.get(i), null) : null;
        }
        if (found == null) {
            throw unknown(name, name.dotted(), candidates);
        }
        return found;
    }

    private @Nullable ColumnRef checkedFind(Relation relation, Expr.Name name, List<String> parts, boolean plain) {
        boolean attrs = plain && relation.hasAttributes() && parts.get(0).equalsIgnoreCase(Relation.ATTRS);
        if (name.subscript() && !attrs) {
            throw source.semantic(
                    name.place(), "only attrs has keys: expected attrs['" + parts.get(parts.size() - 1) + "']");
        }
        return relation.find(parts, plain);
    }

    private TTLogException unknown(Expr.Name name, String joined, List<Relation> candidates) {
        for (Select.Item item : items) {
            if (joined.equalsIgnoreCase(item.alias())) {
                return source.semantic(
                        name.place(),
                        "the alias " + joined + " of the SELECT list has no meaning here; repeat its expression");
            }
        }
        List<String> known = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        boolean attributes = false;
        for (Relation relation : candidates) {
            known.addAll(relation.names());
            columns.addAll(relation.columnNames());
            attributes |= relation.hasAttributes();
        }
        String hint = Suggestion.phrase(joined, known);
        return outerOr(
                name,
                source.semantic(
                        name.place(),
                        "no row of "
                                + String.join(
                                        " or ",
                                        candidates.stream()
                                                .map(Relation::described)
                                                .toList())
                                + " has a column" + (attributes ? " or attribute " : " ") + joined
                                + (hint.isEmpty()
                                        ? "; columns are " + String.join(", ", columns)
                                                + (attributes
                                                        ? "; write attrs['" + joined.replace("'", "''")
                                                                + "'] for an attribute that may come"
                                                        : "")
                                        : hint)));
    }

    /** The error, or a better one when the query around this one knows the name. */
    private TTLogException outerOr(Expr.Name name, TTLogException error) {
        for (FromScope around = outer; around != null; around = around.outer) {
            if (around.knows(name)) {
                return source.semantic(
                        name.place(),
                        name.dotted() + " is a column of the query around this one, which a subquery cannot see:"
                                + " write a JOIN, or a SEMI or ANTI JOIN for EXISTS");
            }
        }
        return error;
    }

    /** The column, which will have to be read. */
    Column column(Relation relation, ColumnRef ref) {
        Column known = relation.columns().get(ref);
        if (known != null) {
            return known;
        }
        Column column = new Column(refs.size(), relation.type(ref));
        relation.columns().put(ref, column);
        refs.add(ref);
        owners.add(relation);
        return column;
    }

    /** A column that {@code *} stands for. */
    record StarColumn(String name, Expression column) {}

    /** The columns that {@code *} stands for; of all relations, or of one. */
    List<StarColumn> starColumns(Expr.Star star) {
        List<StarColumn> columns = new ArrayList<>();
        List<String> seen = new ArrayList<>();
        boolean any = false;
        for (Relation relation : visible()) {
            if (star.table() != null && !relation.name().equalsIgnoreCase(star.table())) {
                continue;
            }
            any = true;
            for (ColumnRef ref : relation.starColumns()) {
                String label = relation.labelOf(ref);
                Expression using = star.table() == null ? merged.get(label.toLowerCase(Locale.ROOT)) : null;
                if (using == null) {
                    columns.add(new StarColumn(label, column(relation, ref)));
                } else if (!seen.contains(label)) {
                    seen.add(label);
                    columns.add(new StarColumn(label, using));
                }
            }
        }
        if (!any) {
            throw source.semantic(
                    star.place(),
                    "FROM has no table " + star.table()
                            + Suggestion.phrase(
                                    String.valueOf(star.table()),
                                    visible().stream().map(Relation::name).toList()));
        }
        return columns;
    }

    /** Whether an unquoted name is a column or attribute of any table. */
    boolean knows(Expr.Name name) {
        for (Relation relation : visible()) {
            List<String> parts = relation.withoutName(name);
            if (relation.find(parts == null ? name.parts() : parts, parts != null || !name.quoted()) != null) {
                return true;
            }
        }
        return false;
    }

    /** What the SELECT list calls a name when it has no alias: the column, or the attribute's key. */
    String label(Expr.Name name) {
        if (merged.containsKey(name.dotted().toLowerCase(Locale.ROOT))) {
            return name.dotted();
        }
        Found found = resolve(name);
        ColumnRef column = found.column();
        if (column != null) {
            return found.relation().labelOf(column);
        }
        List<String> without = found.relation().withoutName(name);
        List<String> parts = without == null ? name.parts() : without;
        boolean key = parts.size() > 1 && parts.get(0).equalsIgnoreCase(Relation.ATTRS);
        return String.join(".", key ? parts.subList(1, parts.size()) : parts);
    }

    /** The columns of USING; from now on the name alone means the one of the side that always has it. */
    void merge(From.Kind kind, String name, Expression left, Expression right) {
        boolean full = kind == From.Kind.FULL && left.type() == right.type();
        Expression both = full ? new Coalesce(left.type(), List.of(left, right)) : left;
        merged.put(name.toLowerCase(Locale.ROOT), kind == From.Kind.RIGHT ? right : both);
    }
}
