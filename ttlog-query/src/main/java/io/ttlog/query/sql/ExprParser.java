/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.query.sql.Expr.Comparison.Operator;
import io.ttlog.query.sql.Token.Kind;
import io.ttlog.storage.column.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions by binding power (Pratt, "Top Down Operator Precedence", 1973): an operator takes what stands left of it
 * when it binds tighter than the operator that waits for its right side.
 */
final class ExprParser {
    /** Deepest tree: what comes after walks it recursively, on a caller's stack that may be small. */
    static final int DEPTH_MAX = 1_000;

    private static final int OR = 10;
    private static final int AND = 20;
    private static final int NOT = 30;
    private static final int COMPARE = 40;
    private static final int CONCATENATE = 50;
    private static final int ADD = 60;
    private static final int MULTIPLY = 70;
    private static final int NEGATE = 80;
    private static final int CAST = 90;
    private static final int ARROW = 95;

    private final SqlSource source;
    private final Tokens tokens;
    private final Parser queries;
    private final WindowParser windows;

    /** How many calls of {@link #parse(int)} are under way. */
    private int nesting;

    /** Depth of the tree that {@link #parse(int)} returned last. */
    private int depth;

    ExprParser(SqlSource source, Tokens tokens, Parser queries) {
        this.source = source;
        this.tokens = tokens;
        this.queries = queries;
        this.windows = new WindowParser(source, tokens, this, queries);
    }

    WindowParser windows() {
        return windows;
    }

    Expr parse() {
        return parse(0);
    }

    private Expr parse(int power) {
        int from = tokens.peek().from();
        if (++nesting > DEPTH_MAX) {
            throw tooDeep(from);
        }
        Expr left = prefix();
        int leftDepth = depth;
        while (true) {
            Token token = tokens.peek();
            int operatorPower = power(token);
            if (operatorPower <= power) {
                break;
            }
            depth = 0;
            left = infix(left, from, token, operatorPower);
            leftDepth = Math.max(leftDepth, depth) + 1;
            if (leftDepth > DEPTH_MAX) {
                throw tooDeep(token.from());
            }
        }
        depth = leftDepth;
        nesting--;
        return left;
    }

    private io.ttlog.TTLogException tooDeep(int position) {
        return source.syntax(
                position, "the expression is nested deeper than " + DEPTH_MAX + " levels; split or simplify it");
    }

    private int power(Token token) {
        if (token.kind() == Kind.SYMBOL) {
            return switch (token.text()) {
                case "=", "<>", "!=", "<", "<=", ">", ">=", "~", "~*", "!~", "!~*" -> COMPARE;
                case "||" -> CONCATENATE;
                case "+", "-" -> ADD;
                case "*", "/", "%" -> MULTIPLY;
                case "::" -> CAST;
                case "->", "->>" -> ARROW;
                default -> -1;
            };
        }
        if (token.kind() != Kind.WORD) {
            return -1;
        }
        return switch (token.text().toLowerCase(Locale.ROOT)) {
            case "or" -> OR;
            case "and" -> AND;
            case "at" -> tokens.peekSecond().is("TIME") ? ARROW : -1;
            case "is", "in", "between", "like", "ilike", "not" -> COMPARE;
            default -> -1;
        };
    }

    private Expr infix(Expr left, int from, Token token, int power) {
        tokens.next();
        String operator = token.text().toLowerCase(Locale.ROOT);
        return switch (operator) {
            case "or", "and" -> logical(left, from, token, operator, power);
            case "is" -> is(left, from, token);
            case "not" -> negated(left, from, token);
            case "in" -> in(left, from, token, false);
            case "between" -> between(left, from, token, false);
            case "like" -> like(left, from, token, false, false);
            case "ilike" -> like(left, from, token, true, false);
            case "at" -> {
                tokens.expect("TIME");
                tokens.expect("ZONE");
                List<Expr> arguments = List.of(parse(power), left);
                yield new Expr.Call(place(from, token), "timezone", arguments, false, false, null);
            }
            case "~", "~*", "!~", "!~*" -> matches(left, from, token, operator);
            case "->", "->>" -> {
                List<Expr> arguments = List.of(left, parse(power));
                String function = operator.equals("->") ? "json_extract" : "json_extract_string";
                yield new Expr.Call(place(from, token), function, arguments, false, false, null);
            }
            case "::" -> {
                ColumnType type = type();
                yield new Expr.Cast(place(from, token), left, type);
            }
            default -> {
                Expr right = parse(power);
                Operator comparison = comparison(operator);
                yield comparison == null
                        ? new Expr.Arithmetic(place(from, token), operator, left, right)
                        : new Expr.Comparison(place(from, token), comparison, left, right);
            }
        };
    }

    /** {@code ~} and its like are regexp_matches, the star of which is the option i. */
    private Expr matches(Expr left, int from, Token token, String operator) {
        List<Expr> arguments = new ArrayList<>(List.of(left, parse(COMPARE)));
        if (operator.endsWith("*")) {
            arguments.add(new Expr.Literal(place(token.from(), token), ColumnType.TEXT, "i"));
        }
        Expr call = new Expr.Call(place(from, token), "regexp_matches", List.copyOf(arguments), false, false, null);
        return operator.startsWith("!") ? new Expr.Not(place(from, token), call) : call;
    }

    private Expr negated(Expr left, int from, Token not) {
        Token word = tokens.next();
        return switch (word.text().toLowerCase(Locale.ROOT)) {
            case "in" -> in(left, from, not, true);
            case "between" -> between(left, from, not, true);
            case "like" -> like(left, from, not, false, true);
            case "ilike" -> like(left, from, not, true, true);
            default ->
                throw source.syntax(
                        word.from(),
                        "expected IN, BETWEEN, LIKE or ILIKE after NOT but found " + word.describe(source));
        };
    }

    private Expr logical(Expr left, int from, Token token, String operator, int power) {
        List<Expr> operands = new ArrayList<>();
        operands.add(left);
        int deepest = 0;
        do {
            operands.add(parse(power));
            deepest = Math.max(deepest, depth);
        } while (tokens.accept(operator));
        depth = deepest;
        return new Expr.Logical(place(from, token), operator.equals("and"), List.copyOf(operands));
    }

    private static @Nullable Operator comparison(String symbol) {
        return switch (symbol) {
            case "=" -> Operator.EQUAL;
            case "<>", "!=" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            default -> null;
        };
    }

    private Expr is(Expr left, int from, Token token) {
        boolean negated = tokens.accept("NOT");
        if (tokens.accept("NULL") || tokens.accept("UNKNOWN")) {
            return new Expr.IsNull(place(from, token), left, negated);
        }
        if (tokens.accept("DISTINCT")) {
            tokens.expect("FROM");
            Expr right = parse(COMPARE);
            return new Expr.Comparison(
                    place(from, token), negated ? Operator.NOT_DISTINCT : Operator.DISTINCT, left, right);
        }
        Token word = tokens.peek();
        if (tokens.accept("TRUE") || tokens.accept("FALSE")) {
            Expr truth = new Expr.Literal(place(word.from(), word), ColumnType.BOOLEAN, word.is("TRUE"));
            return new Expr.Comparison(
                    place(from, token), negated ? Operator.DISTINCT : Operator.NOT_DISTINCT, left, truth);
        }
        throw source.syntax(
                word.from(),
                "expected NULL, TRUE, FALSE, UNKNOWN or DISTINCT FROM after IS but found " + word.describe(source));
    }

    private Expr in(Expr left, int from, Token token, boolean negated) {
        tokens.expectSymbol("(", "after IN");
        if (tokens.peek().beginsQuery()) {
            Query query = subquery("IN");
            return new Expr.InQuery(place(from, token), left, query, negated);
        }
        List<Expr> list = arguments("the list of IN");
        if (list.isEmpty()) {
            throw source.syntax(tokens.end() - 1, "expected a value: the list of IN cannot be empty");
        }
        return new Expr.InList(place(from, token), left, list, negated);
    }

    /** A query up to its closing parenthesis, which is taken; a tree of its own. */
    private Query subquery(String what) {
        Query query = queries.query();
        tokens.expectSymbol(")", "to close the query of " + what);
        depth = 0;
        return query;
    }

    private Expr between(Expr left, int from, Token token, boolean negated) {
        Expr low = parse(COMPARE);
        int lowDepth = depth;
        tokens.expect("AND");
        Expr high = parse(COMPARE);
        depth = Math.max(lowDepth, depth);
        return new Expr.Between(place(from, token), left, low, high, negated);
    }

    private Expr like(Expr left, int from, Token token, boolean ignoreCase, boolean negated) {
        Expr pattern = parse(COMPARE);
        int patternDepth = depth;
        Expr escape = tokens.accept("ESCAPE") ? parse(COMPARE) : null;
        depth = Math.max(patternDepth, depth);
        return new Expr.Like(place(from, token), left, pattern, escape, ignoreCase, negated);
    }

    /** Expressions up to the closing parenthesis, which is taken; sets {@link #depth}. */
    private List<Expr> arguments(String what) {
        List<Expr> arguments = new ArrayList<>();
        int deepest = 0;
        if (!tokens.acceptSymbol(")")) {
            do {
                arguments.add(parse(0));
                deepest = Math.max(deepest, depth);
            } while (tokens.acceptSymbol(","));
            tokens.expectSymbol(")", "or ',' in " + what);
        }
        depth = deepest;
        return List.copyOf(arguments);
    }

    private Place place(int from, Token caret) {
        return new Place(from, tokens.end(), caret.from());
    }

    private Expr prefix() {
        Token token = tokens.next();
        depth = 0;
        Expr result;
        switch (token.kind()) {
            case INTEGER -> result = integer(token, token.text());
            case DECIMAL ->
                result = new Expr.Literal(place(token.from(), token), ColumnType.DOUBLE, Double.valueOf(token.text()));
            case DURATION ->
                result = new Expr.Literal(place(token.from(), token), ColumnType.DURATION, token.nanosOrBytes());
            case SIZE -> result = new Expr.Literal(place(token.from(), token), ColumnType.LONG, token.nanosOrBytes());
            case TEXT -> result = new Expr.Literal(place(token.from(), token), ColumnType.TEXT, token.text());
            case QUOTED -> result = name(token);
            case WORD -> result = word(token);
            case SYMBOL -> result = symbol(token);
            default -> throw expectedExpression(token);
        }
        depth++;
        return result;
    }

    private io.ttlog.TTLogException expectedExpression(Token found) {
        return source.syntax(found.from(), "expected an expression but found " + found.describe(source));
    }

    private Expr integer(Token token, String digits) {
        try {
            return new Expr.Literal(place(token.from(), token), ColumnType.LONG, Long.valueOf(digits));
        } catch (NumberFormatException e) {
            throw source.syntax(
                    token.from(),
                    "the number " + digits + " does not fit into 64 bits; write " + digits + ".0 for a DOUBLE");
        }
    }

    private Expr symbol(Token token) {
        return switch (token.text()) {
            case "(" -> {
                if (tokens.peek().beginsQuery()) {
                    Query query = subquery("this value");
                    yield new Expr.Subquery(place(token.from(), token), query);
                }
                Expr inner = parse(0);
                tokens.expectSymbol(")", "to close the parenthesis");
                yield inner;
            }
            case "-" -> {
                if (tokens.peek().kind() == Kind.INTEGER) {
                    // so that the smallest long can be written
                    yield integer(token, "-" + tokens.next().text());
                }
                Expr operand = parse(NEGATE);
                yield new Expr.Negate(place(token.from(), token), operand);
            }
            case "+" -> parse(NEGATE);
            case "?" -> source.parameter(place(token.from(), token));
            case ":" -> {
                Token name = tokens.next();
                if (name.kind() != Kind.WORD) {
                    throw source.syntax(
                            name.from(), "expected the name of a parameter but found " + name.describe(source));
                }
                yield source.parameter(place(token.from(), token), name.text());
            }
            default -> throw expectedExpression(token);
        };
    }

    private Expr word(Token token) {
        Token following = tokens.peek();
        return switch (token.text().toLowerCase(Locale.ROOT)) {
            case "true", "false" -> new Expr.Literal(place(token.from(), token), ColumnType.BOOLEAN, token.is("true"));
            case "null" -> new Expr.Literal(place(token.from(), token), ColumnType.ANY, null);
            case "not" -> {
                Expr operand = parse(NOT);
                yield new Expr.Not(place(token.from(), token), operand);
            }
            case "case" -> caseOf(token);
            case "cast" -> cast(token);
            case "try_cast" -> following.isSymbol("(") ? cast(token) : nameOrCall(token);
            case "extract" ->
                following.isSymbol("(") && tokens.peekSecond().kind() == Kind.WORD ? extract(token) : nameOrCall(token);
            case "exists" ->
                following.isSymbol("(") && tokens.peekSecond().beginsQuery() ? exists(token) : nameOrCall(token);
            case "timestamp" -> following.kind() == Kind.TEXT ? timestamp(token) : nameOrCall(token);
            case "interval" ->
                following.kind() == Kind.TEXT
                                || following.kind() == Kind.INTEGER
                                || following.kind() == Kind.DURATION
                                || following.kind() == Kind.DECIMAL
                        ? interval(token)
                        : nameOrCall(token);
            default -> nameOrCall(token);
        };
    }

    private Expr nameOrCall(Token token) {
        if (token.isReserved()) {
            throw expectedExpression(token);
        }
        return tokens.peek().isSymbol("(") ? call(token) : name(token);
    }

    private Expr exists(Token token) {
        tokens.next();
        Query query = subquery("EXISTS");
        return new Expr.Exists(place(token.from(), token), query);
    }

    private Expr timestamp(Token token) {
        Token text = tokens.next();
        Long nanos = TimestampText.nanos(text.text());
        if (nanos == null) {
            throw source.syntax(text.from(), text.describe(source) + " is not a timestamp: " + TimestampText.EXPECTED);
        }
        return new Expr.Literal(place(token.from(), token), ColumnType.TIMESTAMP, nanos);
    }

    private Expr interval(Token token) {
        Token value = tokens.next();
        Long nanos;
        if (value.kind() == Kind.INTEGER || value.kind() == Kind.DECIMAL) {
            Token unit = tokens.next();
            nanos = unit.kind() == Kind.WORD ? Quantity.durationNanos(value.text() + " " + unit.text()) : null;
        } else {
            nanos = Quantity.durationNanos(value.text());
        }
        if (nanos == null) {
            throw source.syntax(
                    value.from(),
                    "expected an interval such as '90 seconds', 1 HOUR or 5m after INTERVAL but found "
                            + value.describe(source));
        }
        return new Expr.Literal(place(token.from(), token), ColumnType.DURATION, nanos);
    }

    private Expr caseOf(Token token) {
        Expr operand = null;
        int deepest = 0;
        if (!tokens.peek().is("WHEN")) {
            operand = parse(0);
            deepest = depth;
        }
        List<Expr.When> whens = new ArrayList<>();
        tokens.expect("WHEN");
        do {
            Expr when = parse(0);
            deepest = Math.max(deepest, depth);
            tokens.expect("THEN");
            Expr then = parse(0);
            deepest = Math.max(deepest, depth);
            whens.add(new Expr.When(when, then));
        } while (tokens.accept("WHEN"));
        Expr otherwise = null;
        if (tokens.accept("ELSE")) {
            otherwise = parse(0);
            deepest = Math.max(deepest, depth);
        }
        tokens.expect("END");
        depth = deepest;
        return new Expr.Case(place(token.from(), token), operand, List.copyOf(whens), otherwise);
    }

    /** {@code extract(unit FROM time)}, which is {@code date_part('unit', time)}. */
    private Expr extract(Token token) {
        tokens.next();
        Token unit = tokens.next();
        Expr literal = new Expr.Literal(place(unit.from(), unit), ColumnType.TEXT, unit.text());
        tokens.expect("FROM");
        Expr time = parse(0);
        tokens.expectSymbol(")", "to close extract");
        return new Expr.Call(place(token.from(), token), "date_part", List.of(literal, time), false, false, null);
    }

    /** CAST, or TRY_CAST, which is the same: what cannot be converted is NULL in both. */
    private Expr cast(Token token) {
        tokens.expectSymbol("(", "after CAST");
        Expr operand = parse(0);
        tokens.expect("AS");
        ColumnType type = type();
        tokens.expectSymbol(")", "to close CAST");
        return new Expr.Cast(place(token.from(), token), operand, type);
    }

    private ColumnType type() {
        Token token = tokens.next();
        ColumnType type = switch (token.kind() == Kind.WORD ? token.text().toLowerCase(Locale.ROOT) : "") {
            case "long", "bigint", "int", "integer" -> ColumnType.LONG;
            case "double", "float", "real" -> ColumnType.DOUBLE;
            case "boolean", "bool" -> ColumnType.BOOLEAN;
            case "text", "varchar", "string" -> ColumnType.TEXT;
            case "bytes" -> ColumnType.BYTES;
            case "timestamp" -> ColumnType.TIMESTAMP;
            case "duration", "interval" -> ColumnType.DURATION;
            default -> null;
        };
        if (type != null) {
            return type;
        }
        List<String> types = List.of("LONG", "DOUBLE", "BOOLEAN", "TEXT", "BYTES", "TIMESTAMP", "DURATION");
        throw source.syntax(
                token.from(),
                "expected a type (" + String.join(", ", types) + ") but found " + token.describe(source)
                        + Suggestion.phrase(token.text(), types));
    }

    private Expr call(Token name) {
        tokens.next();
        String function = name.text().toLowerCase(Locale.ROOT);
        boolean star = false;
        boolean distinct = false;
        List<Expr> arguments = List.of();
        int deepest = 0;
        if (tokens.acceptSymbol("*")) {
            star = true;
            tokens.expectSymbol(")", "after " + name.text() + "(*");
        } else {
            distinct = tokens.accept("DISTINCT");
            arguments = arguments("the arguments of " + name.text());
            deepest = depth;
        }
        Expr filter = null;
        if (tokens.accept("FILTER")) {
            tokens.expectSymbol("(", "after FILTER");
            tokens.expect("WHERE");
            filter = parse(0);
            deepest = Math.max(deepest, depth);
            tokens.expectSymbol(")", "to close FILTER");
        }
        Expr.Call call = new Expr.Call(place(name.from(), name), function, arguments, distinct, star, filter);
        boolean over = tokens.peek().is("OVER")
                && (tokens.peekSecond().isSymbol("(") || tokens.peekSecond().isName());
        Select.Window window = null;
        if (over) {
            tokens.next();
            window = windows.parse();
        }
        depth = deepest;
        return window == null ? call : new Expr.Windowed(place(name.from(), name), call, window);
    }

    private Expr name(Token first) {
        List<String> parts = new ArrayList<>();
        parts.add(first.text());
        while (tokens.acceptSymbol(".")) {
            Token part = tokens.next();
            if (part.isSymbol("*") && parts.size() == 1) {
                return new Expr.Star(place(first.from(), first), first.text());
            }
            if (part.kind() != Kind.QUOTED && part.kind() != Kind.WORD) {
                throw source.syntax(part.from(), "expected a name after '.' but found " + part.describe(source));
            }
            parts.add(part.text());
        }
        boolean subscript = tokens.acceptSymbol("[");
        if (subscript) {
            Token key = tokens.next();
            if (key.kind() != Kind.TEXT) {
                throw source.syntax(
                        key.from(),
                        "expected a text such as 'http.status' between [ and ] but found " + key.describe(source));
            }
            parts.add(key.text());
            tokens.expectSymbol("]", "after the key");
        }
        return new Expr.Name(place(first.from(), first), List.copyOf(parts), first.kind() == Kind.QUOTED, subscript);
    }
}
