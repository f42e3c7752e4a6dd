/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

import io.ttlog.QueryResult;
import java.io.IOException;
import java.util.List;

/** A result with one value a line, {@code name = value}, and an empty line between rows: for rows that are wide. */
final class LinePrinter implements ResultPrinter {
    private final int cellCharsMax;

    /** A printer that cuts longer values. */
    LinePrinter(int cellCharsMax) {
        this.cellCharsMax = cellCharsMax;
    }

    @Override
    public void print(QueryResult result, Appendable out) throws IOException {
        Grid grid = new Grid(result, cellCharsMax);
        List<String[]> lines = grid.lines();
        String[] names = lines.get(0);
        int width = 0;
        for (String name : names) {
            width = Math.max(width, name.codePointCount(0, name.length()));
        }
        for (int n = 1; n < lines.size(); n++) {
            out.append(n == 1 ? "" : "\n");
            for (int i = 0; i < names.length; i++) {
                String indent = " ".repeat(width - names[i].codePointCount(0, names[i].length()));
                out.append((indent + names[i] + " = " + lines.get(n)[i]).stripTrailing())
                        .append('\n');
            }
        }
    }
}
