/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.output;

/** How a result is printed; the names are those of options and of the shell's {@code .mode}. */
public enum Format {
    /** Aligned columns. */
    table,
    /** A table with lines around its cells. */
    box,
    /** One value a line. */
    line,
    /** One array of objects. */
    json,
    /** One object a line. */
    ndjson,
    /** Comma-separated values. */
    csv,
    /** Tab-separated values. */
    tsv,
    /** A table of GitHub's Markdown. */
    markdown;

    /**
     * A printer of this format.
     *
     * @param cellCharsMax the longest cell of the formats for people: table, box and line
     */
    public ResultPrinter printer(int cellCharsMax) {
        return switch (this) {
            case table -> new TablePrinter(cellCharsMax);
            case box -> new BoxPrinter(cellCharsMax);
            case line -> new LinePrinter(cellCharsMax);
            case json -> new JsonPrinter(true);
            case ndjson -> new JsonPrinter(false);
            case csv -> SeparatedPrinter.csv();
            case tsv -> SeparatedPrinter.tsv();
            case markdown -> new MarkdownPrinter();
        };
    }
}
