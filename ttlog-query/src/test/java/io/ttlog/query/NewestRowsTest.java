/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.QueryResult;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.query.source.StoreTables;
import io.ttlog.query.source.TablesInTime;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The newest rows, or the oldest, are read from the row groups that may have them, and are the same as if all were read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewestRowsTest {
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private static final long TIME = 1_767_225_600_000_000_000L;
    private static final int SEGMENTS = 12;
    private static final int ROWS = 6000;
    private static final int ROUNDS = 60;

    @TempDir
    static Path directory;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** A row as it was written. */
    private record Log(long time, String service, long number) {}

    private final List<Log> logs = new ArrayList<>();
    private Store store;
    private Snapshot snapshot;

    /** Each segment overlaps with the next, each time comes several times, and the last rows are in a memtable. */
    @BeforeAll
    void write() throws IOException {
        store = Store.open(directory, StoreOptions.DEFAULT.withMergeFanIn(0));
        Symbols symbols = new Symbols();
        EventEncoder encoder = new EventEncoder();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            byte[] batch = new byte[ROWS * 128 + EventFormat.RECORD_BYTES_MAX];
            int filled = 0;
            for (int i = 0; i < ROWS; i++) {
                long time = TIME + (segment * 1000L + random.nextInt(1300)) * 1_000_000L;
                Log log = new Log(time, "s" + random.nextInt(3), logs.size());
                logs.add(log);
                encoder.beginLog(
                        Level.INFO, Symbols.NONE, Symbols.NONE, Symbols.NONE, symbols.intern(log.service), time);
                encoder.field(symbols.intern("number"), log.number);
                encoder.message("text");
                int bytes = encoder.end();
                System.arraycopy(encoder.buffer(), 0, batch, filled, bytes);
                filled += EventFormat.aligned(bytes);
            }
            store.append(batch, 0, filled, symbols);
            if (segment < SEGMENTS - 1) {
                store.seal();
            }
        }
        snapshot = store.snapshot();
    }

    @AfterAll
    void close() throws IOException {
        snapshot.close();
        store.close();
    }

    private QueryResult query(String sql) {
        return ENGINE.query(snapshot, sql);
    }

    private static List<Long> numbers(QueryResult result) {
        return result.rows().stream().map(row -> row.getLong("number")).toList();
    }

    @Test
    void areThoseOfAll() {
        for (int round = 0; round < ROUNDS; round++) {
            boolean newest = random.nextBoolean();
            int limit = 1 + random.nextInt(random.nextBoolean() ? 5 : 9000);
            int offset = random.nextInt(4) == 0 ? random.nextInt(3000) : 0;
            String service = random.nextBoolean() ? "s" + random.nextInt(3) : "";
            String direction = newest ? "DESC" : "ASC";
            String sql = "SELECT number, timestamp AS t FROM logs"
                    + (service.isEmpty() ? "" : " WHERE service = '" + service + "'")
                    + " ORDER BY t " + direction + ", number LIMIT " + limit + " OFFSET " + offset;
            Comparator<Log> byTime = Comparator.comparingLong(Log::time);
            List<Long> expected = logs.stream()
                    .filter(log -> service.isEmpty() || service.equals(log.service))
                    .sorted((newest ? byTime.reversed() : byTime).thenComparingLong(Log::number))
                    .skip(offset)
                    .limit(limit)
                    .map(Log::number)
                    .toList();
            assertThat(numbers(query(sql)))
                    .as("seed %d, round %d: %s", seed, round, sql)
                    .isEqualTo(expected);
        }
    }

    @Test
    void ofARangeOfTimesAreThoseThatAConditionFinds() {
        for (int round = 0; round < ROUNDS; round++) {
            long from = TIME + random.nextInt(14_000) * 1_000_000L;
            long to = from + random.nextInt(3000) * 1_000_000L;
            String order = random.nextBoolean() ? "number" : "timestamp DESC, number";
            String limit = " LIMIT " + (1 + random.nextInt(20_000));
            String range = " WHERE timestamp BETWEEN make_timestamp_ns(" + from + ") AND make_timestamp_ns(" + to + ")";
            String columns = random.nextBoolean() ? "number" : "number, timestamp, service";
            String all = "SELECT " + columns + " FROM logs";
            assertThat(numbers(ENGINE.query(
                            new TablesInTime(new StoreTables(snapshot), from, to), all + " ORDER BY " + order + limit)))
                    .as("seed %d, round %d: %s", seed, round, range)
                    .isEqualTo(numbers(query(all + range + " ORDER BY " + order + limit)));
        }
    }

    @Test
    void readFewRowGroups() {
        assertThat(read("SELECT * FROM logs ORDER BY timestamp DESC LIMIT 10")).isLessThanOrEqualTo(2);
        assertThat(read("SELECT number FROM logs WHERE service <> 's1' ORDER BY timestamp LIMIT 10 OFFSET 5"))
                .isLessThanOrEqualTo(3); // the memtable, whose times are not known, and at most two segments
        assertThat(read("SELECT number FROM (SELECT number, timestamp AS t FROM logs) AS l ORDER BY t DESC LIMIT 1"))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void readAllWhereAnotherOrderIsWanted() {
        assertThat(read("SELECT number FROM logs ORDER BY number LIMIT 1")).isEqualTo(SEGMENTS);
        assertThat(read("SELECT number FROM logs ORDER BY number, timestamp LIMIT 1"))
                .isEqualTo(SEGMENTS);
        assertThat(read("SELECT timestamp - 1h AS t FROM logs ORDER BY t DESC LIMIT 1"))
                .isEqualTo(SEGMENTS);
        assertThat(read("SELECT service, max(timestamp) AS t FROM logs GROUP BY service ORDER BY t DESC LIMIT 1"))
                .isEqualTo(SEGMENTS);
        assertThat(read("SELECT number FROM logs ORDER BY timestamp DESC")).isEqualTo(SEGMENTS);
    }

    /** Row groups; every segment and memtable is told of, read or not. */
    private int read(String sql) {
        QueryResult.Execution execution = query(sql).execution();
        assertThat(execution.segmentsScanned() + execution.segmentsPruned())
                .as(sql)
                .isEqualTo(SEGMENTS);
        return execution.rowGroups().read();
    }
}
