/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.QueryResult;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import io.ttlog.bench.peer.Fields;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * How long after its scheduled time an event can be seen: by a subscriber of the memory sink, or by a query that begins then.
 * One thread records at a steady pace (open loop, default configuration); {@link ArrivalSinkProvider} takes the times. With
 * queries, another thread meanwhile records a marker, asks for it with SQL as an application would, and times both together;
 * it fails when a query does not see its marker.
 */
final class Visible {
    private static final int WARM_UPS = 10;

    private Visible() {}

    /** Settings: into (memory or store), rate, millis, warmupMillis, queriesEveryMillis (0: none). Figures: ns; events. */
    static Map<String, Double> run(Path directory, Settings settings) throws InterruptedException {
        TTLogSession session = TTLog.init()
                .service("bench")
                .data(directory)
                .console(false)
                .store(false)
                .sink(ArrivalSinkProvider.NAME)
                .option(ArrivalSinkProvider.NAME + ".into", settings.text("into"))
                .start();
        long period = 1_000_000_000L / settings.number("rate");
        for (int i = 0; i < WARM_UPS; i++) { // the same calls as later, so that nothing is compiled anew then
            pace(period, settings.number("warmupMillis") * 1_000_000 / WARM_UPS);
        }
        Latencies queries = new Latencies();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean blind = new AtomicBoolean();
        long everyNanos = settings.number("queriesEveryMillis") * 1_000_000;
        Thread asking = new Thread(() -> {
            for (long marker = 0; everyNanos > 0 && !ended.get(); marker++) {
                long start = System.nanoTime();
                blind.compareAndSet(false, !sees(marker));
                queries.add(System.nanoTime() - start);
                LockSupport.parkNanos(everyNanos);
            }
        });
        ArrivalSinkProvider.countFromNowOn();
        asking.start();
        pace(period, settings.number("millis") * 1_000_000);
        ended.set(true);
        asking.join();
        session.close();
        if (blind.get()) {
            throw new IllegalStateException("a query did not see what was recorded before it");
        }
        return figures(session.stats(), queries);
    }

    private static boolean sees(long marker) {
        TTLog.info("marker {sent}, {marker}", System.nanoTime(), marker);
        QueryResult result = TTLog.query(
                "SELECT count(*) AS found FROM logs WHERE timestamp > now() - INTERVAL '5 seconds' AND marker = "
                        + marker);
        return result.rows().iterator().next().getLong("found") == 1;
    }

    private static void pace(long period, long nanos) {
        Fields fields = new Fields(1);
        long scheduled = System.nanoTime() + period;
        for (long calls = nanos / period; calls > 0; calls--, scheduled += period) {
            fields.next();
            while (System.nanoTime() < scheduled) {
                Thread.onSpinWait();
            }
            TTLog.info("{sent}: {action} at {path}", scheduled, fields.action(), fields.path());
        }
    }

    private static Map<String, Double> figures(Stats stats, Latencies queries) {
        Latencies latencies = ArrivalSinkProvider.latencies();
        if (!stats.conserved() || latencies.count() == 0) {
            throw new IllegalStateException("nothing arrived, or the counts do not add up: " + stats);
        }
        Map<String, Double> figures = new HashMap<>();
        figures.put("p50", (double) latencies.percentile(50));
        figures.put("p99", (double) latencies.percentile(99));
        figures.put("max", (double) latencies.max());
        figures.put("dropped", (double) stats.dropped() + stats.droppedBy(ArrivalSinkProvider.NAME));
        if (queries.count() > 0) {
            figures.put("query.p50", (double) queries.percentile(50));
            figures.put("query.p99", (double) queries.percentile(99));
        }
        return figures;
    }
}
