/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What became worse or better between an earlier report and a later one. A median counts as changed when it moved by more than
 * the noise: the larger of 5% of the earlier median and the sum of both spreads (the distances between the quartiles). With
 * the usual five and more samples, two runs of the same code differ by so much in less than one measure of a hundred. What
 * only one report has is left out.
 */
final class Comparison {
    /** Below this part of the earlier median nothing counts: machines differ by that from hour to hour. */
    static final double NOISE_PART_MIN = 0.05;

    /** A measure that moved beyond the noise. */
    record Change(Measure before, Measure after, double noise) {
        /** How many times as large the later median is. */
        double factor() {
            return after.median() / before.median();
        }

        boolean worse() {
            return after.median() > before.median() ^ after.higherIsBetter();
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s (%s): %s -> %s %s, %.2f times; noise %s",
                    after.what(),
                    after.peer(),
                    Table.number(before.median()),
                    Table.number(after.median()),
                    after.unit(),
                    factor(),
                    Table.number(noise));
        }
    }

    final List<Change> regressions = new ArrayList<>();
    final List<Change> improvements = new ArrayList<>();
    /** Changes of peers, whose code did not change between two runs: how far to trust the rest. */
    final List<Change> ofPeers = new ArrayList<>();
    /** Circumstances that differ: two machines cannot be compared. */
    final List<String> differences = new ArrayList<>();
    /** Measures that both reports have. */
    int compared;

    Comparison(Report earlier, Report later) {
        for (Measure after : later.measures()) {
            Measure before = earlier.measure(after.what(), after.peer());
            if (before == null || !before.unit().equals(after.unit())) {
                continue;
            }
            compared++;
            double noise = noise(before, after);
            if (Math.abs(after.median() - before.median()) > noise) {
                Change change = new Change(before, after, noise);
                list(change).add(change);
            }
        }
        for (String name : Circumstances.COMPARABLE) {
            String before = earlier.circumstances.getOrDefault(name, "unknown");
            String after = later.circumstances.getOrDefault(name, "unknown");
            if (!before.equals(after)) {
                differences.add(name + ": " + before + " -> " + after);
            }
        }
    }

    static double noise(Measure before, Measure after) {
        return Math.max(NOISE_PART_MIN * Math.abs(before.median()), before.spread() + after.spread());
    }

    private List<Change> list(Change change) {
        if (!change.after().peer().startsWith("ttlog")) {
            return ofPeers;
        }
        return change.worse() ? regressions : improvements;
    }

    /** In words, one change a line. */
    String text() {
        StringBuilder text = new StringBuilder("\n## Compared with the earlier run\n\n");
        text.append(compared)
                .append(" measures; changed is what moved by more than 5% and by more than both spreads together.\n\n");
        section(text, "Not the same circumstances, so mind the figures", differences);
        section(text, "Regressions", regressions);
        section(text, "Improvements", improvements);
        section(text, "Peers that moved, too, though nobody changed them", ofPeers);
        return text.toString();
    }

    private static void section(StringBuilder text, String title, List<?> lines) {
        text.append(title).append(lines.isEmpty() ? ": none\n" : ":\n");
        lines.forEach(line -> text.append("- ").append(line).append('\n'));
    }
}
