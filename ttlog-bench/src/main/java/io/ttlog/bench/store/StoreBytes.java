/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.storage.ColumnStats;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;

/**
 * Prints the bytes that rows of the anchor take in a store, in all and by column: {@code ANCHOR_DIRECTORY STORE_DIRECTORY SUBSET...}. The store's
 * directory must be empty; each subset gets one below it.
 * {@code -Dcodec} names the codec, {@code -DsealBytes} when to seal: by default once, at the end.
 */
public final class StoreBytes {
    private static final int BATCH_BYTES = 256 << 10;

    private StoreBytes() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 2; i < args.length; i++) {
            Anchor anchor = new Anchor(Path.of(args[0]));
            Path directory = Path.of(args[1]).resolve(args[i]);
            StoreOptions options = StoreOptions.DEFAULT
                    .withCodec(Codecs.byName(System.getProperty("codec", "zstd")))
                    .withSealBytes(Long.getLong("sealBytes", StoreOptions.SEAL_BYTES_MAX));
            long rows;
            long start = System.nanoTime();
            try (Store store = Store.open(directory, options)) {
                rows = write(anchor, Anchor.Subset.of(args[i]), store);
                store.seal();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            print(out, args[i], directory, rows, seconds);
        }
    }

    /** Appends a subset in batches. */
    static long write(Anchor anchor, Anchor.Subset subset, Store store) throws IOException {
        Batch batch = new Batch(anchor, store);
        long rows = anchor.read(subset, batch::add);
        batch.append();
        return rows;
    }

    private static void print(PrintStream out, String subset, Path directory, long rows, double seconds) {
        StoreStats stats = Store.stats(directory);
        long bytes = 0;
        int segments = 0;
        for (StoreStats.TableStats table : stats.tables()) {
            bytes += table.storedBytes();
            segments += table.segments();
        }
        out.printf(
                Locale.ROOT,
                "%s: %,d rows, %,d bytes in %d segments, %.3f bytes a row; %.1f s%n",
                subset,
                rows,
                bytes,
                segments,
                (double) bytes / rows,
                seconds);
        Store.columnStats(directory).stream()
                .sorted(Comparator.comparingLong(ColumnStats::storedBytes).reversed())
                .limit(20)
                .forEach(column -> out.printf(
                        Locale.ROOT,
                        "  %-24s %,12d bytes  %8.3f a row  %s%n",
                        column.key().name(),
                        column.storedBytes(),
                        (double) column.storedBytes() / rows,
                        column.encodings()));
    }

    private static final class Batch {
        private final Anchor anchor;
        private final Store store;
        private final byte[] bytes = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
        private int filled;

        Batch(Anchor anchor, Store store) {
            this.anchor = anchor;
            this.store = store;
        }

        void add(byte[] buffer, int from, int length) throws IOException {
            System.arraycopy(buffer, from, bytes, filled, length);
            filled += EventFormat.aligned(length);
            if (filled >= BATCH_BYTES) {
                append();
            }
        }

        void append() throws IOException {
            store.append(bytes, 0, filled, anchor.symbols());
            filled = 0;
        }
    }
}
