/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.ttlog.Row;
import io.ttlog.spi.QueryProvider;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/** The real SDK, set up by its autoconfiguration to write into a store, and the store's answers. */
final class Telemetry implements AutoCloseable {
    private final Path path;
    final OpenTelemetrySdk sdk;

    private Telemetry(Path path, OpenTelemetrySdk sdk) {
        this.path = path;
        this.sdk = sdk;
    }

    static Telemetry open(Path path, String... properties) {
        Map<String, String> all = new HashMap<>(Map.of(
                "otel.traces.exporter", "ttlog",
                "otel.logs.exporter", "ttlog",
                "otel.metrics.exporter", "ttlog",
                "otel.metric.export.interval", "3600000",
                "otel.exporter.ttlog.path", path.toString(),
                "otel.service.name", "shop",
                "otel.resource.attributes", "host.name=h1,region=north"));
        for (int i = 0; i < properties.length; i += 2) {
            all.put(properties[i], properties[i + 1]);
        }
        OpenTelemetrySdk sdk = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> all)
                .addResourceCustomizer(
                        (resource, config) -> resource.merge(io.opentelemetry.sdk.resources.Resource.create(
                                Attributes.of(AttributeKey.longKey("cpus"), 4L))))
                .build()
                .getOpenTelemetrySdk();
        return new Telemetry(path, sdk);
    }

    Telemetry flushed() {
        succeeds(sdk.getSdkTracerProvider().forceFlush());
        succeeds(sdk.getSdkLoggerProvider().forceFlush());
        succeeds(sdk.getSdkMeterProvider().forceFlush());
        return this;
    }

    static void succeeds(CompletableResultCode result) {
        result.join(30, TimeUnit.SECONDS);
        assertThat(result.isSuccess())
                .as("done %s, failure %s", result.isDone(), result.getFailureThrowable())
                .isTrue();
    }

    List<Row> rows(String sql) {
        return rows(path, sql);
    }

    Row row(String sql) {
        List<Row> rows = rows(sql);
        assertThat(rows).as(sql).hasSize(1);
        return rows.get(0);
    }

    static List<Row> rows(Path path, String sql) {
        return ServiceLoader.load(QueryProvider.class)
                .findFirst()
                .orElseThrow()
                .query(path, sql)
                .rows();
    }

    @Override
    public void close() {
        sdk.close();
    }
}
