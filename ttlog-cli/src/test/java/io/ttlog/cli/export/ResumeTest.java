/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Signal;
import io.ttlog.cli.CommandRun;
import io.ttlog.cli.Main;
import io.ttlog.cli.notation.TimeRange;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Exports that are broken off at any point and go on. */
class ResumeTest {
    private static final int ROWS = 150_000;
    private static final int UNSEALED = 1000;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());

    @TempDir
    private static Path filled;

    @TempDir
    private Path folder;

    @BeforeAll
    static void fill() throws IOException {
        try (StoreOfAll store = new StoreOfAll(filled, 1)) {
            store.logs(0, 100_000).seal().logs(100_000, ROWS - UNSEALED).seal();
        }
    }

    @BeforeEach
    void copy() throws IOException {
        System.out.println("-Dttlog.seed=" + seed);
        try (Stream<Path> files = Files.walk(filled)) {
            for (Path file : files.toList()) {
                Files.copy(file, data().resolve(filled.relativize(file).toString()));
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    /** Thrown in the place of a kill. */
    private static final class BrokenOffException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** Breaks off after so many calls, and keeps what is told. */
    private static final class Breaking implements Export.Watcher {
        private final List<String> told = new ArrayList<>();
        private final String breakingTable;
        private int left;

        Breaking(int calls) {
            left = calls;
            breakingTable = "";
        }

        Breaking(String table) {
            left = -1;
            breakingTable = table;
        }

        @Override
        public void at(String table, long rowsRead, long rowsTotal, long rows, long bytes) {
            assertThat(rowsRead).isBetween(0L, rowsTotal);
            if (left-- == 0 || table.equals(breakingTable)) {
                throw new BrokenOffException();
            }
        }

        @Override
        public void tell(String sentence) {
            told.add(sentence);
        }
    }

    private Export export(Path file, ExportFormat format, boolean resume, Snapshot snapshot, Export.Watcher watcher) {
        return export(file, format, resume, false, List.of(), snapshot, watcher);
    }

    private Export export(
            Path file,
            ExportFormat format,
            boolean resume,
            boolean force,
            List<String> services,
            Snapshot snapshot,
            Export.Watcher watcher) {
        return new Export(
                new Export.Request(
                        data(),
                        file,
                        false,
                        format,
                        List.of(Signal.LOG),
                        services,
                        TimeRange.ALL,
                        "",
                        List.of(),
                        force,
                        resume),
                snapshot,
                watcher);
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void isTheSameFileWhereverItWasBrokenOff(ExportFormat format) throws IOException {
        Path whole = folder.resolve("whole");
        // Rows that are in no segment at first, and in one when the export goes on; one of them makes "n" several
        // types.
        try (StoreOfAll store = new StoreOfAll(data(), seed)) {
            store.logs(ROWS - UNSEALED, ROWS);
            try (Snapshot snapshot = store.store().snapshot()) {
                assertThat(export(whole, format, false, snapshot, new Breaking(-1))
                                .run()
                                .get(0)
                                .rows())
                        .isEqualTo(ROWS);
                for (int calls : new int[] {0, 2, 14, 20, 33, 40}) {
                    brokenOff(folder.resolve("broken" + calls), format, calls, snapshot);
                }
            }
            store.seal();
            store.logWith(ROWS + 1, "truth", 5);
            store.seal();
        }
        try (Snapshot snapshot = Store.read(data())) {
            for (int calls : new int[] {2, 14, 20, 33, 40}) {
                Path file = folder.resolve("broken" + calls);
                Breaking watcher = new Breaking(-1);
                export(file, format, true, snapshot, watcher).run();
                assertThat(watcher.told).hasSize(1).first().asString().contains("going on after");
                assertThat(Files.mismatch(file, whole))
                        .as("after %d calls, seed %d", calls, seed)
                        .isEqualTo(-1);
                assertThat(Export.named(file, ".journal")).doesNotExist();
                assertThat(Export.named(file, ".part")).doesNotExist();
            }
            // Broken off in the rows that were in no segment: they cannot be told from others now.
            Path anew = folder.resolve("broken0");
            assertThat(export(anew, format, true, snapshot, new Breaking(-1))
                            .run()
                            .get(0)
                            .rows())
                    .isEqualTo(ROWS + 1);
        }
    }

    private void brokenOff(Path file, ExportFormat format, int calls, Snapshot snapshot) {
        assertThatThrownBy(() -> export(file, format, false, snapshot, new Breaking(calls))
                        .run())
                .isInstanceOf(BrokenOffException.class);
        assertThat(file).doesNotExist();
        assertThat(Export.named(file, ".part")).exists();
    }

    @Test
    void beginsAnewAndSaysSoWhenSegmentsWereMerged() throws IOException {
        Path file = folder.resolve("a.ndjson");
        try (Snapshot snapshot = Store.read(data())) {
            brokenOff(file, ExportFormat.ndjson, 30, snapshot);
        }
        try (StoreOfAll store = new StoreOfAll(data(), seed)) {
            store.store().compact();
        }
        Breaking watcher = new Breaking(-1);
        try (Snapshot snapshot = Store.read(data())) {
            assertThat(export(file, ExportFormat.ndjson, true, snapshot, watcher)
                            .run()
                            .get(0)
                            .rows())
                    .isEqualTo(ROWS - UNSEALED);
        }
        assertThat(watcher.told)
                .containsExactly(
                        file + ": segments that were not read yet have been merged or deleted since: beginning anew");
        try (var lines = Files.lines(file)) {
            assertThat(lines.distinct().count()).isEqualTo(ROWS - UNSEALED);
        }
    }

    @Test
    void goesOnBeforeBytesThatWereLost() throws IOException {
        Path file = folder.resolve("a.csv");
        Path whole = folder.resolve("whole");
        try (Snapshot snapshot = Store.read(data())) {
            export(whole, ExportFormat.csv, false, snapshot, new Breaking(-1)).run();
            brokenOff(file, ExportFormat.csv, 36, snapshot);
            Path part = Export.named(file, ".part");
            try (RandomAccessFile bytes = new RandomAccessFile(part.toFile(), "rw")) {
                long middle = bytes.length() / 2;
                bytes.seek(middle);
                int was = bytes.read();
                bytes.seek(middle);
                bytes.write(was ^ 1); // as a disk has it after a loss of power
            }
            Breaking watcher = new Breaking(-1);
            export(file, ExportFormat.csv, true, snapshot, watcher).run();
            assertThat(watcher.told).containsExactly(file + ": going on after 65536 rows");
        }
        assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
    }

    @Test
    void isRefusedWithoutResumeAndWithOtherOptions() throws IOException {
        Path file = folder.resolve("a.csv");
        try (Snapshot snapshot = Store.read(data())) {
            brokenOff(file, ExportFormat.csv, 30, snapshot);
            assertThatThrownBy(() -> export(file, ExportFormat.csv, false, snapshot, new Breaking(-1))
                            .run())
                    .hasMessageContaining(
                            "was broken off, or is under way; --resume goes on with it, --force begins anew");
            assertThatThrownBy(
                            () -> export(file, ExportFormat.csv, true, false, List.of("s1"), snapshot, new Breaking(-1))
                                    .run())
                    .hasMessageContaining("had other options: --data")
                    .hasMessageContaining("--format csv; give the same");
            Export.Watcher second = new Export.Watcher() {
                @Override
                public void at(String table, long rowsRead, long rowsTotal, long rows, long bytes) {
                    assertThatThrownBy(() -> export(file, ExportFormat.csv, true, snapshot, new Breaking(-1))
                                    .run())
                            .hasMessageContaining("is in use: another export writes the same file");
                }

                @Override
                public void tell(String sentence) {
                    throw new AssertionError(sentence);
                }
            };
            assertThat(export(file, ExportFormat.csv, false, true, List.of(), snapshot, second)
                            .run())
                    .hasSize(1);
        }
    }

    @Test
    void aTableThatIsCompleteIsNotWrittenAgain() throws IOException {
        try (StoreOfAll store = new StoreOfAll(data(), seed)) {
            store.gap().seal();
        }
        Path files = folder.resolve("files");
        Path logs = files.resolve("logs.csv");
        try (Snapshot snapshot = Store.read(data())) {
            assertThatThrownBy(() -> several(files, snapshot, false, new Breaking("ttlog_gaps"))
                            .run())
                    .isInstanceOf(BrokenOffException.class);
            assertThat(Export.named(logs, ".journal")).exists();
            // As if it had been killed before the complete file got its name.
            Files.move(logs, Export.named(logs, ".part"));
            Object key =
                    Files.readAttributes(Export.named(logs, ".part"), "fileKey").get("fileKey");
            assertThatThrownBy(() ->
                            several(files, snapshot, true, new Breaking(0)).run())
                    .isInstanceOf(BrokenOffException.class);
            List<Export.Exported> written =
                    several(files, snapshot, true, new Breaking(-1)).run();
            assertThat(written).extracting(Export.Exported::rows).containsExactly((long) ROWS - UNSEALED, 1L);
            assertThat(Files.readAttributes(logs, "fileKey").get("fileKey")).isEqualTo(key);
        }
        try (var left = Files.list(files)) {
            assertThat(left).containsExactlyInAnyOrder(logs, files.resolve("ttlog_gaps.csv"));
        }
    }

    private Export several(Path directory, Snapshot snapshot, boolean resume, Export.Watcher watcher) {
        List<Signal> tables = List.of(Signal.LOG, Signal.GAP);
        return new Export(
                new Export.Request(
                        data(),
                        directory,
                        true,
                        ExportFormat.csv,
                        tables,
                        List.of(),
                        TimeRange.ALL,
                        "",
                        List.of(),
                        false,
                        resume),
                snapshot,
                watcher);
    }

    /** The command in a process of its own, as a shell starts it. */
    private Process start(String limit, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                limit + "exec \"$@\"",
                "bash",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    @Test
    void isTheSameFileAfterAKill() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path whole = folder.resolve("whole.parquet");
        Path file = folder.resolve("killed.parquet");
        String[] whole0 = {"export", "--data", data().toString(), "--to", whole.toString()};
        assertThat(CommandRun.of(whole0).code()).isZero();
        Process process = start("", "export", "--data", data().toString(), "--to", file.toString(), "--resume");
        Path part = Export.named(file, ".part");
        long enough = Files.size(whole) * 6 / 10;
        while (process.isAlive() && !(Files.exists(part) && Files.size(part) > enough)) {
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("err")))
                .isEqualTo(128 + 9);
        assertThat(file).doesNotExist();
        CommandRun run = CommandRun.of("export", "--data", data().toString(), "--to", file.toString(), "--resume");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("going on after ");
        assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
    }

    @Test
    void aFullDiskLeavesNoFileUnderTheNameAndIsGoneOnWith() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path file = folder.resolve("a.csv");
        // A limit of 12 MiB a file: the write fails as on a full disk, under another name.
        Process process = start("ulimit -f 12288; ", "export", "--data", data().toString(), "--to", file.toString());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String told = Files.readString(folder.resolve("err"));
        assertThat(process.exitValue()).as(told).isEqualTo(1);
        assertThat(told)
                .contains("ttlog: writing " + file + " failed: File too large; what is in " + file
                        + ".part is kept: --resume");
        assertThat(file).doesNotExist();
        CommandRun run = CommandRun.of("export", "--data", data().toString(), "--to", file.toString(), "--resume");
        assertThat(run.err()).contains("going on after ");
        assertThat(run.code()).isZero();
        try (Snapshot snapshot = Store.read(data())) {
            Path whole = folder.resolve("whole");
            export(whole, ExportFormat.csv, false, snapshot, new Breaking(-1)).run();
            assertThat(Files.mismatch(file, whole)).isEqualTo(-1);
        }
    }
}
