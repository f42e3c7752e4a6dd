/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A program in a JVM of its own, with the class path of this one. Closing it kills it. */
final class Child implements AutoCloseable {
    /** It is killed then, so that a test that reads from it ends. */
    private static final long SECONDS_MAX = 60;

    /** How it ended, and the lines that nobody had read. */
    record Ended(int status, List<String> out, String err) {}

    private final Process process;
    private final Path errors;
    private final PrintStream in;
    private final BufferedReader out;

    private Child(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts the main method of a class in the JVM of this test. */
    static Child start(Path folder, Class<?> program, String... arguments) throws IOException {
        return start(folder, List.of(), Jdk.own(), List.of(), program, arguments);
    }

    /**
     * Starts the main method of a class.
     *
     * @param folder its working directory
     * @param through a command that runs the command behind it
     */
    static Child start(
            Path folder, List<String> through, Path jdk, List<String> flags, Class<?> program, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(through);
        command.addAll(List.of(
                jdk.resolve("bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData", // a file of the JVM, which may not grow either where the disk is full
                "-Xmx128m"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        Path errors = Files.createTempFile(folder, "child", ".err");
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS")); // told on standard error
        Process process = builder.start();
        CompletableFuture.delayedExecutor(SECONDS_MAX, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return new Child(process, errors);
    }

    long pid() {
        return process.pid();
    }

    /** The next line that it prints; {@code null} as a text when there is none any more. */
    String line() throws IOException {
        return String.valueOf(out.readLine());
    }

    /** Gives it a line, and returns the next that it prints. */
    String ask(String line) throws IOException {
        in.println(line);
        return line();
    }

    /** Gives it a line. */
    void tell(String line) {
        in.println(line);
    }

    /** What it has printed on standard error so far. */
    String err() throws IOException {
        return Files.readString(errors);
    }

    /** SIGTERM. */
    void terminate() {
        process.toHandle().destroy(); // the handle's, so that the pipe stays open for what it prints
    }

    /** SIGKILL. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Closes its standard input, reads what it prints, and waits for its end. */
    Ended end() throws IOException, InterruptedException {
        in.close();
        List<String> rest = out.lines().toList();
        assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS))
                .as("ends; it printed %s and %s", rest, err())
                .isTrue();
        return new Ended(process.exitValue(), rest, err());
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
