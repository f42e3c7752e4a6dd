/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.InstrumentationScopeInfo;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableMetricData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableSummaryPointData;
import io.opentelemetry.sdk.metrics.internal.data.ImmutableValueAtQuantile;
import io.opentelemetry.sdk.resources.Resource;
import io.ttlog.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of metrics, by SQL. */
@Timeout(120)
class MetricsTest {
    private static final Attributes EU = Attributes.of(AttributeKey.stringKey("zone"), "eu");

    @TempDir
    Path path;

    @Test
    void countersAndUpDownCountersAreCumulativeUnlessAsked() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Meter meter = telemetry.sdk.getMeter("m");
            LongCounter counter = meter.counterBuilder("requests")
                    .setUnit("{request}")
                    .setDescription("what came in")
                    .build();
            LongUpDownCounter active = meter.upDownCounterBuilder("active").build();
            counter.add(5, EU);
            active.add(3);
            telemetry.flushed();
            counter.add(2, EU);
            active.add(-4);
            telemetry.flushed();
            List<Row> rows = telemetry.rows(
                    "SELECT value, kind, zone, temporality, unit, description,"
                            + " \"otel.scope.name\", service, \"otel.start\" FROM metrics WHERE name = 'requests' ORDER BY timestamp");
            assertThat(rows).extracting(row -> row.getDouble("value")).containsExactly(5.0, 7.0);
            Row row = rows.get(0);
            assertThat(row.getString("kind")).isEqualTo("counter");
            assertThat(row.getString("zone")).isEqualTo("eu");
            assertThat(row.getString("temporality")).isEqualTo("cumulative");
            assertThat(row.getString("unit")).isEqualTo("{request}");
            assertThat(row.getString("description")).isEqualTo("what came in");
            assertThat(row.getString("otel.scope.name")).isEqualTo("m");
            assertThat(row.getString("service")).isEqualTo("shop");
            assertThat(row.getInstant("otel.start")).isNotNull();
            List<Row> ups = telemetry.rows(
                    "SELECT value, kind, temporality FROM metrics WHERE name = 'active' ORDER BY timestamp");
            assertThat(ups).extracting(up -> up.getDouble("value")).containsExactly(3.0, -1.0);
            assertThat(ups.get(0).getString("kind")).isEqualTo("up_down_counter");
            assertThat(ups.get(0).getString("temporality")).isEqualTo("cumulative");
        }
    }

    @Test
    void deltaIsToldApart() {
        try (Telemetry telemetry =
                Telemetry.open(path, "otel.exporter.ttlog.metrics.temporality.preference", "delta")) {
            LongCounter counter =
                    telemetry.sdk.getMeter("m").counterBuilder("requests").build();
            LongUpDownCounter active =
                    telemetry.sdk.getMeter("m").upDownCounterBuilder("active").build();
            counter.add(5);
            active.add(5);
            telemetry.flushed();
            counter.add(2);
            active.add(2);
            telemetry.flushed();
            List<Row> rows =
                    telemetry.rows("SELECT value, temporality FROM metrics WHERE name = 'requests' ORDER BY timestamp");
            assertThat(rows).extracting(row -> row.getDouble("value")).containsExactly(5.0, 2.0);
            assertThat(rows).allMatch(row -> "delta".equals(row.getString("temporality")));
            assertThat(telemetry.rows("SELECT value FROM metrics WHERE name = 'active' ORDER BY timestamp"))
                    .extracting(row -> row.getDouble("value"))
                    .containsExactly(5.0, 7.0);
        }
    }

    @Test
    void gaugesAndAWholeNumberThatNoDoubleHoldsAreKept() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            Meter meter = telemetry.sdk.getMeter("m");
            meter.gaugeBuilder("temperature").buildWithCallback(m -> m.record(-1.5, EU));
            meter.gaugeBuilder("largest").ofLongs().build().set(Long.MAX_VALUE);
            meter.gaugeBuilder("odd").ofLongs().build().set((1L << 53) + 1);
            telemetry.flushed();
            Row row =
                    telemetry.row("SELECT value, kind, zone, temporality AS t FROM metrics WHERE name = 'temperature'");
            assertThat(row.getDouble("value")).isEqualTo(-1.5);
            assertThat(row.getString("kind")).isEqualTo("gauge");
            assertThat(row.getString("zone")).isEqualTo("eu");
            assertThat(row.get("t")).isNull();
            assertThat(telemetry
                            .row("SELECT \"otel.value\" FROM metrics WHERE name = 'largest'")
                            .get("otel.value"))
                    .isEqualTo(Long.MAX_VALUE);
            assertThat(telemetry
                            .row("SELECT \"otel.value\" FROM metrics WHERE name = 'odd'")
                            .get("otel.value"))
                    .isEqualTo((1L << 53) + 1);
        }
    }

    @Test
    void histogramsAreSinceTheLastReadingAndKeepTheirBuckets() {
        try (Telemetry telemetry = Telemetry.open(path)) {
            DoubleHistogram histogram = telemetry
                    .sdk
                    .getMeter("m")
                    .histogramBuilder("latency")
                    .setExplicitBucketBoundariesAdvice(List.of(1.0, 10.0))
                    .build();
            histogram.record(0.5);
            histogram.record(4);
            histogram.record(100);
            telemetry.flushed();
            histogram.record(2);
            telemetry.flushed();
            List<Row> rows = telemetry.rows("SELECT * FROM metrics WHERE name = 'latency' ORDER BY timestamp");
            assertThat(rows).extracting(row -> row.getLong("count")).containsExactly(3L, 1L);
            assertThat(rows.get(0).getDouble("sum")).isEqualTo(104.5);
            assertThat(rows.get(0).getDouble("min")).isEqualTo(0.5);
            assertThat(rows.get(0).getDouble("max")).isEqualTo(100);
            assertThat(rows.get(0).getString("kind")).isEqualTo("histogram");
            List<Row> buckets = telemetry.rows(
                    "SELECT \"otel.boundaries\", \"otel.buckets\", temporality FROM metrics WHERE name = 'latency' ORDER BY timestamp");
            assertThat(buckets.get(0).getString("otel.boundaries")).isEqualTo("[1.0,10.0]");
            assertThat(buckets.get(0).getString("otel.buckets")).isEqualTo("[1,1,1]");
            assertThat(buckets.get(1).getString("otel.buckets")).isEqualTo("[0,1,0]");
            assertThat(buckets.get(0).getString("temporality")).isEqualTo("delta");
        }
    }

    @Test
    void exponentialHistogramsHaveBucketsThatPercentilesAreTakenOf() {
        try (Telemetry telemetry = Telemetry.open(
                path,
                "otel.exporter.ttlog.metrics.default.histogram.aggregation",
                "base2_exponential_bucket_histogram",
                "otel.exporter.ttlog.metrics.temporality.preference",
                "delta")) {
            DoubleHistogram histogram =
                    telemetry.sdk.getMeter("m").histogramBuilder("latency").build();
            for (double value : new double[] {0, 1.1, 2.2, 4.4, 4.4}) {
                histogram.record(value);
            }
            telemetry.flushed();
            histogram.record(1_000);
            Row row = telemetry
                    .flushed()
                    .row(
                            "SELECT sum(count) AS n, sum(sum) AS total, max(max) AS most, min(temporality) AS since,"
                                    + " p50(buckets) AS half, percentile(buckets, 1) AS last FROM metrics WHERE name = 'latency'");
            assertThat(row.getLong("n")).isEqualTo(6);
            assertThat(row.getDouble("total")).isCloseTo(1012.1, within(1e-9));
            assertThat(row.getDouble("most")).isEqualTo(1_000);
            assertThat(row.getString("since")).isEqualTo("delta");
            // 0, 1.1, 2.2, 4.4, 4.4, 1000: as percentile(value, p) would say, but for the width of the buckets
            assertThat(row.getDouble("half")).isCloseTo(3.3, within(3.3 * 0.02));
            assertThat(row.getDouble("last")).isCloseTo(1_000, within(20.0));
        }
    }

    @Test
    void exemplarsLeadToTheirTraces() {
        try (Telemetry telemetry = Telemetry.open(path, "otel.metrics.exemplar.filter", "always_on")) {
            DoubleHistogram histogram =
                    telemetry.sdk.getMeter("m").histogramBuilder("latency").build();
            Span slow = telemetry.sdk.getTracer("t").spanBuilder("slow").startSpan();
            Span quick = telemetry.sdk.getTracer("t").spanBuilder("quick").startSpan();
            histogram.record(900, Attributes.empty(), Context.root().with(slow));
            histogram.record(1, Attributes.empty(), Context.root().with(quick));
            Row row = telemetry
                    .flushed()
                    .row("SELECT \"otel.exemplars\", exemplar, trace_id, span_id FROM metrics WHERE name = 'latency'");
            assertThat(row.getDouble("exemplar")).isEqualTo(900);
            assertThat(row.getString("trace_id"))
                    .isEqualTo(slow.getSpanContext().getTraceId());
            assertThat(row.getString("span_id")).isEqualTo(slow.getSpanContext().getSpanId());
            assertThat(row.getString("otel.exemplars"))
                    .contains("\"value\":900.0", quick.getSpanContext().getTraceId());
            slow.end();
            quick.end();
        }
    }

    @Test
    void summariesKeepTheirQuantiles() {
        TTLogMetricExporter exporter = TTLogMetricExporter.create(ExporterOptions.DEFAULT.withPath(path));
        MetricData summary = ImmutableMetricData.createDoubleSummary(
                Resource.empty(),
                InstrumentationScopeInfo.empty(),
                "s",
                "",
                "ms",
                ImmutableSummaryData.create(List.of(ImmutableSummaryPointData.create(
                        1,
                        2,
                        EU,
                        10,
                        55,
                        List.of(
                                ImmutableValueAtQuantile.create(0, 1),
                                ImmutableValueAtQuantile.create(0.5, 5),
                                ImmutableValueAtQuantile.create(1, 9))))));
        Telemetry.succeeds(exporter.export(List.of(summary)));
        Telemetry.succeeds(exporter.shutdown());
        Row row = Telemetry.rows(
                        path,
                        "SELECT count, sum, min, max, zone, service, \"otel.quantiles\" FROM metrics WHERE name = 's'")
                .get(0);
        assertThat(row.getLong("count")).isEqualTo(10);
        assertThat(row.getDouble("sum")).isEqualTo(55);
        assertThat(row.getDouble("min")).isEqualTo(1);
        assertThat(row.getDouble("max")).isEqualTo(9);
        assertThat(row.getString("zone")).isEqualTo("eu");
        assertThat(row.getString("service")).isEqualTo("app");
        assertThat(row.getString("otel.quantiles")).isEqualTo("{\"0.0\":1.0,\"0.5\":5.0,\"1.0\":9.0}");
    }

    @Test
    void observedUpDownCountersAreNeverDelta() {
        try (Telemetry telemetry =
                Telemetry.open(path, "otel.exporter.ttlog.metrics.temporality.preference", "delta")) {
            telemetry
                    .sdk
                    .getMeter("m")
                    .upDownCounterBuilder("queued")
                    .buildWithCallback(measurement -> measurement.record(5));
            telemetry.flushed();
            telemetry.flushed();
            assertThat(telemetry.rows("SELECT value, temporality FROM metrics WHERE name = 'queued'"))
                    .hasSize(2)
                    .allMatch(row -> row.getDouble("value") == 5 && "cumulative".equals(row.getString("temporality")));
        }
    }

    @Test
    void extremesThatWereNotRecordedAreNoneAndNegativeBucketsAreKept() {
        List<Long> counts = List.of(1L, 2L);
        HistogramPointData plain = HistogramPointData.create(1, 2, EU, 7, false, 1, false, 9, List.of(3.0), counts);
        ExponentialHistogramPointData exponential = ExponentialHistogramPointData.create(
                1,
                -7,
                0,
                false,
                1,
                false,
                9,
                ExponentialHistogramBuckets.create(1, 0, List.of()),
                ExponentialHistogramBuckets.create(1, -4, counts),
                1,
                2,
                EU,
                List.of());
        TTLogMetricExporter exporter = TTLogMetricExporter.create(ExporterOptions.DEFAULT.withPath(path));
        Telemetry.succeeds(exporter.export(List.of(
                ImmutableMetricData.createDoubleHistogram(
                        Resource.empty(),
                        InstrumentationScopeInfo.empty(),
                        "plain",
                        "",
                        "",
                        HistogramData.create(AggregationTemporality.CUMULATIVE, List.of(plain))),
                ImmutableMetricData.createExponentialHistogram(
                        Resource.empty(),
                        InstrumentationScopeInfo.empty(),
                        "exponential",
                        "",
                        "",
                        ExponentialHistogramData.create(AggregationTemporality.CUMULATIVE, List.of(exponential))))));
        Telemetry.succeeds(exporter.shutdown());
        List<Row> rows = Telemetry.rows(
                path, "SELECT name, count, min, max, temporality FROM metrics WHERE zone = 'eu' ORDER BY name");
        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.getDouble("min")).isNaN();
            assertThat(row.getDouble("max")).isNaN();
            assertThat(row.getLong("count")).isEqualTo(3);
            assertThat(row.getString("temporality")).isEqualTo("cumulative");
        });
        Row negative = Telemetry.rows(
                        path,
                        "SELECT percentile(buckets, 0) AS least, percentile(buckets, 1) AS most FROM metrics WHERE name = 'exponential'")
                .get(0);
        assertThat(negative.getDouble("least")).isBetween(-0.5, -Math.sqrt(0.125)); // two in the bucket of that width
        assertThat(negative.getDouble("most")).isBetween(-Math.sqrt(0.125), -0.25); // one in the next
    }
}
