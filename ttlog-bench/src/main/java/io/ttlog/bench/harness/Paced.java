/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.bench.peer.Fields;
import io.ttlog.bench.peer.Peer;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.peer.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Calls at a steady pace from one thread, into the file sink. Each call has its time on a schedule that does not wait for late
 * ones (open loop); the thread spins until then. <em>Service</em> is the call alone, between two readings of the clock;
 * <em>response</em> counts from the scheduled time, so that calls which a slow one held up count too.
 */
final class Paced {
    private Paced() {}

    /** Settings: peer, rate (calls a second), millis, warmupMillis. Figures: nanoseconds. */
    static Map<String, Double> run(Path directory, Settings settings) throws IOException {
        Peer peer = Peers.start(settings.text("peer"), new Setup(directory, Setup.Sink.FILE));
        long period = 1_000_000_000L / settings.number("rate");
        Latencies service = new Latencies();
        Latencies response = new Latencies();
        long calls = 0;
        for (String phase : new String[] {"warmupMillis", "millis"}) {
            service.clear();
            response.clear();
            calls += pace(peer, period, settings.number(phase) * 1_000_000, service, response);
        }
        peer.finish();
        peer.close();
        Throughput.requireAll(settings.text("peer"), calls, peer.stored());
        Map<String, Double> figures = new HashMap<>();
        put(figures, "service", service);
        put(figures, "response", response);
        return figures;
    }

    private static long pace(Peer peer, long period, long nanos, Latencies service, Latencies response) {
        Fields fields = new Fields(1);
        long calls = nanos / period;
        long scheduled = System.nanoTime() + period;
        for (long i = 0; i < calls; i++, scheduled += period) {
            fields.next();
            long before = System.nanoTime();
            while (before < scheduled) {
                Thread.onSpinWait();
                before = System.nanoTime();
            }
            peer.log(fields.userId(), fields.action(), fields.path());
            long after = System.nanoTime();
            service.add(after - before);
            response.add(after - scheduled);
        }
        return calls;
    }

    private static void put(Map<String, Double> figures, String name, Latencies latencies) {
        figures.put(name + ".p50", (double) latencies.percentile(50));
        figures.put(name + ".p99", (double) latencies.percentile(99));
        figures.put(name + ".p99.9", (double) latencies.percentile(99.9));
        figures.put(name + ".max", (double) latencies.max());
    }
}
