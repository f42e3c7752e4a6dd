/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Shows a report as Markdown whose columns stand under each other, so that it reads as well on a terminal. */
final class Table {
    private final Report report;

    Table(Report report) {
        this.report = report;
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# ttlog beside its peers\n\n");
        report.circumstances.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        text.append("""

                Median and half the distance between the quartiles; *ttlog is better by* is how many times better the first
                line of a measure is than this one.

                """);
        text.append(grid(measures()));
        text.append("\n## Bars\n\n").append(grid(bars()));
        if (!report.failures.isEmpty()) {
            text.append("\n## Not measured\n\n");
            report.failures.forEach(failure -> text.append("- ").append(failure).append('\n'));
        }
        return text.toString();
    }

    private List<List<String>> measures() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("what", "of", "median", "±", "unit", "samples", "ttlog is better by"));
        Set<String> names = new LinkedHashSet<>();
        report.measures().forEach(measure -> names.add(measure.what()));
        for (String what : names) {
            List<Measure> same = report.measures().stream()
                    .filter(measure -> measure.what().equals(what))
                    .toList();
            String ours = same.get(0).peer();
            for (Measure measure : same) {
                boolean first = measure.peer().equals(ours);
                rows.add(List.of(
                        first ? what : "",
                        measure.peer(),
                        number(measure.median()),
                        number(measure.spread() / 2),
                        measure.unit(),
                        Integer.toString(measure.samples().size()),
                        first || !ours.startsWith("ttlog")
                                ? ""
                                : factor(Bar.ratio(report, what, ours, measure.peer()))));
            }
        }
        return rows;
    }

    private List<List<String>> bars() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("bar", "figure", "limit", "outcome"));
        for (Bar bar : Bars.all()) {
            double figure = bar.figure().applyAsDouble(report);
            rows.add(List.of(
                    bar.claim(),
                    number(figure),
                    number(bar.limit().applyAsDouble(report)),
                    bar.outcome(report).name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        return rows;
    }

    /** Four figures or so, whatever the size. */
    static String number(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        double size = Math.abs(value);
        if (size >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", value / 1e6);
        }
        return String.format(
                Locale.ROOT, size >= 1000 ? "%,.0f" : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String factor(double factor) {
        return Double.isFinite(factor) ? String.format(Locale.ROOT, "%.2f", factor) : "";
    }

    private static String grid(List<List<String>> rows) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            line(text, rows.get(i), widths);
            if (i == 0) {
                text.append('|');
                for (int width : widths) {
                    text.append("-".repeat(width + 2)).append('|');
                }
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        text.append('|');
        for (int i = 0; i < cells.size(); i++) {
            text.append(' ')
                    .append(cells.get(i))
                    .append(" ".repeat(widths[i] - cells.get(i).length()))
                    .append(" |");
        }
        text.append('\n');
    }
}
