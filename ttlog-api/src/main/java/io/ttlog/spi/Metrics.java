/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import io.ttlog.Timer;
import io.ttlog.UpDownCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a process, summed up in memory and read out now and then. They live as long as the process, whether or not
 * ttlog is running, because applications keep them in static fields and counters count since the process began. Safe for
 * all threads.
 */
public final class Metrics {
    /** Most names of one kind; metrics beyond share the name {@link #OVERFLOW}. */
    public static final int METRICS_MAX = 1_000;
    /** Most combinations of labels of one metric; those beyond share one series with the label {@link #OVERFLOW}. */
    public static final int SERIES_MAX = 2_000;
    /** Longest unit and description; longer ones are cut. */
    public static final int DESCRIPTION_CHARS_MAX = 256;
    /** Stands for what exceeded a bound. */
    public static final String OVERFLOW = "__overflow__";
    /** The unit of timers. */
    public static final String SECONDS = "s";

    private static final Metrics PROCESS = new Metrics();

    private final Map<String, Metric<CounterSeries>> counters = new ConcurrentHashMap<>();
    private final Map<String, Metric<UpDownCounterSeries>> upDownCounters = new ConcurrentHashMap<>();
    private final Map<String, Metric<GaugeSeries>> gauges = new ConcurrentHashMap<>();
    private final Map<String, Metric<HistogramSeries>> histograms = new ConcurrentHashMap<>();
    private final Map<String, Metric<TimerSeries>> timers = new ConcurrentHashMap<>();
    private final LongAdder overflows = new LongAdder();
    private final LongAdder namesBeyond = new LongAdder();
    private final LongAdder misuses = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private volatile boolean anySupplied;
    private volatile Backend backend = NoBackend.INSTANCE;

    /** Metrics of their own, for tests. */
    public Metrics() {}

    /** Those of this process. */
    public static Metrics process() {
        return PROCESS;
    }

    /** Takes readings. What is given is valid during the call only, but for the series. */
    public interface Reader {
        /** A counter's count since the process began; the exemplar is what was added last time in a sampled span. */
        void counter(Series series, long count, @Nullable Exemplar exemplar);

        /** An up-down counter's sum since the process began. */
        void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar);

        /** A gauge's last value. */
        void gauge(Series series, double value);

        /** The values of a histogram or timer since the last reading. */
        void histogram(Series series, HistogramTotal values);
    }

    /** The counter of the name. */
    public Counter counter(@Nullable String name) {
        return metric(counters, name, CounterSeries::new).unlabelled();
    }

    /** The counter of the name, with unit and description unless it has them. */
    public Counter counter(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return described(metric(counters, name, CounterSeries::new), unit, description);
    }

    /** The up-down counter of the name. */
    public UpDownCounter upDownCounter(@Nullable String name) {
        return metric(upDownCounters, name, UpDownCounterSeries::new).unlabelled();
    }

    /** The up-down counter of the name, with unit and description unless it has them. */
    public UpDownCounter upDownCounter(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return described(metric(upDownCounters, name, UpDownCounterSeries::new), unit, description);
    }

    /** The gauge of the name. */
    public Gauge gauge(@Nullable String name) {
        return metric(gauges, name, GaugeSeries::new).unlabelled();
    }

    /** The gauge of the name, with unit and description unless it has them. */
    public Gauge gauge(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return described(metric(gauges, name, GaugeSeries::new), unit, description);
    }

    /** The histogram of the name. */
    public Histogram histogram(@Nullable String name) {
        return metric(histograms, name, HistogramSeries::new).unlabelled();
    }

    /** The histogram of the name, with unit and description unless it has them. */
    public Histogram histogram(@Nullable String name, @Nullable String unit, @Nullable String description) {
        return described(metric(histograms, name, HistogramSeries::new), unit, description);
    }

    /** The timer of the name. */
    public Timer timer(@Nullable String name) {
        return timer(name, null);
    }

    /** The timer of the name, with a description unless it has one. */
    public Timer timer(@Nullable String name, @Nullable String description) {
        return described(metric(timers, name, TimerSeries::new), SECONDS, description);
    }

    private static <S> S described(Metric<S> metric, @Nullable String unit, @Nullable String description) {
        metric.describe(unit, description);
        return metric.unlabelled();
    }

    private <S> Metric<S> metric(
            Map<String, Metric<S>> metrics, @Nullable String nameOrNull, Function<SeriesKey<S>, S> maker) {
        String name = String.valueOf(nameOrNull); // recording calls do not throw
        Metric<S> known = metrics.get(name);
        if (known != null) {
            return known;
        }
        String bounded = name;
        if (metrics.size() >= METRICS_MAX) {
            overflows.increment();
            namesBeyond.increment();
            bounded = OVERFLOW;
        }
        return metrics.computeIfAbsent(bounded, n -> new Metric<>(n, maker, this));
    }

    /**
     * Reads all series that were ever used. A gauge with a supplier is read if it was asked ({@link SuppliedGauge#ask}) since it was
     * read last, and has answered. For one thread at a time; runs no code of the application.
     *
     * @param changedOnly leaves out those that have not moved since they were last read
     */
    public synchronized void read(Reader reader, boolean changedOnly) {
        for (Metric<CounterSeries> counter : counters.values()) {
            counter.forEach(series -> series.read(reader, changedOnly));
        }
        for (Metric<UpDownCounterSeries> counter : upDownCounters.values()) {
            counter.forEach(series -> series.read(reader, changedOnly));
        }
        for (Metric<GaugeSeries> gauge : gauges.values()) {
            gauge.forEach(series -> series.read(reader, changedOnly));
        }
        for (Metric<HistogramSeries> histogram : histograms.values()) {
            histogram.forEach(series -> series.read(reader));
        }
        for (Metric<TimerSeries> timer : timers.values()) {
            timer.forEach(series -> series.read(reader));
        }
    }

    /** Whether a gauge ever had a supplier. */
    public boolean hasSupplied() {
        return anySupplied;
    }

    /** The gauges that have a supplier; allocates if there may be any. */
    public List<SuppliedGauge> suppliedGauges() {
        if (!anySupplied) {
            return List.of();
        }
        List<SuppliedGauge> supplied = new ArrayList<>();
        for (Metric<GaugeSeries> gauge : gauges.values()) {
            gauge.forEach(series -> {
                if (series.isSupplied()) {
                    supplied.add(series);
                }
            });
        }
        return supplied;
    }

    void suppliedSomewhere() {
        anySupplied = true;
    }

    /** Exemplars are of the spans of this one from now on. */
    public void attach(Backend recording) {
        backend = recording;
    }

    /** There are no more exemplars, unless others are attached. */
    @SuppressWarnings("ReferenceEquality") // itself
    public synchronized void detach(Backend ended) {
        if (backend == ended) {
            backend = NoBackend.INSTANCE;
        }
    }

    /** The span that is current in the calling thread, if it is sampled; else the exemplar stays as it is. */
    boolean sampledSpan(Exemplar exemplar) {
        return backend.sampledSpan(exemplar);
    }

    /** Whether there may be spans. */
    @SuppressWarnings("ReferenceEquality") // the only one
    boolean isRecording() {
        return backend != NoBackend.INSTANCE;
    }

    /** A new exemplar of the value and the current span; null when none is sampled. */
    @Nullable
    Exemplar exemplar(double value) {
        Exemplar exemplar = new Exemplar();
        if (!backend.sampledSpan(exemplar)) {
            return null;
        }
        exemplar.value(value);
        return exemplar;
    }

    /** How often a metric or a combination of labels was asked for beyond the bounds. */
    public long overflows() {
        return overflows.sum();
    }

    /** The metrics of which a combination of labels was asked for beyond the bound, and how often; allocates. */
    public Map<String, Long> overflowsByMetric() {
        Map<String, Long> byMetric = new TreeMap<>();
        addOverflows(counters, byMetric);
        addOverflows(upDownCounters, byMetric);
        addOverflows(gauges, byMetric);
        addOverflows(histograms, byMetric);
        addOverflows(timers, byMetric);
        if (namesBeyond.sum() > 0) {
            byMetric.merge(OVERFLOW, namesBeyond.sum(), Long::sum);
        }
        return byMetric;
    }

    private static <S> void addOverflows(Map<String, Metric<S>> metrics, Map<String, Long> byMetric) {
        for (Metric<S> metric : metrics.values()) {
            long count = metric.overflows();
            if (count > 0) {
                byMetric.merge(metric.name(), count, Long::sum);
            }
        }
    }

    /** Wrong uses that were ignored: a counter decreased, a NaN recorded, labels that are no pairs, another unit, a supplier that throws. */
    public long misuses() {
        return misuses.sum();
    }

    /** Values for which there was no memory. */
    public long valuesLost() {
        return lost.sum();
    }

    void overflowed() {
        overflows.increment();
    }

    void misused() {
        misuses.increment();
    }

    void lost() {
        lost.increment();
    }
}
