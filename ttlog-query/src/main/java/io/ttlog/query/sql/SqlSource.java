/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The text of one query with its values, and the errors that point into it. For one parser; errors, for all threads. */
public final class SqlSource {
    /** Most characters of a line that an error shows: a terminal's width, less what frames it. */
    static final int SHOWN_MAX = 120;

    private final String text;
    private final Parameters parameters;
    private final Set<String> named = new TreeSet<>();
    private int positional;

    /** Wraps the text of a query. */
    public SqlSource(String text) {
        this(text, Parameters.NONE);
    }

    /** Wraps the text of a query and its values. */
    public SqlSource(String text, Parameters parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    /** The value of the next {@code ?}. */
    Expr.Literal parameter(Place place) {
        int index = positional++;
        int count = parameters.values().size();
        if (index >= count) {
            throw semantic(
                    place,
                    "the query has no value for parameter " + (index + 1) + ": "
                            + (count == 0 ? "none was" : count + " were") + " given");
        }
        return literal(place, "parameter " + (index + 1), parameters.values().get(index));
    }

    /** The value of {@code :name}. */
    Expr.Literal parameter(Place place, String name) {
        if (!parameters.named().containsKey(name)) {
            throw semantic(
                    place,
                    "the query has no value for parameter " + name
                            + Suggestion.phrase(name, parameters.named().keySet()));
        }
        named.add(name);
        return literal(place, "parameter " + name, parameters.named().get(name));
    }

    private Expr.Literal literal(Place place, String what, @Nullable Object value) {
        Expr.Literal literal = Parameters.literal(place, value);
        if (literal == null) {
            throw semantic(
                    place,
                    what + " cannot be a "
                            + (value == null ? "null" : value.getClass().getName())
                            + ": expected a whole number, Double, Boolean, String, Instant or Duration of 64 bits of"
                            + " nanoseconds, byte[] or null");
        }
        return literal;
    }

    /** Fails when a value was given that the text does not ask for. */
    void requireAllParametersUsed() {
        int count = parameters.values().size();
        if (positional < count) {
            throw syntax(
                    text.length(), "the query asks for " + positional + " parameters but " + count + " were given");
        }
        for (String name : parameters.named().keySet()) {
            if (!named.contains(name)) {
                throw syntax(text.length(), "the query does not ask for the parameter " + name);
            }
        }
    }

    /** The whole text. */
    public String text() {
        return text;
    }

    /** The text of a node, as typed. */
    public String text(Place place) {
        return text.substring(place.from(), place.to());
    }

    /** The text cannot be read from this position on. */
    public TTLogException syntax(int position, String what) {
        return error(ErrorCode.SQL_SYNTAX, position, what);
    }

    /** The text can be read, but names or combines what does not exist or does not fit. */
    public TTLogException semantic(Place place, String what) {
        return error(ErrorCode.SQL_SEMANTIC, place.caret(), what);
    }

    /** A limit was exceeded by what stands here. */
    public TTLogException limit(Place place, String what) {
        return error(ErrorCode.QUERY_LIMIT, place.caret(), what);
    }

    private TTLogException error(ErrorCode code, int position, String what) {
        int at = Math.min(position, text.length());
        int line = 1;
        int start = 0;
        for (int i = 0; i < at; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        int end = text.indexOf('\n', at);
        if (end < 0) {
            end = text.length();
        }
        int column = at - start;
        int shownFrom = Math.max(start, at - SHOWN_MAX / 2);
        int shownTo = Math.min(end, shownFrom + SHOWN_MAX);
        String before = shownFrom > start ? "..." : "";
        String after = shownTo < end ? "..." : "";
        StringBuilder message = new StringBuilder(what)
                .append(" (line ")
                .append(line)
                .append(", column ")
                .append(column + 1)
                .append(")\n")
                .append(before);
        for (int i = shownFrom; i < shownTo; i++) {
            char c = text.charAt(i);
            message.append(c < ' ' || c == 0x7f ? ' ' : c);
        }
        message.append(after)
                .append('\n')
                .append(" ".repeat(before.length() + at - shownFrom))
                .append('^');
        return new TTLogException(code, message.toString());
    }
}
