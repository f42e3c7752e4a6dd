/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.Overflow;
import io.ttlog.Signal;
import io.ttlog.core.Await;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.pump.Pipeline;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.HistogramTotal;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.Series;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GaugeWatchTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Metrics metrics = new Metrics();
    private final AtomicLong nanos = new AtomicLong();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final GaugeWatch watch = new GaugeWatch(metrics, new PrintStream(said, true), nanos::get);
    private final List<CountDownLatch> latches = new ArrayList<>();

    @AfterEach
    void release() {
        latches.forEach(CountDownLatch::countDown);
        watch.close();
    }

    /** Blocks until the latch that it returns opens; the other one opens when it is asked. */
    private CountDownLatch blocking(String name, CountDownLatch asked) {
        CountDownLatch latch = new CountDownLatch(1);
        latches.add(latch);
        metrics.gauge(name).from(() -> {
            asked.countDown();
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 7;
        });
        return latch;
    }

    private void ended() {
        Await.until("the look has ended", watch::isOver);
    }

    private List<String> read() {
        List<String> read = new ArrayList<>();
        metrics.read(
                new Metrics.Reader() {
                    @Override
                    public void counter(Series series, long count, @Nullable Exemplar exemplar) {}

                    @Override
                    public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {}

                    @Override
                    public void gauge(Series series, double value) {
                        read.add(series.name() + " " + value);
                    }

                    @Override
                    public void histogram(Series series, HistogramTotal values) {}
                },
                false);
        read.sort(null);
        return read;
    }

    @Test
    void hasNoThreadBeforeThereIsASupplier() {
        metrics.gauge("set").set(1);
        watch.request();
        assertThat(watch.isOver()).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("ttlog-gauges"));
        assertThat(read()).containsExactly("set 1.0");
    }

    @Test
    void leavesOutWhoIsNotBackAndAsksTheOthers() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch latch = blocking("blocks", asked);
        AtomicInteger calls = new AtomicInteger();
        metrics.gauge("first").from(calls::incrementAndGet);
        metrics.gauge("second").labels("of", "two").from(() -> 2);
        watch.request();
        asked.await();
        assertThat(watch.isOver()).isFalse();
        nanos.addAndGet(GaugeWatch.ANSWER_NANOS_MAX - 1);
        assertThat(watch.isOver()).isFalse();
        nanos.addAndGet(1);
        ended();
        assertThat(read()).containsExactly("first 1.0", "second 2.0");
        assertThat(watch.leftOut()).isEqualTo(Map.of("blocks", 1L));

        watch.request();
        ended();
        assertThat(read()).as("nobody waits for it again").containsExactly("first 2.0", "second 2.0");
        assertThat(watch.leftOut()).isEqualTo(Map.of("blocks", 2L));
        assertThat(said.toString().trim())
                .isEqualTo("ttlog: the supplier of the gauge blocks is not back after 1000 ms; its value is left out"
                        + " until it is");

        latch.countDown();
        Await.until("it is asked again", () -> {
            watch.request();
            ended();
            return read().contains("blocks 7.0");
        });
    }

    @Test
    void asksNobodyMoreWhenTooManyAreNotBack() throws Exception {
        for (int i = 0; i < GaugeWatch.LATE_MAX; i++) {
            CountDownLatch asked = new CountDownLatch(1);
            blocking("blocks " + i, asked);
            watch.request();
            asked.await();
            nanos.addAndGet(GaugeWatch.ANSWER_NANOS_MAX);
            ended();
        }
        metrics.gauge("fine").from(() -> 1);
        watch.request();
        ended();
        assertThat(read()).isEmpty();
        assertThat(watch.leftOut()).containsEntry("fine", 1L).hasSize(GaugeWatch.LATE_MAX + 1);
        latches.forEach(CountDownLatch::countDown);
        Await.until("all are asked again", () -> {
            watch.request();
            ended();
            return read().size() == GaugeWatch.LATE_MAX + 1;
        });
    }

    @Test
    void theRoadGoesOnWhileASupplierBlocks() throws Exception {
        CollectingSink sink = new CollectingSink("memory");
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch latch = blocking("blocks", asked);
        metrics.gauge("fine").from(() -> 3);
        try (Recorder recorder = Recorder.start(
                RecorderTest.config(Overflow.BLOCK),
                new Symbols(),
                Pipeline.EMPTY,
                List.of(sink),
                new EpochClock(),
                metrics)) {
            Thread flushing = new Thread(() -> recorder.flush(Ack.WRITTEN, LONG));
            flushing.start();
            asked.await();
            recorder.event(Level.INFO).log("while it blocks");
            Await.until(
                    "the event is there",
                    () -> sink.map(event -> event.signal()).contains(Signal.LOG));
            flushing.join();
            assertThat(sink.map(event -> event.signal() == Signal.METRIC ? event.value() : 0))
                    .contains(3.0);
            assertThat(recorder.gaugesLeftOut()).containsEntry("blocks", 1L);
            latch.countDown();
            Await.until("it is back", () -> {
                recorder.flush(Ack.WRITTEN, LONG);
                return sink.map(event -> event.signal() == Signal.METRIC ? event.value() : 0)
                        .contains(7.0);
            });
        }
    }

    @Test
    void aFlushBringsWhatTheSupplierSaysThen() {
        CollectingSink sink = new CollectingSink("memory");
        AtomicInteger value = new AtomicInteger(1);
        metrics.gauge("now").from(value::get);
        try (Recorder recorder = Recorder.start(
                RecorderTest.config(Overflow.BLOCK),
                new Symbols(),
                Pipeline.EMPTY,
                List.of(sink),
                new EpochClock(),
                metrics)) {
            for (; value.get() < 50; value.incrementAndGet()) {
                recorder.flush(Ack.WRITTEN, LONG);
                List<Double> seen = sink.map(event -> event.value());
                assertThat(seen.get(seen.size() - 1)).isEqualTo(value.get());
            }
        }
        assertThat(sink.map(event -> event.value())).as("the end reads it, too").endsWith(50.0);
    }
}
