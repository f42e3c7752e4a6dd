/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.TTLogException;
import io.ttlog.query.sql.Query.SetOperation.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses one query: its clauses here, FROM in {@link FromParser}, expressions in {@link ExprParser}. Bounded in the length of
 * the text and the depth of the tree, so that neither memory nor stack can be exhausted by a query.
 */
public final class Parser {
    /** Most characters of a query: far more than anybody types, less than generated mistakes have. */
    public static final int LENGTH_MAX = 1 << 20;

    /** Deepest nesting of queries in queries, and in parentheses. */
    public static final int QUERIES_DEEP_MAX = 50;

    /** Most set operations in one chain, which make a tree as deep. */
    private static final int SET_OPERATIONS_MAX = 200;

    private static final List<String> CLAUSES = List.of(
            "FROM",
            "WHERE",
            "GROUP",
            "HAVING",
            "WINDOW",
            "QUALIFY",
            "ORDER",
            "LIMIT",
            "OFFSET",
            "AS",
            "JOIN",
            "UNION",
            "INTERSECT",
            "EXCEPT");

    private final SqlSource source;
    private final Tokens tokens;
    private final ExprParser expressions;
    private final FromParser froms;
    private int nesting;
    private @Nullable Token aliasWithoutAs;

    private Parser(SqlSource source) {
        this.source = source;
        this.tokens = new Tokens(source);
        this.expressions = new ExprParser(source, tokens, this);
        this.froms = new FromParser(source, tokens, expressions, this);
    }

    /**
     * Parses the text.
     *
     * @throws TTLogException SQL_SYNTAX, pointing at the character
     */
    public static Statement parse(SqlSource source) {
        if (source.text().length() > LENGTH_MAX) {
            throw source.syntax(
                    0,
                    "the query has " + source.text().length() + " characters, the limit is " + LENGTH_MAX
                            + "; shorten its lists");
        }
        return new Parser(source).statement();
    }

    private Statement statement() {
        if (tokens.peek().kind() == Token.Kind.END) {
            throw source.syntax(0, "expected SELECT but the query is empty");
        }
        boolean explain = tokens.accept("EXPLAIN");
        boolean analyze = explain && tokens.accept("ANALYZE");
        Query query = query();
        tokens.acceptSymbol(";");
        if (tokens.peek().kind() != Token.Kind.END) {
            throw unexpectedClause();
        }
        source.requireAllParametersUsed();
        return new Statement(query, explain, analyze);
    }

    /** A query up to what cannot belong to it. */
    Query query() {
        int from = tokens.peek().from();
        if (++nesting > QUERIES_DEEP_MAX) {
            throw source.syntax(
                    from,
                    "queries are nested deeper than " + QUERIES_DEEP_MAX + " levels; name parts of them with WITH");
        }
        List<Query.Cte> ctes = tokens.accept("WITH") ? ctes() : List.of();
        Body body = body();
        List<Query.Order> orderBy = new ArrayList<>();
        if (tokens.accept("ORDER")) {
            orderBy = orderBy();
        }
        Long limit = null;
        Query.LimitBy limitBy = null;
        long offset = 0;
        if (tokens.accept("LIMIT")) {
            limit = limit();
            if (limit != null && tokens.accept("BY")) {
                limitBy = new Query.LimitBy(limit, expressionList());
                limit = tokens.accept("LIMIT") ? limit() : null;
            }
        }
        if (tokens.accept("OFFSET")) {
            offset = count("OFFSET");
        }
        nesting--;
        return new Query(place(from), ctes, body, List.copyOf(orderBy), limitBy, limit, offset);
    }

    private @Nullable Long limit() {
        return tokens.accept("ALL") ? null : (Long) count("LIMIT");
    }

    List<Query.Order> orderBy() {
        tokens.expect("BY");
        List<Query.Order> orderBy = new ArrayList<>();
        do {
            orderBy.add(order());
        } while (tokens.acceptSymbol(","));
        return List.copyOf(orderBy);
    }

    List<Expr> expressionList() {
        List<Expr> list = new ArrayList<>();
        do {
            list.add(expressions.parse());
        } while (tokens.acceptSymbol(","));
        return List.copyOf(list);
    }

    private Place place(int from) {
        return new Place(from, Math.max(from, tokens.end()), from);
    }

    private List<Query.Cte> ctes() {
        Token recursive = tokens.peek();
        if (recursive.is("RECURSIVE") && tokens.peekSecond().isName()) {
            throw source.syntax(recursive.from(), "WITH RECURSIVE is not supported: a query cannot name itself");
        }
        List<Query.Cte> ctes = new ArrayList<>();
        do {
            Token name = tokens.next();
            if (!name.isName()) {
                throw source.syntax(name.from(), "expected a name after WITH but found " + name.describe(source));
            }
            List<String> columns = froms.columnNames();
            tokens.expect("AS");
            tokens.expectSymbol("(", "before the query " + name.text());
            Query query = query();
            tokens.expectSymbol(")", "to close the query " + name.text());
            ctes.add(new Query.Cte(new Place(name.from(), name.to(), name.from()), name.text(), columns, query));
        } while (tokens.acceptSymbol(","));
        return List.copyOf(ctes);
    }

    /** UNION and EXCEPT from left to right; INTERSECT binds tighter. */
    private Body body() {
        int from = tokens.peek().from();
        Body left = intersections();
        for (int operations = 0; tokens.peek().is("UNION") || tokens.peek().is("EXCEPT"); operations++) {
            boundChain(operations);
            Kind kind = tokens.next().is("UNION") ? Kind.UNION : Kind.EXCEPT;
            boolean all = all();
            Body right = intersections();
            boolean goesOn = kind == Kind.UNION
                    && left instanceof Query.SetOperation union
                    && union.kind() == Kind.UNION
                    && union.all() == all;
            if (goesOn) {
                List<Body> inputs = new ArrayList<>(((Query.SetOperation) left).inputs());
                inputs.add(right);
                left = new Query.SetOperation(place(from), kind, all, List.copyOf(inputs));
            } else {
                left = new Query.SetOperation(place(from), kind, all, List.of(left, right));
            }
        }
        return left;
    }

    private Body intersections() {
        int from = tokens.peek().from();
        Body left = primary();
        for (int operations = 0; tokens.accept("INTERSECT"); operations++) {
            boundChain(operations);
            boolean all = all();
            left = new Query.SetOperation(place(from), Kind.INTERSECT, all, List.of(left, primary()));
        }
        return left;
    }

    private void boundChain(int operations) {
        if (operations == SET_OPERATIONS_MAX) {
            throw source.syntax(
                    tokens.peek().from(), "more than " + SET_OPERATIONS_MAX + " set operations in one chain");
        }
    }

    private boolean all() {
        boolean all = tokens.accept("ALL");
        if (!all) {
            tokens.accept("DISTINCT");
        }
        return all;
    }

    private Body primary() {
        if (tokens.acceptSymbol("(")) {
            Query query = query();
            tokens.expectSymbol(")", "to close the query");
            return query;
        }
        return tokens.peek().is("VALUES") ? values() : select();
    }

    private Query.Values values() {
        int from = tokens.next().from();
        List<List<Expr>> rows = new ArrayList<>();
        do {
            int row = tokens.peek().from();
            tokens.expectSymbol("(", "before the values of a row");
            List<Expr> values = expressionList();
            tokens.expectSymbol(")", "or ',' after a value");
            if (!rows.isEmpty() && rows.get(0).size() != values.size()) {
                throw source.syntax(
                        row,
                        "this row has " + values.size() + " values, the first has "
                                + rows.get(0).size());
            }
            rows.add(values);
        } while (tokens.acceptSymbol(","));
        return new Query.Values(place(from), List.copyOf(rows));
    }

    private Select select() {
        int from = tokens.peek().from();
        tokens.expect("SELECT");
        boolean distinct = tokens.accept("DISTINCT");
        if (!distinct) {
            tokens.accept("ALL");
        }
        List<Select.Item> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.acceptSymbol(","));
        From table = tokens.accept("FROM") ? froms.parse() : null;
        Expr where = tokens.accept("WHERE") ? expressions.parse() : null;
        List<Expr> groupBy = List.of();
        boolean groupByAll = false;
        if (tokens.accept("GROUP")) {
            tokens.expect("BY");
            groupByAll = tokens.accept("ALL");
            groupBy = groupByAll ? List.of() : expressionList();
        }
        Expr having = tokens.accept("HAVING") ? expressions.parse() : null;
        Map<String, Select.Window> windows = tokens.accept("WINDOW") ? windows() : Map.of();
        Expr qualify = tokens.accept("QUALIFY") ? expressions.parse() : null;
        return new Select(
                place(from), distinct, List.copyOf(items), table, where, groupBy, groupByAll, having, windows, qualify);
    }

    private Map<String, Select.Window> windows() {
        Map<String, Select.Window> windows = new LinkedHashMap<>();
        do {
            Token name = tokens.next();
            if (!name.isName()) {
                throw source.syntax(name.from(), "expected the name of a window but found " + name.describe(source));
            }
            tokens.expect("AS");
            windows.put(
                    name.text().toLowerCase(Locale.ROOT), expressions.windows().parse());
        } while (tokens.acceptSymbol(","));
        return windows;
    }

    private Select.Item item() {
        Token token = tokens.peek();
        if (token.isSymbol("*")) {
            tokens.next();
            return new Select.Item(new Expr.Star(new Place(token.from(), token.to(), token.from()), null), null);
        }
        Expr expression = expressions.parse();
        return new Select.Item(expression, expression instanceof Expr.Star ? null : alias());
    }

    @Nullable
    String alias() {
        if (tokens.accept("AS")) {
            Token token = tokens.next();
            if (token.kind() != Token.Kind.QUOTED && token.kind() != Token.Kind.WORD) {
                throw source.syntax(token.from(), "expected a name after AS but found " + token.describe(source));
            }
            return token.text();
        }
        if (tokens.peek().isAlias()) {
            aliasWithoutAs = tokens.next();
            return aliasWithoutAs.text();
        }
        return null;
    }

    private Query.Order order() {
        Expr expression = expressions.parse();
        boolean descending = tokens.accept("DESC");
        if (!descending) {
            tokens.accept("ASC");
        }
        boolean nullsFirst = false;
        if (tokens.accept("NULLS")) {
            nullsFirst = tokens.accept("FIRST");
            if (!nullsFirst) {
                tokens.expect("LAST");
            }
        }
        return new Query.Order(expression, descending, nullsFirst);
    }

    private long count(String clause) {
        Token token = tokens.peek();
        boolean parameter = token.isSymbol("?") || token.isSymbol(":");
        if (parameter
                && expressions.parse() instanceof Expr.Literal literal
                && literal.value() instanceof Long rows
                && rows >= 0) {
            return rows;
        }
        if (!parameter) {
            tokens.next();
        }
        if (token.kind() == Token.Kind.INTEGER) {
            try {
                return Long.parseLong(token.text());
            } catch (NumberFormatException e) {
                throw source.syntax(
                        token.from(),
                        clause + " is at most " + Long.MAX_VALUE + " but found " + token.describe(source));
            }
        }
        throw source.syntax(
                token.from(), clause + " expected a whole number from 0 but found " + token.describe(source));
    }

    private TTLogException unexpectedClause() {
        Token found = tokens.peek();
        Token alias = aliasWithoutAs;
        if (alias != null && alias.kind() == Token.Kind.WORD && alias.to() <= found.from()) {
            String clause = Suggestion.nearest(alias.text(), CLAUSES);
            if (clause != null) {
                return source.syntax(
                        alias.from(), "found " + alias.describe(source) + "; did you mean " + clause + "?");
            }
        }
        String hint = found.kind() == Token.Kind.WORD ? Suggestion.phrase(found.text(), CLAUSES) : "";
        return source.syntax(
                found.from(),
                "expected an operator, a comma, or the next clause of the query but found " + found.describe(source)
                        + hint);
    }
}
