/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A result as comma-separated values (RFC 4180) with a header, lines ending in {@code \r\n}. Null is an empty field, the empty
 * text a pair of quotes.
 */
public final class CsvPrinter implements ResultPrinter {
    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        int count = result.columns().size();
        String separator = "";
        for (Column column : result.columns()) {
            out.append(separator);
            field(column.name(), out);
            separator = ",";
        }
        out.append("\r\n");
        for (Row row : result.rows()) {
            for (int i = 0; i < count; i++) {
                out.append(i == 0 ? "" : ",");
                Object value = row.get(i);
                field(value == null ? null : Cells.text(value), out);
            }
            out.append("\r\n");
        }
    }

    private static void field(@Nullable String text, Appendable out) throws IOException {
        if (text == null) {
            return;
        }
        if (!text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')) {
            out.append(text);
        } else {
            out.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }
}
