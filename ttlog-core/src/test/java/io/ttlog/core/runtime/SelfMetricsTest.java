/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Redaction;
import io.ttlog.Sampling;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.Stats;
import io.ttlog.Status;
import io.ttlog.Status.SinkState;
import io.ttlog.core.Misuse;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.core.sink.Sink;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.OverflowPolicies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SelfMetricsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Path DOCUMENT = Path.of("../docs/operations.md");
    /** A row of the table: name, kind, labels. */
    private static final Pattern ROW = Pattern.compile("\\| `(ttlog\\.[a-z_.]+)` \\| (\\w+) \\|([^|]*)\\|.*");

    /** Room for a trace that is held, at least. */
    private static final int HELD_BYTES_LEAST = 512;

    private final Symbols symbols = new Symbols();
    private final CollectingSink healthy = new CollectingSink("healthy");
    private final CollectingSink failing = new CollectingSink("failing") {
        @Override
        public void write(byte[] buffer, int from, int to) throws IOException {
            throw new IOException("pretended: no space left");
        }
    };

    private static Config config(boolean selfMetrics, Duration every) {
        return new Config(
                        "shop",
                        Path.of("unused"),
                        Level.TRACE,
                        OverflowPolicies.all(Overflow.BLOCK, LONG),
                        64 << 10,
                        every,
                        selfMetrics,
                        Set.of(),
                        Map.of())
                .with(Redaction.standard());
    }

    private Recorder start(Config config, Metrics metrics, Sink... sinks) {
        return Recorder.start(
                config, symbols, Pipeline.EMPTY, new ArrayList<>(List.of(sinks)), new EpochClock(), metrics);
    }

    /** One reading, with its labels by name. */
    private record Reading(String name, MetricKind kind, String service, Map<String, String> labels, double value) {}

    private Reading reading(EventReader event) {
        Map<String, String> labels = new TreeMap<>();
        double value = event.metricKind() == MetricKind.HISTOGRAM ? (double) event.histogramCount() : event.value();
        while (event.nextField()) {
            labels.put(symbols.text(event.fieldKey()), event.fieldText());
        }
        return new Reading(
                symbols.text(event.name()), event.metricKind(), symbols.text(event.service()), labels, value);
    }

    private List<Reading> own() {
        return healthy
                .map(event -> event.signal() == Signal.METRIC ? List.of(reading(event)) : List.<Reading>of())
                .stream()
                .flatMap(List::stream)
                .filter(reading -> reading.service().equals(Status.SELF))
                .toList();
    }

    /** The last value of the metric with these labels, which is a whole number. */
    private long last(String name, String... labels) {
        Map<String, String> wanted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        List<Reading> found = own().stream()
                .filter(reading ->
                        reading.name().equals(name) && reading.labels().equals(wanted))
                .toList();
        assertThat(found).as("%s %s", name, wanted).isNotEmpty();
        return (long) found.get(found.size() - 1).value();
    }

    /** Provokes whatever there is to be told. */
    private Stats provokeEverything(Recorder recorder) {
        for (int n = 0; n < 3; n++) {
            recorder.event(Level.INFO).with("n", n).log("event {n}");
        }
        recorder.event(Level.WARN).with("key".repeat(100), 1).log("a key that is too long is left out");
        recorder.event(Level.INFO).with("password", "hunter2").log("a login");
        recorder.span("work").close();
        Span twice = recorder.span("twice");
        twice.close();
        Misuse.of(twice::close);
        recorder.submit(recorder.encoder()
                .beginLog(Level.ERROR, symbols.intern("big"), 0, 0, recorder.service(), 1)
                .field(symbols.intern("bytes"), new byte[recorder.recordBytesMax()]));
        StatusTest.await(
                "it is parked, after some 310 ms of retries",
                () -> recorder.status().sinks().stream().anyMatch(sink -> sink.state() == SinkState.PARKED));
        StatusTest.await("all it was given is counted", () -> recorder.stats().inFlight(failing.name()) == 0);
        recorder.close();
        return recorder.stats();
    }

    /** What is told only once it was so: traces held that are too many, labels that are too many, a supplier that is not back. */
    private static void provokeWhatIsRare(Recorder recorder, Metrics metrics) throws InterruptedException {
        for (int n = 0; n <= Metrics.SERIES_MAX; n++) {
            metrics.counter("of users").labels("user", Integer.toString(n)).add(1);
        }
        for (int n = 0; n <= Sampling.HELD_BYTES_MIN / HELD_BYTES_LEAST; n++) {
            Span root = recorder.span("root", Context.ROOT).detach();
            recorder.span("child", root.context()).close();
        }
        CountDownLatch back = new CountDownLatch(1);
        metrics.gauge("blocks").from(() -> {
            try {
                back.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 1;
        });
        recorder.flush(Ack.WRITTEN, LONG);
        back.countDown();
    }

    @Test
    void emitsWhatTheDocumentationListsAndNothingElse() throws Exception {
        Metrics metrics = new Metrics();
        Recorder recorder = start(
                config(true, Duration.ofHours(1))
                        .with(Sampling.ratio(0.5).keepErrors().within(LONG, Sampling.HELD_BYTES_MIN)),
                metrics,
                healthy,
                failing);
        provokeWhatIsRare(recorder, metrics);
        provokeEverything(recorder);
        Map<String, Set<String>> labels = new TreeMap<>();
        Map<String, String> kinds = new TreeMap<>();
        for (Reading reading : own()) {
            labels.computeIfAbsent(reading.name(), name -> new TreeSet<>())
                    .addAll(reading.labels().keySet());
            kinds.put(reading.name(), reading.kind().text());
        }
        Set<String> emitted = new TreeSet<>();
        kinds.forEach((name, kind) -> emitted.add(name + " " + kind + " " + labels.get(name)));
        Set<String> documented = new TreeSet<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> words = Arrays.stream(row.group(3).split("[`, ]+"))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toCollection(TreeSet::new));
                documented.add(row.group(1) + " " + row.group(2) + " " + words);
            }
        }
        assertThat(documented).hasSizeGreaterThan(15).isEqualTo(emitted);
    }

    @Test
    void tellsTheCountsThatStatsTells() {
        Stats stats = provokeEverything(start(config(true, Duration.ofHours(1)), new Metrics(), failing, healthy));

        assertThat(stats.conserved()).isTrue();
        assertThat(last("ttlog.submitted", "signal", "log", "level", "info")).isEqualTo(4);
        assertThat(last("ttlog.submitted", "signal", "span")).isEqualTo(2);
        assertThat(last("ttlog.dropped", "signal", "log", "level", "error", "reason", "too_large"))
                .isEqualTo(1)
                .isEqualTo(stats.dropped(DropReason.TOO_LARGE));
        assertThat(last("ttlog.values_lost", "reason", "cardinality"))
                .isEqualTo(stats.valuesLost(DropReason.CARDINALITY))
                .isPositive();
        assertThat(last("ttlog.misuses")).isEqualTo(stats.misuses()).isEqualTo(1);
        assertThat(last("ttlog.sink.parked", "sink", "failing")).isEqualTo(1);
        assertThat(last("ttlog.sink.parked", "sink", "healthy")).isZero();
        assertThat(last("ttlog.sink.dropped", "sink", "failing", "signal", "span", "reason", "sink_failed"))
                .isEqualTo(2);
        assertThat(last("ttlog.sink.stored", "sink", "healthy")).isPositive();
        assertThat(last("ttlog.sink.errors", "sink", "failing")).isGreaterThan(3);
        assertThat(last("ttlog.sink.retries", "sink", "failing")).isEqualTo(3);
        assertThat(last("ttlog.sink.write_ms", "sink", "failing")).isGreaterThan(3);
        assertThat(last("ttlog.rings")).isPositive();
    }

    @Test
    void isCountedLikeAnyOtherMetric() {
        Metrics metrics = new Metrics();
        metrics.counter("requests").add(1);
        Stats stats = provokeEverything(start(config(true, Duration.ofHours(1)), metrics, healthy, failing));
        assertThat(own().size()).isEqualTo(stats.submitted(Signal.METRIC) - 1);
        assertThat(stats.stored("healthy")).isEqualTo(healthy.count());
        assertThat(stats.inFlight("healthy")).isZero();
        assertThat(stats.conserved()).isTrue();
    }

    @Test
    void isReadAsOftenAsTheOtherMetricsAndNotAtAFlush() {
        Recorder recorder = start(config(true, Duration.ofNanos(1)), new Metrics(), healthy);
        StatusTest.await(
                "the pump has had its chores twice",
                () -> own().stream().filter(r -> r.name().equals("ttlog.rings")).count() >= 2);
        recorder.close();
        CollectingSink other = new CollectingSink("other");
        try (Recorder rare = start(config(true, Duration.ofHours(1)), new Metrics(), other)) {
            for (int flush = 0; flush < 3; flush++) {
                rare.event(Level.INFO).log("event");
                assertThat(rare.flush(Ack.WRITTEN, LONG)).isTrue();
            }
            assertThat(other.count()).isEqualTo(3);
        }
        assertThat(other.count()).as("but at the end").isGreaterThan(3);
    }

    @Test
    void saysNothingWhereItIsNotWanted() {
        Metrics metrics = new Metrics();
        metrics.counter("requests").add(1);
        Stats stats = provokeEverything(start(config(false, Duration.ofNanos(1)), metrics, healthy, failing));
        assertThat(own()).isEmpty();
        assertThat(stats.submitted(Signal.METRIC)).isPositive();
    }
}
