/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.core.sink.file.CommandedWriter;
import io.ttlog.core.sink.file.EventFiles;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ttlog cat --follow} in a process of its own, beside a process that writes, rotates and deletes. */
@Timeout(120)
class FollowProcessTest {
    private static final int ROUNDS = 20;
    private static final int EVENTS = 100;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void needsAUnix() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs signals");
    }

    @AfterEach
    void killProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process start(List<String> command, File err) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(err).start();
        started.add(process);
        return process;
    }

    private Process follow(Path path, File err) throws IOException {
        return start(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "cat",
                        "--follow",
                        path.toString()),
                err);
    }

    /** Process.destroy() would also close the pipe. */
    private void signal(String name, Process target) throws Exception {
        Process kill = start(
                List.of("/bin/sh", "-c", "kill -" + name + " " + target.pid()),
                folder.resolve("kill-err").toFile());
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void seesEveryEventOnceOverRotationAndRetentionUntilTheSignal() throws Exception {
        Path events = Files.createDirectory(folder.resolve("events"));
        File writerErr = folder.resolve("writer-err").toFile();
        File err = folder.resolve("err").toFile();
        Process writer = start(
                CommandedWriter.command(events, "file.codec=none", "file.bytesMax=8KiB", "file.keepFiles=5"),
                writerErr);
        PrintStream commands = new PrintStream(writer.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader answers = writer.inputReader(StandardCharsets.UTF_8);
        assertThat(answers.readLine()).isEqualTo("started");

        Process cat = follow(events, err);
        BufferedReader printed = cat.inputReader(StandardCharsets.UTF_8);
        String firstFile = EventFiles.in(events).get(0).toString();
        for (int round = 0; round < ROUNDS; round++) {
            commands.println("log " + EVENTS);
            int logged = (round + 1) * EVENTS;
            assertThat(answers.readLine()).isEqualTo("true " + logged + " 0 " + logged);
            for (int number = round * EVENTS; number < logged; number++) {
                assertThat(printed.readLine()).contains(" - event " + number + " says ");
            }
        }
        assertThat(EventFiles.in(events)).hasSizeBetween(2, 5);
        assertThat(Path.of(firstFile)).as("retention has taken the first").doesNotExist();

        signal("TERM", cat);
        assertThat(cat.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isEqualTo(128 + 15);
        assertThat(printed.readLine()).as("nothing else").isNull();
        assertThat(Files.readString(err.toPath())).isEmpty();
    }

    @Test
    void ctrlCEndsItAfterAWholeLine() throws Exception {
        Path events = folder.resolve("events");
        Process writer = start(
                CommandedWriter.command(events), folder.resolve("writer-err").toFile());
        PrintStream commands = new PrintStream(writer.getOutputStream(), true, StandardCharsets.UTF_8);
        BufferedReader answers = writer.inputReader(StandardCharsets.UTF_8);
        assertThat(answers.readLine()).isEqualTo("started");
        commands.println("log 3");
        assertThat(answers.readLine()).startsWith("true");
        File err = folder.resolve("err").toFile();
        Process cat = follow(EventFiles.in(events).get(0), err);
        BufferedReader printed = cat.inputReader(StandardCharsets.UTF_8);
        for (int number = 0; number < 3; number++) {
            assertThat(printed.readLine()).contains(" - event " + number);
        }
        signal("INT", cat);
        assertThat(cat.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(cat.exitValue()).isEqualTo(128 + 2);
        assertThat(printed.readLine()).isNull();
        assertThat(Files.readString(err.toPath())).isEmpty();
    }
}
