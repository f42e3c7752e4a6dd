/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, of the same JDK and class path: for what the test's own JVM would not survive. */
public final class ChildJvm {
    private static final long SECONDS_MAX = 120;

    /** How it ended. */
    public record Ended(int status, List<String> out, String err) {}

    private final Path directory;
    private final Process process;

    private ChildJvm(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts the main method of a class, in the directory, which also takes what it prints. */
    public static ChildJvm start(Path directory, List<String> flags, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS"); // the JVM prints that it picked it up
        builder.environment().remove("JDK_JAVA_OPTIONS");
        return new ChildJvm(directory, builder.start());
    }

    /** Runs a program to its end. */
    public static Ended run(Path directory, List<String> flags, Class<?> program, String... arguments)
            throws IOException, InterruptedException {
        return start(directory, flags, program, arguments).end();
    }

    /** The lines that it has printed so far. */
    public List<String> printed() throws IOException {
        return Files.readAllLines(directory.resolve("out"), StandardCharsets.UTF_8);
    }

    /** Asks it to end as {@code kill} does. */
    public void terminate() {
        process.destroy();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end. */
    public Ended end() throws IOException, InterruptedException {
        try {
            boolean ended = process.waitFor(SECONDS_MAX, TimeUnit.SECONDS);
            String err = Files.readString(directory.resolve("err"));
            assertThat(ended)
                    .as("ended within %s s; it printed %s and %s", SECONDS_MAX, printed(), err)
                    .isTrue();
            return new Ended(process.exitValue(), printed(), err);
        } finally {
            process.destroyForcibly();
        }
    }
}
