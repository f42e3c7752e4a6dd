/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.util.Collection;

/**
 * Writes metrics of OpenTelemetry's SDK into ttlog (RFC-0011). Safe for all threads; throws nothing.
 *
 * <p>{@link #export} waits for room for at most the timeout of the {@link ExporterOptions}; its result is complete when it returns, and
 * successful when all is in a ring of ttlog ({@link io.ttlog.Ack#ACCEPTED}). {@link #flush} waits as long at most until it is {@link
 * io.ttlog.Ack#WRITTEN}, {@link #shutdown} until it is SYNCED; ttlog, if it was started for exporters, then closes, and the result of the shutdown is complete
 * when it has.
 */
public final class TtlogMetricExporter implements MetricExporter {
    private final Handover<MetricData> handover;
    private final ExporterOptions.Temporality temporality;
    private final boolean exponential;

    private TtlogMetricExporter(ExporterOptions options) {
        handover = new Handover<>("metrics", new MetricMapping(), options);
        temporality = options.temporality();
        exponential = options.exponential();
    }

    /**
     * An exporter into the ttlog that runs, else into one that is started and stops with its last exporter. May block: it opens files.
     *
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    public static TtlogMetricExporter create(ExporterOptions options) {
        return new TtlogMetricExporter(options);
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

    @Override
    public CompletableResultCode export(Collection<MetricData> items) {
        return handover.export(items);
    }

    @Override
    public CompletableResultCode flush() {
        return handover.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return handover.shutdown();
    }
}
