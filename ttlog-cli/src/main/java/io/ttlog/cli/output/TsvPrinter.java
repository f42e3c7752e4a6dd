/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import java.io.IOException;

/**
 * A result as tab-separated values with a header. Tab, line feed, carriage return and backslash are {@code \t}, {@code \n},
 * {@code \r} and {@code \\}, null is {@code \N}, as PostgreSQL's COPY and ClickHouse's TabSeparated have it.
 */
final class TsvPrinter implements ResultPrinter {
    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        int count = result.columns().size();
        String separator = "";
        for (Column column : result.columns()) {
            out.append(separator);
            field(column.name(), out);
            separator = "\t";
        }
        out.append('\n');
        for (Row row : result.rows()) {
            for (int i = 0; i < count; i++) {
                out.append(i == 0 ? "" : "\t");
                Object value = row.get(i);
                if (value == null) {
                    out.append("\\N");
                } else {
                    field(Cells.text(value), out);
                }
            }
            out.append('\n');
        }
    }

    private static void field(String text, Appendable out) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\\' -> out.append("\\\\");
                default -> out.append(c);
            }
        }
    }
}
