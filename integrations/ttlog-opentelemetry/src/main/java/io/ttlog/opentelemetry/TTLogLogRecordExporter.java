/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;

/** Writes log records of OpenTelemetry's SDK into ttlog (RFC-0011). Safe for all threads; throws nothing. */
public final class TTLogLogRecordExporter extends Exporter<LogRecordData> implements LogRecordExporter {
    private TTLogLogRecordExporter(ExporterOptions options) {
        super("log records", new LogMapping(), options);
    }

    /**
     * An exporter into the ttlog that runs, else into one that is started and stops with its last exporter. May block: it opens files.
     *
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    public static TTLogLogRecordExporter create(ExporterOptions options) {
        return new TTLogLogRecordExporter(options);
    }
}
