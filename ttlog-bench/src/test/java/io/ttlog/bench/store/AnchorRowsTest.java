/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ttlog.Signal;
import io.ttlog.core.codec.BlockCodec;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every span and point of the anchor comes back from segments as it was in memory ({@link AnchorReadBackTest} does so for logs). The anchor is
 * looked for where {@link Anchor#place()} says.
 */
@Timeout(300)
class AnchorRowsTest {
    private static final Path ANCHOR = Anchor.place();

    @TempDir
    Path directory;

    /** Each table with the default codec, and with each codec that {@code ttlog.anchor.codecs} names. */
    static Stream<Arguments> tablesAndCodecs() {
        String codecs = System.getProperty("ttlog.anchor.codecs", Codecs.ZSTD.name());
        return Stream.of(Anchor.Subset.SPANS, Anchor.Subset.OWN_SPANS, Anchor.Subset.METRICS)
                .flatMap(subset ->
                        Stream.of(codecs.split(",", -1)).map(codec -> Arguments.of(subset, Codecs.byName(codec))));
    }

    @ParameterizedTest
    @MethodSource("tablesAndCodecs")
    void everyRowComesBack(Anchor.Subset subset, BlockCodec codec) throws IOException {
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
                StoreOptions.DEFAULT.withCodecs(codec, Codecs.LZ4).withMergeFanIn(0);
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
