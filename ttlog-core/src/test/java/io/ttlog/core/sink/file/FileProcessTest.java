/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.core.SeededRandom;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The file sink in a JVM of its own that is killed, or whose disk is really full, gone or closed to it. */
@ExtendWith(SeededRandom.class)
class FileProcessTest {
    private static final int KILLS = Integer.getInteger("ttlog.kills", 12);
    /** As many times as many kills as long as none has cut a frame. */
    private static final int MORE_KILLS_FACTOR = 10;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    /** A writer, and how it answers. */
    private record Writer(Process process, PrintStream in, BufferedReader out) {
        String ask(String command) throws IOException {
            in.println(command);
            return String.valueOf(out.readLine());
        }

        Outcome log(int count) throws IOException {
            return Outcome.of(ask("log " + count));
        }

        Outcome recover() throws IOException {
            return Outcome.of(ask("recover"));
        }

        void end() throws InterruptedException {
            in.close();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        }
    }

    /** What the counters of the writer say. */
    private record Outcome(boolean flushed, long stored, long dropped, long logged) {
        static Outcome of(String answer) {
            String[] words = answer.split(" ", -1);
            assertThat(words).as(answer).hasSize(4);
            return new Outcome(
                    Boolean.parseBoolean(words[0]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]));
        }
    }

    @BeforeAll
    static void needsAUnix() {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs sh, kill and prlimit");
    }

    @AfterEach
    void killProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Writer start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("err").toFile())
                .start();
        started.add(process);
        Writer writer = new Writer(
                process,
                new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8),
                process.inputReader(StandardCharsets.UTF_8));
        assertThat(writer.out.readLine())
                .as(Files.readString(folder.resolve("err")))
                .isEqualTo("started");
        return writer;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    /** Each writer goes on where the one before was killed, as an application that is started again. */
    @Test
    void whatWasWrittenSurvivesEveryKillOnceAndInOrder(Random random) throws Exception {
        Path events = folder.resolve("events");
        for (int kill = 0; kill < KILLS / 2; kill++) {
            String codec = List.of("none", "lz4", "none").get(kill % 3);
            Path own = events.resolve("run" + kill % 3); // so that several runs share a directory
            List<String> problems = new ArrayList<>();
            int before = Files.isDirectory(own)
                    ? CommandedWriter.numbers(own, problems).size()
                    : 0;
            Writer writer = start(CommandedWriter.command(own, "file.codec=" + codec, "file.bytesMax=2MiB"));
            Outcome first = writer.log(1 + random.nextInt(20_000));
            assertThat(first.flushed()).isTrue();
            long acked = first.logged();
            writer.in().println("log 2000000"); // never ends in time
            long killAfterNanos = random.nextInt(300_000_000);
            long start = System.nanoTime();
            while (System.nanoTime() - start < killAfterNanos) {
                Thread.onSpinWait();
            }
            writer.process().destroyForcibly(); // SIGKILL
            assertThat(writer.process().waitFor()).isEqualTo(128 + 9);

            int tornBefore = problems.size();
            problems.clear();
            List<Long> recovered = CommandedWriter.numbers(own, problems);
            assertThat(problems).as("nothing but torn tails").allMatch(problem -> problem.endsWith(": torn"));
            assertThat(problems).hasSizeBetween(tornBefore, tornBefore + 1);
            List<Long> ofThisRun = recovered.subList(before, recovered.size());
            assertThat(ofThisRun).as("kill %s", kill).hasSizeGreaterThanOrEqualTo((int) acked);
            assertThat(ofThisRun).isEqualTo(range(0, ofThisRun.size()));
        }
    }

    /** All in one directory: no writer adds to what a killed one left, and a torn tail stays to be seen. */
    @Test
    void aFrameThatAKillCutInTwoIsToldAndCostsOnlyItself(Random random) throws Exception {
        Path events = folder.resolve("events");
        long recovered = 0;
        int torn = 0;
        int kill = 0;
        for (; kill < KILLS || (torn == 0 && kill < KILLS * MORE_KILLS_FACTOR); kill++) { // where it falls is chance
            Process process = new ProcessBuilder(
                            SlowDiskWriter.command(events, recovered, kill % 2 == 0 ? "none" : "lz4"))
                    .redirectErrorStream(true)
                    .start();
            started.add(process);
            long acked = recovered;
            int killAfterLines = 1 + random.nextInt(40);
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                int lines = 0;
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                    assertThat(line).startsWith("acked ");
                    acked = Long.parseLong(line.substring("acked ".length()));
                    if (++lines == killAfterLines) {
                        long start = System.nanoTime();
                        long nanos = random.nextInt(3_000_000);
                        while (System.nanoTime() - start < nanos) {
                            Thread.onSpinWait();
                        }
                        process.toHandle().destroyForcibly(); // SIGKILL; the pipe stays open for what it printed
                    }
                }
            }
            assertThat(process.waitFor()).isEqualTo(128 + 9);
            List<String> problems = new ArrayList<>();
            List<Long> numbers = CommandedWriter.numbers(events, problems);
            assertThat(problems).as("nothing but torn tails").allMatch(problem -> problem.endsWith(": torn"));
            assertThat(problems).as("earlier ones stay to be seen").hasSizeBetween(torn, torn + 1);
            torn = problems.size();
            assertThat((long) numbers.size()).as("kill %s", kill).isGreaterThanOrEqualTo(acked);
            assertThat(numbers).isEqualTo(range(0, numbers.size()));
            recovered = numbers.size();
        }
        assertThat(torn).as("frames cut by %s kills", kill).isPositive();
    }

    /** Frames of codec none, so that the limit is met soon. */
    @Test
    void goesOnWhenFilesMayNotGrowAndResumesWhenTheyMay() throws Exception {
        assumeTrue(new ProcessBuilder("prlimit", "--version").start().waitFor() == 0, "needs prlimit");
        Path events = folder.resolve("events");
        Writer writer = start(CommandedWriter.command(events, "file.codec=none"));
        Outcome before = writer.log(1000);
        assertThat(before).isEqualTo(new Outcome(true, 1000, 0, 1000));

        limit(writer.process(), "0");
        Outcome during = writer.log(20_000);
        assertThat(during.flushed()).isFalse();
        limit(writer.process(), "unlimited");
        Outcome after = writer.recover();
        assertThat(after.flushed()).isTrue();
        assertCounted(writer, events, before, after); // standard error is a file, too, and may not have grown
    }

    private static void limit(Process process, String bytes) throws Exception {
        Process prlimit =
                new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--fsize=" + bytes + ":unlimited").start();
        assertThat(prlimit.waitFor()).isZero();
    }

    /** A disk of 1 MiB that the process alone sees, and fills. */
    @Test
    void goesOnWhenTheDiskIsFullAndResumesWhenThereIsRoom() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Path copy = folder.resolve("copy");
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
        List<String> probe = new ArrayList<>(unshare);
        probe.add("mount -t tmpfs -o size=1m tmpfs " + disk);
        assumeTrue(
                new ProcessBuilder(probe).redirectErrorStream(true).start().waitFor() == 0,
                "needs leave to mount a tmpfs in a name space of its own");

        List<String> command = new ArrayList<>(unshare);
        command.add("mount -t tmpfs -o size=1m tmpfs " + disk + " && \"$@\" && cp -r " + disk + "/events " + copy);
        command.add("sh");
        command.addAll(CommandedWriter.command(disk.resolve("events"), "file.codec=none"));
        Writer writer = start(command);
        Outcome before = writer.log(1000);
        assertThat(before).isEqualTo(new Outcome(true, 1000, 0, 1000));
        assertThat(writer.ask("fill")).isEqualTo("filled: No space left on device");
        Outcome during = writer.log(20_000);
        assertThat(during.flushed()).isFalse();
        assertThat(writer.ask("empty")).isEqualTo("emptied");
        Outcome after = writer.recover();
        assertThat(after.flushed()).isTrue();
        assertCounted(writer, copy, before, after);
        assertThat(Files.readString(folder.resolve("err"))).contains("no room on the disk", "No space left on device");
    }

    /** The frame that is open at the end cannot be written: it was taken, and is lost. */
    @Test
    void countsAsLostWhatItTookAndCouldNotWriteUntilTheEnd() throws Exception {
        Path events = folder.resolve("events");
        Writer writer = start(CommandedWriter.command(events, "file.codec=none"));
        assertThat(writer.log(100)).isEqualTo(new Outcome(true, 100, 0, 100));
        limit(writer.process(), "0");
        Outcome during = writer.log(10);
        assertThat(during).as("they fit the frame").isEqualTo(new Outcome(false, 110, 0, 110));
        assertThat(writer.ask("stop")).isEqualTo("100 {DISK_FULL=10}");
        writer.end();
        List<String> problems = new ArrayList<>();
        assertThat(CommandedWriter.numbers(events, problems)).isEqualTo(range(0, 100));
        assertThat(problems).isEmpty();
    }

    @Test
    void goesOnWhenTheDirectoryIsReplacedByAFileAndResumesWhenItIsBack() throws Exception {
        Path events = folder.resolve("events");
        Path aside = folder.resolve("aside");
        Writer writer = start(CommandedWriter.command(events, "file.codec=none"));
        Outcome before = writer.log(1000);
        assertThat(before).isEqualTo(new Outcome(true, 1000, 0, 1000));
        Files.move(events, aside);
        Files.writeString(events, "in the way");
        Outcome during = writer.log(20_000);
        assertThat(during.flushed()).isFalse();
        Files.delete(events);
        Outcome after = writer.recover();
        assertThat(after.flushed()).isTrue();
        assertThat(after.stored() + after.dropped()).isEqualTo(after.logged());
        writer.end();

        List<String> problems = new ArrayList<>();
        List<Long> numbers = CommandedWriter.numbers(aside, problems);
        assertThat(numbers).as("moved aside, nothing is added").isEqualTo(range(0, 1000));
        numbers.addAll(CommandedWriter.numbers(events, problems));
        assertThat(problems).isEmpty();
        assertThat(numbers).hasSize((int) after.stored()).isSorted().doesNotHaveDuplicates();
        assertThat(numbers).contains(after.logged() - 1);
    }

    @Test
    void losesNothingMoreThanTheFileThatSomebodyDeletes() throws Exception {
        Path events = folder.resolve("events");
        Writer writer = start(CommandedWriter.command(events));
        writer.log(1000);
        for (Path file : EventFiles.in(events)) {
            Files.delete(file);
        }
        Outcome after = writer.log(1000);
        assertThat(after).isEqualTo(new Outcome(true, 2000, 0, 2000));
        writer.end();
        List<String> problems = new ArrayList<>();
        assertThat(CommandedWriter.numbers(events, problems)).isEqualTo(range(1000, 2000));
        assertThat(problems).isEmpty();
        assertThat(Files.readString(folder.resolve("err")))
                .contains("was deleted or moved by somebody after 1000 events");
    }

    private static void assertCounted(Writer writer, Path events, Outcome before, Outcome after) throws Exception {
        assertThat(after.dropped()).as("the loss is counted").isPositive();
        assertThat(after.stored() + after.dropped()).isEqualTo(after.logged());
        assertThat(writer.ask("reasons")).isEqualTo("{DISK_FULL=" + after.dropped() + "}");
        writer.end();
        List<String> problems = new ArrayList<>();
        List<Long> numbers = CommandedWriter.numbers(events, problems);
        assertThat(problems).isEmpty();
        assertThat(numbers).as("what is counted as stored is there").hasSize((int) after.stored());
        assertThat(numbers).isSorted().doesNotHaveDuplicates();
        assertThat(numbers.subList(0, (int) before.logged())).isEqualTo(range(0, before.logged()));
        assertThat(numbers).contains(after.logged() - 1);
    }
}
