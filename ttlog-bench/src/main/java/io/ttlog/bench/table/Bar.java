/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What a figure has to reach.
 *
 * @param claim in words
 * @param figure taken from a report; NaN when it was not measured
 * @param limit of the figure
 * @param atMost whether the limit is the largest good figure, else the smallest
 */
record Bar(String claim, ToDoubleFunction<Report> figure, ToDoubleFunction<Report> limit, boolean atMost) {
    /** Whether a bar was reached. */
    enum Outcome {
        MET,
        MISSED,
        NOT_MEASURED
    }

    static Bar atMost(double limit, String what, String peer) {
        return atMost(text(limit), report -> limit, what, peer);
    }

    static Bar atMost(String words, ToDoubleFunction<Report> limit, String what, String peer) {
        return new Bar(what + " (" + peer + ") at most " + words, report -> report.median(what, peer), limit, true);
    }

    static Bar atLeast(double limit, String what, String peer) {
        return new Bar(
                what + " (" + peer + ") at least " + text(limit),
                report -> report.median(what, peer),
                report -> limit,
                false);
    }

    /** The better of two peers is better by this factor: a time of the other over ours, or our rate over the other's. */
    static Bar times(double factor, String what, String peer, String other) {
        return new Bar(
                what + ": " + text(factor) + " times better than " + other,
                report -> ratio(report, what, peer, other),
                report -> factor,
                false);
    }

    /** How many times better the one is than the other; NaN when one was not measured. */
    static double ratio(Report report, String what, String peer, String other) {
        Measure ours = report.measure(what, peer);
        Measure theirs = report.measure(what, other);
        if (ours == null || theirs == null) {
            return Double.NaN;
        }
        return ours.higherIsBetter() ? ours.median() / theirs.median() : theirs.median() / ours.median();
    }

    Outcome outcome(Report report) {
        double value = figure.applyAsDouble(report);
        double least = limit.applyAsDouble(report);
        if (Double.isNaN(value) || Double.isNaN(least)) {
            return Outcome.NOT_MEASURED;
        }
        return (atMost ? value <= least : value >= least) ? Outcome.MET : Outcome.MISSED;
    }

    private static String text(double number) {
        return number >= 1e6
                ? String.format(Locale.ROOT, "%.1f M", number / 1e6)
                : String.format(Locale.ROOT, "%s", number == Math.rint(number) ? (Object) (long) number : number);
    }
}
