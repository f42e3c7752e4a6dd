/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import io.ttlog.cli.notation.Durations;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A result as aligned columns for people: numbers to the right, durations with a unit, control characters as spaces or
 * escapes, null as nothing, and the number of rows at the end.
 */
public final class TablePrinter implements ResultPrinter {
    private final int cellCharsMax;

    /** A printer that cuts longer cells, marking the cut with an ellipsis. */
    public TablePrinter(int cellCharsMax) {
        this.cellCharsMax = cellCharsMax;
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        List<Column> columns = result.columns();
        List<String[]> lines = new ArrayList<>();
        String[] header = new String[columns.size()];
        for (int i = 0; i < header.length; i++) {
            header[i] = cell(columns.get(i).name());
        }
        lines.add(header);
        for (Row row : result.rows()) {
            String[] cells = new String[header.length];
            for (int i = 0; i < cells.length; i++) {
                Object value = row.get(i);
                cells[i] = value == null
                        ? ""
                        : cell(value instanceof Duration duration ? Durations.human(duration) : Cells.text(value));
            }
            lines.add(cells);
        }
        int[] widths = new int[header.length];
        for (String[] cells : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(cells[i]));
            }
        }
        for (int n = 0; n < lines.size(); n++) {
            line(lines.get(n), columns, widths, out);
            if (n == 0) {
                rule(widths, out);
            }
        }
        int rows = result.rows().size();
        out.append("(").append(Integer.toString(rows)).append(rows == 1 ? " row)\n" : " rows)\n");
    }

    private static void line(String[] cells, List<Column> columns, int[] widths, Appendable out) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            line.append(i == 0 ? "" : "  ");
            String padding = " ".repeat(widths[i] - width(cells[i]));
            QueryResult.Type type = columns.get(i).type();
            if (type == QueryResult.Type.LONG || type == QueryResult.Type.DOUBLE || type == QueryResult.Type.DURATION) {
                line.append(padding).append(cells[i]);
            } else {
                line.append(cells[i]).append(padding);
            }
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    private static void rule(int[] widths, Appendable out) throws IOException {
        for (int i = 0; i < widths.length; i++) {
            out.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        out.append('\n');
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private String cell(String text) {
        StringBuilder cell = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (cell.length() + Character.charCount(c) > cellCharsMax) {
                return cell.append('\u2026').toString();
            }
            switch (c) {
                case '\n' -> cell.append("\\n");
                case '\r' -> cell.append("\\r");
                case '\t' -> cell.append("\\t");
                default -> cell.appendCodePoint(Character.isISOControl(c) ? ' ' : c);
            }
        }
        return cell.toString();
    }
}
