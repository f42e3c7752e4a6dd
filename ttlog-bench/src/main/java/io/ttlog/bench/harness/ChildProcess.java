/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.harness;

import io.ttlog.bench.peer.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Runs a harness in a JVM of its own, with this JVM's Java and class path. */
public final class ChildProcess {
    private static final int COMPLAINT_LINES_MAX = 4;

    private ChildProcess() {}

    /**
     * Runs and waits.
     *
     * @param jvmFlags what the peer needs
     * @param settings of the harness
     * @param atMost then the JVM is killed
     * @throws IOException when it failed, with the first words of its standard error; or when time ran out
     */
    public static Map<String, Double> run(
            String harness, List<String> jvmFlags, Map<String, String> settings, Duration atMost) throws IOException {
        Path directory = Files.createTempDirectory("ttlog-bench-");
        try {
            Path data = Files.createDirectory(directory.resolve("data"));
            Path result = directory.resolve("result");
            Path errors = directory.resolve("errors");
            Process process = new ProcessBuilder(command(harness, jvmFlags, settings, data, result))
                    .directory(directory.toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(errors.toFile())
                    .start();
            int status = await(process, atMost);
            if (status != 0 || !Files.exists(result)) {
                throw new IOException("ended with status " + status + complaint(errors));
            }
            return figures(result);
        } finally {
            Folder.delete(directory);
        }
    }

    private static int await(Process process, Duration atMost) throws IOException {
        try {
            if (process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new IOException("was killed because it took longer than " + atMost.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static List<String> command(
            String harness, List<String> jvmFlags, Map<String, String> settings, Path data, Path result) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Child.class.getName());
        command.add(harness);
        command.add(data.toString());
        command.add(result.toString());
        settings.forEach((name, value) -> command.add(name + '=' + value));
        return command;
    }

    private static String complaint(Path errors) throws IOException {
        List<String> lines = Files.readAllLines(errors).stream()
                .filter(line -> line.contains("Exception") || line.contains("Error"))
                .limit(COMPLAINT_LINES_MAX)
                .toList();
        return lines.isEmpty() ? " and said nothing" : ": " + String.join("; ", lines);
    }

    private static Map<String, Double> figures(Path result) throws IOException {
        Map<String, Double> figures = new TreeMap<>();
        for (String line : Files.readAllLines(result)) {
            int equals = line.lastIndexOf('=');
            figures.put(line.substring(0, equals), Double.valueOf(line.substring(equals + 1)));
        }
        return figures;
    }
}
