/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.store.Anchor;
import io.ttlog.bench.store.Ingest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What ttlog has to reach, beside its peers in the same run. The one place where these numbers stand. */
final class Bars {
    /** Whose figures count in the file sink: the codec that reaches the size. */
    static final String FILE = Peers.TTLOG + ":zstd";

    /** Another codec of the file sink, and none. */
    static final String FILE_LZ4 = Peers.TTLOG + ":lz4";

    static final String FILE_NONE = Peers.TTLOG + ":none";

    /** Wait strategies of Log4j2 beside its default. */
    static final List<String> LOG4J2_STRATEGIES =
            List.of(Peers.LOG4J2 + ":Sleep", Peers.LOG4J2 + ":Yield", Peers.LOG4J2 + ":BusySpin");

    /** Micrometer's summary without buckets, which counts and adds up. */
    static final String MICROMETER_SUMS = Peers.MICROMETER + ":sums";

    /** The span that an annotation makes, written by hand. */
    static final String BY_HAND = Peers.TTLOG + ":by hand";

    /** The call may cost 60 ns where the clock, which it reads once, costs 24. */
    private static final double LOG_CALL_NANOS_WITHOUT_CLOCK = 60 - 24;
    /** JMH's figure includes the pauses between bursts and all threads, so that 0 B shows as a fraction of a byte. */
    private static final double ALLOCATED_BYTES = 1;

    private static final double MEBIBYTES = 10;

    private static final double OPEN_MILLIS = 100;

    /** DuckDB's table as a Parquet file under zstd-3. */
    static final String PARQUET = "parquet by duckdb";

    /** Subsets of the anchor, and the most bytes that a row of each may take, indexes included. */
    static final Map<String, Double> STORED = stored();

    private static Map<String, Double> stored() {
        Map<String, Double> bars = new LinkedHashMap<>();
        bars.put("logs", 11.0);
        bars.put("train-ticket", 9.3);
        bars.put("kafka", 4.0);
        bars.put("windows", 20.7);
        bars.put("apache", 13.0);
        bars.put("spans", 15.4);
        bars.put("own-spans", 8.5);
        bars.put("counters", 0.15);
        bars.put("long-series", 2.95);
        bars.put("metrics", 3.9);
        return Collections.unmodifiableMap(bars);
    }

    private Bars() {}

    static List<Bar> all() {
        List<Bar> bars = new ArrayList<>();
        calls(bars);
        bars.add(Bar.atMost(400, What.PACED + "p99", Peers.TTLOG));
        throughput(bars);
        for (String to : List.of(What.SUBSCRIBER, What.QUERY)) {
            bars.add(Bar.atMost(0.5, What.visible(to, "p99"), Peers.TTLOG));
            bars.add(Bar.atMost(0, What.visible(to, "dropped"), Peers.TTLOG));
        }
        ingest(bars);
        if (new Anchor(Anchor.place()).isPresent()) {
            store(bars);
        }
        for (int threads : new int[] {1, 8}) {
            bars.add(Bar.atMost(MEBIBYTES, What.jvm(threads), Peers.TTLOG));
            bars.add(Bar.atMost(MEBIBYTES, What.rss(threads), Peers.TTLOG));
        }
        return bars;
    }

    private static void calls(List<Bar> bars) {
        String call = What.logCall(1);
        bars.add(Bar.atMost(
                "36 + System.nanoTime",
                report -> LOG_CALL_NANOS_WITHOUT_CLOCK + report.median(What.NANO_TIME, "jdk"),
                call,
                Peers.TTLOG));
        bars.add(Bar.times(6, call, Peers.TTLOG, Peers.LOG4J2));
        bars.add(new Bar(
                call + ": 4 times better than log4j2 with its best wait strategy",
                report -> LOG4J2_STRATEGIES.stream()
                        .mapToDouble(best -> Bar.ratio(report, call, Peers.TTLOG, best))
                        .min()
                        .orElse(Double.NaN),
                report -> 4,
                false));
        bars.add(Bar.times(3.5, call, Peers.TTLOG, Peers.OTEL));
        bars.add(Bar.times(1.6, call, Peers.TTLOG, Peers.LOGBACK));
        bars.add(Bar.times(1.3, call, Peers.TTLOG, Peers.JFR));
        ToDoubleFunction<Report> slower = report -> 1.5 * report.median(call, Peers.TTLOG);
        bars.add(Bar.atMost("1.5 times that of 1 thread", slower, What.logCall(2), Peers.TTLOG));
        bars.add(Bar.atMost(1, What.OFF, Peers.TTLOG));
        bars.add(Bar.atMost(1, What.OFF_PRIMITIVES, Peers.TTLOG));
        bars.add(Bar.atMost(90, What.SPAN, Peers.TTLOG));
        bars.add(Bar.atMost(
                "1.1 times the span by hand",
                report -> 1.1 * report.median(What.ANNOTATED, BY_HAND),
                What.ANNOTATED,
                Peers.TTLOG));
        bars.add(Bar.atMost(1.6, What.COUNT, Peers.TTLOG));
        bars.add(Bar.atMost(4, What.RECORD, Peers.TTLOG));
        for (String what : List.of(
                call,
                What.OFF,
                What.OFF_PRIMITIVES,
                What.SPAN,
                What.SPAN_IN_SPAN,
                What.ANNOTATED,
                What.COUNT,
                What.RECORD,
                What.SLF4J_TEXTS,
                What.SLF4J_OFF)) {
            bars.add(Bar.atMost(ALLOCATED_BYTES, What.allocated(what), Peers.TTLOG));
        }
    }

    private static void store(List<Bar> bars) {
        STORED.forEach((subset, most) -> {
            boolean points = Anchor.Subset.of(subset).isPoints();
            bars.add(Bar.atMost(most, What.stored(subset, points ? "without its series" : "merged"), Peers.TTLOG));
        });
        bars.add(Bar.atMost(16, What.stored("logs", "fresh"), Peers.TTLOG));
        bars.add(Bar.atLeast(250_000, What.ingested("logs", "through the SDK"), Peers.TTLOG));
        bars.add(Bar.atLeast(500_000, What.ingested("spans", "through the SDK"), Peers.TTLOG));
        bars.add(Bar.atLeast(2e6, What.ingested("metrics", "through the SDK"), Peers.TTLOG));
        bars.add(Bar.atMost(OPEN_MILLIS, What.opened("reader"), Peers.TTLOG));
        bars.add(Bar.atMost(OPEN_MILLIS, What.opened("writer"), Peers.TTLOG));
    }

    private static void ingest(List<Bar> bars) {
        bars.add(Bar.atLeast(1.5e6, What.ingested(Ingest.EVENTS, "through the SDK"), Peers.TTLOG));
        bars.add(Bar.atMost(10, What.ingested(Ingest.EVENTS, "fresh"), Peers.TTLOG));
        bars.add(Bar.atMost(6, What.ingested(Ingest.EVENTS, "merged"), Peers.TTLOG));
    }

    private static void throughput(List<Bar> bars) {
        bars.add(Bar.atLeast(5e6, What.rate(1), FILE));
        bars.add(Bar.atMost(370, What.cpu(1), FILE));
        bars.add(Bar.atMost(12, What.disk(1), FILE));
        bars.add(Bar.times(2.5, What.rate(1), FILE, Peers.LOGBACK));
        bars.add(Bar.times(2.5, What.rate(1), FILE, Peers.GFLOG));
        bars.add(Bar.times(3, What.rate(1), FILE, Peers.LOG4J2));
        bars.add(Bar.times(1.5, What.rate(1), FILE, Peers.CHRONICLE));
        bars.add(Bar.times(0.9, What.rate(1), FILE, Peers.JFR));
    }
}
