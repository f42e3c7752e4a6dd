/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Row;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenTelemetry's own Java agent with this module's jar as its extension, in a process of its own whose program knows nothing of
 * either, and which just ends: what the agent's shutdown hook exports last is in the store, too.
 */
class AgentTest {
    @TempDir
    Path folder;

    @Test
    @Timeout(180)
    void theAgentWritesSpansLogsAndMetricsIntoTheStore() throws IOException, InterruptedException, URISyntaxException {
        Path agent = classPath()
                .filter(p -> p.getFileName().toString().startsWith("opentelemetry-javaagent"))
                .findFirst()
                .orElseThrow();
        Path store = folder.resolve("store");
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-javaagent:" + agent,
                        "-Dotel.javaagent.extensions=" + AgentJarTest.jar(),
                        "-Dotel.traces.exporter=ttlog",
                        "-Dotel.logs.exporter=ttlog",
                        "-Dotel.metrics.exporter=ttlog",
                        "-Dotel.exporter.ttlog.path=" + store,
                        "-Dotel.service.name=agented",
                        "-cp",
                        Path.of(AgentedShop.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        AgentedShop.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(output);
        assertThat(process.exitValue()).as(said).isZero();
        assertThat(said).contains("status 204");

        List<Row> spans =
                Telemetry.rows(store, "SELECT kind, service, trace_id, span_id, parent_id FROM spans ORDER BY kind");
        assertThat(spans).as(said).extracting(row -> row.getString("kind")).containsExactly("client", "server");
        Row client = spans.get(0);
        Row server = spans.get(1);
        assertThat(server.getString("parent_id")).isEqualTo(client.getString("span_id"));
        assertThat(server.getString("trace_id")).isEqualTo(client.getString("trace_id"));
        assertThat(server.getString("service")).isEqualTo("agented");
        List<Row> logs = Telemetry.rows(
                store, "SELECT level, message, trace_id, span_id FROM logs WHERE logger = 'shop.Orders'");
        assertThat(logs).hasSize(1);
        assertThat(logs.get(0).getString("message")).isEqualTo("order 7 taken");
        assertThat(logs.get(0).getString("level")).isEqualTo("WARN");
        assertThat(logs.get(0).getString("span_id")).isEqualTo(server.getString("span_id"));
        List<Row> metrics = Telemetry.rows(
                store,
                "SELECT name, count, trace_id AS trace FROM metrics"
                        + " WHERE service = 'agented' AND name LIKE 'http.%.duration' ORDER BY name");
        assertThat(metrics)
                .as(said)
                .extracting(row -> row.getString("name") + " " + row.getLong("count") + " " + row.getString("trace"))
                .containsExactly(
                        "http.client.request.duration 1 " + client.getString("trace_id"),
                        "http.server.request.duration 1 " + client.getString("trace_id"));
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator, -1))
                .map(Path::of);
    }
}
