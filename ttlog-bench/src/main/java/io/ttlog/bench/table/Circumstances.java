/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.table;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where and with what figures were taken. */
final class Circumstances {
    /** Those that must be the same for two reports to be compared. */
    static final List<String> COMPARABLE = List.of("processor", "processors", "java", "mode");

    private static final List<String> LIBRARIES = List.of(
            "log4j-core",
            "disruptor",
            "logback-classic",
            "opentelemetry-sdk",
            "opentelemetry-exporter-otlp",
            "opentelemetry-exporter-otlp-common",
            "micrometer-core",
            "micrometer-tracing-bridge-otel",
            "opentelemetry-javaagent",
            "spring-aop",
            "slf4j-api",
            "gflog-core",
            "chronicle-queue",
            "agrona",
            "zstd-jni",
            "lz4-java",
            "jmh-core");

    private Circumstances() {}

    static void describe(Map<String, String> into, String mode) throws IOException {
        into.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        into.put("mode", mode);
        into.put("processor", processor());
        into.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
        into.put("system", System.getProperty("os.name") + ' ' + System.getProperty("os.version"));
        into.put("java", System.getProperty("java.vendor") + ' ' + System.getProperty("java.runtime.version"));
        for (String library : LIBRARIES) {
            into.put(library, version(library, System.getProperty("java.class.path")));
        }
    }

    private static String processor() throws IOException {
        Path info = Path.of("/proc/cpuinfo");
        if (Files.exists(info)) {
            for (String line : Files.readAllLines(info)) {
                if (line.startsWith("model name")) {
                    return line.substring(line.indexOf(':') + 1).strip();
                }
            }
        }
        return System.getProperty("os.arch");
    }

    /** As the name of its jar on the class path says. */
    static String version(String library, String classPath) {
        Matcher jar = Pattern.compile(
                        "[/\\\\" + File.pathSeparator + "]" + Pattern.quote(library) + "-(\\d[^/\\\\]*)\\.jar")
                .matcher(classPath);
        return jar.find() ? jar.group(1) : "absent";
    }
}
