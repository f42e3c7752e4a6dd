/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.log.LogFile;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers in processes of their own, which end badly. */
class CrashTest {
    private static final long ENDLESS = Long.MAX_VALUE >> 8;
    private static final int KILLS = Integer.getInteger("ttlog.kills", 20);

    /** Room for a few segments of 10,000 bytes of log each. */
    private static final long KEPT_BYTES = 20_000;

    @TempDir
    Path directory;

    @AfterEach
    void killProcesses() throws InterruptedException {
        WriterProcess.killAll();
    }

    private static long seed() {
        return Long.getLong("ttlog.seed", System.nanoTime());
    }

    /** The numbers of all rows in order; each row is checked to be whole and unaltered. */
    static List<Long> numbers(Snapshot snapshot) {
        List<Long> numbers = new ArrayList<>();
        Scan scan = Scan.all(
                Signal.LOG,
                List.of(
                        ColumnRef.attribute("number"),
                        ColumnRef.attribute("text"),
                        ColumnRef.fixed("message"),
                        ColumnRef.fixed("timestamp"),
                        ColumnRef.fixed("service")));
        try (Snapshot.Cursor cursor = snapshot.scan(scan)) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                for (int row = 0; row < batch.rowCount(); row++) {
                    long number = ((LongVector) batch.vectors().get(0)).values()[row];
                    String text = ((TextVector) batch.vectors().get(1)).text(row);
                    assertThat(text).isEqualTo(WriterProcess.text(number));
                    assertThat(((TextVector) batch.vectors().get(2)).text(row))
                            .isEqualTo("event " + number + " of " + text);
                    assertThat(((LongVector) batch.vectors().get(3)).values()[row])
                            .isEqualTo(1_700_000_000_000_000_000L + number);
                    assertThat(((TextVector) batch.vectors().get(4)).text(row)).isEqualTo("service" + number % 3);
                    numbers.add(number);
                }
            }
        }
        Collections.sort(numbers);
        return numbers;
    }

    static List<Long> upTo(long end) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < end; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    /** Kills at any moment, half of them in a seal that the writer waits for. */
    @Test
    void killedWriterLosesNothingWrittenAndRepeatsNothing() throws Exception {
        int killedWhileSealing = kill(100_000, 7, KILLS);
        assertThat(killedWhileSealing).as("of " + KILLS + " kills").isPositive();
    }

    /** Seals so often that nearly always one is under way, beside a writer that goes on. */
    @Test
    void writerKilledBesideASealLosesNothingWrittenAndRepeatsNothing() throws Exception {
        int killedWhileSealing = kill(10_000, 0, KILLS / 2);
        assertThat(killedWhileSealing).as("of " + KILLS / 2 + " kills").isPositive();
    }

    /** Kills writers of one store, looks at what they leave, and returns how many were about to seal. */
    private int kill(int sealBytes, int sealRounds, int kills) throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        long recovered = 0;
        int killedWhileSealing = 0;
        for (int kill = 0; kill < kills; kill++) {
            Process process = WriterProcess.start(directory, recovered, sealBytes, ENDLESS, sealRounds);
            boolean aimAtSeal = sealRounds > 0 && kill % 2 == 1;
            long aimNanos = kill == 1 ? 0 : random.nextInt(4_000_000);
            String last = "";
            long submitted = recovered;
            long acked = recovered;
            int killAfterLines = 2 + random.nextInt(400);
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String line;
                int lines = 0;
                while ((line = out.readLine()) != null) {
                    if (line.startsWith("acked ")) {
                        acked = Long.parseLong(line.substring(6));
                    } else if (line.startsWith("submitted ")) {
                        submitted = Long.parseLong(line.substring(10));
                    } else {
                        assertThat(line).isIn("opened", "sealing", "sealed");
                    }
                    last = line;
                    if (++lines >= killAfterLines && (!aimAtSeal || line.equals("sealing"))) {
                        long start = System.nanoTime();
                        while (aimAtSeal && System.nanoTime() - start < aimNanos) {
                            Thread.onSpinWait();
                        }
                        process.toHandle().destroyForcibly(); // SIGKILL; the pipe stays open for what it printed
                    }
                }
            }
            assertThat(process.waitFor()).isNotZero();
            // Beside a seal there are the log that is being sealed and the next one.
            boolean besideSeal = LogFile.list(directory.resolve("log")).size() > 1;
            killedWhileSealing += last.equals("sealing") || besideSeal ? 1 : 0;
            List<Long> rows = numbers(Store.read(directory));
            String what = "kill " + kill + ", -Dttlog.seed=" + seed;
            assertThat((long) rows.size()).as(what).isBetween(acked, submitted);
            assertThat(rows).as(what).isEqualTo(upTo(rows.size()));
            VerifyReport report = Store.verify(directory);
            assertThat(report.damage()).as(what).isEmpty();
            assertThat(report.rows()).as(what).isEqualTo(rows.size());
            recovered = rows.size();
        }
        assertThat(recovered).isPositive();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            assertThat(store.recoveryDamage()).isEmpty();
            assertThat(numbers(store.snapshot())).isEqualTo(upTo(recovered));
        }
        assertThat(numbers(Store.read(directory))).isEqualTo(upTo(recovered));
        return killedWhileSealing;
    }

    /** Seals all the time, with room for a few segments: each seal deletes some, and merges go on. */
    @Test
    void writerKilledBesideRetentionLosesNothingButTheOldestRows() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        long first = 0;
        long end = 0;
        for (int kill = 0; kill < KILLS / 2; kill++) {
            List<String> command =
                    new ArrayList<>(WriterProcess.command(directory, end, 10_000, ENDLESS, 0, Codecs.QUIET.name()));
            command.addAll(List.of("0", Long.toString(KEPT_BYTES)));
            Process process = WriterProcess.start(command);
            long submitted = end;
            long acked = end;
            int killAfterLines = 2 + random.nextInt(1_000);
            try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
                String line;
                int lines = 0;
                while ((line = out.readLine()) != null) {
                    String[] words = line.split(" ", -1);
                    assertThat(words[0]).isIn("opened", "submitted", "acked");
                    if (words[0].equals("submitted")) {
                        submitted = Long.parseLong(words[1]);
                    } else if (words[0].equals("acked")) {
                        acked = Long.parseLong(words[1]);
                    }
                    if (++lines == killAfterLines) {
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(process.waitFor()).isNotZero();
            String what = "kill " + kill + ", -Dttlog.seed=" + seed;
            List<Long> rows = numbers(Store.read(directory));
            assertThat(rows).as(what).isNotEmpty();
            assertThat(rows.get(0)).as(what + ": what is deleted stays deleted").isGreaterThanOrEqualTo(first);
            first = rows.get(0);
            end = first + rows.size();
            assertThat(rows)
                    .as(what)
                    .isEqualTo(LongStream.range(first, end).boxed().toList());
            assertThat(end).as(what).isBetween(acked, submitted);
            VerifyReport report = Store.verify(directory);
            assertThat(report.damage()).as(what).isEmpty();
            assertThat(report.rows()).as(what).isEqualTo(rows.size());
        }
        assertThat(first).as("something was deleted, -Dttlog.seed=" + seed).isPositive();
    }

    /** As on a full disk: writes fail half way. (Zstandard would have to unpack its library first.) */
    @Test
    void writerGoesOnInANewLogWhenAFileMayNotGrow() throws Exception {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f 300; exec \"$@\"", "sh"));
        command.addAll(WriterProcess.command(directory, 0, 1 << 20, 20_000, 0, "lz4"));
        Process process = WriterProcess.start(command);
        Set<Long> acked = new TreeSet<>();
        long submitted = 0;
        int refusals = 0;
        String last = "";
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("acked")) {
                    LongStream.range(submitted, Long.parseLong(words[1])).forEach(acked::add);
                    submitted = Long.parseLong(words[1]);
                } else if (words[0].equals("refused")) {
                    submitted += Long.parseLong(words[1]);
                    refusals++;
                }
                last = line;
            }
        }
        assertThat(last).isEqualTo("closed");
        assertThat(process.waitFor()).isZero();
        assertThat(refusals).isGreaterThan(3);
        assertThat(submitted).isEqualTo(20_000);
        assertThat(acked).hasSizeGreaterThan(15_000);
        assertThat(numbers(Store.read(directory))).containsExactlyElementsOf(acked);
        assertThat(Store.verify(directory).damage()).isEmpty();
        assertThat(Store.verify(directory).rows()).isEqualTo(acked.size());
    }
}
