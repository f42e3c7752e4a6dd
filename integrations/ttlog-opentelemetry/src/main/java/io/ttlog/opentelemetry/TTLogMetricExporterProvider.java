/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.metrics.ConfigurableMetricExporterProvider;
import io.opentelemetry.sdk.metrics.export.MetricExporter;

/** Makes {@link TTLogMetricExporter} for {@code otel.metrics.exporter=ttlog}. */
public final class TTLogMetricExporterProvider implements ConfigurableMetricExporterProvider {
    /** For ServiceLoader. */
    public TTLogMetricExporterProvider() {}

    @Override
    public MetricExporter createExporter(ConfigProperties config) {
        return TTLogMetricExporter.create(ExporterOptions.of(config));
    }

    @Override
    public String getName() {
        return ExporterOptions.NAME;
    }
}
