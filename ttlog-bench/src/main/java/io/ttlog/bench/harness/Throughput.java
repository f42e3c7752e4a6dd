/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import com.sun.management.OperatingSystemMXBean;
import io.ttlog.bench.peer.Fields;
import io.ttlog.bench.peer.Peer;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.peer.Setup;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;

/**
 * Producers record as fast as they may into the file sink, nothing may be lost. The clock runs until the last byte is with the
 * operating system; processor time is that of the whole process.
 */
final class Throughput {
    private Throughput() {}

    /** Settings: peer, producers, events (of all producers), warmup (events before). Figures: rate, cpu (ns an event), disk. */
    static Map<String, Double> run(Path directory, Settings settings) throws IOException, InterruptedException {
        String name = settings.text("peer");
        int producers = (int) settings.number("producers");
        long warmup = settings.number("warmup") / producers * producers;
        long events = settings.number("events") / producers * producers;
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Peer peer = Peers.start(name, new Setup(directory, Setup.Sink.FILE));
        record(peer, producers, warmup);
        peer.awaitArrival(warmup);
        long cpuStart = system.getProcessCpuTime();
        long start = System.nanoTime();
        record(peer, producers, events);
        peer.finish();
        long nanos = System.nanoTime() - start;
        long cpuNanos = system.getProcessCpuTime() - cpuStart;
        peer.close();
        requireAll(name, warmup + events, peer.stored());
        return Map.of(
                "rate", events * 1e9 / nanos,
                "cpu", (double) cpuNanos / events,
                "disk", (double) peer.fileBytes() / (warmup + events));
    }

    static void record(Peer peer, int producers, long events) throws InterruptedException {
        if (producers == 1) {
            record(peer, new Fields(1), events);
            return;
        }
        Thread[] threads = new Thread[producers];
        for (int i = 0; i < producers; i++) {
            Fields fields = new Fields(i + 1L);
            threads[i] = new Thread(() -> record(peer, fields, events / producers), "producer-" + i);
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void record(Peer peer, Fields fields, long events) {
        for (long i = 0; i < events; i++) {
            fields.next();
            peer.log(fields.userId(), fields.action(), fields.path());
        }
    }

    static void requireAll(String peer, long recorded, long stored) {
        if (stored != recorded) {
            throw new IllegalStateException(
                    peer + " lost " + (recorded - stored) + " of " + recorded + " events: the figures are void");
        }
    }
}
