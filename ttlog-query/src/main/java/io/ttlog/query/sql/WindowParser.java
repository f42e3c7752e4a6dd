/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.List;
import java.util.Locale;

/** Parses what stands behind OVER. */
final class WindowParser {
    private final SqlSource source;
    private final Tokens tokens;
    private final ExprParser expressions;
    private final Parser queries;

    WindowParser(SqlSource source, Tokens tokens, ExprParser expressions, Parser queries) {
        this.source = source;
        this.tokens = tokens;
        this.expressions = expressions;
        this.queries = queries;
    }

    /** A name, or a definition in parentheses. */
    Select.Window parse() {
        Token first = tokens.peek();
        if (first.isName()) {
            tokens.next();
            return new Select.Window(place(first), first.text().toLowerCase(Locale.ROOT), List.of(), List.of(), null);
        }
        tokens.expectSymbol("(", "or the name of a window after OVER");
        List<Expr> partitionBy = List.of();
        if (tokens.accept("PARTITION")) {
            tokens.expect("BY");
            partitionBy = queries.expressionList();
        }
        List<Query.Order> orderBy = tokens.accept("ORDER") ? queries.orderBy() : List.of();
        Select.Frame frame = tokens.peek().is("ROWS") || tokens.peek().is("RANGE") ? frame() : null;
        tokens.expectSymbol(")", "to close the window");
        return new Select.Window(place(first), null, partitionBy, orderBy, frame);
    }

    private Place place(Token first) {
        return new Place(first.from(), tokens.end(), first.from());
    }

    private Select.Frame frame() {
        Token unit = tokens.next();
        Select.Bound from;
        Select.Bound to;
        if (tokens.accept("BETWEEN")) {
            from = bound();
            tokens.expect("AND");
            to = bound();
        } else {
            from = bound();
            to = new Select.Bound(from.place(), Select.Bound.Kind.CURRENT_ROW, null);
        }
        if (from.kind().compareTo(to.kind()) > 0) {
            throw source.syntax(from.place().from(), "the frame ends before it begins");
        }
        return new Select.Frame(place(unit), unit.is("ROWS"), from, to);
    }

    private Select.Bound bound() {
        Token first = tokens.peek();
        if (tokens.accept("CURRENT")) {
            tokens.expect("ROW");
            return new Select.Bound(place(first), Select.Bound.Kind.CURRENT_ROW, null);
        }
        boolean unbounded = tokens.accept("UNBOUNDED");
        Expr offset = unbounded ? null : expressions.parse();
        boolean preceding = tokens.accept("PRECEDING");
        if (!preceding) {
            tokens.expect("FOLLOWING");
        }
        Select.Bound.Kind kind = preceding
                ? unbounded ? Select.Bound.Kind.UNBOUNDED_PRECEDING : Select.Bound.Kind.PRECEDING
                : unbounded ? Select.Bound.Kind.UNBOUNDED_FOLLOWING : Select.Bound.Kind.FOLLOWING;
        return new Select.Bound(place(first), kind, offset);
    }
}
