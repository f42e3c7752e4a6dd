/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Signal;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.LongVector;
import io.ttlog.storage.column.TextVector;
import io.ttlog.storage.column.Vector;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConcurrentSnapshotTest {
    private static final int EVENTS = 50;

    @TempDir
    Path directory;

    /** Sums up the sequence numbers of all rows of all tables: of n rows they must be 0 to n - 1. */
    private static long rows(Snapshot snapshot) {
        long rows = 0;
        long sum = 0;
        for (Signal signal : Signal.values()) {
            boolean gaps = signal == Signal.GAP; // these have no attributes; their counts are one more than the number
            ColumnRef numbered = gaps ? ColumnRef.fixed("count") : ColumnRef.attribute("seq");
            Scan scan = Scan.all(signal, List.of(numbered, ColumnRef.fixed("attrs")));
            try (Snapshot.Cursor cursor = snapshot.scan(scan)) {
                for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                    Vector numbers = batch.vectors().get(0);
                    for (int row = 0; row < batch.rowCount(); row++) {
                        long number = ((LongVector) numbers).values()[row] - (gaps ? 1 : 0);
                        assertThat(numbers.isNull(row)).isFalse();
                        assertThat(((TextVector) batch.vectors().get(1)).text(row))
                                .contains(gaps ? "{}" : "\"seq\":" + number);
                        sum += number;
                    }
                    rows += batch.rowCount();
                }
            }
        }
        assertThat(sum).isEqualTo(rows * (rows - 1) / 2);
        return rows;
    }

    @ParameterizedTest
    @CsvSource({"1024, 40", "50000, 150", "1000000, 400"})
    void snapshotsHoldWholeBatchesAndOnlyGrowWhileAWriterAppendsAndSeals(long sealBytes, int batches) throws Exception {
        Model model = new Model(Long.getLong("ttlog.seed", System.nanoTime()));
        AtomicBoolean done = new AtomicBoolean();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withSealBytes(sealBytes))) {
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
                long before = 0;
                int snapshots = 0;
                while (!done.get()) {
                    try (Snapshot snapshot = Store.read(directory)) {
                        long now = rows(snapshot);
                        assertThat(now).isGreaterThanOrEqualTo(before);
                        assertThat(now % EVENTS).isZero();
                        before = now;
                        snapshots++;
                    }
                }
                return snapshots;
            });
            try {
                for (int i = 0; i < batches; i++) {
                    model.nextBatch(EVENTS);
                    store.append(model.batch(), 0, model.batchBytes(), model.symbols());
                }
            } finally {
                done.set(true);
            }
            assertThat(reader.get()).isPositive();
            assertThat(rows(store.snapshot())).isEqualTo((long) batches * EVENTS);
            assertThat(Store.stats(directory).tables().get(0).segments()).isGreaterThan(1);
        }
    }
}
