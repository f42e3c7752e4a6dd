/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import java.io.IOException;
import java.util.List;

/**
 * A result as a table of GitHub's Markdown, columns aligned so that it reads well as text, too. What Markdown would take for
 * markup stays as it is, but for the bar, the backslash before it and {@code <}, which would break the table.
 */
final class MarkdownPrinter implements ResultPrinter {
    /** A rule has at least three characters. */
    private static final int WIDTH_MIN = 3;

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        Grid grid = new Grid(result, Integer.MAX_VALUE, MarkdownPrinter::escaped);
        List<String[]> lines = grid.lines();
        for (int n = 0; n < lines.size(); n++) {
            out.append('|');
            for (int i = 0; i < grid.columns(); i++) {
                out.append(' ').append(grid.padded(lines.get(n), i, WIDTH_MIN)).append(" |");
            }
            out.append('\n');
            if (n == 0) {
                rule(grid, out);
            }
        }
    }

    private static void rule(Grid grid, Appendable out) throws IOException {
        out.append('|');
        for (int i = 0; i < grid.columns(); i++) {
            String dashes = "-".repeat(Math.max(WIDTH_MIN, grid.width(i)) - 1);
            out.append(grid.isRight(i) ? " " + dashes + ": |" : " -" + dashes + " |");
        }
        out.append('\n');
    }

    private static String escaped(String cell) {
        return cell.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;");
    }
}
