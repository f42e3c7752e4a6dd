/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.DropReason;
import io.ttlog.core.event.BucketFormat;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Temporality;
import io.ttlog.spi.Exemplar;
import io.ttlog.spi.HistogramTotal;
import io.ttlog.spi.Metrics;
import io.ttlog.spi.Series;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

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
    public void counter(Series series, long count, @Nullable Exemplar exemplar) {
        reading(MetricKind.COUNTER, series, (double) count, Temporality.CUMULATIVE, exemplar);
    }

    @Override
    public void upDownCounter(Series series, long sum, @Nullable Exemplar exemplar) {
        reading(MetricKind.UP_DOWN_COUNTER, series, (double) sum, Temporality.CUMULATIVE, exemplar);
    }

    @Override
    public void gauge(Series series, double value) {
        reading(MetricKind.GAUGE, series, value, Temporality.NONE, null);
    }

    @Override
    public void histogram(Series series, HistogramTotal values) {
        encoder.beginHistogram(
                recorder.nameSymbol(series.name()),
                service,
                nowNanos,
                values.count(),
                values.sum(),
                values.min(),
                values.max());
        describe(series, Temporality.DELTA, values.exemplar());
        labels(series.labels());
        encoder.buckets(BucketFormat.bytes(values.buckets()));
        end();
    }

    private void reading(
            MetricKind kind, Series series, double value, Temporality temporality, @Nullable Exemplar exemplar) {
        encoder.beginReading(kind, recorder.nameSymbol(series.name()), service, nowNanos, value);
        describe(series, temporality, exemplar);
        labels(series.labels());
        end();
    }

    private void describe(Series series, Temporality temporality, @Nullable Exemplar exemplar) {
        encoder.describe(temporality, symbol(series.unit()), symbol(series.description()));
        if (exemplar != null && exemplar.isPresent()) {
            encoder.exemplar(exemplar.traceIdHigh(), exemplar.traceIdLow(), exemplar.spanId(), exemplar.value());
        }
    }

    private int symbol(String text) {
        return text.isEmpty() ? Symbols.NONE : recorder.nameSymbol(text);
    }

    private void labels(List<String> labels) {
        for (int i = 0; i < labels.size(); i += 2) {
            int key = writer.key(labels.get(i));
            if (key != Symbols.NONE) {
                writer.object(encoder, key, labels.get(i + 1));
            }
        }
    }

    private void end() {
        int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE || bytes > recorder.recordBytesMax()) {
            recorder.losses().valueLost(DropReason.TOO_LARGE);
        } else {
            road.accept(encoder.buffer(), bytes);
        }
    }
}
