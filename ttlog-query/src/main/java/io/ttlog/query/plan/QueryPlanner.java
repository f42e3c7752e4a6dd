/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.plan;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.query.expression.Column;
import io.ttlog.query.expression.Constant;
import io.ttlog.query.expression.Conversion;
import io.ttlog.query.expression.Expression;
import io.ttlog.query.source.Tables;
import io.ttlog.query.sql.Body;
import io.ttlog.query.sql.Expr;
import io.ttlog.query.sql.Parser;
import io.ttlog.query.sql.Place;
import io.ttlog.query.sql.Query;
import io.ttlog.query.sql.Select;
import io.ttlog.query.sql.SqlSource;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans queries in the light of those that WITH names. For one query and one thread. */
final class QueryPlanner {
    /** Most tables that a query reads, each counted as often as it is named, also by a query that WITH names. */
    private static final int TABLES_MAX = 1_000;

    private final Shared shared;
    private final Map<String, Cte> ctes;

    /** A query with a name, and the names that it sees. */
    record Cte(Query.Cte definition, QueryPlanner scope) {}

    /** What is the same throughout the text. */
    private static final class Shared {
        private final SqlSource source;
        private final Tables tables;
        private final Functions functions;
        private final Coercion coercion;
        private final Answer.Runner runner;
        private int tableCount;
        private int depth;

        Shared(SqlSource source, Tables tables, long nowNanos, Answer.Runner runner) {
            this.source = source;
            this.tables = tables;
            this.coercion = new Coercion(source);
            this.functions = new Functions(source, coercion, nowNanos);
            this.runner = runner;
        }
    }

    QueryPlanner(SqlSource source, Tables tables, long nowNanos, Answer.Runner runner) {
        this(new Shared(source, tables, nowNanos, runner), Map.of());
    }

    private QueryPlanner(Shared shared, Map<String, Cte> ctes) {
        this.shared = shared;
        this.ctes = ctes;
    }

    Tables tables() {
        return shared.tables;
    }

    Functions functions() {
        return shared.functions;
    }

    Coercion coercion() {
        return shared.coercion;
    }

    /** Counts what is read; queries that name each other twice each would grow beyond all bounds. */
    void countTable(Place place) {
        if (++shared.tableCount > TABLES_MAX) {
            throw shared.source.limit(
                    place,
                    "the query reads more than " + TABLES_MAX
                            + " tables, counted as often as they are named; name fewer, also in WITH");
        }
    }

    @Nullable
    Cte cte(String name) {
        return ctes.get(name.toLowerCase(Locale.ROOT));
    }

    List<String> cteNames() {
        return List.copyOf(ctes.keySet());
    }

    Plan planCte(Cte cte) {
        countTable(cte.definition().place());
        return cte.scope().planNested(cte.definition().query(), null);
    }

    Answer run(Plan plan) {
        return shared.runner.run(Pushdown.of(plan));
    }

    /** @param around the rows of the query around this one, for errors */
    Plan planNested(Query query, @Nullable FromScope around) {
        if (++shared.depth > 2 * Parser.QUERIES_DEEP_MAX) {
            throw new TTLogException(
                    ErrorCode.QUERY_LIMIT,
                    "queries that WITH names read each other more than " + 2 * Parser.QUERIES_DEEP_MAX
                            + " levels deep; write them as one");
        }
        Plan plan = plan(query, around);
        shared.depth--;
        return plan;
    }

    Plan plan(Query query, @Nullable FromScope around) {
        QueryPlanner inner = this;
        for (Query.Cte cte : query.ctes()) {
            Map<String, Cte> names = new LinkedHashMap<>(inner.ctes);
            names.put(cte.name().toLowerCase(Locale.ROOT), new Cte(cte, inner));
            inner = new QueryPlanner(shared, names);
        }
        Body body = query.body();
        if (body instanceof Select select) {
            return new SelectPlanner(shared.source, inner, select, query, around).plan();
        }
        return inner.ordered(inner.body(body, around), query);
    }

    private Plan body(Body body, @Nullable FromScope around) {
        if (body instanceof Query query) {
            return plan(query, around);
        }
        if (body instanceof Select select) {
            Query alone = new Query(select.place(), List.of(), select, List.of(), null, null, 0);
            return new SelectPlanner(shared.source, this, select, alone, around).plan();
        }
        return body instanceof Query.Values values
                ? values(values, around)
                : setOperation((Query.SetOperation) body, around);
    }

    private Plan values(Query.Values values, @Nullable FromScope around) {
        FromScope none = new FromScope(shared.source, around, List.of());
        Binder binder = binder(none);
        int width = values.rows().get(0).size();
        List<Field> fields = new ArrayList<>();
        List<List<Expression>> columns = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            List<Expression> column = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            for (List<Expr> row : values.rows()) {
                column.add(binder.bind(row.get(c), none));
                places.add(row.get(c).place());
            }
            ColumnType type = shared.coercion.common(column, places, "VALUES");
            columns.add(shared.coercion.all(column, type));
            fields.add(new Field("column" + (c + 1), type));
        }
        List<List<Expression>> rows = new ArrayList<>();
        for (int r = 0; r < values.rows().size(); r++) {
            int row = r;
            rows.add(columns.stream().map(column -> column.get(row)).toList());
        }
        return new Plan.Values(List.copyOf(fields), rows);
    }

    Binder binder(FromScope scope) {
        return new Binder(shared.source, shared.coercion, shared.functions, new Subqueries(shared.source, this, scope));
    }

    private Plan setOperation(Query.SetOperation operation, @Nullable FromScope around) {
        List<Plan> inputs = new ArrayList<>();
        for (Body input : operation.inputs()) {
            Plan plan = body(input, around);
            int expected = inputs.isEmpty()
                    ? plan.fields().size()
                    : inputs.get(0).fields().size();
            if (plan.fields().size() != expected) {
                throw shared.source.semantic(
                        input.place(),
                        operation.kind() + " expected " + expected + " columns as the first query has but found "
                                + plan.fields().size());
            }
            inputs.add(plan);
        }
        List<Field> fields = fields(operation, inputs);
        List<Plan> cast = new ArrayList<>();
        for (Plan input : inputs) {
            cast.add(cast(input, fields));
        }
        boolean union = operation.kind() == Query.SetOperation.Kind.UNION;
        Plan all = new Plan.SetOperation(operation.kind(), union || operation.all(), List.copyOf(cast), fields);
        return union && !operation.all() ? new Plan.Distinct(all) : all;
    }

    private List<Field> fields(Query.SetOperation operation, List<Plan> inputs) {
        List<Field> fields = new ArrayList<>();
        for (int c = 0; c < inputs.get(0).fields().size(); c++) {
            List<Expression> columns = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                boolean isNull = isNull(inputs.get(i), c);
                ColumnType type = inputs.get(i).fields().get(c).type();
                columns.add(isNull ? Constant.nullOf(type) : new Column(c, type));
                places.add(operation.inputs().get(i).place());
            }
            ColumnType type = shared.coercion.common(columns, places, operation.kind() + " of column " + (c + 1));
            fields.add(new Field(inputs.get(0).fields().get(c).name(), type));
        }
        return List.copyOf(fields);
    }

    /** Whether a column is NULL as written, which is of any type. */
    private static boolean isNull(Plan plan, int column) {
        return plan instanceof Plan.Project project
                && Coercion.isNull(project.outputs().get(column));
    }

    private static Plan cast(Plan input, List<Field> fields) {
        List<Expression> outputs = new ArrayList<>();
        boolean same = true;
        for (int c = 0; c < fields.size(); c++) {
            ColumnType type = input.fields().get(c).type();
            same &= type == fields.get(c).type();
            outputs.add(
                    isNull(input, c)
                            ? Constant.nullOf(fields.get(c).type())
                            : Conversion.pick(new Column(c, type), fields.get(c).type()));
        }
        return same ? input : new Plan.Project(input, List.copyOf(outputs), fields);
    }

    /** ORDER BY, LIMIT of a query that is no SELECT: of its columns only. */
    private Plan ordered(Plan body, Query query) {
        if (query.orderBy().isEmpty() && query.limitBy() == null && query.limit() == null && query.offset() == 0) {
            return body;
        }
        List<Select.Item> items = new ArrayList<>();
        Relation.OfQuery rows = new Relation.OfQuery(
                "", body, body.fields().stream().map(Field::name).toList());
        Place place = query.place();
        items.add(new Select.Item(new Expr.Star(place, null), null));
        Select select = new Select(place, false, items, null, null, List.of(), false, null, Map.of(), null);
        return new SelectPlanner(shared.source, this, select, query, null).planOver(rows);
    }
}
