/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.core.event.BucketFormat;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.spi.ExponentialBuckets;
import io.ttlog.storage.Retention;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SQL says of roll-ups is what it says of the readings themselves. */
class RollUpQueryTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final long DAY = 1440 * MINUTE;
    private static final long START = 20_000 * DAY;

    @TempDir
    Path directory;

    private final SqlEngine engine = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private Store store;

    @BeforeEach
    void open() {
        store = Store.open(
                directory,
                StoreOptions.DEFAULT
                        .withRetention(Retention.FOREVER.withRollUps(true))
                        .withWallClock(() -> START + 3 * DAY + 2 * 60 * MINUTE));
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void append() throws IOException {
        int bytes = encoder.end();
        byte[] batch = Arrays.copyOf(encoder.buffer(), EventFormat.aligned(bytes));
        store.append(batch, 0, batch.length, symbols);
    }

    /** Three days that are rolled up, and one that is not; values are multiples of a quarter, so that sums are exact. */
    private void readings(long seed) throws IOException {
        Random random = new Random(seed);
        double total = 0;
        for (int minute = 0; minute < 4 * 1440; minute += 1 + random.nextInt(6)) {
            long time = START + minute * MINUTE + random.nextInt(1000);
            String service = random.nextBoolean() ? "api" : "web";
            String host = "h" + random.nextInt(3);
            total = random.nextInt(100) == 0 ? 0 : total + random.nextInt(10);
            encoder.beginReading(MetricKind.COUNTER, symbols.intern("requests"), symbols.intern("api"), time, total);
            append();
            double load = random.nextInt(100) / 4.0;
            encoder.beginReading(MetricKind.GAUGE, symbols.intern("load"), symbols.intern(service), time, load)
                    .field(symbols.intern("host"), host);
            append();
            ExponentialBuckets buckets = new ExponentialBuckets();
            int count = 1 + random.nextInt(3);
            double sum = 0;
            double min = Double.MAX_VALUE;
            double max = 0;
            for (int i = 0; i < count; i++) {
                double value = (1 + random.nextInt(1000)) / 4.0;
                buckets.add(value);
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
            encoder.beginHistogram(symbols.intern("took"), symbols.intern(service), time, count, sum, min, max)
                    .field(symbols.intern("host"), host)
                    .buckets(BucketFormat.bytes(buckets));
            append();
            if (random.nextInt(400) == 0) {
                store.seal();
            }
        }
        store.compact();
    }

    private List<List<Object>> rows(String sql) {
        QueryResult result = engine.query(store.snapshot(), sql);
        List<List<Object>> rows = new ArrayList<>();
        for (Row row : result.rows()) {
            List<Object> cells = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                cells.add(row.get(i));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static final String BEFORE = "timestamp < '2024-10-07T00:00:00Z'"; // the three days that are rolled up

    @Test
    void tablesByNameSayWhatTheReadingsDo() throws Exception {
        readings(1);
        for (String table : List.of("metrics_5m", "metrics_1h", "metrics_1d")) {
            assertThat(rows("SELECT name, service, sum(readings), sum(count), sum(sum), min(min), max(max) FROM "
                            + table + " WHERE kind <> 'histogram' GROUP BY name, service ORDER BY 1, 2"))
                    .isEqualTo(rows("SELECT name, service, count(*), count(value), sum(value), min(value), max(value)"
                            + " FROM metrics WHERE kind <> 'histogram' AND " + BEFORE
                            + " GROUP BY name, service ORDER BY 1, 2"))
                    .isNotEmpty();
            assertThat(rows(
                            "SELECT host, time_bucket(1d, timestamp), sum(readings), sum(count), sum(sum), min(min), max(max),"
                                    + " p50(buckets), p99(buckets) FROM " + table
                                    + " WHERE name = 'took' GROUP BY 1, 2 ORDER BY 1, 2"))
                    .isEqualTo(rows(
                            "SELECT host, time_bucket(1d, timestamp), count(*), sum(count), sum(sum), min(min), max(max),"
                                    + " p50(buckets), p99(buckets) FROM metrics WHERE name = 'took' AND " + BEFORE
                                    + " GROUP BY 1, 2 ORDER BY 1, 2"))
                    .hasSize(9);
        }
        List<List<Object>> increases = rows("SELECT sum(increase) FROM metrics_5m WHERE name = 'requests'");
        assertThat(increases).isEqualTo(rows("SELECT sum(increase) FROM metrics_1d WHERE name = 'requests'"));
        assertThat((Double) increases.get(0).get(0)).isGreaterThan(0);
    }

    @Test
    void aRowHasTheColumnsThatTheDocumentNames() throws Exception {
        readings(2);
        QueryResult result = engine.query(store.snapshot(), "SELECT * FROM metrics_1h WHERE name = 'requests' LIMIT 1");
        assertThat(result.columns().stream().map(Object::toString).toList().toString())
                .contains("readings", "first_time", "last_time", "increase", "buckets", "unit", "attrs")
                .doesNotContain("value", "exemplar");
        assertThat(rows("SELECT first, last, increase IS NULL, first_time >= timestamp FROM metrics_1h"
                        + " WHERE name = 'load' ORDER BY timestamp LIMIT 1"))
                .hasSize(1)
                .allSatisfy(row -> assertThat(row.subList(2, 4)).containsExactly(true, true));
    }
}
