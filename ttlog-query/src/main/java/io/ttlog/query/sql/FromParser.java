/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses what FROM names: tables, queries, and joins of them, from left to right. */
final class FromParser {
    /** Most tables of one FROM: joins make a tree as deep. */
    private static final int TABLES_MAX = 64;

    private final SqlSource source;
    private final Tokens tokens;
    private final ExprParser expressions;
    private final Parser queries;

    /** Open parentheses around joins. */
    private int nesting;

    FromParser(SqlSource source, Tokens tokens, ExprParser expressions, Parser queries) {
        this.source = source;
        this.tokens = tokens;
        this.expressions = expressions;
        this.queries = queries;
    }

    From parse() {
        From left = joined();
        int tables = 1;
        while (tokens.peek().isSymbol(",")) {
            Token comma = tokens.next();
            bound(++tables, comma);
            From right = joined();
            left = new From.Join(place(left, comma), From.Kind.CROSS, false, left, right, null, List.of());
        }
        return left;
    }

    private void bound(int tables, Token at) {
        if (tables > TABLES_MAX) {
            throw source.syntax(at.from(), "FROM joins more than " + TABLES_MAX + " tables");
        }
    }

    private Place place(From left, Token caret) {
        return new Place(left.place().from(), tokens.end(), caret.from());
    }

    private From joined() {
        From left = single();
        int tables = 1;
        while (true) {
            Token first = tokens.peek();
            boolean asof = first.is("ASOF");
            if (asof) {
                tokens.next();
            }
            From.Kind kind = kind(asof);
            if (kind == null) {
                return left;
            }
            bound(++tables, first);
            From right = single();
            left = join(left, right, kind, asof, first);
        }
    }

    private From.@Nullable Kind kind(boolean asof) {
        From.Kind kind = null;
        Token token = tokens.peek();
        if (tokens.accept("INNER")) {
            kind = From.Kind.INNER;
        } else if (tokens.accept("LEFT")) {
            kind = tokens.accept("SEMI") ? From.Kind.SEMI : tokens.accept("ANTI") ? From.Kind.ANTI : From.Kind.LEFT;
        } else if (tokens.accept("RIGHT")) {
            kind = From.Kind.RIGHT;
        } else if (tokens.accept("FULL")) {
            kind = From.Kind.FULL;
        } else if (tokens.accept("CROSS")) {
            kind = From.Kind.CROSS;
        } else if (tokens.accept("SEMI")) {
            kind = From.Kind.SEMI;
        } else if (tokens.accept("ANTI")) {
            kind = From.Kind.ANTI;
        }
        boolean outer = kind == From.Kind.LEFT || kind == From.Kind.RIGHT || kind == From.Kind.FULL;
        if (outer) {
            tokens.accept("OUTER");
        }
        if (kind == null && !tokens.peek().is("JOIN") && !asof) {
            return null;
        }
        tokens.expect("JOIN");
        if (asof && kind != null && kind != From.Kind.INNER && kind != From.Kind.LEFT) {
            throw source.syntax(token.from(), "ASOF JOIN is INNER or LEFT");
        }
        return kind == null ? From.Kind.INNER : kind;
    }

    private From join(From left, From right, From.Kind kind, boolean asof, Token first) {
        Expr on = null;
        List<Expr.Name> using = new ArrayList<>();
        if (kind != From.Kind.CROSS) {
            Token token = tokens.peek();
            if (tokens.accept("ON")) {
                on = expressions.parse();
            } else if (!asof && tokens.accept("USING")) {
                tokens.expectSymbol("(", "after USING");
                do {
                    using.add(column());
                } while (tokens.acceptSymbol(","));
                tokens.expectSymbol(")", "to close USING");
            } else {
                throw source.syntax(
                        token.from(),
                        "expected ON or USING after JOIN but found " + token.describe(source)
                                + "; CROSS JOIN takes no condition");
            }
        }
        return new From.Join(place(left, first), kind, asof, left, right, on, List.copyOf(using));
    }

    private Expr.Name column() {
        Token token = tokens.peek();
        if (expressions.parse() instanceof Expr.Name name) {
            return name;
        }
        throw source.syntax(token.from(), "expected a column of both sides but found " + token.describe(source));
    }

    private From single() {
        Token token = tokens.peek();
        if (tokens.acceptSymbol("(")) {
            if (!tokens.peek().beginsQuery() && !(tokens.peek().isSymbol("(") && nestedQuery())) {
                return parenthesized(token);
            }
            Query query = queries.query();
            tokens.expectSymbol(")", "to close the query");
            String alias = queries.alias();
            return new From.Derived(
                    new Place(token.from(), tokens.end(), token.from()), query, alias, columnNames(alias));
        }
        tokens.next();
        if (!token.isName()) {
            throw source.syntax(
                    token.from(), "expected a table (" + TableNames.CHOICE + ") but found " + token.describe(source));
        }
        Place place = new Place(token.from(), token.to(), token.from());
        return new From.Named(place, token.text(), queries.alias());
    }

    private From parenthesized(Token open) {
        if (++nesting > TABLES_MAX) {
            throw source.syntax(open.from(), "FROM has more than " + TABLES_MAX + " open parentheses");
        }
        From inner = parse();
        tokens.expectSymbol(")", "to close the join");
        nesting--;
        return inner;
    }

    /** Whether the parentheses that open here end in a query. */
    private boolean nestedQuery() {
        return tokens.afterParentheses().beginsQuery();
    }

    private List<String> columnNames(@Nullable String alias) {
        return alias == null ? List.of() : columnNames();
    }

    /** {@code (a, b)}, or nothing. */
    List<String> columnNames() {
        List<String> names = new ArrayList<>();
        if (tokens.acceptSymbol("(")) {
            do {
                Token name = tokens.next();
                if (name.kind() != Token.Kind.QUOTED && name.kind() != Token.Kind.WORD) {
                    throw source.syntax(
                            name.from(), "expected the name of a column but found " + name.describe(source));
                }
                names.add(name.text());
            } while (tokens.acceptSymbol(","));
            tokens.expectSymbol(")", "or ',' after the name of a column");
        }
        return List.copyOf(names);
    }
}
