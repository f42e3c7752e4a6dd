/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store of an application whose disk is really full: the loss is counted and told, and writing resumes by itself. */
class FullDiskTest {
    @TempDir
    Path folder;

    /** What the counters of the application say. */
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
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs sh and prlimit");
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    private static void limitFiles(Child child, String bytes) throws Exception {
        assertThat(succeeds(List.of("prlimit", "--pid", "" + child.pid(), "--fsize=" + bytes + ":unlimited")))
                .isTrue();
    }

    @Test
    void goesOnWhenFilesMayNotGrowAndResumesWhenTheyMay() throws Exception {
        assumeTrue(succeeds(List.of("prlimit", "--version")), "needs prlimit");
        Path data = folder.resolve("data");
        try (Child child = Child.start(folder, CommandedProgram.class, data.toString())) {
            assertThat(child.line()).isEqualTo("started");
            Outcome before = Outcome.of(child.ask("log 1000"));
            assertThat(before).isEqualTo(new Outcome(true, 1000, 0, 1000));
            limitFiles(child, "0");
            assertThat(Outcome.of(child.ask("log 20000")).flushed()).isFalse();
            assertThat(child.ask("state")).isEqualTo("PARKED");
            limitFiles(child, "unlimited");
            assertResumes(child, before.logged(), data); // standard error is a file, too, and could not grow
        }
    }

    /** On a disk of 4 MiB that the process alone sees, whose store is copied in the end. */
    private Child startOnOwnDisk(Path copy) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        List<String> unshare = List.of("unshare", "--user", "--map-root-user", "--mount", "sh", "-c");
        String mount = "mount -t tmpfs -o size=4m tmpfs " + disk;
        List<String> probe = new ArrayList<>(unshare);
        probe.add(mount);
        assumeTrue(succeeds(probe), "needs leave to mount a tmpfs in a name space of its own");
        List<String> through = new ArrayList<>(unshare);
        through.add(mount + " && \"$@\" && cp -r " + disk + "/data " + copy);
        through.add("sh");
        String data = disk.resolve("data").toString();
        return Child.start(folder, through, Jdk.own(), List.of(), CommandedProgram.class, data);
    }

    @Test
    void goesOnWhenTheDiskIsFullAndResumesWhenThereIsRoom() throws Exception {
        Path copy = folder.resolve("copy");
        try (Child child = startOnOwnDisk(copy)) {
            assertThat(child.line()).isEqualTo("started");
            Outcome before = Outcome.of(child.ask("log 1000"));
            assertThat(before).isEqualTo(new Outcome(true, 1000, 0, 1000));
            assertThat(child.ask("fill")).isEqualTo("filled: No space left on device");
            assertThat(Outcome.of(child.ask("log 20000")).flushed()).isFalse();
            assertThat(child.ask("state")).isEqualTo("PARKED");
            assertThat(child.err().lines().filter(line -> line.contains("sink store")))
                    .singleElement()
                    .asString()
                    .contains("no room on the disk", "No space left on device", "it is parked");
            assertThat(child.ask("empty")).isEqualTo("emptied");
            assertResumes(child, before.logged(), copy);
        }
    }

    private static void assertResumes(Child child, long keptBefore, Path left) throws Exception {
        Outcome after = Outcome.of(child.ask("recover"));
        assertThat(after.flushed()).as(child.err()).isTrue();
        assertThat(after.dropped()).isPositive();
        assertThat(after.stored() + after.dropped()).isEqualTo(after.logged());
        assertThat(child.ask("state")).isEqualTo("RUNNING");
        assertThat(child.ask("reasons")).isEqualTo("{DISK_FULL=" + after.dropped() + "}");
        assertThat(child.ask("stop")).isEqualTo("true " + after.stored());
        assertThat(child.end().status()).isZero();
        assertHasStored(left, keptBefore, after);
        assertThat(Kept.value(left, "SELECT sum(count) FROM ttlog_gaps WHERE sink = 'store' AND reason = 'disk_full'"))
                .isEqualTo("" + after.dropped());
    }

    private static void assertHasStored(Path left, long keptBefore, Outcome after) {
        List<Long> numbers = Kept.inStore(left).getOrDefault("main", List.of());
        assertThat(numbers).hasSize((int) after.stored()).isSorted().doesNotHaveDuplicates();
        Kept.assertFirst(numbers.subList(0, (int) keptBefore), keptBefore);
        assertThat(numbers).contains(after.logged() - 1);
    }

    /** A part of a batch fits the disk, all of it does not: the batch is dropped, and no part of it may come back. */
    @Test
    void whatWasCountedAsDroppedIsNotThereAfterAnEndOnTheFullDisk() throws Exception {
        Path copy = folder.resolve("copy");
        try (Child child = startOnOwnDisk(copy)) {
            assertThat(child.line()).isEqualTo("started");
            assertThat(child.ask("log 1000")).isEqualTo("true 1000 0 1000");
            Outcome during = Outcome.of(child.ask("log 300000"));
            assertThat(during.dropped()).isPositive();
            String[] stopped = child.ask("stop").split(" ", -1);
            assertThat(stopped[0]).isEqualTo("true");
            assertThat(child.end().status()).isZero();
            List<Long> numbers = Kept.inStore(copy).getOrDefault("main", List.of());
            assertThat(numbers).hasSize(Integer.parseInt(stopped[1])).doesNotHaveDuplicates();
        }
    }
}
