/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;

/** Writes spans of OpenTelemetry's SDK into ttlog (RFC-0011). Safe for all threads; throws nothing. */
public final class TTLogSpanExporter extends Exporter<SpanData> implements SpanExporter {
    private TTLogSpanExporter(ExporterOptions options) {
        super("spans", new SpanMapping(), options);
    }

    /**
     * An exporter into the ttlog that runs, else into one that is started and stops with its last exporter. May block: it opens files.
     *
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    public static TTLogSpanExporter create(ExporterOptions options) {
        return new TTLogSpanExporter(options);
    }
}
