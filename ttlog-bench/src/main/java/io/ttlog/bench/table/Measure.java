/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was measured of one peer. Immutable.
 *
 * @param what such as {@code log call, 1 thread}
 * @param peer whose
 * @param unit of the samples; rates ({@link #RATE}) are better when higher, all others when lower
 * @param samples in the order in which they were taken
 */
record Measure(String what, String peer, String unit, List<Double> samples) {
    /** The unit of which more is better. */
    static final String RATE = "events/s";

    Measure {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException(what + " of " + peer + " has no samples");
        }
    }

    /** This with more samples. */
    Measure and(List<Double> more) {
        List<Double> all = new ArrayList<>(samples);
        all.addAll(more);
        return new Measure(what, peer, unit, all);
    }

    boolean higherIsBetter() {
        return unit.equals(RATE);
    }

    double median() {
        return quantile(0.5);
    }

    /** The distance between the quartiles: what half of the samples lie within. */
    double spread() {
        return quantile(0.75) - quantile(0.25);
    }

    /** By linear interpolation between the samples. */
    private double quantile(double part) {
        List<Double> sorted = new ArrayList<>(samples);
        Collections.sort(sorted);
        double position = part * (sorted.size() - 1);
        int below = (int) position;
        int above = Math.min(below + 1, sorted.size() - 1);
        return sorted.get(below) + (position - below) * (sorted.get(above) - sorted.get(below));
    }
}
