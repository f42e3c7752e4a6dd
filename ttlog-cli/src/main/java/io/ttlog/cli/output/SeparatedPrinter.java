/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** A result as lines of separated fields, the names of the columns first. */
final class SeparatedPrinter implements ResultPrinter {
    private final String separator;
    private final String lineEnd;
    private final String absent;
    private final UnaryOperator<String> form;

    private SeparatedPrinter(String separator, String lineEnd, String absent, UnaryOperator<String> form) {
        this.separator = separator;
        this.lineEnd = lineEnd;
        this.absent = absent;
        this.form = form;
    }

    /**
     * Comma-separated values (RFC 4180), lines ending in {@code \r\n}. Null is an empty field, the empty text a pair of quotes.
     */
    static ResultPrinter csv() {
        return new SeparatedPrinter(",", "\r\n", "", SeparatedPrinter::quoted);
    }

    /**
     * Tab-separated values. Tab, line feed, carriage return and backslash are {@code \t}, {@code \n}, {@code \r} and
     * {@code \\}, null is {@code \N}, as PostgreSQL's COPY and ClickHouse's TabSeparated have it.
     */
    static ResultPrinter tsv() {
        return new SeparatedPrinter("\t", "\n", "\\N", SeparatedPrinter::escaped);
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        int count = result.columns().size();
        String before = "";
        for (Column column : result.columns()) {
            out.append(before).append(form.apply(column.name()));
            before = separator;
        }
        out.append(lineEnd);
        for (Row row : result.rows()) {
            for (int i = 0; i < count; i++) {
                Object value = row.get(i);
                out.append(i == 0 ? "" : separator).append(value == null ? absent : form.apply(Cells.text(value)));
            }
            out.append(lineEnd);
        }
    }

    private static String quoted(String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\\' -> escaped.append("\\\\");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
