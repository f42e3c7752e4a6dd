/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.QueryResult;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventFormat;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.IndexStats;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import io.ttlog.storage.TableSchema;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;

/**
 * What indexes take and save: {@code ANCHOR DIRECTORY SUBSET COPIES [SQL...]}. Makes a store of that many copies of a subset of the anchor, by the rule
 * of its README, unless there is one, merged; prints the bytes of its filters, and how long each query takes with and without needs.
 */
public final class IndexMeasure {
    private static final int BATCH_BYTES = 256 << 10;
    private static final int ROUNDS = Integer.getInteger("rounds", 7);

    private IndexMeasure() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Anchor.Subset subset = Anchor.Subset.of(args[2]);
        Path directory = Path.of(args[1]);
        if (!Files.exists(directory.resolve("MANIFEST"))) {
            write(Path.of(args[0]), directory, subset, Integer.parseInt(args[3]), out);
        }
        print(directory, out);
        try (Snapshot snapshot = Store.read(directory)) {
            for (String sql : Arrays.copyOfRange(args, 4, args.length)) {
                query(snapshot, sql, "with", out);
                query(withoutNeeds(snapshot), sql, "without", out);
            }
        }
    }

    private static void write(Path anchor, Path directory, Anchor.Subset subset, int copies, PrintStream out)
            throws IOException {
        StoreOptions options =
                StoreOptions.DEFAULT.withCodecs(Codecs.ZSTD, Codecs.LZ4).withMergeFanIn(0);
        try (Store store = Store.open(directory, options)) {
            for (int copy = 0; copy < copies; copy++) {
                Anchor rows = new Anchor(anchor);
                byte[] batch = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
                int[] filled = {0};
                rows.read(subset, copy, (buffer, from, bytes) -> {
                    System.arraycopy(buffer, from, batch, filled[0], bytes);
                    filled[0] += EventFormat.aligned(bytes);
                    if (filled[0] >= BATCH_BYTES) {
                        store.append(batch, 0, filled[0], rows.symbols());
                        filled[0] = 0;
                    }
                });
                store.append(batch, 0, filled[0], rows.symbols());
            }
            store.seal();
        }
        out.println("fresh");
        print(directory, out);
        long start = System.nanoTime();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withCodecs(Codecs.ZSTD, Codecs.LZ4))) {
            store.compact();
        }
        out.printf(Locale.ROOT, "merged in %.1f s%n", (System.nanoTime() - start) / 1e9);
    }

    private static void print(Path directory, PrintStream out) {
        StoreStats stats = Store.stats(directory);
        for (IndexStats index : IndexStats.of(directory)) {
            StoreStats.TableStats table = stats.tables().get(index.signal().ordinal());
            if (table.rows() == 0) {
                continue;
            }
            out.printf(
                    Locale.ROOT,
                    "%s: %,d rows in %d segments, %.3f bytes a row, of them filters %.3f (%.2f%% of the rest); %,d series, %.2f bytes of filters each%n",
                    index.signal().table(),
                    table.rows(),
                    table.segments(),
                    (double) table.storedBytes() / table.rows(),
                    (double) index.storedBytes() / table.rows(),
                    100.0 * index.storedBytes() / (table.storedBytes() - index.storedBytes()),
                    index.seriesCount(),
                    (double) index.storedBytes() / Math.max(1, index.seriesCount()));
            for (IndexStats.Filter filter :
                    index.filters().subList(0, Math.min(12, index.filters().size()))) {
                out.printf(
                        Locale.ROOT,
                        "  %-20s %-7s %,12d bytes in %d row groups, %.4f a row%n",
                        filter.column().name(),
                        filter.kind(),
                        filter.storedBytes(),
                        filter.groups(),
                        (double) filter.storedBytes() / table.rows());
            }
        }
    }

    private static void query(Snapshot snapshot, String sql, String how, PrintStream out) {
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        double[] millis = new double[ROUNDS];
        QueryResult result = engine.query(snapshot, sql);
        double first = result.execution().nanos() / 1e6;
        for (int i = 0; i < ROUNDS; i++) {
            result = engine.query(snapshot, sql);
            millis[i] = result.execution().nanos() / 1e6;
        }
        Arrays.sort(millis);
        out.printf(
                Locale.ROOT,
                "%-8s %9.2f ms (first %.2f), %d rows, %s, %,d rows scanned: %s%n",
                how,
                millis[ROUNDS / 2],
                first,
                result.rows().size(),
                result.execution().rowGroups(),
                result.execution().rowsScanned(),
                sql);
    }

    /** The same rows, and nobody says which are needed. */
    private static Snapshot withoutNeeds(Snapshot snapshot) {
        return new Snapshot() {
            @Override
            public TableSchema schema(io.ttlog.Signal signal) {
                return snapshot.schema(signal);
            }

            @Override
            public Cursor scan(Scan scan) {
                return snapshot.scan(
                        new Scan(scan.signal(), scan.columns(), scan.fromNanos(), scan.toNanos(), scan.services()));
            }

            @Override
            public void close() {
                snapshot.close();
            }
        };
    }
}
