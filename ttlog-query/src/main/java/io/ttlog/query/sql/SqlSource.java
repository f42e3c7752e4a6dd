/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.sql;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;

/** The text of one query, and the errors that point into it. Immutable. */
public final class SqlSource {
    /** Most characters of a line that an error shows: a terminal's width, less what frames it. */
    static final int SHOWN_MAX = 120;

    private final String text;

    /** Wraps the text of a query. */
    public SqlSource(String text) {
        this.text = text;
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
