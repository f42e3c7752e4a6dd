/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import io.ttlog.bench.harness.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a JVM with the peer holds more than one that records nothing, which is started right before it.
 *
 * @param peer whose
 * @param threads that record
 * @param jvmFlags of both JVMs
 * @param effort how many events
 */
record MemoryRun(String peer, int threads, List<String> jvmFlags, Effort effort) implements Run {
    private static final double MEBIBYTE = 1 << 20;
    private static final Duration AT_MOST = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "memory " + peer + ", threads " + threads;
    }

    @Override
    public double seconds() {
        return 4;
    }

    @Override
    public List<String> measures() {
        return List.of(What.jvm(threads), What.rss(threads));
    }

    @Override
    public void into(Report report) throws IOException {
        Map<String, Double> empty = held("none");
        Map<String, Double> with = held(peer);
        report.add(What.jvm(threads), peer, "MiB", List.of(difference("jvm", with, empty)));
        if (with.containsKey("rss")) {
            report.add(What.rss(threads), peer, "MiB", List.of(difference("rss", with, empty)));
        }
    }

    private Map<String, Double> held(String whose) throws IOException {
        Map<String, String> settings = Map.of(
                "peer", whose,
                "threads", Integer.toString(threads),
                "events", Long.toString(effort.memoryEvents()));
        return ChildProcess.run("memory", jvmFlags, settings, AT_MOST);
    }

    private static double difference(String figure, Map<String, Double> with, Map<String, Double> without) {
        return (with.getOrDefault(figure, Double.NaN) - without.getOrDefault(figure, Double.NaN)) / MEBIBYTE;
    }
}
