/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that keep a store: compact, retention, backup, restore. */
class KeepCommandsTest {
    @TempDir
    private Path folder;

    private Path data() {
        return folder.resolve("data");
    }

    private static CommandRun run(String command, Path data, String... options) {
        return CommandRun.of(Stream.concat(Stream.of(command, "--data", data.toString()), Stream.of(options))
                .toArray(String[]::new));
    }

    private void logs(Instant... times) {
        for (Instant time : times) {
            CommandRun run = CommandRun.imports(
                    data(), "{\"timestamp\":\"" + time + "\",\"message\":\"m\"}\n", "--format", "ndjson");
            assertThat(run.code()).as(run.err()).isZero();
        }
    }

    private long rows(Path data) {
        return Long.parseLong(
                CommandRun.answers(data, "SELECT count(*) FROM logs").get(0));
    }

    private static void assertFails(CommandRun run, String message) {
        assertThat(run.code()).as(run.toString()).isEqualTo(1);
        assertThat(run.err()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void compactTellsWhatItWasLikeBeforeAndAfter() {
        Instant noon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(12, ChronoUnit.HOURS); // a day that is not cold
        logs(noon, noon.plusSeconds(1), noon.plusSeconds(7200));
        CommandRun run = run("compact", data());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines.get(0)).matches("before: 3 rows, 3 segments, \\d+ bytes on disk");
        assertThat(lines.get(1)).matches("after:  3 rows, 1 segment, \\d+ bytes on disk");
        assertThat(rows(data())).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"compact", "retention --now", "verify --repair"})
    void refusesAStoreThatAnotherWrites(String line) throws IOException {
        logs(Instant.now());
        try (Store store = Store.open(data(), StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).isEmpty();
            String[] words = line.split(" ");
            assertFails(
                    run(
                            words[0],
                            data(),
                            List.of(words).subList(1, words.length).toArray(String[]::new)),
                    "is being written by another writer (pid=");
        }
    }

    @Test
    void retentionOnlyTellsUntilItIsToldNow() {
        Instant now = Instant.now();
        logs(now.minus(8, ChronoUnit.DAYS), now.minus(1, ChronoUnit.HOURS));
        for (String[] options : List.of(new String[0], new String[] {"--now", "--dry-run"})) {
            CommandRun told = run("retention", data(), options);
            assertThat(told.code()).as(told.err()).isZero();
            assertThat(told.out().lines().toList().get(0))
                    .matches("segments/logs/.*seg: 1 row, \\d+ bytes, the latest of .*Z");
            assertThat(told.lastLine()).matches("1 segment with 1 row and \\d+ bytes would go; --now deletes");
            assertThat(rows(data())).isEqualTo(2);
        }
        CommandRun done = run("retention", data(), "--now");
        assertThat(done.lastLine()).matches("1 segment with 1 row and \\d+ bytes deleted");
        assertThat(rows(data())).isEqualTo(1);
        assertThat(run("retention", data(), "--now").lastLine())
                .isEqualTo("0 segments with 0 rows and 0 bytes deleted");
    }

    @Test
    void retentionKeepsWhatTheOptionsSay() {
        Instant now = Instant.now();
        logs(now.minus(8, ChronoUnit.DAYS), now.minus(2, ChronoUnit.HOURS), now);
        assertThat(run("retention", data(), "--now", "--keep", "logs=0").lastLine())
                .startsWith("0 segments");
        assertThat(run("retention", data(), "--now", "--keep", "logs=10d").lastLine())
                .startsWith("0 segments");
        assertThat(run("retention", data(), "--now", "--keep", "spans=1ms").lastLine())
                .startsWith("1 segment ");
        assertThat(run("retention", data(), "--now", "--keep", "logs=1h").lastLine())
                .startsWith("1 segment ");
        assertThat(run("retention", data(), "--now", "--keep-bytes", "logs=1").lastLine())
                .startsWith("1 segment ");
        logs(now, now);
        assertThat(run("retention", data(), "--now", "--disk-bytes", "1").lastLine())
                .startsWith("2 segments ");
        assertFails(
                run("retention", data(), "--keep", "logs=7 days"), "store.keepLogs is '7 days'; use a whole number");
        assertFails(run("retention", data(), "--disk-bytes", "x"), "store.diskBytes is 'x'");
        assertFails(
                run("retention", data(), "--keep", "logz=1d"),
                "--keep names the table 'logz'; use one of logs, spans, metrics, metrics_5m, metrics_1h, metrics_1d, gaps");
        assertFails(run("retention", data(), "--keep-bytes", "spans=x"), "store.keepSpansBytes is 'x'");
    }

    @Test
    void aClockThatSeemsWrongDeletesNothing() {
        logs(Instant.parse("2020-01-01T00:00:00Z"), Instant.parse("2020-01-02T00:00:00Z"));
        for (String[] options : List.of(new String[0], new String[] {"--now"})) {
            assertFails(run("retention", data(), options), "even the latest row of logs is too old");
            assertThat(rows(data())).isEqualTo(2);
        }
        CommandRun trusted = run("retention", data(), "--now", "--clock-is-right");
        assertThat(trusted.lastLine()).startsWith("2 segments ").endsWith("deleted");
        assertThat(rows(data())).isZero();
    }

    @Test
    void backsUpAndRestores() throws IOException {
        Instant now = Instant.now();
        logs(now, now.plusNanos(1_000));
        Path backup = folder.resolve("backup");
        CommandRun first = run("backup", data(), "--to", backup.toString());
        assertThat(first).isEqualTo(new CommandRun(0, """
                        2 segments brought (2 by link), 0 there already, 0 bytes written, 0 files removed
                        backup: 2 rows in 3 files are sound, no damage
                        """, ""));
        logs(now.plusNanos(2_000));
        CommandRun second = run("backup", data(), "--to", backup.toString(), "--copy");
        assertThat(second.code()).isZero();
        assertThat(second.out()).matches("1 segment brought \\(0 by link\\), 2 there already, \\d+ bytes .*\n.*\n");
        assertThat(rows(backup)).isEqualTo(3);
        assertFails(
                CommandRun.imports(backup, "{\"message\":\"m\"}\n", "--format", "ndjson")
                                        .code()
                                == 0
                        ? new CommandRun(0, "", "")
                        : run("compact", backup),
                "is a backup, which can be read and not written");

        Files.writeString(backup.resolve("letter"), "x");
        Path restored = folder.resolve("restored");
        CommandRun done = CommandRun.of("restore", "--from", backup.toString(), "--to", restored.toString());
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.err()).isEqualTo("left out: letter\n");
        assertThat(done.out())
                .matches("3 segments and \\d+ bytes restored\nrestored: 3 rows in 4 files are sound, no damage\n");
        assertThat(rows(restored)).isEqualTo(3);
        assertFails(CommandRun.of("restore", "--from", backup.toString(), "--to", restored.toString()), "is not empty");
        assertFails(
                CommandRun.of("restore", "--from", folder.resolve("none").toString(), "--to", "x"),
                "--from " + folder.resolve("none") + ": there is no such directory");
    }

    @Test
    void repairsAndTellsWhatIsLost() throws IOException {
        logs(Instant.now(), Instant.now());
        assertThat(run("verify", data(), "--repair"))
                .isEqualTo(new CommandRun(0, "nothing to repair: 2 rows in 3 files are sound, no damage\n", ""));
        Path segment;
        try (Stream<Path> files = Files.walk(data())) {
            segment = files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[40] ^= 1;
        Files.write(segment, bytes);
        assertThat(run("verify", data()).code()).isEqualTo(4);
        assertThat(segment).as("verify changes nothing").hasBinaryContent(bytes);
        CommandRun repaired = run("verify", data(), "--repair");
        assertThat(repaired.code()).isEqualTo(4);
        List<String> lines = repaired.out().lines().toList();
        assertThat(lines.get(0)).matches("segments/logs/.*seg at offset \\d+: 1 row lost: .*");
        assertThat(lines.get(1)).matches("kept: damaged/repair-\\d+/segments/logs/.*seg");
        assertThat(repaired.lastLine()).isEqualTo("repaired: 1 row in 2 files is sound, no damage");
        assertThat(run("verify", data()).code()).isZero();
        assertThat(rows(data())).isEqualTo(1);

        Files.delete(data().resolve("MANIFEST"));
        CommandRun refused = run("verify", data(), "--repair");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("--rebuild-manifest");
        CommandRun rebuilt = run("verify", data(), "--repair", "--rebuild-manifest");
        assertThat(rebuilt.code()).as(rebuilt.toString()).isZero();
        assertThat(rebuilt.err()).startsWith("note: the manifest was made anew; segments: 1");
        assertThat(rows(data())).isEqualTo(1);
    }

    @Test
    void aDamagedBackupEndsWith4() throws IOException {
        logs(Instant.now(), Instant.now());
        Path backup = folder.resolve("backup");
        assertThat(run("backup", data(), "--to", backup.toString(), "--copy").code())
                .isZero();
        Path segment;
        try (Stream<Path> files = Files.walk(backup)) {
            segment = files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[40] ^= 1;
        Files.write(segment, bytes);
        CommandRun again = run("backup", data(), "--to", backup.toString(), "--copy");
        assertThat(again.code()).as("it is checked each time").isEqualTo(4);
        assertThat(again.out()).contains(segment.getFileName() + " at offset");
        CommandRun restored = CommandRun.of(
                "restore",
                "--from",
                backup.toString(),
                "--to",
                folder.resolve("restored").toString());
        assertThat(restored.code()).isEqualTo(4);
        assertThat(rows(data())).isEqualTo(2);
    }

    private void metrics(Instant... times) {
        for (Instant time : times) {
            CommandRun run = CommandRun.imports(
                    data(),
                    "{\"timestamp\":\"" + time + "\",\"name\":\"load\",\"value\":2.5}\n",
                    "--format",
                    "ndjson",
                    "--signal",
                    "metrics");
            assertThat(run.code()).as(run.err()).isZero();
        }
    }

    @Test
    void compactRollsUpWhenItIsToldTo() {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(5, ChronoUnit.DAYS);
        metrics(day, day.plusSeconds(10), day.plusSeconds(400));
        assertThat(run("compact", data()).code()).isZero();
        assertThat(CommandRun.answers(data(), "SELECT count(*) FROM metrics_5m"))
                .containsExactly("0");
        assertThat(run("compact", data(), "--roll-ups").code()).isZero();
        assertThat(CommandRun.answers(data(), "SELECT sum(readings) FROM metrics_1d"))
                .containsExactly("3");
        assertThat(CommandRun.answers(data(), "SELECT count(*) FROM metrics_5m"))
                .containsExactly("2");
        assertThat(run("verify", data()).code()).isZero();
        assertThat(run("stats", data()).out()).contains("metrics_5m", "metrics_1h", "metrics_1d");
    }

    @Test
    void retentionRollsUpWhatItDeletes() {
        Instant now = Instant.now();
        metrics(now.minus(30, ChronoUnit.DAYS), now);
        CommandRun done = run("retention", data(), "--now", "--keep", "metrics_1d=9d");
        assertThat(done.lastLine()).as(done.err()).contains("1 segment with 1 row");
        assertThat(CommandRun.answers(data(), "SELECT count(*) FROM metrics")).containsExactly("1");
        assertThat(CommandRun.answers(data(), "SELECT sum(sum) FROM metrics_5m"))
                .containsExactly("2.5");
        assertFails(run("retention", data(), "--keep", "metrics_2d=9d"), "names the table 'metrics_2d'; use one of");
    }

    @Test
    void retentionDeletesMetricsWithoutATraceWhenItIsToldTo() {
        Instant now = Instant.now();
        metrics(now.minus(30, ChronoUnit.DAYS), now);
        CommandRun done = run("retention", data(), "--now", "--roll-ups", "off");
        assertThat(done.lastLine()).as(done.err()).contains("1 segment with 1 row");
        assertThat(CommandRun.answers(data(), "SELECT count(*) FROM metrics_5m"))
                .containsExactly("0");
    }
}
