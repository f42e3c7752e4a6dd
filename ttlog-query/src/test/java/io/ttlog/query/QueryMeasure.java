/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import io.ttlog.Level;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * How long queries over a million stored rows take: a main, no test. Run it with the class path of the tests; the one argument
 * is a directory to make the store in, absent or empty. Prints the median of {@value #RUNS} runs after {@value #WARM_UPS}
 * that are not counted, decoding of segments included, and the bytes that the query allocated.
 *
 * <pre>
 * mvn -q -pl ttlog-query -am test-compile
 * mvn -q -pl ttlog-query dependency:build-classpath -Dmdep.outputFile=cp   # with -am where nothing is installed
 * java -cp ... io.ttlog.query.QueryMeasure DIRECTORY
 * </pre>
 */
final class QueryMeasure {
    private static final int ROWS = 1_000_000;
    private static final int RUNS = 7;
    private static final int WARM_UPS = 5;
    private static final long START = 1_767_225_600_000_000_000L;
    private static final List<String> QUERIES = List.of(
            "SELECT count(*) FROM logs",
            "SELECT count(*) FROM logs WHERE level = 'ERROR'",
            "SELECT count(*) FROM logs WHERE user > 500000",
            "SELECT count(*) FROM logs WHERE ms > 99.5 AND level = 'INFO'",
            "SELECT count(*) FROM logs WHERE message LIKE '%42%'",
            "SELECT sum(user), avg(ms), min(ms), max(ms) FROM logs",
            "SELECT level, count(*) FROM logs GROUP BY level",
            "SELECT level, path, count(*), avg(ms) FROM logs GROUP BY level, path",
            "SELECT user, count(*) FROM logs GROUP BY user ORDER BY 2 DESC LIMIT 10",
            "SELECT time_bucket(1m, timestamp) AS t, count(*), p99(ms) FROM logs GROUP BY t ORDER BY t",
            "SELECT count(DISTINCT user) FROM logs",
            "SELECT message, ms FROM logs ORDER BY ms DESC LIMIT 10",
            "SELECT * FROM logs WHERE user = 77777");

    private QueryMeasure() {}

    /** Fills the directory, then asks. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        if (!Files.isDirectory(directory.resolve("segments"))) {
            fill(directory);
        }
        SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (String sql : QUERIES) {
            long[] nanos = new long[RUNS];
            long rows = 0;
            long bytes = 0;
            for (int run = -WARM_UPS; run < RUNS; run++) {
                long start = System.nanoTime();
                long allocated = threads.getCurrentThreadAllocatedBytes();
                try (Snapshot snapshot = Store.read(directory)) {
                    rows = engine.query(snapshot, sql).rows().size();
                }
                bytes = threads.getCurrentThreadAllocatedBytes() - allocated;
                nanos[Math.max(0, run)] = System.nanoTime() - start;
            }
            Arrays.sort(nanos);
            System.out.printf("%8.1f ms %8d kB %8d rows  %s%n", nanos[RUNS / 2] / 1e6, bytes >> 10, rows, sql);
        }
    }

    private static void fill(Path directory) throws IOException {
        Random random = new Random(1);
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        try (Store store = Store.open(directory, StoreOptions.DEFAULT)) {
            for (int i = 0; i < ROWS; i++) {
                encoder.beginLog(
                                Level.values()[2 + Math.min(3, random.nextInt(40))],
                                symbols.intern("user {user} asked for {path}"),
                                symbols.intern("io.shop.Cart"),
                                symbols.intern("worker-" + i % 8),
                                symbols.intern(i % 3 == 0 ? "web" : "api"),
                                START + i * 3_000_000L)
                        .field(symbols.intern("user"), (long) random.nextInt(ROWS))
                        .field(symbols.intern("path"), "/cart/" + random.nextInt(50))
                        .field(symbols.intern("ms"), random.nextDouble() * 100);
                int bytes = encoder.end();
                byte[] record = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(bytes));
                store.append(record, 0, record.length, symbols);
            }
        }
    }
}
