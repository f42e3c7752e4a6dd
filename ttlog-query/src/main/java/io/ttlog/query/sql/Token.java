/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One token.
 *
 * @param kind what it is
 * @param text of a word or symbol as typed; of quoted names and text literals without quotes and escapes; of numbers the digits
 * @param nanosOrBytes of {@link Kind#DURATION} and {@link Kind#SIZE} literals the value, else 0
 * @param from index of the first character
 * @param to index after the last character
 */
record Token(Kind kind, String text, long nanosOrBytes, int from, int to) {
    enum Kind {
        WORD,
        QUOTED,
        TEXT,
        INTEGER,
        DECIMAL,
        DURATION,
        SIZE,
        SYMBOL,
        END
    }

    /** Words that cannot be plain names. */
    static final Set<String> RESERVED = Set.of(
            "select",
            "distinct",
            "from",
            "where",
            "group",
            "by",
            "having",
            "order",
            "limit",
            "offset",
            "and",
            "or",
            "not",
            "in",
            "is",
            "null",
            "like",
            "ilike",
            "between",
            "case",
            "when",
            "then",
            "else",
            "end",
            "as",
            "true",
            "false",
            "cast",
            "asc",
            "desc",
            "union",
            "join",
            "on",
            "filter",
            "escape");

    /** Words that go on after a name where an alias without AS might stand. */
    private static final Set<String> NO_ALIAS = Set.of(
            "intersect",
            "except",
            "qualify",
            "window",
            "inner",
            "left",
            "right",
            "full",
            "cross",
            "semi",
            "anti",
            "asof",
            "using");

    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isReserved() {
        return kind == Kind.WORD && RESERVED.contains(text.toLowerCase(Locale.ROOT));
    }

    boolean isName() {
        return kind == Kind.QUOTED || kind == Kind.WORD && !isReserved();
    }

    /** Whether it can be an alias without AS. */
    boolean isAlias() {
        return isName() && !(kind == Kind.WORD && NO_ALIAS.contains(text.toLowerCase(Locale.ROOT)));
    }

    /** Whether a query begins here. */
    boolean beginsQuery() {
        return is("SELECT") || is("VALUES") || is("WITH");
    }

    /** How an error names it. */
    String describe(@Nullable SqlSource source) {
        if (kind == Kind.END) {
            return "the end of the query";
        }
        String shown = source == null ? text : source.text().substring(from, to);
        if (shown.length() > 40) {
            shown = shown.substring(0, 40) + "...";
        }
        return switch (kind) {
            case TEXT -> "the text " + shown;
            case INTEGER, DECIMAL, DURATION, SIZE -> "the number " + shown;
            default -> kind == Kind.SYMBOL ? "'" + shown + "'" : shown;
        };
    }
}
