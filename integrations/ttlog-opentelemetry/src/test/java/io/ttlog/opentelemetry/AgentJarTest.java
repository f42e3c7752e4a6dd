/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What is in the jar for OpenTelemetry's Java agent, as the build has made it: all that is needed, once, with its licences, and no more. */
class AgentJarTest {
    private static final long BYTES_MAX = 9 << 20;
    private static final String SERVICES = "META-INF/services/";

    /** The jar; the build names it, once it is made. */
    static Path jar() {
        return Path.of(Objects.requireNonNull(
                System.getProperty("agent.extension"),
                "run by ./mvnw verify, which makes the jar and sets agent.extension"));
    }

    private static Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(jar())))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                if (!entry.isDirectory()) {
                    assertThat(entries.put(entry.getName(), in.readAllBytes()))
                            .as("%s is there twice", entry.getName())
                            .isNull();
                }
            }
        }
        return entries;
    }

    private static String text(Map<String, byte[]> entries, String name) {
        assertThat(entries).containsKey(name);
        return new String(Objects.requireNonNull(entries.get(name)), StandardCharsets.UTF_8);
    }

    @Test
    void holdsTtlogItsCodecsAndNothingElse() throws IOException {
        assertThat(Files.size(jar())).isLessThan(BYTES_MAX);
        assertThat(entries().keySet())
                .contains(
                        "io/ttlog/opentelemetry/TTLogSpanExporterProvider.class",
                        "io/ttlog/core/runtime/Recorder.class")
                .allMatch(
                        name -> name.matches(
                                "(io/ttlog/|net/jpountz/|com/github/luben/zstd/|(aix|darwin|freebsd|linux|win)/.*libzstd-jni|META-INF/).*"))
                .noneMatch(name -> name.startsWith("io/ttlog/query/") || name.endsWith("Test.class"))
                .noneMatch(name -> name.startsWith("META-INF/versions/") || name.endsWith("module-info.class"));
    }

    @Test
    void namesOnlyProvidersThatItHas() throws IOException {
        Map<String, byte[]> entries = entries();
        String spi = SERVICES + "io.opentelemetry.sdk.autoconfigure.spi.";
        assertThat(text(entries, spi + "traces.ConfigurableSpanExporterProvider"))
                .contains(TTLogSpanExporterProvider.class.getName());
        assertThat(text(entries, spi + "logs.ConfigurableLogRecordExporterProvider"))
                .contains(TTLogLogRecordExporterProvider.class.getName());
        assertThat(text(entries, spi + "metrics.ConfigurableMetricExporterProvider"))
                .contains(TTLogMetricExporterProvider.class.getName());
        assertThat(text(entries, SERVICES + "io.ttlog.core.sink.SinkProvider"))
                .contains("io.ttlog.core.sink.file.FileSinkProvider", "io.ttlog.storage.StoreSinkProvider");
        for (String service : entries.keySet()) {
            if (service.startsWith(SERVICES)) {
                assertThat(text(entries, service).lines().filter(line -> !line.isBlank()))
                        .as(service)
                        .isNotEmpty()
                        .allMatch(provider -> entries.containsKey(provider.replace('.', '/') + ".class"));
            }
        }
    }

    @Test
    void bringsTheLicencesOfWhatIsInIt() throws IOException {
        Map<String, byte[]> entries = entries();
        assertThat(text(entries, "META-INF/LICENSE")).contains("Apache License", "Version 2.0");
        assertThat(text(entries, "META-INF/THIRD-PARTY.txt"))
                .contains("lz4-java", "zstd-jni", "Luben Karavelov", "Meta Platforms", "LZ4 Library")
                .contains("must reproduce the above copyright notice");
    }
}
