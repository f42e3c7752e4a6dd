/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.storage.chunk.ColumnKey;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.index.KeyKind;
import io.ttlog.storage.index.Need;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage in what only helps to find rows: told, no row lost, repaired. */
class IndexDamageTest {
    private static final int ROWS = 600;
    private static final long TIME = 1_767_225_600_000_000_000L;
    private static final ColumnKey TRACE_ID = new ColumnKey("trace_id", false, ColumnType.BYTES);

    @TempDir
    Path directory;

    private Path write() throws IOException {
        Random random = new Random(1);
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            for (int row = 0; row < ROWS; row++) {
                encoder.beginLogInSpan(
                        Level.INFO,
                        Symbols.NONE,
                        Symbols.NONE,
                        Symbols.NONE,
                        symbols.intern("api"),
                        TIME + row,
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
                encoder.message("row " + row + " of " + Long.toHexString(random.nextLong()));
                int bytes = encoder.end();
                byte[] record = new byte[EventFormat.aligned(bytes)];
                System.arraycopy(encoder.buffer(), 0, record, 0, bytes);
                store.append(record, 0, record.length, symbols);
            }
            store.seal();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private int rows(Need need) {
        Scan scan = new Scan(
                Signal.LOG, List.of(ColumnRef.fixed("message")), Long.MIN_VALUE, Long.MAX_VALUE, List.of(), need);
        int rows = 0;
        try (Snapshot snapshot = Store.read(directory);
                Snapshot.Cursor cursor = snapshot.scan(scan)) {
            for (var batch = cursor.next(); batch != null; batch = cursor.next()) {
                rows += batch.rowCount();
            }
        }
        return rows;
    }

    @Test
    void aDamagedFilterIsToldCostsNoRowAndIsRepaired() throws Exception {
        Path segment = write();
        List<IndexStats.Filter> filters =
                IndexStats.of(directory).get(Signal.LOG.ordinal()).filters();
        assertThat(filters).singleElement().satisfies(filter -> {
            assertThat(filter.column()).isEqualTo(TRACE_ID);
            assertThat(filter.kind()).isEqualTo(KeyKind.VALUES);
        });
        Need absent = Need.equal(TRACE_ID, new byte[16]);
        assertThat(rows(absent)).isZero();
        byte[] good = Files.readAllBytes(segment);
        int footerAt = good.length - 16 - EventFormat.getInt(good, good.length - 16);
        int filterAt = (int) (footerAt - filters.get(0).storedBytes());
        for (int at = filterAt; at < footerAt; at += 17) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            Files.write(segment, bad);
            assertThat(Store.verify(directory).damage()).as("byte " + at).singleElement();
            assertThat(Store.verify(directory).rows()).isEqualTo(ROWS);
            assertThat(rows(Need.NOTHING)).isEqualTo(ROWS);
            assertThatThrownBy(() -> rows(absent))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(segment.getFileName().toString());
        }
        RepairReport report = Store.repair(directory, false);
        assertThat(report.losses()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("no row is lost");
        assertThat(Store.verify(directory).damage()).isEmpty();
        assertThat(rows(Need.NOTHING)).isEqualTo(ROWS);
        assertThat(rows(absent)).isZero();
    }
}
