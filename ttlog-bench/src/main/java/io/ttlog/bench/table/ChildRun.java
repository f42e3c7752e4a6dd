/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import io.ttlog.bench.harness.ChildProcess;
import io.ttlog.bench.peer.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A run of a harness.
 *
 * @param harness its name
 * @param peer whose measures these are
 * @param jvmFlags beside those of the peer
 * @param settings of the harness
 * @param seconds it takes, about
 * @param shown the figures of the harness that are kept, and as what
 */
record ChildRun(
        String harness,
        String peer,
        List<String> jvmFlags,
        Map<String, String> settings,
        double seconds,
        Map<String, Figure> shown)
        implements Run {
    private static final double SECONDS_LATE_MAX = 60;

    /**
     * A figure of a harness.
     *
     * @param what its measure
     * @param unit of the measure
     * @param perUnit so many of the harness's are one of the unit
     */
    record Figure(String what, String unit, double perUnit) {}

    @Override
    public String name() {
        return harness + " " + peer + " " + settings;
    }

    @Override
    public List<String> measures() {
        return shown.values().stream().map(Figure::what).toList();
    }

    @Override
    public void into(Report report) throws IOException {
        List<String> flags = new ArrayList<>(jvmFlags);
        flags.addAll(Peers.jvmFlags(peer));
        Duration atMost = Duration.ofMillis((long) (1000 * (SECONDS_LATE_MAX + 5 * seconds)));
        Map<String, Double> figures = ChildProcess.run(harness, flags, settings, atMost);
        shown.forEach((name, figure) -> {
            Double value = figures.get(name);
            if (value != null) {
                report.add(figure.what(), peer, figure.unit(), List.of(value / figure.perUnit()));
            }
        });
    }
}
