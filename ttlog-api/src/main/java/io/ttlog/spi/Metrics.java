/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

import io.ttlog.Counter;
import io.ttlog.Gauge;
import io.ttlog.Histogram;
import java.util.List;
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
    public static final int INSTRUMENTS_MAX = 1_000;
    /** Most combinations of labels of one metric; those beyond share one series with the label {@link #OVERFLOW}. */
    public static final int SERIES_MAX = 2_000;
    /** Stands for what exceeded a bound. */
    public static final String OVERFLOW = "__overflow__";

    private static final Metrics PROCESS = new Metrics();

    private final ConcurrentHashMap<String, Instrument<CounterSeries>> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Instrument<GaugeSeries>> gauges = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Instrument<HistogramSeries>> histograms = new ConcurrentHashMap<>();
    private final LongAdder overflows = new LongAdder();
    private final LongAdder misuses = new LongAdder();

    /** Metrics of their own, for tests. */
    public Metrics() {}

    /** Those of this process. */
    public static Metrics process() {
        return PROCESS;
    }

    /** Takes readings. Labels are names and values in turn. */
    public interface Reader {
        /** A counter's count since the process began. */
        void counter(String name, List<String> labels, long count);

        /** A gauge's last value. */
        void gauge(String name, List<String> labels, double value);

        /** A histogram's values since the last reading. */
        void histogram(String name, List<String> labels, long count, double sum, double min, double max);
    }

    /** The counter of the name. */
    public Counter counter(String name) {
        return instrument(counters, name, CounterSeries::new).unlabelled();
    }

    /** The gauge of the name. */
    public Gauge gauge(String name) {
        return instrument(gauges, name, GaugeSeries::new).unlabelled();
    }

    /** The histogram of the name. */
    public Histogram histogram(String name) {
        return instrument(histograms, name, HistogramSeries::new).unlabelled();
    }

    private <S> Instrument<S> instrument(
            ConcurrentHashMap<String, Instrument<S>> instruments,
            @Nullable String nameOrNull,
            Function<SeriesKey<S>, S> maker) {
        String name = String.valueOf(nameOrNull); // recording calls do not throw
        Instrument<S> known = instruments.get(name);
        if (known != null) {
            return known;
        }
        String bounded = name;
        if (instruments.size() >= INSTRUMENTS_MAX) {
            overflows.increment();
            bounded = OVERFLOW;
        }
        return instruments.computeIfAbsent(bounded, n -> new Instrument<>(n, maker, this));
    }

    /**
     * Reads all series that were ever used. For one thread at a time.
     *
     * @param changedOnly leaves out those that have not moved since they were last read
     */
    public synchronized void read(Reader reader, boolean changedOnly) {
        for (Instrument<CounterSeries> counter : counters.values()) {
            counter.forEach(series -> series.read(reader, changedOnly));
        }
        for (Instrument<GaugeSeries> gauge : gauges.values()) {
            gauge.forEach(series -> series.read(reader, changedOnly));
        }
        for (Instrument<HistogramSeries> histogram : histograms.values()) {
            histogram.forEach(series -> series.read(reader));
        }
    }

    /** How often a metric or a combination of labels was asked for beyond the bounds. */
    public long overflows() {
        return overflows.sum();
    }

    /** Wrong uses that were ignored: a counter decreased, a NaN recorded, labels that are no pairs. */
    public long misuses() {
        return misuses.sum();
    }

    void overflowed() {
        overflows.increment();
    }

    void misused() {
        misuses.increment();
    }
}
