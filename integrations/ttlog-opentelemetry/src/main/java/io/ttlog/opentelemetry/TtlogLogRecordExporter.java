/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import java.util.Collection;

/**
 * Writes log records of OpenTelemetry's SDK into ttlog (RFC-0011). Safe for all threads; throws nothing.
 *
 * <p>{@link #export} waits for room for at most the timeout of the {@link ExporterOptions}; its result is complete when it returns, and
 * successful when all is in a ring of ttlog ({@link io.ttlog.Ack#ACCEPTED}). {@link #flush} waits as long at most until it is {@link
 * io.ttlog.Ack#WRITTEN}, {@link #shutdown} until it is SYNCED; ttlog, if it was started for exporters, then closes, and the result of the shutdown is complete
 * when it has.
 */
public final class TtlogLogRecordExporter implements LogRecordExporter {
    private final Handover<LogRecordData> handover;

    private TtlogLogRecordExporter(ExporterOptions options) {
        handover = new Handover<>("log records", new LogMapping(), options);
    }

    /**
     * An exporter into the ttlog that runs, else into one that is started and stops with its last exporter. May block: it opens files.
     *
     * @throws ConfigurationException when ttlog is not running and cannot be started
     */
    public static TtlogLogRecordExporter create(ExporterOptions options) {
        return new TtlogLogRecordExporter(options);
    }

    @Override
    public CompletableResultCode export(Collection<LogRecordData> items) {
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
