/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Row;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenTelemetry's own Java agent with this module as its extension, in a process of its own whose program knows nothing of
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
                        "-Dotel.javaagent.extensions=" + extension(),
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

    /** One jar of this module and what it needs, as the build makes for the agent: extensions do not see each other. */
    private Path extension() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (Path part : classPath().filter(AgentTest::belongsToTheExtension).toList()) {
            if (Files.isDirectory(part)) {
                addFolder(part, entries);
            } else {
                addJar(part, entries);
            }
        }
        assertThat(entries)
                .containsKeys(
                        "io/ttlog/opentelemetry/TTLogSpanExporterProvider.class",
                        "io/ttlog/core/runtime/Recorder.class");
        Path jar = folder.resolve("extension.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return jar;
    }

    private static boolean belongsToTheExtension(Path part) {
        String path = part.toString().replace('\\', '/');
        String name = part.getFileName().toString();
        boolean test = path.contains("/test/")
                || name.equals("test-classes")
                || name.endsWith("-test")
                || name.endsWith("tests.jar");
        return !test && !path.contains("ttlog-query") && path.contains("ttlog-")
                || name.startsWith("lz4-java")
                || name.startsWith("zstd-jni");
    }

    private static void addFolder(Path folder, Map<String, byte[]> entries) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = new ArrayList<>(walk.filter(Files::isRegularFile).toList());
        }
        for (Path file : files) {
            add(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file), entries);
        }
    }

    private static void addJar(Path jar, Map<String, byte[]> entries) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (ZipEntry entry : file.stream().filter(e -> !e.isDirectory()).toList()) {
                try (InputStream in = file.getInputStream(entry)) {
                    add(entry.getName(), in.readAllBytes(), entries);
                }
            }
        }
    }

    /** Files of services are joined, of others the first counts. */
    private static void add(String name, byte[] bytes, Map<String, byte[]> entries) throws IOException {
        if (name.startsWith("META-INF/services/") && entries.containsKey(name)) {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            writeLines(joined, entries.getOrDefault(name, bytes));
            writeLines(joined, bytes);
            entries.put(name, joined.toByteArray());
        } else {
            entries.putIfAbsent(name, bytes);
        }
    }

    private static void writeLines(OutputStream out, byte[] text) throws IOException {
        out.write(new String(text, StandardCharsets.UTF_8).strip().concat("\n").getBytes(StandardCharsets.UTF_8));
    }
}
