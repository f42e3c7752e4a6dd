/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.ColumnStats;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a subset of the anchor takes in a store, fresh and merged, and how fast one thread appends it, until the
 * last row is WRITTEN. The rows are encoded before the clock starts: what is timed is the store, neither the reading of text nor the ring.
 */
public final class StoreSize {
    private static final int BATCH_BYTES = 256 << 10;

    /** What a series is, and not a point of it: told apart. */
    private static final Set<String> OF_POINTS = Set.of("timestamp", "value", "(stretches)", "(clocks)");

    private StoreSize() {}

    /** The figures: {@code rate} in rows a second, {@code fresh}, {@code merged} and, of points, {@code points} in bytes a row. */
    public static Map<String, Double> run(Path directory, Path anchor, Anchor.Subset subset) throws IOException {
        Map<String, Double> figures = new TreeMap<>();
        long rows = record(directory, anchor, subset, figures);
        figures.put("fresh", (double) bytes(directory) / rows);
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            store.compact();
        }
        figures.put("merged", (double) bytes(directory) / rows);
        if (subset.isPoints()) {
            long ofPoints = Store.columnStats(directory).stream()
                    .filter(column -> OF_POINTS.contains(column.key().name()))
                    .mapToLong(ColumnStats::storedBytes)
                    .sum();
            figures.put("points", (double) ofPoints / rows);
        }
        return figures;
    }

    private static long record(Path directory, Path anchor, Anchor.Subset subset, Map<String, Double> figures)
            throws IOException {
        StoreOptions options =
                StoreOptions.DEFAULT.withCodecs(Codecs.ZSTD, Codecs.LZ4).withMergeFanIn(0);
        try (Store store = Store.open(directory, options)) {
            Anchor rows = new Anchor(anchor);
            List<byte[]> batches = new ArrayList<>();
            byte[] batch = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
            int[] filled = {0};
            long count = rows.read(subset, (buffer, from, bytes) -> {
                System.arraycopy(buffer, from, batch, filled[0], bytes);
                filled[0] += EventFormat.aligned(bytes);
                if (filled[0] >= BATCH_BYTES) {
                    batches.add(Arrays.copyOf(batch, filled[0]));
                    filled[0] = 0;
                }
            });
            batches.add(Arrays.copyOf(batch, filled[0]));
            long start = System.nanoTime();
            for (byte[] records : batches) {
                store.append(records, 0, records.length, rows.symbols());
            }
            figures.put("rate", count * 1e9 / (System.nanoTime() - start));
            return count;
        }
    }

    private static long bytes(Path directory) {
        long bytes = 0;
        for (StoreStats.TableStats table : Store.stats(directory).tables()) {
            bytes += table.storedBytes();
        }
        return bytes;
    }
}
