/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import com.sun.management.OperatingSystemMXBean;
import io.ttlog.QueryResult;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.SqlEngine;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.Retention;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Prints what roll-ups take and cost (RFC-0023): {@code ANCHOR_DIRECTORY STORE_DIRECTORY SUBSET...}, where the subset {@code month} is made: 100
 * counters and gauges, read each minute for 30 days. The store's directory must be empty; each subset gets one below it.
 */
public final class RollUpSize {
    private static final int SERIES = 100;
    private static final int MINUTES = 30 * 24 * 60;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long START_NANOS = 20_000 * 24 * 60 * MINUTE_NANOS;
    private static final int BATCH_BYTES = 256 << 10;
    private static final int REPEATS = 5;

    private RollUpSize() {}

    public static void main(String[] args) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (int i = 2; i < args.length; i++) {
            Path directory = Path.of(args[1]).resolve(args[i]);
            long points;
            try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
                points = args[i].equals("month")
                        ? month(store)
                        : StoreBytes.write(new Anchor(Path.of(args[0])), Anchor.Subset.of(args[i]), store);
                store.compact();
            }
            long cpu = cpuNanos();
            StoreOptions rollsUp = StoreOptions.DEFAULT.withRetention(Retention.FOREVER.withRollUps(true));
            try (Store store = Store.open(directory, rollsUp)) {
                store.compact();
            }
            out.printf(
                    Locale.ROOT,
                    "%s: %,d points, %.0f ns CPU a point for roll-ups, their merges included%n",
                    args[i],
                    points,
                    (double) (cpuNanos() - cpu) / points);
            for (StoreStats.TableStats table : Store.stats(directory).tables()) {
                if (table.rows() > 0) {
                    out.printf(
                            Locale.ROOT,
                            "  %-12s %,12d rows %,12d bytes, %6.2f a row, %6.3f a point, %6.1f points a row%n",
                            table.signal().table(),
                            table.rows(),
                            table.storedBytes(),
                            (double) table.storedBytes() / table.rows(),
                            (double) table.storedBytes() / points,
                            (double) points / table.rows());
                }
            }
            if (args[i].equals("month")) {
                queries(out, directory);
            }
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }

    private static long month(Store store) throws IOException {
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        byte[] batch = new byte[BATCH_BYTES];
        int at = 0;
        Random random = new Random(1);
        double[] values = new double[SERIES];
        for (int minute = 0; minute < MINUTES; minute++) {
            for (int series = 0; series < SERIES; series++) {
                boolean counter = series % 2 == 0;
                values[series] = counter ? values[series] + random.nextInt(100) : random.nextInt(1000) / 10.0;
                encoder.beginReading(
                                counter ? MetricKind.COUNTER : MetricKind.GAUGE,
                                symbols.intern(counter ? "requests" : "load"),
                                symbols.intern("service" + series % 10),
                                START_NANOS + minute * MINUTE_NANOS + random.nextInt(5_000_000),
                                values[series])
                        .field(symbols.intern("instance"), "i" + series / 2);
                int bytes = encoder.end();
                if (at + EventFormat.aligned(bytes) > batch.length) {
                    store.append(batch, 0, at, symbols);
                    at = 0;
                    Arrays.fill(batch, (byte) 0);
                }
                System.arraycopy(encoder.buffer(), 0, batch, at, bytes);
                at += EventFormat.aligned(bytes);
            }
        }
        store.append(batch, 0, at, symbols);
        return (long) SERIES * MINUTES;
    }

    private static void queries(PrintStream out, Path directory) {
        query(
                out,
                directory,
                "SELECT time_bucket(1d, timestamp) AS day, service, max(value), sum(value), count(*) FROM metrics"
                        + " WHERE name = 'load' GROUP BY day, service");
        query(
                out,
                directory,
                "SELECT time_bucket(1d, timestamp) AS day, service, max(max), sum(sum), sum(readings) FROM metrics_1h"
                        + " WHERE name = 'load' GROUP BY day, service");
    }

    private static void query(PrintStream out, Path directory, String sql) {
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        long best = Long.MAX_VALUE;
        int rows = 0;
        for (int i = 0; i < REPEATS; i++) {
            long start = System.nanoTime();
            try (Snapshot snapshot = Store.read(directory)) {
                QueryResult result = engine.query(snapshot, sql);
                rows = result.rows().size();
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        out.printf(Locale.ROOT, "  %.1f ms, %d rows: %s%n", best / 1e6, rows, sql);
    }
}
