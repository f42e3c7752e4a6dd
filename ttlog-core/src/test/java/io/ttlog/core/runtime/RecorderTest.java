/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Context;
import io.ttlog.DropReason;
import io.ttlog.Histogram;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.Span;
import io.ttlog.SpanContext;
import io.ttlog.Stats;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.ValueText;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Config;
import io.ttlog.spi.Metrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecorderTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CollectingSink sink = new CollectingSink("memory");

    static Config config(Overflow overflow) {
        return new Config(
                "shop",
                Path.of("unused"),
                Level.TRACE,
                overflow,
                Duration.ofSeconds(10),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
    }

    private static EventEncoder log(Recorder recorder, Level level, long n) {
        Symbols symbols = recorder.symbols();
        return recorder.encoder()
                .beginLog(level, symbols.intern("event {n}"), 0, 0, recorder.service(), 1_000 + n)
                .field(symbols.intern("n"), n);
    }

    private static long n(EventReader event) {
        assertThat(event.nextField()).isTrue();
        return event.fieldLong();
    }

    private Recorder start(Overflow overflow) {
        return Recorder.start(config(overflow), new Symbols(), Pipeline.EMPTY, List.of(sink));
    }

    @Test
    void writesEveryEventOfSeveralThreadsInTheirOrderUnderBlock() throws Exception {
        int threads = 4;
        int events = 20_000;
        Recorder recorder = start(Overflow.BLOCK);
        List<Thread> producers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            long base = (long) t * events;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < events; i++) {
                    recorder.submit(log(recorder, Level.INFO, base + i));
                }
            });
            thread.start();
            producers.add(thread);
        }
        for (Thread producer : producers) {
            producer.join();
        }
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();

        long[] next = new long[threads];
        for (long n : sink.map(RecorderTest::n)) {
            int thread = (int) (n / events);
            assertThat(n % events).isEqualTo(next[thread]++);
        }
        assertThat(next).containsOnly(events);
        Stats stats = recorder.stats();
        assertThat(stats.submitted()).isEqualTo((long) threads * events);
        assertThat(stats.stored("memory")).isEqualTo((long) threads * events);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
        recorder.close();
    }

    @Test
    void closesTheSinkAfterASyncedFlushAndCountsWhatComesLater() {
        Recorder recorder = start(Overflow.DROP_NEWEST);
        assertThat(recorder.submit(log(recorder, Level.INFO, 1))).isTrue();
        recorder.close();

        assertThat(sink.isClosed()).isTrue();
        assertThat(sink.count()).isEqualTo(1);
        assertThat(sink.flushes()).endsWith(Ack.SYNCED);
        assertThat(recorder.submit(log(recorder, Level.INFO, 2))).isFalse();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        Stats stats = recorder.stats();
        assertThat(stats.dropped(DropReason.SHUTDOWN)).isEqualTo(1);
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("memory")).isZero();
    }

    @Test
    void dropsAnEventThatIsTooLargeForTheRing() {
        try (Recorder recorder = start(Overflow.BLOCK)) {
            EventEncoder encoder = log(recorder, Level.ERROR, 1)
                    .field(recorder.symbols().intern("big"), new byte[recorder.recordBytesMax()]);
            assertThat(recorder.submit(encoder)).isFalse();
            assertThat(recorder.stats().dropped(DropReason.TOO_LARGE)).isEqualTo(1);
            assertThat(recorder.stats().conserved()).isTrue();
        }
    }

    @Test
    void letsASlowSinkDropWithoutStarvingAnother() {
        GatedSink slow = new GatedSink("slow");
        Recorder recorder =
                Recorder.start(config(Overflow.DROP_NEWEST), new Symbols(), Pipeline.EMPTY, List.of(slow, sink));
        int events = 40_000; // some 2 MB, more than a lane and a ring hold together
        int accepted = 0;
        for (int i = 0; i < events; i++) {
            if (recorder.submit(log(recorder, Level.WARN, i))) {
                accepted++;
            }
            if (i % 200 == 0) {
                long target = accepted;
                while (sink.count() < target) {
                    Thread.onSpinWait();
                }
            }
        }
        while (sink.count() < accepted) {
            Thread.onSpinWait();
        }
        assertThat(recorder.flush(Ack.WRITTEN, Duration.ofMillis(1))).isFalse();
        slow.open();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).as("it lost some").isFalse();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).as("that was told").isTrue();

        Stats stats = recorder.stats();
        assertThat(accepted).isEqualTo(events);
        assertThat(stats.stored("memory")).isEqualTo(events);
        assertThat(stats.stored("slow")).isEqualTo(slow.count()).isPositive();
        assertThat(stats.droppedBy("slow")).isPositive().isEqualTo(events - slow.count());
        assertThat(stats.conserved()).isTrue();
        assertThat(stats.inFlight("slow")).isZero();
        recorder.close();
    }

    @Test
    void losesNothingUnderBlockHoweverSlowTheSink() throws Exception {
        GatedSink slow = new GatedSink("slow");
        Recorder recorder = Recorder.start(config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, List.of(slow, sink));
        int events = 40_000;
        int[] accepted = new int[1];
        Thread producer = new Thread(() -> {
            for (int i = 0; i < events; i++) {
                if (recorder.submit(log(recorder, Level.INFO, i))) {
                    accepted[0]++;
                }
            }
        });
        producer.start();
        long position = -1;
        while (producer.getState() != Thread.State.TIMED_WAITING
                || position != recorder.stats().submitted()) {
            position = recorder.stats().submitted(); // until the producer waits for room
        }
        assertThat(position).isLessThan(events);
        slow.open();
        producer.join();
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
        assertThat(accepted[0]).isEqualTo(events);
        assertThat(slow.map(RecorderTest::n)).hasSize(events).isSorted();
        assertThat(sink.count()).isEqualTo(events);
        assertThat(recorder.stats().conserved()).isTrue();
        recorder.close();
    }

    @Test
    void givesUpBlockingWhenTimeRunsOut() {
        GatedSink shut = new GatedSink("shut");
        Config impatient = new Config(
                "shop",
                Path.of("unused"),
                Level.TRACE,
                Overflow.BLOCK,
                Duration.ofMillis(2),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
        Recorder recorder = Recorder.start(impatient, new Symbols(), Pipeline.EMPTY, List.of(shut));
        long n = 0;
        while (recorder.submit(log(recorder, Level.INFO, n))) {
            n++;
        }
        assertThat(recorder.stats().dropped(DropReason.RING_FULL)).isEqualTo(1);
        shut.open();
        recorder.close();
        assertThat(shut.count()).isEqualTo((int) n);
        assertThat(recorder.stats().conserved()).isTrue();
    }

    @Test
    void countsTheBatchesThatASinkFails() {
        CollectingSink failing = new CollectingSink("failing") {
            @Override
            public void write(byte[] buffer, int from, int to) throws IOException {
                if (count() == 0) {
                    super.write(buffer, from, to);
                    throw new IllegalStateException("pretended defect of a sink");
                }
                super.write(buffer, from, to);
            }
        };
        try (Recorder recorder =
                Recorder.start(config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, List.of(failing, sink))) {
            recorder.submit(log(recorder, Level.INFO, 1));
            assertThat(recorder.flush(Ack.WRITTEN, LONG))
                    .as("what is lost is not acknowledged")
                    .isFalse();
            recorder.submit(log(recorder, Level.INFO, 2));
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            Stats stats = recorder.stats();
            assertThat(stats.stored("failing")).isEqualTo(1);
            assertThat(stats.droppedBy("failing")).isEqualTo(1);
            assertThat(stats.stored("memory")).isEqualTo(2);
            assertThat(stats.conserved()).isTrue();
        }
    }

    @Test
    void tellsTheCallerOfAFlushThatASinkFailed() {
        CollectingSink failing = new CollectingSink("failing") {
            @Override
            public synchronized void flush(Ack level) throws IOException {
                throw new IOException("pretended full disk");
            }
        };
        try (Recorder recorder =
                Recorder.start(config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, List.of(failing, sink))) {
            assertThat(recorder.flush(Ack.ACCEPTED, LONG)).isTrue();
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isFalse();
        }
    }

    @Test
    void filtersByLevelAndByTheStagesGiven() {
        Config warnings = new Config(
                "shop",
                Path.of("unused"),
                Level.WARN,
                Overflow.BLOCK,
                Duration.ofSeconds(10),
                64 << 10,
                Duration.ofHours(1),
                Set.of(),
                Map.of());
        Pipeline even = Pipeline.EMPTY
                .with(event -> event.timestampNanos() % 2 == 0)
                .with(event -> {
                    throw new IllegalStateException("pretended defect of a stage");
                });
        try (Recorder recorder = Recorder.start(warnings, new Symbols(), even, List.of(sink))) {
            for (int i = 0; i < 10; i++) {
                recorder.submit(log(recorder, i < 4 ? Level.INFO : Level.ERROR, i));
            }
            assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();
            assertThat(sink.map(RecorderTest::n)).containsExactly(4L, 6L, 8L);
            assertThat(recorder.stats().dropped(DropReason.FILTERED)).isEqualTo(7);
            assertThat(recorder.stats().conserved()).isTrue();
        }
    }

    @Test
    void writesReadingsOfMetricsBeforeAFlush() {
        Metrics metrics = new Metrics();
        metrics.counter("requests").labels("path", "/a").add(3);
        metrics.gauge("active").set(2.5);
        metrics.histogram("ms").record(4);
        metrics.histogram("ms").record(6);
        Symbols symbols = new Symbols();
        Recorder recorder = Recorder.start(
                config(Overflow.BLOCK), symbols, Pipeline.EMPTY, List.of(sink), new EpochClock(), metrics);
        assertThat(recorder.flush(Ack.WRITTEN, LONG)).isTrue();

        List<String> readings = sink.map(e -> {
            String name = symbols.text(e.name()) + " " + e.metricKind().text();
            return switch (e.metricKind()) {
                case COUNTER, GAUGE, UP_DOWN_COUNTER ->
                    name + " " + e.value() + (e.nextField() ? " " + e.fieldText() : "");
                case HISTOGRAM ->
                    name + " " + e.histogramCount() + " " + e.histogramSum() + " " + e.histogramMin() + " "
                            + e.histogramMax();
            };
        });
        assertThat(readings)
                .containsExactly("requests counter 3.0 /a", "active gauge 2.5", "ms histogram 2 10.0 4.0 6.0");
        metrics.gauge("active").set(3);
        recorder.close();
        assertThat(sink.count()).isEqualTo(4);
        assertThat(recorder.stats().submitted(Signal.METRIC)).isEqualTo(4);
        assertThat(recorder.stats().conserved()).isTrue();
    }

    @Test
    void readingsLeadToTheSpanOfTheLargestValue() {
        Metrics metrics = new Metrics();
        Recorder recorder = Recorder.start(
                config(Overflow.BLOCK), new Symbols(), Pipeline.EMPTY, List.of(sink), new EpochClock(), metrics);
        Histogram histogram = metrics.histogram("ms", "ms", "how long");
        histogram.record(50); // outside of any span
        String slow;
        try (Span span = recorder.span("slow")) {
            slow = span.spanId();
            histogram.record(40);
            metrics.counter("errors").increment();
        }
        try (Span span = recorder.span("quick")) {
            assertThat(span.spanId()).isNotEqualTo(slow);
            histogram.record(1);
            metrics.counter("errors").increment();
            span.ok();
        }
        SpanContext unsampled = SpanContext.parse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", null);
        try (Span span = recorder.span("unsampled", Context.ROOT.with(unsampled))) {
            assertThat(span.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
            histogram.record(90);
            span.ok();
        }
        recorder.close();
        metrics.histogram("ms").record(1);
        List<String> readings = sink.map(e -> e.signal() != Signal.METRIC
                ? ""
                : e.metricKind() + " " + (e.hasTrace() ? ValueText.hex(e.spanId()) + " " + e.exemplarValue() : "none"));
        assertThat(readings).contains("HISTOGRAM " + slow + " 40.0", "COUNTER " + slow + " 1.0");
    }

    @Test
    void stampsEventsWithTheClockGivenAndFollowsItsSteps() {
        long[] ticks = {100};
        long[] wall = {1_000_000_000L};
        EpochClock clock = new EpochClock(() -> ticks[0], () -> wall[0]);
        assertThat(clock.nanos()).isEqualTo(1_000_000_000L);
        ticks[0] += 50;
        assertThat(clock.nanos()).isEqualTo(1_000_000_050L);
        clock.anchor();
        assertThat(clock.nanos()).as("a distance within the tolerance is left").isEqualTo(1_000_000_050L);
        wall[0] += 5_000_000_000L;
        clock.anchor();
        assertThat(clock.nanos()).isEqualTo(6_000_000_000L);
    }
}
