/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.internal.otlp.logs.LogsRequestMarshaler;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * OpenTelemetry's SDK: batch processors with their default queue of 2,048 and batches of 512; logs as OTLP protobuf, batch
 * after batch, into one file. The processor drops when its queue is full; where nothing may be lost, callers look every few
 * events whether it has room and wait, which is what an application would have to do.
 */
final class OtelPeer implements Peer {
    private static final int QUEUE = 2_048;
    private static final int LOOK_EVERY = 64;
    /** So many are let into the queue: it must hold those of each thread that has not looked yet. */
    private static final int AHEAD_MAX = QUEUE - 8 * LOOK_EVERY;

    private static final long WAIT_SECONDS = 60;

    private static final AttributeKey<Long> USER_ID = AttributeKey.longKey("user_id");
    private static final AttributeKey<String> ACTION = AttributeKey.stringKey("action");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("path");
    private static final Attributes LABELS = Attributes.of(PATH, "/orders");

    private final Path directory;
    private final boolean throttled;
    private final Arrivals logArrivals = new Arrivals();
    private final Arrivals spanArrivals = new Arrivals();
    private final LongAdder submitted = new LongAdder();
    private final ThreadLocal<int[]> ahead = ThreadLocal.withInitial(() -> new int[1]);
    private final OutputStream out;
    private final SdkLoggerProvider loggers;
    private final SdkTracerProvider tracers;
    private final SdkMeterProvider meters;
    private final Logger logger;
    private final Tracer tracer;
    private final LongCounter counter;
    private final DoubleHistogram histogram;

    OtelPeer(Setup setup) throws IOException {
        directory = setup.directory();
        throttled = setup.sink() == Setup.Sink.FILE;
        out = setup.discards()
                ? OutputStream.nullOutputStream()
                : new BufferedOutputStream(
                        Files.newOutputStream(setup.directory().resolve("otlp.bin")), 1 << 16);
        LogExporter exporter = new LogExporter(!setup.discards());
        loggers = SdkLoggerProvider.builder()
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter).build())
                .build();
        tracers = SdkTracerProvider.builder()
                .addSpanProcessor(
                        BatchSpanProcessor.builder(new DiscardedSpans()).build())
                .build();
        meters = SdkMeterProvider.builder()
                .registerMetricReader(PeriodicMetricReader.create(new DiscardedMetrics()))
                .build();
        logger = loggers.get("shop.Service");
        tracer = tracers.get("shop.Service");
        counter = meters.get("shop.Service").counterBuilder("requests_total").build();
        histogram = meters.get("shop.Service")
                .histogramBuilder("request_duration_ms")
                .build();
    }

    private final class LogExporter implements LogRecordExporter {
        private final boolean writes;

        LogExporter(boolean writes) {
            this.writes = writes;
        }

        @Override
        public CompletableResultCode export(Collection<LogRecordData> logs) {
            if (writes) {
                try {
                    LogsRequestMarshaler.create(logs).writeBinaryTo(out);
                } catch (IOException e) {
                    return CompletableResultCode.ofExceptionalFailure(e);
                }
            }
            logArrivals.add(logs.size());
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private final class DiscardedSpans implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            spanArrivals.add(spans.size());
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static final class DiscardedMetrics implements MetricExporter {
        @Override
        public AggregationTemporality getAggregationTemporality(InstrumentType type) {
            return AggregationTemporality.CUMULATIVE;
        }

        @Override
        public CompletableResultCode export(Collection<MetricData> metrics) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    @Override
    public void log(long userId, String action, String path) {
        if (throttled) {
            awaitRoom();
        }
        logger.logRecordBuilder()
                .setSeverity(Severity.INFO)
                .setBody("User did something")
                .setAttribute(USER_ID, userId)
                .setAttribute(ACTION, action)
                .setAttribute(PATH, path)
                .emit();
    }

    private void awaitRoom() {
        final int[] unlooked = ahead.get();
        if (unlooked[0]++ < LOOK_EVERY) {
            return;
        }
        submitted.add(unlooked[0]);
        unlooked[0] = 0;
        while (submitted.sum() - logArrivals.count() > AHEAD_MAX) {
            LockSupport.parkNanos(10_000);
        }
    }

    @Override
    public void span(long userId, String action, String path) {
        tracer.spanBuilder("shop.act")
                .startSpan()
                .setAttribute(USER_ID, userId)
                .setAttribute(ACTION, action)
                .setAttribute(PATH, path)
                .end();
    }

    @Override
    @SuppressWarnings("try") // the scopes are there to be closed
    public void spansInSpan(int spans, long userId, String action, String path) {
        Span parent = tracer.spanBuilder("shop.serve").startSpan();
        try (Scope serving = parent.makeCurrent()) {
            for (int i = 1; i < spans; i++) {
                Span span = tracer.spanBuilder("shop.act").startSpan();
                try (Scope acting = span.makeCurrent()) {
                    span.setAttribute(USER_ID, userId + i)
                            .setAttribute(ACTION, action)
                            .setAttribute(PATH, path);
                } finally {
                    span.end();
                }
            }
        } finally {
            parent.end();
        }
    }

    /** For those who make their spans of this one's. */
    Tracer tracer() {
        return tracer;
    }

    @Override
    public void count() {
        counter.add(1, LABELS);
    }

    @Override
    public void record(double value) {
        histogram.record(value, LABELS);
    }

    @Override
    public long arrived() {
        return logArrivals.count() + spanArrivals.count();
    }

    @Override
    public void awaitArrival(long recorded) {
        loggers.forceFlush()
                .join(WAIT_SECONDS, TimeUnit.SECONDS); // by itself it would wait for a second or a full batch
        tracers.forceFlush().join(WAIT_SECONDS, TimeUnit.SECONDS);
        Peer.super.awaitArrival(recorded);
    }

    @Override
    public void finish() throws IOException {
        if (!loggers.forceFlush().join(WAIT_SECONDS, TimeUnit.SECONDS).isSuccess()) {
            throw new IOException("OpenTelemetry did not flush within " + WAIT_SECONDS + " s");
        }
        out.flush();
    }

    @Override
    public void close() throws IOException {
        loggers.shutdown().join(WAIT_SECONDS, TimeUnit.SECONDS);
        tracers.shutdown().join(WAIT_SECONDS, TimeUnit.SECONDS);
        meters.shutdown().join(WAIT_SECONDS, TimeUnit.SECONDS);
        out.close();
    }

    @Override
    public long stored() {
        return arrived();
    }

    @Override
    public long fileBytes() throws IOException {
        return Folder.bytes(directory);
    }
}
