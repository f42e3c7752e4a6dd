/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;

/** Writes metrics of OpenTelemetry's SDK into ttlog (RFC-0011). Safe for all threads; throws nothing. */
public final class TTLogMetricExporter extends Exporter<MetricData> implements MetricExporter {
    private final ExporterOptions.Temporality temporality;
    private final boolean exponential;

    private TTLogMetricExporter(ExporterOptions options) {
        super("metrics", new MetricMapping(), options);
        temporality = options.temporality();
        exponential = options.exponential();
    }

    /**
     * An exporter into the ttlog that runs, else into one that is started and stops with its last exporter. May block: it opens files.
     *
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    public static TTLogMetricExporter create(ExporterOptions options) {
        return new TTLogMetricExporter(options);
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType type) {
        boolean delta = switch (temporality) {
            case STORE -> type == InstrumentType.HISTOGRAM;
            case CUMULATIVE -> false;
            case DELTA -> type != InstrumentType.UP_DOWN_COUNTER && type != InstrumentType.OBSERVABLE_UP_DOWN_COUNTER;
        };
        return delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
    }

    @Override
    public Aggregation getDefaultAggregation(InstrumentType type) {
        return exponential && type == InstrumentType.HISTOGRAM
                ? Aggregation.base2ExponentialBucketHistogram()
                : Aggregation.defaultAggregation();
    }
}
