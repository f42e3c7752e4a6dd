/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that one run of the command yields. Not safe for several threads. */
final class Report {
    /** Machine, JDK, date, mode, versions: names with texts, in order. */
    final Map<String, String> circumstances = new LinkedHashMap<>();
    /** What could not be measured, and why. */
    final List<String> failures = new ArrayList<>();

    private final Map<List<String>, Measure> measures = new LinkedHashMap<>();

    /** Adds samples to a measure, which is made when it is new. */
    void add(String what, String peer, String unit, List<Double> samples) {
        measures.merge(
                List.of(what, peer), new Measure(what, peer, unit, samples), (all, more) -> all.and(more.samples()));
    }

    /** The measures in the order in which they came. */
    List<Measure> measures() {
        return List.copyOf(measures.values());
    }

    @Nullable
    Measure measure(String what, String peer) {
        return measures.get(List.of(what, peer));
    }

    /** The median of a measure; NaN when there is none. */
    double median(String what, String peer) {
        Measure measure = measure(what, peer);
        return measure == null ? Double.NaN : measure.median();
    }
}
