/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.Base2ExponentialHistogramOptions;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.internal.aggregator.AggregatorHandle;
import io.opentelemetry.sdk.metrics.internal.aggregator.DoubleBase2ExponentialHistogramAggregator;
import io.opentelemetry.sdk.metrics.internal.exemplar.ExemplarReservoirFactory;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.ExponentialBuckets;
import io.ttlog.spi.HistogramTotal;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.Series;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** ttlog's own metrics beside those of OpenTelemetry's SDK and of Micrometer, of the same recorded values. */
class SameMetricsTest {
    private static final int ROUNDS = 60;
    private static final double[] PERCENTILES = {0.5, 0.9, 0.99, 0.999};
    /** Digits that Micrometer is asked to keep, and what they mean. */
    private static final int DIGITS = 4;

    private static final double MICROMETER_ERROR = 1e-4;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** What the last reading of ttlog's metrics told. */
    private static final class Readings implements Metrics.Reader {
        private final List<Double> sums = new ArrayList<>();
        private @Nullable HistogramTotal histogram;

        @Override
        public void counter(Series series, long count, @Nullable Exemplar exemplar) {
            sums.add((double) count);
        }

        @Override
        public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {
            sums.add((double) sum);
        }

        @Override
        public void gauge(Series series, double value) {}

        @Override
        public void histogram(Series series, HistogramTotal values) {
            assertThat(histogram).isNull();
            histogram = values;
        }

        HistogramTotal only() {
            return Objects.requireNonNull(histogram);
        }

        static Readings of(Metrics metrics) {
            Readings readings = new Readings();
            metrics.read(readings, false);
            return readings;
        }
    }

    /** Collects when asked. */
    private static final class Collecting implements MetricReader {
        private CollectionRegistration registration = CollectionRegistration.noop();

        @Override
        public void register(CollectionRegistration to) {
            registration = to;
        }

        Collection<MetricData> collect() {
            return registration.collectAllMetrics();
        }

        @Override
        public CompletableResultCode forceFlush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return type == InstrumentType.HISTOGRAM ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
        }
    }

    private static void assertSame(HistogramTotal ours, ExponentialHistogramPointData theirs, String what) {
        assertThat(ours.count()).as(what).isEqualTo(theirs.getCount());
        assertThat(ours.sum()).as(what).isEqualTo(theirs.getSum());
        assertThat(ours.min()).as(what).isEqualTo(theirs.getMin());
        assertThat(ours.max()).as(what).isEqualTo(theirs.getMax());
        assertThat(ours.buckets().zeros()).as(what).isEqualTo(theirs.getZeroCount());
        assertThat(ours.buckets().scale()).as(what).isEqualTo(theirs.getScale());
        assertSame(ours.buckets(), false, theirs.getPositiveBuckets(), what);
        assertSame(ours.buckets(), true, theirs.getNegativeBuckets(), what);
    }

    private static void assertSame(
            ExponentialBuckets ours, boolean negatives, ExponentialHistogramBuckets theirs, String what) {
        List<Long> counts = theirs.getBucketCounts();
        assertThat(Arrays.stream(ours.counts(negatives)).boxed().toList())
                .as(what)
                .isEqualTo(counts);
        if (!counts.isEmpty()) {
            assertThat(ours.lowest(negatives)).as(what).isEqualTo(theirs.getOffset());
        }
    }

    /**
     * Values that OpenTelemetry's histograms take, too: none is negative, and none is a power of two, which its SDK, by a logarithm in doubles,
     * puts into the bucket above the right one now and then.
     */
    private static DoubleSupplier distribution(Random random) {
        DoubleSupplier any = anyDistribution(random);
        return () -> {
            double value = any.getAsDouble();
            boolean power = value != 0 && Math.scalb(1.0, Math.getExponent(value)) == value;
            return power ? value * 1.0001 : value;
        };
    }

    private static DoubleSupplier anyDistribution(Random random) {
        double unit = Math.pow(10, random.nextInt(13) - 6);
        return switch (random.nextInt(6)) {
            case 0 -> () -> unit * Math.exp(random.nextGaussian());
            case 1 -> () -> unit * (1 + random.nextDouble());
            case 2 -> () -> unit;
            case 3 -> () -> random.nextInt(4) == 0 ? 0 : unit * random.nextInt(1_000);
            case 4 -> () -> Math.scalb(1 + random.nextDouble(), random.nextInt(2_044) - 1_021);
            default ->
                () -> random.nextInt(100) == 0 ? unit * 1e6 * random.nextDouble() : unit * (5 + random.nextDouble());
        };
    }

    @Test
    void histogramsHaveTheBucketsOfOpenTelemetrysSdkInEachInterval() {
        for (int round = 0; round < ROUNDS; round++) {
            Collecting collecting = new Collecting();
            Collecting finest = new Collecting();
            Metrics metrics = new Metrics();
            try (SdkMeterProvider sameScale = provider(collecting, ExponentialBuckets.SCALE_MAX);
                    SdkMeterProvider theirDefault = provider(finest, 20)) {
                DoubleHistogram theirs =
                        sameScale.get("m").histogramBuilder("h").build();
                DoubleHistogram fine =
                        theirDefault.get("m").histogramBuilder("h").build();
                for (int interval = 0; interval < 3; interval++) {
                    DoubleSupplier values = distribution(random);
                    for (int i = random.nextInt(1_000); i >= 0; i--) {
                        double value = values.getAsDouble();
                        theirs.record(value);
                        fine.record(value);
                        metrics.histogram("h").record(value);
                    }
                    HistogramTotal ours = Readings.of(metrics).only();
                    String what = "seed " + seed + ", round " + round + ", interval " + interval;
                    assertSame(ours, point(collecting), what);
                    ExponentialBuckets reduced = MetricMapping.buckets(point(finest));
                    reduced.reduceScale(reduced.scale() - ours.buckets().scale());
                    assertThat(reduced.counts(false))
                            .as(what)
                            .isEqualTo(ours.buckets().counts(false));
                }
            }
        }
    }

    private static SdkMeterProvider provider(MetricReader reader, int scaleMax) {
        return SdkMeterProvider.builder()
                .registerMetricReader(reader)
                .registerView(
                        InstrumentSelector.builder()
                                .setType(InstrumentType.HISTOGRAM)
                                .build(),
                        View.builder()
                                .setAggregation(Aggregation.base2ExponentialBucketHistogram(
                                        Base2ExponentialHistogramOptions.builder()
                                                .setMaxBuckets(ExponentialBuckets.BUCKETS_MAX)
                                                .setMaxScale(scaleMax)
                                                .build()))
                                .build())
                .build();
    }

    private static ExponentialHistogramPointData point(Collecting collecting) {
        return collecting.collect().iterator().next().getExponentialHistogramData().getPoints().stream()
                .findFirst()
                .orElseThrow();
    }

    /** Its histograms refuse negative values, the aggregator behind them takes them. */
    @Test
    void negativeValuesHaveTheBucketsOfOpenTelemetrysAggregator() {
        for (int round = 0; round < ROUNDS; round++) {
            AggregatorHandle<ExponentialHistogramPointData> theirs = new DoubleBase2ExponentialHistogramAggregator(
                            ExemplarReservoirFactory.noSamples(),
                            ExponentialBuckets.BUCKETS_MAX,
                            ExponentialBuckets.SCALE_MAX,
                            true,
                            MemoryMode.IMMUTABLE_DATA)
                    .createHandle(0);
            Metrics metrics = new Metrics();
            DoubleSupplier values = distribution(random);
            for (int i = 1 + random.nextInt(1_000); i >= 0; i--) {
                double value = random.nextInt(3) == 0 ? 0.0 - values.getAsDouble() : values.getAsDouble();
                theirs.recordDouble(value, Attributes.empty(), Context.root());
                metrics.histogram("h").record(value);
            }
            for (double none : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
                theirs.recordDouble(none, Attributes.empty(), Context.root());
                metrics.histogram("h").record(none);
            }
            HistogramTotal ours = Readings.of(metrics).only();
            assertSame(
                    ours,
                    theirs.aggregateThenMaybeReset(0, 1, Attributes.empty(), true),
                    "seed " + seed + ", round " + round);
            assertThat(metrics.misuses()).isEqualTo(3);
        }
    }

    @Test
    void countersSumUpAsOpenTelemetrys() {
        Collecting collecting = new Collecting();
        Metrics metrics = new Metrics();
        try (SdkMeterProvider provider =
                SdkMeterProvider.builder().registerMetricReader(collecting).build()) {
            var theirs = provider.get("m").counterBuilder("c").build();
            var theirActive = provider.get("m").upDownCounterBuilder("u").build();
            for (int interval = 0; interval < 20; interval++) {
                for (int i = random.nextInt(100); i >= 0; i--) {
                    long more = random.nextInt(1_000_000);
                    theirs.add(more);
                    metrics.counter("c").add(more);
                    long change = random.nextInt(2_000) - 1_000L;
                    theirActive.add(change);
                    metrics.upDownCounter("u").add(change);
                }
                List<Double> expected = collecting.collect().stream()
                        .sorted(java.util.Comparator.comparing(MetricData::getName))
                        .flatMap(metric -> metric.getLongSumData().getPoints().stream())
                        .map(point -> (double) point.getValue())
                        .toList();
                assertThat(Readings.of(metrics).sums).as("seed %d", seed).isEqualTo(expected);
            }
        }
    }

    @Test
    void summariesHavePercentilesOfMicrometer() {
        for (int round = 0; round < ROUNDS; round++) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            DistributionSummary theirs = DistributionSummary.builder("d")
                    .publishPercentiles(PERCENTILES)
                    .percentilePrecision(DIGITS)
                    .distributionStatisticExpiry(Duration.ofHours(10))
                    .register(registry);
            Metrics metrics = new Metrics();
            double unit = Math.pow(10, random.nextInt(7) - 3);
            double spread = 0.1 + random.nextDouble();
            double[] values = new double[2_000 + random.nextInt(3_000)];
            for (int i = 0; i < values.length; i++) {
                values[i] = unit * Math.exp(spread * random.nextGaussian());
                theirs.record(values[i]);
                metrics.histogram("d").record(values[i]);
            }
            HistogramTotal ours = Readings.of(metrics).only();
            assertThat(ours.count()).isEqualTo(theirs.count());
            assertThat(ours.sum())
                    .isCloseTo(theirs.totalAmount(), org.assertj.core.data.Percentage.withPercentage(1e-9));
            assertThat(ours.max()).isEqualTo(theirs.max());
            assertSamePercentiles(
                    ours.buckets(), theirs.takeSnapshot(), values, 1, "seed " + seed + ", round " + round);
        }
    }

    @Test
    void timersHaveCountsSumsAndPercentilesOfMicrometer() {
        for (int round = 0; round < ROUNDS; round++) {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            Timer theirs = Timer.builder("t")
                    .publishPercentiles(PERCENTILES)
                    .percentilePrecision(DIGITS)
                    .distributionStatisticExpiry(Duration.ofHours(10))
                    .register(registry);
            Metrics metrics = new Metrics();
            double[] seconds = new double[2_000 + random.nextInt(3_000)];
            for (int i = 0; i < seconds.length; i++) {
                long nanos = (long) (1e6 * Math.exp(random.nextGaussian()));
                seconds[i] = nanos / 1e9;
                theirs.record(nanos, TimeUnit.NANOSECONDS);
                metrics.timer("t").record(nanos);
            }
            theirs.record(-5, TimeUnit.MILLISECONDS);
            metrics.timer("t").record(-5, TimeUnit.MILLISECONDS);
            HistogramTotal ours = Readings.of(metrics).only();
            assertThat(ours.count()).isEqualTo(theirs.count());
            assertThat(ours.sum())
                    .isCloseTo(
                            theirs.totalTime(TimeUnit.SECONDS), org.assertj.core.data.Percentage.withPercentage(1e-9));
            assertThat(ours.max()).isEqualTo(theirs.max(TimeUnit.SECONDS));
            assertThat(metrics.misuses()).isEqualTo(1);
            assertSamePercentiles(
                    ours.buckets(), theirs.takeSnapshot(), seconds, 1e-9, "seed " + seed + ", round " + round);
        }
    }

    /** As near as both say they are, and as the values nearest to the percentile lie apart. */
    private static void assertSamePercentiles(
            ExponentialBuckets ours, HistogramSnapshot theirs, double[] values, double theirUnit, String what) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        for (ValueAtPercentile at : theirs.percentileValues()) {
            double expected = at.value() * theirUnit;
            double position = at.percentile() * (sorted.length - 1);
            double low = sorted[Math.max(0, (int) position - 1)];
            double high = sorted[Math.min(sorted.length - 1, (int) position + 2)];
            double off = high - low + high * (ours.relativeErrorMax() + MICROMETER_ERROR);
            assertThat(Math.abs(ours.percentile(at.percentile()) - expected))
                    .as("%s: p%s of Micrometer is %s", what, 100 * at.percentile(), expected)
                    .isLessThanOrEqualTo(off);
            assertThat(ours.relativeErrorMax()).isLessThan(0.05);
        }
    }
}
