/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.TTLogException;
import io.ttlog.query.sql.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses one SELECT: the clauses here, expressions in {@link ExprParser}. Bounded in the length of the text and the depth of
 * the tree, so that neither memory nor stack can be exhausted by a query.
 */
public final class Parser {
    /** Most characters of a query: far more than anybody types, less than generated mistakes have. */
    public static final int LENGTH_MAX = 1 << 20;

    private static final List<String> CLAUSES =
            List.of("FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "AS");

    private final SqlSource source;
    private final Tokens tokens;
    private final ExprParser expressions;
    private @Nullable Token aliasWithoutAs;

    private Parser(SqlSource source) {
        this.source = source;
        this.tokens = new Tokens(source);
        this.expressions = new ExprParser(source, tokens);
    }

    /**
     * Parses the text.
     *
     * @throws TTLogException SQL_SYNTAX, pointing at the character
     */
    public static Select parse(SqlSource source) {
        if (source.text().length() > LENGTH_MAX) {
            throw source.syntax(
                    0,
                    "the query has " + source.text().length() + " characters, the limit is " + LENGTH_MAX
                            + "; shorten its lists");
        }
        return new Parser(source).select();
    }

    private Select select() {
        if (tokens.peek().kind() == Kind.END) {
            throw source.syntax(0, "expected SELECT but the query is empty");
        }
        tokens.expect("SELECT");
        boolean distinct = tokens.accept("DISTINCT");
        if (!distinct) {
            tokens.accept("ALL");
        }
        List<Select.Item> items = new ArrayList<>();
        do {
            items.add(item());
        } while (tokens.acceptSymbol(","));
        Select.Table table = tokens.accept("FROM") ? table() : null;
        Expr where = tokens.accept("WHERE") ? expressions.parse() : null;
        List<Expr> groupBy = new ArrayList<>();
        if (tokens.accept("GROUP")) {
            tokens.expect("BY");
            do {
                groupBy.add(expressions.parse());
            } while (tokens.acceptSymbol(","));
        }
        Expr having = tokens.accept("HAVING") ? expressions.parse() : null;
        List<Select.Order> orderBy = new ArrayList<>();
        if (tokens.accept("ORDER")) {
            tokens.expect("BY");
            do {
                orderBy.add(order());
            } while (tokens.acceptSymbol(","));
        }
        Long limit = null;
        long offset = 0;
        if (tokens.accept("LIMIT")) {
            limit = tokens.accept("ALL") ? null : (Long) count("LIMIT");
        }
        if (tokens.accept("OFFSET")) {
            offset = count("OFFSET");
        }
        tokens.acceptSymbol(";");
        if (tokens.peek().kind() != Kind.END) {
            throw unexpectedClause();
        }
        return new Select(
                distinct,
                List.copyOf(items),
                table,
                where,
                List.copyOf(groupBy),
                having,
                List.copyOf(orderBy),
                limit,
                offset);
    }

    private Select.Item item() {
        Token token = tokens.peek();
        if (token.isSymbol("*")) {
            tokens.next();
            return new Select.Item(new Expr.Star(new Place(token.from(), token.to(), token.from())), null);
        }
        return new Select.Item(expressions.parse(), alias());
    }

    private @Nullable String alias() {
        if (tokens.accept("AS")) {
            Token token = tokens.next();
            if (token.kind() != Kind.QUOTED && token.kind() != Kind.WORD) {
                throw source.syntax(token.from(), "expected a name after AS but found " + token.describe(source));
            }
            return token.text();
        }
        if (tokens.peek().isName()) {
            aliasWithoutAs = tokens.next();
            return aliasWithoutAs.text();
        }
        return null;
    }

    private Select.Table table() {
        Token token = tokens.next();
        if (!token.isName()) {
            throw source.syntax(
                    token.from(), "expected a table (" + TableNames.CHOICE + ") but found " + token.describe(source));
        }
        Place place = new Place(token.from(), token.to(), token.from());
        if (tokens.peek().isSymbol(",")) {
            throw source.syntax(tokens.peek().from(), "FROM takes one table");
        }
        return new Select.Table(place, token.text(), alias());
    }

    private Select.Order order() {
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
        return new Select.Order(expression, descending, nullsFirst);
    }

    private long count(String clause) {
        Token token = tokens.next();
        if (token.kind() == Kind.INTEGER) {
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
        if (alias != null && alias.kind() == Kind.WORD && alias.to() <= found.from()) {
            String clause = Suggestion.nearest(alias.text(), CLAUSES);
            if (clause != null) {
                return source.syntax(
                        alias.from(), "found " + alias.describe(source) + "; did you mean " + clause + "?");
            }
        }
        String hint = found.kind() == Kind.WORD ? Suggestion.phrase(found.text(), CLAUSES) : "";
        if (found.is("JOIN") || found.is("UNION")) {
            hint = "; a query reads one table";
        }
        return source.syntax(
                found.from(),
                "expected an operator, a comma, or the next clause of the query but found " + found.describe(source)
                        + hint);
    }
}
