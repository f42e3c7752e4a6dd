/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.receive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The processes that a test has started; {@link #killAll} is to be called behind it. */
final class Children {
    private static final int ORPHAN_EXIT = 3;
    private static final long SECONDS_MAX = 60;

    private final List<Process> started = new ArrayList<>();

    /** Starts a main class with a pipe to its standard output; standard error goes to ours. */
    Process start(String main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                main));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }

    /** The command line, which runs until it is told to end. */
    Process receive(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("receive"));
        arguments.addAll(List.of(options));
        return start("io.ttlog.cli.Main", arguments.toArray(String[]::new));
    }

    /** The address in the line that a receiver prints when it listens. */
    static String address(Process receiver) throws IOException {
        BufferedReader out = receiver.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        if (line == null || !line.startsWith("listening at ")) {
            throw new AssertionError("the receiver printed " + line);
        }
        return line.substring("listening at ".length()).split(" ", 2)[0];
    }

    static int end(Process process) throws InterruptedException {
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
            throw new AssertionError("a process did not end within " + SECONDS_MAX + " s");
        }
        return process.exitValue();
    }

    /** For a main of a child: standard input is a pipe from the test, whose end is the end of the test's process. */
    static void endWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        System.in.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException e) {
                        System.err.println("standard input failed: " + e);
                    }
                    Runtime.getRuntime().halt(ORPHAN_EXIT);
                },
                "parent-watch");
        watch.setDaemon(true);
        watch.start();
    }

    void killAll() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }
}
