/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import io.ttlog.bench.AnnotatedCallBenchmark;
import io.ttlog.bench.peer.Peers;
import io.ttlog.bench.ring.Candidate;
import io.ttlog.bench.store.Anchor;
import io.ttlog.bench.store.Ingest;
import io.ttlog.bench.table.ChildRun.Figure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The runs of each group, ttlog first in each measure. */
final class Plan {
    /** The groups by the names that {@code --only} knows, in the order in which they run. */
    static final List<String> GROUPS =
            List.of("call", "bridges", "paced", "throughput", "visible", "memory", "size", "store", "rings");

    /** Those that run unless {@code --only} names others: the rows of the anchor take as long as all the rest. */
    static final List<String> USUAL =
            GROUPS.stream().filter(group -> !group.equals("store")).toList();

    private static final String RATE_PACED = "200000";
    private static final String RATE_VISIBLE = "100000";
    /** Until the compilers of the JVM are done with what runs at that rate. */
    private static final long VISIBLE_WARM_UP_MILLIS_MIN = 10_000;
    /** A small heap, the same for all: what a peer holds shows, what it could grow into does not. */
    private static final List<String> MEMORY_FLAGS = List.of("-XX:+UseSerialGC", "-Xms96m", "-Xmx96m", "-Xmn32m");

    /** The bar for what the store holds while it takes events as fast as they come. */
    private static final List<String> SMALL_HEAP_FLAGS =
            List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:MaxDirectMemorySize=8m");

    /** Peers with one road for files, after ttlog. */
    private static final List<String> FILE_PEERS =
            List.of(Peers.JFR, Peers.CHRONICLE, Peers.LOGBACK, Peers.GFLOG, Peers.LOG4J2, Peers.OTEL);

    private final Effort effort;

    Plan(Effort effort) {
        this.effort = effort;
    }

    /** One round of a group. */
    List<Run> runs(String group) {
        return switch (group) {
            case "call" -> calls();
            case "bridges" -> bridges();
            case "paced" -> paced();
            case "throughput" -> throughput();
            case "visible" -> visible();
            case "memory" -> memory();
            case "size" -> sizes();
            case "store" -> stored();
            case "rings" -> rings();
            default -> throw new IllegalArgumentException("no group is named " + group + "; there are " + GROUPS);
        };
    }

    /** How often the group's runs are repeated: what has no noise is run once. */
    int rounds(String group) {
        return switch (group) {
            case "size", "store", "visible" -> 1;
            case "bridges", "memory", "rings" -> (effort.rounds() + 1) / 2;
            default -> effort.rounds();
        };
    }

    private List<Run> calls() {
        List<Run> runs = new ArrayList<>();
        runs.add(inPlace(What.NANO_TIME, "jdk", "clock"));
        List<String> peers = new ArrayList<>(List.of(Peers.TTLOG, Peers.JFR, Peers.LOGBACK, Peers.OTEL, Peers.LOG4J2));
        peers.addAll(Bars.LOG4J2_STRATEGIES);
        peers.addAll(List.of(Peers.GFLOG, Peers.CHRONICLE));
        for (int threads = 1; threads <= 2; threads++) {
            for (String peer : peers) {
                if (threads == 1 || !Bars.LOG4J2_STRATEGIES.contains(peer)) {
                    runs.add(call(What.logCall(threads), peer, "CallBenchmark.log", threads));
                }
            }
        }
        for (String peer : List.of(Peers.TTLOG, Peers.JFR, Peers.OTEL)) {
            runs.add(call(What.SPAN, peer, "CallBenchmark.span", 1));
        }
        runs.add(inPlace(What.OFF, Peers.TTLOG, "off"));
        runs.add(inPlace(What.OFF_PRIMITIVES, Peers.TTLOG, "offPrimitives"));
        for (String peer : List.of(Peers.TTLOG, Peers.OTEL)) {
            runs.add(inPlace(What.COUNT, peer, "count"));
            runs.add(inPlace(What.RECORD, peer, "record"));
        }
        return runs;
    }

    /** Spans and metrics beside the libraries that have them, and the same SLF4J calls with each back end. */
    private List<Run> bridges() {
        List<Run> runs = new ArrayList<>();
        for (String peer : List.of(Peers.TTLOG, Peers.OTEL)) {
            runs.add(call(What.SPAN, peer, "CallBenchmark.span", 1));
        }
        for (String peer : List.of(Peers.TTLOG, Peers.OTEL, Peers.MICROMETER)) {
            runs.add(call(What.SPAN_IN_SPAN, peer, "CallBenchmark.spansInSpan", 1));
        }
        runs.add(annotated(Peers.TTLOG, "instrument", List.of()));
        runs.add(annotated(Bars.BY_HAND, "byHand", List.of()));
        runs.add(annotated(Peers.OTEL, "withSpan", AnnotatedCallBenchmark.agentFlags()));
        runs.add(annotated(Peers.MICROMETER, "observed", List.of()));
        for (String peer : List.of(Peers.TTLOG, Peers.OTEL, Peers.MICROMETER)) {
            runs.add(inPlace(What.COUNT, peer, "count"));
        }
        for (String peer : List.of(Peers.TTLOG, Peers.OTEL, Peers.MICROMETER, Bars.MICROMETER_SUMS)) {
            runs.add(inPlace(What.RECORD, peer, "record"));
        }
        for (String backEnd : List.of(Peers.TTLOG, Peers.LOGBACK, Peers.LOG4J2)) {
            runs.add(slf4j(What.SLF4J_TEXTS, backEnd, "", "CallBenchmark.logTexts"));
            runs.add(slf4j(What.SLF4J, backEnd, "", "CallBenchmark.log"));
            runs.add(slf4j(What.SLF4J_MDC, backEnd, "/mdc", "CallBenchmark.log"));
            runs.add(slf4j(What.SLF4J_OFF, backEnd, "", "InPlaceBenchmark.off"));
        }
        for (String exporter : List.of(Peers.TTLOG, "otlp")) {
            runs.add(export(What.EXPORT_SPAN, exporter, "spans"));
            runs.add(export(What.EXPORT_LOG, exporter, "logs"));
        }
        runs.add(export(What.written(What.EXPORT_SPAN), Peers.TTLOG, "spansWritten"));
        runs.add(export(What.written(What.EXPORT_LOG), Peers.TTLOG, "logsWritten"));
        return runs;
    }

    private Run annotated(String peer, String method, List<String> jvmFlags) {
        return new JmhRun(What.ANNOTATED, peer, "AnnotatedCallBenchmark." + method, Map.of(), jvmFlags, 1, effort);
    }

    private Run export(String what, String exporter, String method) {
        Map<String, String> parameters = Map.of("exporter", exporter);
        return new JmhRun(what, exporter, "ExportBenchmark." + method, parameters, List.of(), 1, effort);
    }

    private Run slf4j(String what, String backEnd, String variant, String benchmark) {
        String parameter = Peers.SLF4J + ":" + backEnd + variant;
        return new JmhRun(what, backEnd, benchmark, Map.of("peer", parameter), Peers.jvmFlags(parameter), 1, effort);
    }

    private Run inPlace(String what, String peer, String method) {
        return call(what, peer, "InPlaceBenchmark." + method, 1);
    }

    private Run call(String what, String peer, String benchmark, int threads) {
        String parameter = peer.equals("jdk") ? Peers.TTLOG : peer;
        return new JmhRun(what, peer, benchmark, Map.of("peer", parameter), Peers.jvmFlags(peer), threads, effort);
    }

    private List<Run> paced() {
        List<Run> runs = new ArrayList<>();
        Map<String, Figure> shown = new LinkedHashMap<>();
        for (String figure : List.of("p50", "p99", "p99.9", "max")) {
            shown.put("service." + figure, new Figure(What.PACED + figure, "ns", 1));
        }
        for (String figure : List.of("p50", "p99", "p99.9")) {
            shown.put("response." + figure, new Figure(What.PACED + "response " + figure, "ns", 1));
        }
        for (String peer : List.of(Peers.TTLOG, Peers.JFR, Peers.LOG4J2, Peers.LOGBACK)) {
            Map<String, String> settings = Map.of(
                    "peer",
                    peer,
                    "rate",
                    RATE_PACED,
                    "warmupMillis",
                    Long.toString(effort.pacedMillis() / 3),
                    "millis",
                    Long.toString(effort.pacedMillis()));
            runs.add(new ChildRun("paced", peer, List.of(), settings, 1.5 + effort.pacedMillis() * 1.33e-3, shown));
        }
        return runs;
    }

    private List<Run> throughput() {
        List<Run> runs = new ArrayList<>();
        List<String> peers = new ArrayList<>(List.of(Bars.FILE, Bars.FILE_LZ4, Bars.FILE_NONE));
        peers.addAll(FILE_PEERS);
        for (int producers = 1; producers <= 2; producers++) {
            Map<String, Figure> shown = new LinkedHashMap<>();
            shown.put("rate", new Figure(What.rate(producers), Measure.RATE, 1));
            shown.put("cpu", new Figure(What.cpu(producers), "ns", 1));
            shown.put("disk", new Figure(What.disk(producers), "B", 1));
            for (String peer : peers) {
                Map<String, String> settings = Map.of(
                        "peer", peer,
                        "producers", Integer.toString(producers),
                        "warmup", Long.toString(effort.warmupEvents()),
                        "events", Long.toString(effort.events()));
                double seconds = 2.5 + (effort.events() + effort.warmupEvents()) / 2.5e6;
                runs.add(new ChildRun("throughput", peer, List.of(), settings, seconds, shown));
            }
        }
        return runs;
    }

    private List<Run> visible() {
        return List.of(
                visible("memory", What.SUBSCRIBER, 0, false),
                visible("store", What.QUERY, 0, false),
                visible("store", "query, asked meanwhile", 500, true));
    }

    private Run visible(String into, String to, int queriesEveryMillis, boolean queries) {
        Map<String, Figure> shown = new LinkedHashMap<>();
        for (String figure : List.of("p50", "p99", "max")) {
            shown.put(figure, new Figure(What.visible(to, figure), "ms", 1e6));
        }
        shown.put("dropped", new Figure(What.visible(to, "dropped"), "events", 1));
        if (queries) {
            shown.put("query.p50", new Figure("flush and query, p50", "ms", 1e6));
            shown.put("query.p99", new Figure("flush and query, p99", "ms", 1e6));
        }
        Map<String, String> settings = Map.of(
                "into", into,
                "rate", RATE_VISIBLE,
                "warmupMillis", Long.toString(Math.max(VISIBLE_WARM_UP_MILLIS_MIN, effort.visibleMillis() / 5)),
                "millis", Long.toString(effort.visibleMillis()),
                "queriesEveryMillis", Integer.toString(queriesEveryMillis));
        return new ChildRun(
                "visible",
                Peers.TTLOG,
                List.of(),
                settings,
                2 + (effort.visibleMillis() + Math.max(VISIBLE_WARM_UP_MILLIS_MIN, effort.visibleMillis() / 5)) * 1e-3,
                shown);
    }

    private List<Run> memory() {
        List<Run> runs = new ArrayList<>();
        for (int threads : new int[] {1, 8}) {
            for (String peer : List.of(Peers.TTLOG, "ring", Peers.LOG4J2, Peers.LOGBACK, Peers.OTEL)) {
                runs.add(new MemoryRun(peer, threads, MEMORY_FLAGS, effort));
            }
        }
        return runs;
    }

    private List<Run> sizes() {
        List<Run> runs = new ArrayList<>();
        List<String> peers = new ArrayList<>(List.of(Bars.FILE, Bars.FILE_LZ4, Bars.FILE_NONE));
        peers.addAll(FILE_PEERS);
        Map<String, Figure> shown = new LinkedHashMap<>();
        shown.put("raw", new Figure(What.SIZE_RAW, "B", 1));
        shown.put("zstd", new Figure(What.SIZE_ZSTD, "B", 1));
        for (String peer : peers) {
            Map<String, String> settings = Map.of("peer", peer, "events", Long.toString(effort.sizeEvents()));
            runs.add(new ChildRun("size", peer, List.of(), settings, 2 + effort.sizeEvents() / 1e6, shown));
        }
        return runs;
    }

    /** Rows of the anchor as they are stored and read back, and what comes through all of ttlog; the latter alone where there is no anchor. */
    private List<Run> stored() {
        List<Run> runs = new ArrayList<>();
        runs.add(ingest(Ingest.EVENTS, effort.events()));
        runs.add(inSmallHeap(Ingest.EVENTS, effort.events()));
        if (!new Anchor(Anchor.place()).isPresent()) {
            return runs;
        }
        runs.add(ingest("logs", effort.anchorRows()));
        runs.add(ingest("spans", 2 * effort.anchorRows()));
        runs.add(ingest("metrics", 5 * effort.anchorRows()));
        Map<String, Figure> opened = new LinkedHashMap<>();
        opened.put("read", new Figure(What.opened("reader"), "ms", 1));
        opened.put("write", new Figure(What.opened("writer"), "ms", 1));
        opened.put("message", new Figure(What.opened("reader, with its message"), "ms", 1));
        runs.add(new ChildRun(
                "open",
                Peers.TTLOG,
                List.of("-Xmx512m"),
                Map.of("logs", String.valueOf(effort.openLogs()), "anchor", anchor()),
                90,
                opened));
        for (Map.Entry<String, Double> subset : Bars.STORED.entrySet()) {
            String name = subset.getKey();
            Map<String, String> settings = Map.of("subset", name, "anchor", anchor());
            Map<String, Figure> shown = new LinkedHashMap<>();
            shown.put("merged", new Figure(What.stored(name, "merged"), "B", 1));
            shown.put("points", new Figure(What.stored(name, "without its series"), "B", 1));
            shown.put("fresh", new Figure(What.stored(name, "fresh"), "B", 1));
            shown.put("rate", new Figure(What.stored(name, "written"), Measure.RATE, 1));
            runs.add(new ChildRun("store", Peers.TTLOG, List.of("-Xmx2g"), settings, 20, shown));
            if (!name.equals("own-spans")) {
                runs.add(new ChildRun("parquet", Bars.PARQUET, List.of("-Xmx1g"), settings, 15, shown));
            }
        }
        return runs;
    }

    private static String anchor() {
        return Anchor.place().toAbsolutePath().toString();
    }

    private Run ingest(String rows, long count) {
        Map<String, Figure> shown = new LinkedHashMap<>();
        shown.put("rate", new Figure(What.ingested(rows, "through the SDK"), Measure.RATE, 1));
        shown.put("cpu", new Figure(What.ingested(rows, "CPU, all threads"), "ns", 1));
        for (String thread : List.of("producer", "pump", "sink-store", "seal", "merge")) {
            shown.put("cpu." + thread, new Figure(What.ingested(rows, "CPU, " + thread), "ns", 1));
        }
        shown.put("fresh", new Figure(What.ingested(rows, "fresh"), "B", 1));
        shown.put("merged", new Figure(What.ingested(rows, "merged"), "B", 1));
        return ingest(rows, count, false, List.of("-Xmx2g", "-XX:+UseSerialGC"), shown);
    }

    /** That it ends is the proof: heap, direct memory and all. */
    private Run inSmallHeap(String rows, long count) {
        Map<String, Figure> shown = new LinkedHashMap<>();
        shown.put("rate", new Figure(What.ingested(rows, "in a heap of 64 MiB"), Measure.RATE, 1));
        shown.put("heap", new Figure(What.ingested(rows, "heap behind collections, at most"), "MiB", 1));
        shown.put("direct", new Figure(What.ingested(rows, "direct, at most"), "MiB", 1));
        return ingest(rows, count, true, SMALL_HEAP_FLAGS, shown);
    }

    private static Run ingest(String rows, long count, boolean read, List<String> flags, Map<String, Figure> shown) {
        Map<String, String> settings = Map.of(
                "rows",
                rows,
                "anchor",
                anchor(),
                "read",
                String.valueOf(read),
                "warmup",
                String.valueOf(count),
                "count",
                String.valueOf(count));
        return new ChildRun("ingest", Peers.TTLOG, flags, settings, 30, shown);
    }

    private List<Run> rings() {
        List<Run> runs = new ArrayList<>();
        for (int threads = 1; threads <= 2; threads++) {
            for (String ring : List.of("owned", "striped", "agrona", "disruptor")) {
                String whose = ring.equals("owned") || ring.equals("striped") ? "ttlog " + ring : ring;
                runs.add(new JmhRun(
                        What.ring(threads),
                        whose,
                        "RingBenchmark.offer",
                        Map.of("ring", ring),
                        Candidate.jvmFlags(ring),
                        threads,
                        effort));
            }
        }
        return runs;
    }
}
