/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Signal;
import io.ttlog.core.codec.Codecs;
import io.ttlog.storage.ColumnRef;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.column.Batch;
import io.ttlog.storage.column.BytesVector;
import io.ttlog.storage.column.Vector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of the anchor comes back from segments as it was in memory. The anchor is looked for in {@code ../shared/anchor} beside the
 * repository, or where the property {@code ttlog.anchor} or the variable {@code TTLOG_ANCHOR} says.
 */
@Timeout(300)
class AnchorRowsTest {
    private static final Path ANCHOR = place();

    @TempDir
    Path directory;

    private static Path place() {
        String property = System.getProperty("ttlog.anchor");
        String named = property == null ? System.getenv("TTLOG_ANCHOR") : property;
        return named == null ? Path.of("..", "..", "shared", "anchor") : Path.of(named);
    }

    @ParameterizedTest
    @EnumSource(
            value = Anchor.Subset.class,
            names = {"SPANS", "OWN_SPANS", "METRICS"})
    void everyRowComesBack(Anchor.Subset subset) throws IOException {
        Anchor anchor = new Anchor(ANCHOR);
        if (!anchor.isPresent()) {
            System.err.println("SKIPPED: no anchor in "
                    + ANCHOR.toAbsolutePath().normalize() + "; name its place with -Dttlog.anchor=DIR or TTLOG_ANCHOR");
        }
        assumeTrue(anchor.isPresent());
        Signal signal = subset == Anchor.Subset.METRICS ? Signal.METRIC : Signal.SPAN;
        long[] inMemory;
        StoreOptions large = StoreOptions.DEFAULT.withSealBytes(StoreOptions.SEAL_BYTES_MAX);
        try (Store store = Store.open(directory.resolve("memory"), large)) {
            long rows = StoreBytes.write(anchor, subset, store);
            inMemory = hashes(store.snapshot(), signal);
            assertThat(inMemory).hasSize((int) rows);
        }
        StoreOptions options =
                StoreOptions.DEFAULT.withCodecs(Codecs.ZSTD, Codecs.LZ4).withMergeFanIn(0);
        try (Store store = Store.open(directory.resolve("segments"), options)) {
            StoreBytes.write(new Anchor(ANCHOR), subset, store);
            store.seal();
            assertThat(Arrays.equals(hashes(store.snapshot(), signal), inMemory))
                    .as("fresh")
                    .isTrue();
            store.compact();
            assertThat(Arrays.equals(hashes(store.snapshot(), signal), inMemory))
                    .as("merged")
                    .isTrue();
        }
    }

    /** Of each row, in ascending order. */
    private static long[] hashes(Snapshot snapshot, Signal signal) {
        TableSchema schema = snapshot.schema(signal);
        List<ColumnRef> columns = new ArrayList<>();
        schema.fixed().keySet().forEach(name -> columns.add(ColumnRef.fixed(name)));
        schema.attributes().keySet().forEach(name -> columns.add(ColumnRef.attribute(name)));
        long[] hashes = new long[1 << 16];
        int rows = 0;
        try (Snapshot.Cursor cursor = snapshot.scan(Scan.all(signal, columns))) {
            for (Batch batch = cursor.next(); batch != null; batch = cursor.next()) {
                if (rows + batch.rowCount() > hashes.length) {
                    hashes = Arrays.copyOf(hashes, hashes.length * 2);
                }
                for (int i = 0; i < columns.size(); i++) {
                    Vector vector = batch.vectors().get(i);
                    for (int row = 0; row < batch.rowCount(); row++) {
                        if (!vector.isNull(row)) {
                            long mixed = (hashes[rows + row] ^ hash(vector, row) ^ i) * 0x9E37_79B9_7F4A_7C15L;
                            hashes[rows + row] = mixed ^ mixed >>> 31;
                        }
                    }
                }
                rows += batch.rowCount();
            }
        }
        hashes = Arrays.copyOf(hashes, rows);
        Arrays.sort(hashes);
        return hashes;
    }

    private static long hash(Vector vector, int row) {
        Object value = Objects.requireNonNull(vector.boxed(row));
        if (vector instanceof BytesVector) {
            return Arrays.hashCode((byte[]) value) * 0x1_0000_0001L;
        }
        return value instanceof Double number ? Double.doubleToRawLongBits(number) : value.hashCode() * 0x1_0000_0001L;
    }
}
