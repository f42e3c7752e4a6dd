/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers in processes of their own: killed, refused, and read from beside. */
class CrashTest {
    private static final long ENDLESS = Long.MAX_VALUE >> 8;

    @TempDir
    Path directory;

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

    private static List<Long> upTo(long end) {
        List<Long> numbers = new ArrayList<>();
        for (long i = 0; i < end; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void killedWriterLosesNothingWrittenAndRepeatsNothing() throws Exception {
        long seed = seed();
        Random random = new Random(seed);
        long recovered = 0;
        for (int kill = 0; kill < 20; kill++) {
            Process process = WriterProcess.start(directory, recovered, 100_000, ENDLESS);
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
                        assertThat(line).isEqualTo("opened");
                    }
                    if (++lines == killAfterLines) {
                        process.toHandle().destroyForcibly(); // SIGKILL; the pipe stays open for what it printed
                    }
                }
            }
            assertThat(process.waitFor()).isNotZero();
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
    }

    @Test
    void readerBesideAWriterSeesMoreAndMoreRowsWithoutHoles() throws Exception {
        Process process = WriterProcess.start(directory, 0, 60_000, 30_000);
        int snapshots = 0;
        long before = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line;
            while ((line = out.readLine()) != null) {
                if (line.startsWith("acked ") && ++snapshots % 10 == 0) {
                    List<Long> rows = numbers(Store.read(directory));
                    assertThat((long) rows.size()).isGreaterThanOrEqualTo(Long.parseLong(line.substring(6)));
                    assertThat((long) rows.size()).isGreaterThanOrEqualTo(before);
                    assertThat(rows).isEqualTo(upTo(rows.size()));
                    before = rows.size();
                }
            }
        }
        assertThat(process.waitFor()).isZero();
        assertThat(snapshots).isGreaterThan(100);
        assertThat(numbers(Store.read(directory))).isEqualTo(upTo(30_000));
        assertThat(Store.stats(directory).tables().get(0).segments()).isGreaterThan(5);
    }

    @Test
    void secondWriterIsRefusedWithPidAndHostOfTheFirst() throws Exception {
        Process process = WriterProcess.start(directory, 0, 1 << 20, ENDLESS);
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(out.readLine()).isEqualTo("opened");
            assertThatThrownBy(() -> Store.open(directory, StoreOptions.DEFAULT))
                    .isInstanceOfSatisfying(
                            TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                    .hasMessageContaining("pid=" + process.pid())
                    .hasMessageContaining("host=");
            // A refused attempt must not have dropped the first writer's lock.
            assertThatThrownBy(() -> Store.open(directory, StoreOptions.DEFAULT))
                    .hasMessageContaining("pid=" + process.pid());
        } finally {
            process.destroyForcibly().waitFor();
        }
        Store.open(directory, StoreOptions.DEFAULT).close();
    }

    @Test
    void secondWriterInOneProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
        try (Store first = Store.open(directory, StoreOptions.DEFAULT)) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(() -> Store.open(directory.resolve("."), StoreOptions.DEFAULT))
                        .isInstanceOfSatisfying(
                                TTLogException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORE_LOCKED))
                        .hasMessageContaining("pid=" + ProcessHandle.current().pid());
            }
            Process other = WriterProcess.start(directory, 0, 1 << 20, 1);
            try (BufferedReader out = other.inputReader(StandardCharsets.UTF_8)) {
                assertThat(out.lines().toList().toString()).contains("is being written");
            }
            assertThat(other.waitFor()).isNotZero();
            first.seal();
        }
        Store.open(directory, StoreOptions.DEFAULT).close();
    }
}
