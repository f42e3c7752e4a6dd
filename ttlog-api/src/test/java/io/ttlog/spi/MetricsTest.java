/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();
    private final List<String> readings = new ArrayList<>();
    private final Metrics.Reader reader = new Metrics.Reader() {
        @Override
        public void counter(Series series, long count, @Nullable Exemplar exemplar) {
            readings.add(series.name() + series.labels() + "=" + count);
        }

        @Override
        public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {
            readings.add(series.name() + series.labels() + "=" + sum);
        }

        @Override
        public void gauge(Series series, double value) {
            readings.add(series.name() + series.labels() + "=" + value);
        }

        @Override
        public void histogram(Series series, HistogramTotal values) {
            readings.add(series.name() + series.labels() + "=" + values.count() + "/" + values.sum() + "/"
                    + values.min() + "/" + values.max());
        }
    };

    private List<String> read(boolean changedOnly) {
        readings.clear();
        metrics.read(reader, changedOnly);
        return List.copyOf(readings);
    }

    @Test
    void readsOnlyWhatWasUsed() {
        Counter requests = metrics.counter("requests");
        Gauge active = metrics.gauge("active");
        metrics.histogram("ms");
        assertThat(read(false)).isEmpty();
        requests.increment();
        active.set(0);
        assertThat(read(false)).containsExactly("requests[]=1", "active[]=0.0");
    }

    @Test
    void countsOnAndReadsChangesOnlyWhenAsked() {
        Counter requests = metrics.counter("requests");
        requests.add(2);
        assertThat(read(true)).containsExactly("requests[]=2");
        assertThat(read(true)).isEmpty();
        assertThat(read(false)).containsExactly("requests[]=2");
        requests.add(3);
        assertThat(read(true)).containsExactly("requests[]=5");
    }

    @Test
    void startsAHistogramAfreshAtEachReading() {
        Histogram ms = metrics.histogram("ms");
        ms.record(4);
        ms.record(1.5);
        assertThat(read(false)).containsExactly("ms[]=2/5.5/1.5/4.0");
        assertThat(read(false)).isEmpty();
        ms.record(7L);
        assertThat(read(false)).containsExactly("ms[]=1/7.0/7.0/7.0");
    }

    @Test
    void findsTheSameSeriesInAnyOrderOfLabels() {
        Counter requests = metrics.counter("requests");
        Counter bound = requests.labels("path", "/a", "code", "200");
        assertThat(requests.labels("code", "200", "path", "/a")).isSameAs(bound);
        assertThat(metrics.counter("requests")).isSameAs(requests);
        bound.increment();
        assertThat(read(false)).containsExactly("requests[code, 200, path, /a]=1");
    }

    @Test
    void putsWhatExceedsTheCapIntoOneSeries() {
        Counter requests = metrics.counter("requests");
        for (int i = 0; i < Metrics.SERIES_MAX + 50; i++) {
            requests.labels("user", "u" + i).increment();
        }
        List<String> all = read(false);
        assertThat(all).hasSize(Metrics.SERIES_MAX + 1).contains("requests[__overflow__, true]=50");
        assertThat(metrics.overflows()).isEqualTo(50);
    }

    @Test
    void findsTheSameSeriesByEachOverload() {
        Counter c = metrics.counter("c");
        assertThat(c.labels("a", "1")).isSameAs(c.labels(new String[] {"a", "1"}));
        assertThat(c.labels("a", "1", "b", "2"))
                .isSameAs(c.labels("b", "2", "a", "1"))
                .isSameAs(c.labels(new String[] {"b", "2", "a", "1"}))
                .isNotSameAs(c.labels("a", "2", "b", "1"));
        assertThat(c.labels("a", "1", "b", "2", "c", "3"))
                .isSameAs(c.labels("c", "3", "a", "1", "b", "2"))
                .isNotSameAs(c.labels("a", "1", "b", "2"));
        assertThat(c.labels("a", "1", "a", "2")).as("the last one counts").isSameAs(c.labels("a", "2"));
        assertThat(c.labels("a", "1", "a", "1", "b", "2")).isSameAs(c.labels("a", "1", "b", "2"));
        assertThat(metrics.gauge("g").labels("a", "1", "b", "2"))
                .isSameAs(metrics.gauge("g").labels("b", "2", "a", "1"));
        assertThat(metrics.timer("t").labels("a", "1"))
                .isSameAs(metrics.timer("t").labels("a", "1"));
        assertThat(metrics.histogram("h").labels("a", "1"))
                .isSameAs(metrics.histogram("h").labels("a", "1"));
        assertThat(metrics.upDownCounter("u").labels("a", "1"))
                .isSameAs(metrics.upDownCounter("u").labels("a", "1"));
        for (int i = 0; i < 1_000; i++) {
            c.labels("n", "v" + i, "m", "w" + i % 7).add(i + 1);
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(c.labels("m", "w" + i % 7, "n", "v" + i).value()).isEqualTo(i + 1);
        }
    }

    @Test
    void tellsWhichMetricOverflowedAndHowOften() {
        for (int i = 0; i < Metrics.SERIES_MAX + 7; i++) {
            metrics.timer("slow").labels("user", "u" + i).record(1);
        }
        metrics.counter("fine").labels("a", "b").increment();
        assertThat(metrics.overflowsByMetric()).isEqualTo(java.util.Map.of("slow", 7L));
    }

    @Test
    void whoSaysUnitAndDescriptionFirstIsRight() {
        List<String> said = new ArrayList<>();
        metrics.histogram("h", "By", "size of a request").labels("a", "b").record(1);
        metrics.histogram("h", "By", null).record(1);
        metrics.histogram("h", "kBy", "size of a request").record(1);
        metrics.timer("t", "x".repeat(1_000)).record(1);
        assertThat(metrics.misuses()).isEqualTo(1);
        metrics.read(
                new Metrics.Reader() {
                    @Override
                    public void counter(Series series, long count, @Nullable Exemplar exemplar) {}

                    @Override
                    public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {}

                    @Override
                    public void gauge(Series series, double value) {}

                    @Override
                    public void histogram(Series series, HistogramTotal values) {
                        said.add(series.name() + " " + series.unit() + " "
                                + series.description().length());
                    }
                },
                false);
        assertThat(said).containsExactlyInAnyOrder("h By 17", "h By 17", "t s 256");
    }

    @Test
    void readsASuppliedGaugeOnceItWasAsked() {
        double[] heap = {1};
        assertThat(metrics.suppliedGauges()).isEmpty();
        Gauge gauge = metrics.gauge("heap").from(() -> heap[0]);
        assertThat(read(false)).as("not asked yet").isEmpty();
        assertThat(asked(true)).containsExactly("heap[]=1.0");
        assertThat(read(false)).as("not asked again").isEmpty();
        assertThat(asked(true)).isEmpty();
        heap[0] = 2;
        assertThat(asked(true)).containsExactly("heap[]=2.0");
        gauge.from(() -> {
            throw new IllegalStateException("pretended");
        });
        assertThat(asked(false)).isEmpty();
        assertThat(metrics.misuses()).isEqualTo(1);
        gauge.from(null).set(5);
        assertThat(read(false)).containsExactly("heap[]=5.0");
    }

    private List<String> asked(boolean changedOnly) {
        metrics.suppliedGauges().forEach(SuppliedGauge::ask);
        return read(changedOnly);
    }

    @Test
    void countsUpAndDown() {
        io.ttlog.UpDownCounter open = metrics.upDownCounter("open");
        assertThat(read(false)).isEmpty();
        open.add(3);
        open.decrement();
        assertThat(read(true)).containsExactly("open[]=2");
        open.add(-2);
        assertThat(read(true)).containsExactly("open[]=0");
        assertThat(open.value()).isZero();
    }

    @Test
    void timersRecordSeconds() throws Exception {
        io.ttlog.Timer timer = metrics.timer("t");
        timer.record(1_500_000_000L);
        timer.record(java.time.Duration.ofMillis(250));
        timer.record(2, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(read(false)).containsExactly("t[]=3/3.75/0.25/2.0");
        timer.record(-1);
        timer.record((java.time.Duration) null);
        assertThat(metrics.misuses()).isEqualTo(2);
        assertThat(timer.<String, Exception>time(() -> "result")).isEqualTo("result");
        timer.recordSince(System.nanoTime());
        assertThat(read(false)).hasSize(1).allMatch(reading -> reading.startsWith("t[]=2/"));
    }

    @Test
    void ignoresAndCountsWrongUse() {
        metrics.counter("c").add(-1);
        metrics.histogram("h").record(Double.NaN);
        metrics.gauge("g").labels("odd").set(1);
        assertThat(metrics.misuses()).isEqualTo(3);
        assertThat(read(false)).containsExactly("g[]=1.0");
    }

    @Test
    void losesNoValueBetweenThreadsAndReadings() throws InterruptedException {
        int threads = 3;
        int values = 20_000;
        Histogram ms = metrics.histogram("ms");
        Counter done = metrics.counter("done");
        List<Thread> recorders = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread recorder = new Thread(() -> {
                for (int i = 0; i < values; i++) {
                    ms.record(1);
                    done.increment();
                }
            });
            recorder.start();
            recorders.add(recorder);
        }
        long[] count = new long[1];
        double[] sum = new double[1];
        long[] buckets = new long[1];
        Metrics.Reader adder = new Metrics.Reader() {
            @Override
            public void counter(Series series, long total, @Nullable Exemplar exemplar) {}

            @Override
            public void upDownCounter(Series series, long total, @Nullable Exemplar exemplar) {}

            @Override
            public void gauge(Series series, double value) {}

            @Override
            public void histogram(Series series, HistogramTotal values) {
                count[0] += values.count();
                sum[0] += values.sum();
                buckets[0] += values.buckets().count();
            }
        };
        while (recorders.stream().anyMatch(Thread::isAlive)) {
            metrics.read(adder, true);
        }
        for (Thread recorder : recorders) {
            recorder.join();
        }
        metrics.read(adder, true);
        assertThat(count[0]).isEqualTo((long) threads * values);
        assertThat(buckets[0]).isEqualTo((long) threads * values);
        assertThat(sum[0]).isEqualTo((double) threads * values);
        assertThat(done.value()).isEqualTo((long) threads * values);
    }
}
