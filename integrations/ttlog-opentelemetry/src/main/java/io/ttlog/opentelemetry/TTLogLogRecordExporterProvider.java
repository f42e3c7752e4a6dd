/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/** Makes {@link TTLogLogRecordExporter} for {@code otel.logs.exporter=ttlog}. */
public final class TTLogLogRecordExporterProvider implements ConfigurableLogRecordExporterProvider {
    /** For ServiceLoader. */
    public TTLogLogRecordExporterProvider() {}

    @Override
    public LogRecordExporter createExporter(ConfigProperties config) {
        return TTLogLogRecordExporter.create(ExporterOptions.of(config));
    }

    @Override
    public String getName() {
        return ExporterOptions.NAME;
    }
}
