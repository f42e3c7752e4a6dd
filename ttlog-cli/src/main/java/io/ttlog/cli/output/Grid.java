/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import io.ttlog.QueryResult.Column;
import io.ttlog.Row;
import io.ttlog.cli.notation.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A result as cells of text for people: durations with a unit, control characters as spaces or escapes, null as nothing. Each
 * cell is one line. Immutable.
 */
final class Grid {
    private final List<Column> columns;
    private final List<String[]> lines = new ArrayList<>();
    private final int[] widths;

    /** The cells of a result; longer ones are cut, and the cut is marked with an ellipsis. */
    Grid(QueryResult result, int cellCharsMax) {
        this(result, cellCharsMax, cell -> cell);
    }

    /** The same with each cell in the form that a format asks for, which is still one line. */
    Grid(QueryResult result, int cellCharsMax, UnaryOperator<String> form) {
        this.columns = result.columns();
        this.widths = new int[columns.size()];
        String[] header = new String[widths.length];
        for (int i = 0; i < header.length; i++) {
            header[i] = form.apply(cell(columns.get(i).name(), cellCharsMax));
        }
        add(header);
        for (Row row : result.rows()) {
            String[] cells = new String[header.length];
            for (int i = 0; i < cells.length; i++) {
                Object value = row.get(i);
                cells[i] = value == null ? "" : form.apply(cell(shown(value), cellCharsMax));
            }
            add(cells);
        }
    }

    private void add(String[] cells) {
        lines.add(cells);
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], width(cells[i]));
        }
    }

    private static String shown(Object value) {
        return value instanceof Duration duration ? Durations.human(duration) : Cells.text(value);
    }

    /** The header, then the rows. */
    List<String[]> lines() {
        return lines;
    }

    int columns() {
        return widths.length;
    }

    /** The width of a column's widest cell, in characters. */
    int width(int column) {
        return widths[column];
    }

    /** Whether a column has numbers, which stand to the right. */
    boolean isRight(int column) {
        QueryResult.Type type = columns.get(column).type();
        return type == QueryResult.Type.LONG || type == QueryResult.Type.DOUBLE || type == QueryResult.Type.DURATION;
    }

    /** A cell with blanks to the width given, or to that of its column if that is more. */
    String padded(String[] cells, int column, int width) {
        String padding = " ".repeat(Math.max(width, widths[column]) - width(cells[column]));
        return isRight(column) ? padding + cells[column] : cells[column] + padding;
    }

    /** How many rows, as the last line says. */
    String count() {
        int rows = lines.size() - 1;
        return "(" + rows + (rows == 1 ? " row)\n" : " rows)\n");
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cell(String text, int cellCharsMax) {
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
