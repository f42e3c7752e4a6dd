/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.bench.peer.Peers;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each harness once with tiny counts, in a JVM of its own. A harness fails when an event was lost. */
class HarnessTest {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @ParameterizedTest
    @ValueSource(strings = {Peers.TTLOG, Peers.JFR, Peers.CHRONICLE, Peers.OTEL})
    void recordsByTwoProducersWithoutALoss(String peer) throws IOException {
        Map<String, Double> figures =
                run("throughput", peer, Map.of("producers", "2", "warmup", "1000", "events", "20000"));
        assertThat(figures).containsOnlyKeys("rate", "cpu", "disk");
        assertThat(figures.get("rate")).isPositive();
        boolean packs = peer.startsWith(Peers.TTLOG);
        assertThat(figures.get("disk")).isBetween(packs ? 5.0 : 10.0, packs ? 10.0 : 200.0);
    }

    @Test
    void pacesCalls() throws IOException {
        Map<String, Double> figures =
                run("paced", Peers.TTLOG, Map.of("rate", "100000", "warmupMillis", "10", "millis", "50"));
        assertThat(figures.get("service.p50")).isPositive().isLessThanOrEqualTo(figures.get("service.p99"));
        assertThat(figures.get("response.p99")).isGreaterThanOrEqualTo(figures.get("service.p50"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "store"})
    void seesEventsArrive(String into) throws IOException {
        String queries = into.equals("store") ? "20" : "0";
        Map<String, Double> figures = run(
                "visible",
                Peers.TTLOG,
                Map.of(
                        "into",
                        into,
                        "rate",
                        "10000",
                        "warmupMillis",
                        "50",
                        "millis",
                        "200",
                        "queriesEveryMillis",
                        queries));
        assertThat(figures.get("p50")).isPositive().isLessThanOrEqualTo(figures.get("max"));
        assertThat(figures.containsKey("query.p50")).isEqualTo(into.equals("store"));
    }

    @Test
    void findsMemoryThatIsHeld() throws IOException {
        Map<String, String> settings = Map.of("threads", "8", "events", "100");
        Map<String, Double> empty = run("memory", Memory.NONE, settings);
        Map<String, Double> rings = run("memory", Memory.RING, settings);
        double held = rings.getOrDefault("jvm", Double.NaN) - empty.getOrDefault("jvm", Double.NaN);
        assertThat(held).isBetween(8 * 256.0 * 1024, 8 * 512.0 * 1024);
    }

    /** What the store holds with a heap of 64 MiB, beside all that a JVM takes itself, is bounded: {@code Ingest} fails when an event is lost. */
    @Test
    void recordsIntoTheStoreInASmallHeap() throws IOException {
        Map<String, String> settings =
                Map.of("rows", "events", "anchor", "", "read", "false", "warmup", "1000", "count", "200000");
        Map<String, Double> figures = ChildProcess.run("ingest", List.of("-Xmx64m"), settings, AT_MOST);
        assertThat(figures).containsKeys("rate", "cpu", "cpu.producer", "cpu.seal", "heap", "direct");
        assertThat(figures.get("fresh")).isBetween(4.0, 10.0);
        assertThat(figures.get("merged")).isBetween(3.0, 6.0);
    }

    @Test
    void failsWhenAnEventIsLost() {
        assertThatThrownBy(() -> Throughput.requireAll("x", 10, 9)).hasMessageContaining("x lost 1 of 10 events");
        Throughput.requireAll("x", 10, 10);
    }

    @Test
    void killsAJvmThatTakesTooLong() {
        Map<String, String> settings =
                Map.of("peer", Peers.TTLOG, "rate", "1000", "warmupMillis", "60000", "millis", "1");
        assertThatThrownBy(() -> ChildProcess.run("paced", List.of(), settings, Duration.ofMillis(100)))
                .hasMessageContaining("killed");
    }

    private static Map<String, Double> run(String harness, String peer, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("peer", peer);
        return ChildProcess.run(harness, Peers.jvmFlags(peer), all, AT_MOST);
    }
}
