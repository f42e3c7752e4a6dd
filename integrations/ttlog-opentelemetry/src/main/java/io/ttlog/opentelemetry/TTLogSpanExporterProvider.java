/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.traces.ConfigurableSpanExporterProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Makes {@link TTLogSpanExporter} for {@code otel.traces.exporter=ttlog}. */
public final class TTLogSpanExporterProvider implements ConfigurableSpanExporterProvider {
    /** For ServiceLoader. */
    public TTLogSpanExporterProvider() {}

    @Override
    public SpanExporter createExporter(ConfigProperties config) {
        return TTLogSpanExporter.create(ExporterOptions.of(config));
    }

    @Override
    public String getName() {
        return ExporterOptions.NAME;
    }
}
