/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.data.LogRecordData;
import io.opentelemetry.sdk.logs.export.LogRecordExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.ttlog.bench.peer.Fields;
import io.ttlog.bench.peer.Folder;
import io.ttlog.bench.peer.OtlpReceiver;
import io.ttlog.opentelemetry.ExporterOptions;
import io.ttlog.opentelemetry.TTLogLogRecordExporter;
import io.ttlog.opentelemetry.TTLogSpanExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What OpenTelemetry's exporting thread pays for a span and a log record, in batches of {@link #BATCH} as its batch processors make them:
 * ttlog's exporters into the store, beside OTLP over HTTP to a receiver on this machine that forgets. {@code spans} and {@code logs}
 * end with the exporter's result: ttlog has the records in its ring, the receiver has answered. {@code spansWritten} and {@code logsWritten}
 * also wait until the store has written them. Between batches, outside the measured time, the store catches up.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ExportBenchmark {
    /** The default of the SDK. */
    static final int BATCH = 512;

    private static final long SECONDS_MAX = 60;
    private static final AttributeKey<Long> USER_ID = AttributeKey.longKey("user_id");
    private static final AttributeKey<String> ACTION = AttributeKey.stringKey("action");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("path");

    /** Where to. */
    @Param({"ttlog", "otlp"})
    public String exporter = "ttlog";

    private final List<SpanData> spans = new ArrayList<>();
    private final List<LogRecordData> logs = new ArrayList<>();
    private SpanExporter spanExporter = SpanExporter.composite();
    private LogRecordExporter logExporter = LogRecordExporter.composite();
    private @Nullable OtlpReceiver receiver;
    private @Nullable Path directory;

    @Setup
    public void start() throws IOException {
        makeItems();
        if (exporter.equals("otlp")) {
            OtlpReceiver other = new OtlpReceiver();
            receiver = other;
            spanExporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(other.endpoint("traces"))
                    .build();
            logExporter = OtlpHttpLogRecordExporter.builder()
                    .setEndpoint(other.endpoint("logs"))
                    .build();
        } else {
            Path store = Files.createTempDirectory("ttlog-bench-");
            directory = store;
            ExporterOptions options = ExporterOptions.DEFAULT.withPath(store);
            spanExporter = TTLogSpanExporter.create(options);
            logExporter = TTLogLogRecordExporter.create(options);
        }
    }

    private void makeItems() {
        Resource resource = Resource.create(Attributes.of(
                AttributeKey.stringKey("service.name"), "shop", AttributeKey.stringKey("host.name"), "host-1"));
        Fields fields = new Fields(1);
        SpanProcessor recording =
                SimpleSpanProcessor.create(SpanExporter.composite()); // without one no span is recorded
        try (SdkTracerProvider tracers = SdkTracerProvider.builder()
                        .setResource(resource)
                        .addSpanProcessor(recording)
                        .build();
                SdkLoggerProvider loggers = SdkLoggerProvider.builder()
                        .setResource(resource)
                        .addLogRecordProcessor((context, log) -> logs.add(log.toLogRecordData()))
                        .build()) {
            for (int i = 0; i < BATCH; i++) {
                fields.next();
                Attributes attributes =
                        Attributes.of(USER_ID, fields.userId(), ACTION, fields.action(), PATH, fields.path());
                var span = tracers.get("shop.Service")
                        .spanBuilder("shop.act")
                        .setAllAttributes(attributes)
                        .startSpan();
                span.end();
                spans.add(((ReadableSpan) span).toSpanData());
                loggers.get("shop.Service")
                        .logRecordBuilder()
                        .setSeverity(Severity.INFO)
                        .setBody("User " + fields.userId() + " did " + fields.action() + " at " + fields.path())
                        .setAllAttributes(attributes)
                        .emit();
            }
        }
    }

    @TearDown
    public void stop() throws IOException {
        succeed(spanExporter.shutdown());
        succeed(logExporter.shutdown());
        if (receiver != null) {
            receiver.close();
        }
        if (directory != null) {
            Folder.delete(directory);
        }
    }

    @Setup(Level.Invocation)
    public void catchUp() {
        succeed(spanExporter.flush());
    }

    private static void succeed(CompletableResultCode result) {
        if (!result.join(SECONDS_MAX, TimeUnit.SECONDS).isSuccess()) {
            throw new IllegalStateException("not exported: the figures are void", result.getFailureThrowable());
        }
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void spans() {
        succeed(spanExporter.export(spans));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void logs() {
        succeed(logExporter.export(logs));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void spansWritten() {
        succeed(spanExporter.export(spans));
        succeed(spanExporter.flush());
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void logsWritten() {
        succeed(logExporter.export(logs));
        succeed(logExporter.flush());
    }
}
