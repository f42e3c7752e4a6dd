/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.autoconfigure.spi.logs.ConfigurableLogRecordExporterProvider;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/** Makes {@link TtlogLogRecordExporter} for {@code otel.logs.exporter=ttlog}. */
public final class TtlogLogRecordExporterProvider implements ConfigurableLogRecordExporterProvider {
    /** For ServiceLoader. */
    public TtlogLogRecordExporterProvider() {}

    @Override
    public LogRecordExporter createExporter(ConfigProperties config) {
        return TtlogLogRecordExporter.create(ExporterOptions.of(config));
    }

    @Override
    public String getName() {
        return ExporterOptions.NAME;
    }
}
