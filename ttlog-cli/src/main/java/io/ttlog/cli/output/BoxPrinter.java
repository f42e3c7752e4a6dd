/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import java.io.IOException;

/** A result as a table with lines around its cells, and the number of rows at the end. */
final class BoxPrinter implements ResultPrinter {
    private final int cellCharsMax;

    /** A printer that cuts longer cells. */
    BoxPrinter(int cellCharsMax) {
        this.cellCharsMax = cellCharsMax;
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        Grid grid = new Grid(result, cellCharsMax);
        rule(grid, "\u250c\u252c\u2510", out);
        boolean header = true;
        for (String[] cells : grid.lines()) {
            for (int i = 0; i < cells.length; i++) {
                out.append("\u2502 ").append(grid.padded(cells, i, 0)).append(' ');
            }
            out.append("\u2502\n");
            if (header) {
                rule(grid, "\u251c\u253c\u2524", out);
                header = false;
            }
        }
        rule(grid, "\u2514\u2534\u2518", out);
        out.append(grid.count());
    }

    /** A line across; the corners are the left end, a crossing and the right end. */
    private static void rule(Grid grid, String corners, Appendable out) throws IOException {
        for (int i = 0; i < grid.columns(); i++) {
            out.append(corners.charAt(i == 0 ? 0 : 1)).append("\u2500".repeat(grid.width(i) + 2));
        }
        out.append(corners.charAt(2)).append('\n');
    }
}
