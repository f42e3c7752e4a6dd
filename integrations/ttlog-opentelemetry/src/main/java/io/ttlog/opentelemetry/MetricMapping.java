/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.DoubleExemplarData;
import io.opentelemetry.sdk.metrics.data.DoublePointData;
import io.opentelemetry.sdk.metrics.data.ExemplarData;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import io.opentelemetry.sdk.metrics.data.ExponentialHistogramPointData;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.LongExemplarData;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.metrics.data.SumData;
import io.opentelemetry.sdk.metrics.data.SummaryPointData;
import io.opentelemetry.sdk.metrics.data.ValueAtQuantile;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Each point of a metric becomes a row of {@code metrics} (RFC-0011). Stateless. */
final class MetricMapping implements Exporter.Mapping<MetricData> {
    @Override
    public void write(MetricData metric, Records records) {
        switch (metric.getType()) {
            case LONG_GAUGE -> metric.getLongGaugeData().getPoints().forEach(p -> reading(metric, p, null, records));
            case DOUBLE_GAUGE ->
                metric.getDoubleGaugeData().getPoints().forEach(p -> reading(metric, p, null, records));
            case LONG_SUM -> {
                SumData<LongPointData> data = metric.getLongSumData();
                data.getPoints().forEach(p -> reading(metric, p, data, records));
            }
            case DOUBLE_SUM -> {
                SumData<DoublePointData> data = metric.getDoubleSumData();
                data.getPoints().forEach(p -> reading(metric, p, data, records));
            }
            case HISTOGRAM -> {
                AggregationTemporality temporality = metric.getHistogramData().getAggregationTemporality();
                metric.getHistogramData().getPoints().forEach(p -> histogram(metric, p, temporality, records));
            }
            case EXPONENTIAL_HISTOGRAM -> {
                AggregationTemporality temporality =
                        metric.getExponentialHistogramData().getAggregationTemporality();
                metric.getExponentialHistogramData()
                        .getPoints()
                        .forEach(p -> exponential(metric, p, temporality, records));
            }
            case SUMMARY -> metric.getSummaryData().getPoints().forEach(p -> summary(metric, p, records));
        }
    }

    private static void reading(MetricData metric, PointData point, @Nullable SumData<?> sum, Records records) {
        int name = records.name(metric.getName());
        double value = point instanceof LongPointData whole ? whole.getValue() : ((DoublePointData) point).getValue();
        EventEncoder encoder = records.encoder()
                .beginReading(
                        sum != null && sum.isMonotonic() ? MetricKind.COUNTER : MetricKind.GAUGE,
                        name,
                        records.service(metric.getResource()),
                        point.getEpochNanos(),
                        value);
        Fields fields = begin(encoder, metric, name, records);
        if (point instanceof LongPointData whole && ((long) value != whole.getValue() || value == 0x1p63)) {
            fields.put("otel.value", whole.getValue()); // a double cannot say it
        }
        if (sum != null) {
            fields.put("otel.temporality", text(sum.getAggregationTemporality()));
            fields.put("otel.monotonic", sum.isMonotonic());
        }
        end(metric, point, records);
    }

    private static String text(AggregationTemporality temporality) {
        return temporality.name().toLowerCase(Locale.ROOT);
    }

    private static Fields begin(EventEncoder encoder, MetricData metric, int name, Records records) {
        Fields fields = records.fields();
        fields.begin(encoder, 0);
        if (name == Symbols.NONE) {
            fields.put("name", metric.getName());
        }
        return fields;
    }

    private static void histogram(
            MetricData metric, HistogramPointData point, AggregationTemporality temporality, Records records) {
        double min = point.hasMin() ? point.getMin() : Double.NaN;
        double max = point.hasMax() ? point.getMax() : Double.NaN;
        Fields fields = beginHistogram(metric, point, temporality, point.getCount(), point.getSum(), min, max, records);
        fields.put("otel.boundaries", point.getBoundaries());
        fields.put("otel.buckets", point.getCounts());
        end(metric, point, records);
    }

    private static void exponential(
            MetricData metric,
            ExponentialHistogramPointData point,
            AggregationTemporality temporality,
            Records records) {
        double min = point.hasMin() ? point.getMin() : Double.NaN;
        double max = point.hasMax() ? point.getMax() : Double.NaN;
        Fields fields = beginHistogram(metric, point, temporality, point.getCount(), point.getSum(), min, max, records);
        fields.put("otel.scale", (long) point.getScale());
        fields.put("otel.zero_count", point.getZeroCount());
        buckets(fields, "otel.positive", point.getPositiveBuckets());
        buckets(fields, "otel.negative", point.getNegativeBuckets());
        end(metric, point, records);
    }

    private static void buckets(Fields fields, String name, ExponentialHistogramBuckets buckets) {
        if (!buckets.getBucketCounts().isEmpty()) {
            fields.put(name + ".offset", (long) buckets.getOffset());
            fields.put(name + ".buckets", buckets.getBucketCounts());
        }
    }

    private static void summary(MetricData metric, SummaryPointData point, Records records) {
        double min = Double.NaN;
        double max = Double.NaN;
        Json json = new Json(records.textCharsMax() / 2).raw("{");
        boolean first = true;
        for (ValueAtQuantile value : point.getValues()) {
            min = value.getQuantile() == 0 ? value.getValue() : min;
            max = value.getQuantile() == 1 ? value.getValue() : max;
            if (!json.isFull()) {
                json.raw(first ? "" : ",")
                        .value(Double.toString(value.getQuantile()))
                        .raw(":")
                        .value(value.getValue());
                first = false;
            }
        }
        AggregationTemporality temporality = AggregationTemporality.CUMULATIVE; // a summary has no other
        Fields fields = beginHistogram(metric, point, temporality, point.getCount(), point.getSum(), min, max, records);
        fields.put("otel.quantiles", json.raw("}").toString());
        end(metric, point, records);
    }

    private static Fields beginHistogram(
            MetricData metric,
            PointData point,
            AggregationTemporality temporality,
            long count,
            double sum,
            double min,
            double max,
            Records records) {
        int name = records.name(metric.getName());
        EventEncoder encoder = records.encoder()
                .beginHistogram(
                        name, records.service(metric.getResource()), point.getEpochNanos(), count, sum, min, max);
        Fields fields = begin(encoder, metric, name, records);
        fields.put("otel.temporality", text(temporality));
        return fields;
    }

    private static void end(MetricData metric, PointData point, Records records) {
        Fields fields = records.fields();
        if (!metric.getUnit().isEmpty()) {
            fields.put("otel.unit", metric.getUnit());
        }
        if (!metric.getDescription().isEmpty()) {
            fields.put("otel.description", metric.getDescription());
        }
        fields.putTimestamp("otel.start", point.getStartEpochNanos());
        exemplars(point.getExemplars(), records);
        records.origin(metric.getResource(), metric.getInstrumentationScopeInfo(), true);
        fields.putAll("", point.getAttributes(), null);
        fields.end();
        records.submit();
    }

    private static void exemplars(List<? extends ExemplarData> exemplars, Records records) {
        if (exemplars.isEmpty()) {
            return;
        }
        Json json = new Json(records.textCharsMax() / 2).raw("[");
        ExemplarData largest = null;
        boolean first = true;
        for (ExemplarData exemplar : exemplars) {
            if (exemplar.getSpanContext().isValid() && (largest == null || value(exemplar) > value(largest))) {
                largest = exemplar;
            }
            if (!json.isFull()) {
                exemplar(json.raw(first ? "" : ","), exemplar);
                first = false;
            }
        }
        records.fields().put("otel.exemplars", json.raw("]").toString());
        if (largest != null) {
            records.fields()
                    .put("otel.exemplar.trace_id", largest.getSpanContext().getTraceId());
            records.fields()
                    .put("otel.exemplar.span_id", largest.getSpanContext().getSpanId());
        }
    }

    private static double value(ExemplarData exemplar) {
        return exemplar instanceof LongExemplarData whole
                ? whole.getValue()
                : exemplar instanceof DoubleExemplarData number ? number.getValue() : Double.NaN;
    }

    private static void exemplar(Json json, ExemplarData exemplar) {
        json.raw("{\"value\":")
                .value(exemplar instanceof LongExemplarData whole ? (Object) whole.getValue() : value(exemplar));
        json.raw(",\"epoch_ns\":").value(exemplar.getEpochNanos());
        SpanContext context = exemplar.getSpanContext();
        if (context.isValid()) {
            json.raw(",\"trace_id\":").value(context.getTraceId());
            json.raw(",\"span_id\":").value(context.getSpanId());
        }
        if (!exemplar.getFilteredAttributes().isEmpty()) {
            json.raw(",\"attributes\":").value(exemplar.getFilteredAttributes());
        }
        json.raw("}");
    }
}
