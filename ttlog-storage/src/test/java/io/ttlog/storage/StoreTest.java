/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Signal;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    @TempDir
    Path directory;

    private static long seed() {
        return Long.getLong("ttlog.seed", System.nanoTime());
    }

    static void assertRows(Snapshot snapshot, Model model, String what) {
        for (Signal signal : Signal.values()) {
            assertThat(TableRows.read(snapshot, signal)).as(what + " " + signal).isEqualTo(model.rows(signal));
        }
    }

    @Test
    void randomEventsComeBackFromMemtableLogAndSegments() throws Exception {
        long seed = seed();
        Model model = new Model(seed);
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            for (int round = 0; round < 3; round++) {
                for (int batch = 0; batch < 5; batch++) {
                    model.nextBatch(100);
                    store.append(model.batch(), 0, model.batchBytes(), model.symbols());
                }
                assertRows(store.snapshot(), model, "memtable, -Dttlog.seed=" + seed);
                store.flush(Ack.SYNCED);
                assertRows(StoreFiles.read(directory), model, "log, -Dttlog.seed=" + seed);
                store.seal();
                assertRows(store.snapshot(), model, "segments, -Dttlog.seed=" + seed);
                assertRows(StoreFiles.read(directory), model, "segments read by another, -Dttlog.seed=" + seed);
            }
        }
        assertRows(Store.read(directory), model, "closed, -Dttlog.seed=" + seed);
        VerifyReport report = Store.verify(directory);
        assertThat(report.damage()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.rows()).isEqualTo(1500);
    }

    /** The same symbol means two things; a log can say one of them. */
    @Test
    void namesOfTwoTablesAreToldApartByWhoReadsTheLog() throws Exception {
        RollUpHistory one = new RollUpHistory(1, 1);
        Model other = new Model(seed());
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            one.append(store, one.points().get(0));
            other.nextBatch(20);
            store.append(other.batch(), 0, other.batchBytes(), other.symbols());
            one.append(store, one.points().get(1));
            for (Signal signal : Signal.values()) {
                assertThat(TableRows.scan(StoreFiles.read(directory), signal))
                        .as(signal.name())
                        .containsExactlyInAnyOrderElementsOf(TableRows.scan(store.snapshot(), signal));
            }
        }
    }
}
