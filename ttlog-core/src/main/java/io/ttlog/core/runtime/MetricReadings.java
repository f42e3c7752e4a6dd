/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.spi.Metrics;
import java.util.List;
import java.util.function.ObjIntConsumer;

/** Turns the readings of the metrics into events, with their labels as fields. Used by the pump thread only. */
final class MetricReadings implements Metrics.Reader {
    private final Metrics metrics;
    private final Recorder recorder;
    private final int service;
    private final FieldWriter writer;
    private final ObjIntConsumer<byte[]> road;
    private final EventEncoder encoder = new EventEncoder();
    private long nowNanos;

    /**
     * Reads these metrics.
     *
     * @param service the symbol of the service that they are of
     * @param road takes each record and its length
     */
    MetricReadings(Metrics metrics, Recorder recorder, int service, ObjIntConsumer<byte[]> road) {
        this.metrics = metrics;
        this.recorder = recorder;
        this.service = service;
        this.writer = recorder.newWriter(false);
        this.road = road;
    }

    void read(boolean changedOnly) {
        nowNanos = recorder.clock().nanos();
        metrics.read(this, changedOnly);
    }

    @Override
    public void counter(String name, List<String> labels, long count) {
        encoder.beginReading(MetricKind.COUNTER, recorder.nameSymbol(name), service, nowNanos, (double) count);
        end(labels);
    }

    @Override
    public void gauge(String name, List<String> labels, double value) {
        encoder.beginReading(MetricKind.GAUGE, recorder.nameSymbol(name), service, nowNanos, value);
        end(labels);
    }

    @Override
    public void histogram(String name, List<String> labels, long count, double sum, double min, double max) {
        encoder.beginHistogram(recorder.nameSymbol(name), service, nowNanos, count, sum, min, max);
        end(labels);
    }

    private void end(List<String> labels) {
        for (int i = 0; i < labels.size(); i += 2) {
            int key = writer.key(labels.get(i));
            if (key != Symbols.NONE) {
                writer.object(encoder, key, labels.get(i + 1));
            }
        }
        int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE || bytes > recorder.recordBytesMax()) {
            recorder.losses().valueLost(DropReason.TOO_LARGE);
        } else {
            road.accept(encoder.buffer(), bytes);
        }
    }
}
