/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import java.io.IOException;

/** A result as aligned columns for people: numbers to the right, a rule below the names, and the number of rows at the end. */
final class TablePrinter implements ResultPrinter {
    private final int cellCharsMax;

    /** A printer that cuts longer cells. */
    TablePrinter(int cellCharsMax) {
        this.cellCharsMax = cellCharsMax;
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        Grid grid = new Grid(result, cellCharsMax);
        boolean header = true;
        for (String[] cells : grid.lines()) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                line.append(i == 0 ? "" : "  ").append(grid.padded(cells, i, 0));
            }
            out.append(line.toString().stripTrailing()).append('\n');
            if (header) {
                rule(grid, out);
                header = false;
            }
        }
        out.append(grid.count());
    }

    private static void rule(Grid grid, Appendable out) throws IOException {
        for (int i = 0; i < grid.columns(); i++) {
            out.append(i == 0 ? "" : "  ").append("-".repeat(grid.width(i)));
        }
        out.append('\n');
    }
}
