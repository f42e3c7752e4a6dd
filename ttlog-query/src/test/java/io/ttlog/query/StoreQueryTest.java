/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ttlog.Level;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.TTLogException;
import io.ttlog.core.event.BucketFormat;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Temporality;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.spi.ExponentialBuckets;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.TableSchema;
import io.ttlog.storage.chunk.RestColumn;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine over a real store: the same answers wherever the rows are, and no more read than the query needs. */
class StoreQueryTest {
    private static final long NOON = Instant.parse("2026-01-01T12:00:00Z").getEpochSecond() * 1_000_000_000L;
    /** Of seven hours: a segment holds an hour. */
    private static final int SEGMENTS = 7;

    private static final long MINUTE = 60_000_000_000L;
    private static final SqlEngine ENGINE =
            new SqlEngine(Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC), QueryLimits.DEFAULT);

    /** Where the rows are when they are asked for. */
    enum Place {
        MEMTABLE,
        SEGMENTS,
        BOTH,
        REOPENED
    }

    @TempDir
    Path directory;

    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private @Nullable Store store;

    @BeforeEach
    void open() {
        store = Store.open(directory, StoreOptions.DEFAULT);
    }

    @AfterEach
    void close() throws IOException {
        store().close();
    }

    private Store store() {
        return Objects.requireNonNull(store);
    }

    private int symbol(String text) {
        return symbols.intern(text);
    }

    /** Appends the record in the encoder. */
    private void append() throws IOException {
        int bytes = encoder.end();
        assertThat(bytes).isPositive();
        byte[] record = new byte[EventFormat.aligned(bytes)];
        System.arraycopy(encoder.buffer(), 0, record, 0, bytes);
        store().append(record, 0, record.length, symbols);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void attributesWithoutAColumnOfTheirOwnAreFoundJustAsWell(Place place) throws IOException {
        for (int key = 0; key < RestColumn.COLUMNS_MAX; key++) {
            log(Level.INFO, "api", "filler", NOON).field(symbol("filler" + key), (long) key);
            append();
        }
        for (int i = 0; i < 20; i++) {
            if (i == 10) {
                betweenHalves(place);
            }
            log(Level.WARN, "web", "late", NOON + i)
                    .field(symbol("late"), (long) i)
                    .field(symbol("group"), "g" + i % 2);
            if (i % 5 == 0) {
                encoder.field(symbol("mixed"), i == 5 ? "five" : "text").field(symbol("filler0"), "a text here");
            } else {
                encoder.field(symbol("mixed"), (double) i);
            }
            append();
        }
        after(place);
        assertThat(
                        rows(
                                "SELECT attrs.late, attrs.\"group\" FROM logs WHERE attrs.late BETWEEN 3 AND 4 ORDER BY timestamp"))
                .containsExactly("3 | g1", "4 | g0");
        assertThat(
                        rows(
                                "SELECT attrs.\"group\" AS g, count(*), sum(attrs.late) FROM logs WHERE level = 'WARN' GROUP BY g ORDER BY g"))
                .containsExactly("g0 | 10 | 90", "g1 | 10 | 100");
        assertThat(rows("SELECT attrs FROM logs WHERE attrs.late = 5"))
                .containsExactly("{\"filler0\":\"a text here\",\"group\":\"g1\",\"late\":5,\"mixed\":\"five\"}");
        assertThat(rows("SELECT attrs.mixed FROM logs WHERE attrs.late IN (5, 6) ORDER BY timestamp"))
                .containsExactly("five", "6.0");
        assertThat(rows("SELECT count(attrs.filler0), count(attrs.late), count(attrs.mixed) FROM logs"))
                .containsExactly("5 | 20 | 20");
    }

    private EventEncoder log(Level level, String service, String template, long timestampNanos) {
        return encoder.beginLog(
                level, symbol(template), symbol("io.shop.Cart"), symbol("main"), symbol(service), timestampNanos);
    }

    /** Between the first and the second half of the rows. */
    private void betweenHalves(Place place) throws IOException {
        if (place == Place.BOTH) {
            store().seal();
        }
    }

    /** After all rows. */
    private void after(Place place) throws IOException {
        if (place == Place.SEGMENTS) {
            store().seal();
        } else if (place == Place.REOPENED) {
            store().close();
            store = Store.open(directory, StoreOptions.DEFAULT);
        }
    }

    private QueryResult query(String sql) {
        try (Snapshot snapshot = Store.read(directory)) {
            return ENGINE.query(snapshot, sql);
        }
    }

    private List<String> rows(String sql) {
        QueryResult result = query(sql);
        List<String> lines = new ArrayList<>();
        for (Row row : result) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < result.columns().size(); i++) {
                cells.add(cell(row.get(i)));
            }
            lines.add(String.join(" | ", cells));
        }
        return lines;
    }

    private static String cell(@Nullable Object value) {
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }

    @Test
    void readsOfALargeServiceOnlyItsOwnRows() throws IOException {
        int[] rowsOfService = {100, 17_000, 100, 20_000, 16_384, 16_383};
        int time = 0;
        for (int service = 0; service < rowsOfService.length; service++) {
            for (int i = 0; i < rowsOfService[service]; i++) {
                log(Level.INFO, "s" + service, "", NOON + time++).message("m");
                append();
            }
        }
        store().seal();
        assertRowsScanned("s0", 100, 100);
        assertRowsScanned("s1", 17_000, 17_000);
        assertRowsScanned("s2", 100, 100);
        assertRowsScanned("s3", 20_000, 20_000);
        assertRowsScanned("s4", 16_384, 16_384);
        assertRowsScanned("s5", 16_383, 16_383);
        assertRowsScanned("s6", 0, 0);
    }

    private void assertRowsScanned(String service, long rows, long scanned) {
        QueryResult result = query("SELECT count(*) AS n FROM logs WHERE service = '" + service + "'");
        assertThat(result.rows().get(0).getLong("n")).isEqualTo(rows);
        assertThat(result.execution().rowsScanned()).as(service).isEqualTo(scanned);
    }

    @Test
    void resultShowsItsFirstRowsAsText() throws IOException {
        for (int i = 0; i < 25; i++) {
            log(Level.INFO, "api", "", NOON + i).message("m" + i);
            append();
        }
        assertThat(query("SELECT message FROM logs WHERE message > 'm8' ORDER BY message"))
                .hasToString("{message=m9}");
        assertThat(query("SELECT message FROM logs WHERE false")).hasToString("no rows");
        assertThat(query("SELECT message FROM logs ORDER BY timestamp").toString())
                .startsWith("{message=m0}\n{message=m1}\n")
                .endsWith("{message=m19}\n... and 5 more");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void answersAboutEveryColumnOfLogs(Place place) throws IOException {
        log(Level.INFO, "api", "User {user} logged in", NOON - 2).field(symbol("user"), 42L);
        append();
        encoder.beginLogInSpan(
                        Level.ERROR,
                        Symbols.NONE,
                        Symbols.NONE,
                        symbol("worker-1"),
                        symbol("web"),
                        NOON - 1,
                        0x0123_4567_89ab_cdefL,
                        0x0fed_cba9_8765_4321L,
                        0xffL)
                .message("it broke")
                .error("java.io.IOException: disk");
        append();
        betweenHalves(place);
        log(Level.FATAL, "api", "", NOON).message("end");
        append();
        after(place);
        assertThat(rows("SELECT timestamp, level, service, logger, thread, message, template, trace_id, span_id, error"
                        + " FROM logs ORDER BY timestamp"))
                .containsExactly(
                        "2026-01-01T11:59:59.999999998Z | INFO | api | io.shop.Cart | main | User 42 logged in"
                                + " | User {user} logged in | null | null | null",
                        "2026-01-01T11:59:59.999999999Z | ERROR | web | null | worker-1 | it broke | null"
                                + " | 0123456789abcdef0fedcba987654321 | 00000000000000ff | java.io.IOException: disk",
                        "2026-01-01T12:00:00Z | FATAL | api | io.shop.Cart | main | end | null | null | null | null");
        assertThat(rows("SELECT message FROM logs WHERE trace_id = '0123456789abcdef0fedcba987654321'"))
                .containsExactly("it broke");
        assertThat(
                        rows(
                                "SELECT count(*), level, service FROM logs WHERE timestamp > now() - 24h GROUP BY level, service"))
                .containsExactlyInAnyOrder("1 | INFO | api", "1 | ERROR | web", "1 | FATAL | api");
        assertThat(rows("SELECT message FROM logs WHERE user = 42")).containsExactly("User 42 logged in");
        assertThat(rows("SELECT message FROM logs WHERE user IS NULL ORDER BY timestamp"))
                .containsExactly("it broke", "end");
        assertThat(rows("SELECT service FROM logs WHERE message LIKE '%e%' AND message NOT ILIKE 'USER%' ORDER BY 1"))
                .containsExactly("api", "web");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void answersAboutEveryColumnOfSpans(Place place) throws IOException {
        span("GET /a", SpanKind.SERVER, SpanStatus.OK, 1_500_000_000L, 1, 0);
        append();
        betweenHalves(place);
        span("db", SpanKind.CLIENT, SpanStatus.ERROR, 1_200_000_000L, 2, 1).error("timeout");
        append();
        span("fast", SpanKind.INTERNAL, SpanStatus.UNSET, 5_000_000L, 3, 1).field(symbol("http.status"), 200L);
        append();
        after(place);
        assertThat(rows("SELECT timestamp, duration, service, name, kind, status, error, trace_id, span_id, parent_id,"
                        + " attrs.http.status FROM spans ORDER BY span_id"))
                .containsExactly(
                        "2026-01-01T11:59:00Z | PT1.5S | api | GET /a | server | ok | null |"
                                + " 00000000000000070000000000000008 | 0000000000000001 | null | null",
                        "2026-01-01T11:59:00Z | PT1.2S | api | db | client | error | timeout |"
                                + " 00000000000000070000000000000008 | 0000000000000002 | 0000000000000001 | null",
                        "2026-01-01T11:59:00Z | PT0.005S | api | fast | internal | unset | null |"
                                + " 00000000000000070000000000000008 | 0000000000000003 | 0000000000000001 | 200");
        assertThat(rows("SELECT span_id, duration, error FROM traces WHERE service = 'api' AND duration > 1000ms"
                        + " AND timestamp > now() - 1h ORDER BY duration DESC;"))
                .containsExactly("0000000000000001 | PT1.5S | null", "0000000000000002 | PT1.2S | timeout");
        assertThat(rows("SELECT name FROM spans WHERE parent_id = '0000000000000001' ORDER BY duration"))
                .containsExactly("fast", "db");
        assertThat(rows("SELECT sum(duration), max(duration), count(error) FROM spans"))
                .containsExactly("PT2.705S | PT1.5S | 1");
    }

    private EventEncoder span(
            String name, SpanKind kind, SpanStatus status, long durationNanos, long spanId, long parentId) {
        return encoder.beginSpan(
                kind,
                status,
                symbol(name),
                symbol("main"),
                symbol("api"),
                NOON - MINUTE,
                durationNanos,
                7,
                8,
                spanId,
                parentId);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void takesPercentilesOfTheBucketsOfSeveralRows(Place place) throws IOException {
        ExponentialBuckets all = new ExponentialBuckets();
        for (int row = 0; row < 4; row++) {
            ExponentialBuckets buckets = new ExponentialBuckets();
            for (int i = 1; i <= 250; i++) {
                double value = (row * 250 + i) / 1_000.0;
                buckets.add(value);
                all.add(value);
            }
            encoder.beginHistogram(symbol("latency"), symbol(row < 2 ? "api" : "web"), NOON + row, 250, 1, 0.001, 1)
                    .describe(Temporality.DELTA, symbol("s"), symbol("how long it took"))
                    .exemplar(0xA, 0xB, 0xC, row + 0.5)
                    .buckets(BucketFormat.bytes(buckets));
            append();
            if (row == 1) {
                betweenHalves(place);
            }
        }
        encoder.beginHistogram(symbol("latency"), symbol("old"), NOON, 1, 5.0, 5.0, 5.0);
        append();
        after(place);
        List<String> one =
                rows("SELECT p50(buckets), p99(buckets), percentile(buckets, 99.9), count(buckets) FROM metrics");
        assertThat(one)
                .containsExactly(
                        all.percentile(0.5) + " | " + all.percentile(0.99) + " | " + all.percentile(0.999) + " | 4");
        assertThat(all.percentile(0.5)).isBetween(0.5005 * 0.978, 0.5005 * 1.022);
        assertThat(rows("SELECT service, median(buckets) > 0.24, median(buckets) < 0.26 FROM metrics"
                        + " WHERE service IN ('api', 'old') GROUP BY service ORDER BY service"))
                .containsExactly("api | true | true", "old | null | null");
        assertThat(rows("SELECT temporality, unit, description, exemplar, trace_id, span_id FROM metrics"
                        + " WHERE exemplar > 3 OR service = 'old' ORDER BY service"))
                .containsExactly(
                        "null | null | null | null | null | null",
                        "delta | s | how long it took | 3.5 | 000000000000000a000000000000000b | 000000000000000c");
        assertThatThrownBy(() -> rows("SELECT p99(trace_id) FROM metrics"))
                .isInstanceOf(TTLogException.class)
                .hasMessageContaining("p99 of BYTES expected the buckets of a histogram but found 16 other bytes");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void answersAboutEveryColumnOfMetrics(Place place) throws IOException {
        encoder.beginReading(MetricKind.COUNTER, symbol("requests_total"), symbol("api"), NOON - 1, 17.0)
                .field(symbol("method"), "GET");
        append();
        encoder.beginReading(MetricKind.GAUGE, symbol("heat"), symbol("api"), NOON, Double.NaN);
        append();
        betweenHalves(place);
        encoder.beginHistogram(symbol("latency_ms"), symbol("web"), NOON + 1, 3, 6.5, 0.5, 4.0);
        append();
        after(place);
        assertThat(rows("SELECT timestamp, service, name, kind, value, count, sum, min, max, method FROM metrics"
                        + " ORDER BY timestamp"))
                .containsExactly(
                        "2026-01-01T11:59:59.999999999Z | api | requests_total | counter | 17.0"
                                + " | null | null | null | null | GET",
                        "2026-01-01T12:00:00Z | api | heat | gauge | NaN | null | null | null | null | null",
                        "2026-01-01T12:00:00.000000001Z | web | latency_ms | histogram | null | 3 | 6.5 | 0.5 | 4.0"
                                + " | null");
        assertThat(rows("SELECT sum(\"sum\") / sum(\"count\") FROM metrics WHERE kind = 'histogram'"))
                .containsExactly(Double.toString(6.5 / 3));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void answersAboutAttributesOfEveryType(Place place) throws IOException {
        log(Level.INFO, "api", "a", NOON - 2)
                .field(symbol("whole"), Long.MIN_VALUE)
                .field(symbol("real"), -0.5)
                .field(symbol("flag"), true)
                .field(symbol("text"), "lone \ud83c, 'quote' and \u0000")
                .field(symbol("blob"), new byte[] {0, -1})
                .field(symbol("at"), Instant.parse("1969-12-31T23:59:59.999999999Z"))
                .field(symbol("took"), Duration.ofMillis(-3))
                .fieldNull(symbol("nothing"))
                .field(symbol("mixed"), 1L);
        append();
        betweenHalves(place);
        log(Level.INFO, "api", "b", NOON - 1)
                .field(symbol("whole"), Long.MAX_VALUE)
                .field(symbol("text"), "")
                .field(symbol("mixed"), "one")
                .field(symbol("nothing"), 5L);
        append();
        after(place);
        QueryResult result = query(
                "SELECT whole, real, flag, text, blob, at, took, mixed, nothing FROM logs" + " ORDER BY timestamp");
        assertThat(result.columns().stream().map(c -> c.type().name()))
                .containsExactly("LONG", "DOUBLE", "BOOLEAN", "TEXT", "BYTES", "TIMESTAMP", "DURATION", "ANY", "LONG");
        Row first = result.rows().get(0);
        assertThat(first.get("whole")).isEqualTo(Long.MIN_VALUE);
        assertThat(first.get("real")).isEqualTo(-0.5);
        assertThat(first.get("flag")).isEqualTo(true);
        assertThat(first.get("text")).isEqualTo("lone \ud83c, 'quote' and \u0000");
        assertThat(first.get("blob")).isEqualTo(new byte[] {0, -1});
        assertThat(first.getInstant("at")).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999999Z"));
        assertThat(first.getDuration("took")).isEqualTo(Duration.ofMillis(-3));
        assertThat(first.get("mixed")).isEqualTo(1L);
        assertThat(first.get("nothing")).isNull();
        Row second = result.rows().get(1);
        assertThat(second.get("whole")).isEqualTo(Long.MAX_VALUE);
        assertThat(second.get("text")).isEqualTo("");
        assertThat(second.get("mixed")).isEqualTo("one");
        assertThat(second.get("nothing")).isEqualTo(5L);
        for (String absent : List.of("real", "flag", "blob", "at", "took")) {
            assertThat(second.get(absent)).as(absent).isNull();
        }
        assertThat(rows("SELECT message FROM logs WHERE whole < -9223372036854775807"))
                .containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE text = 'lone \ud83c, ''quote'' and \u0000'"))
                .containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE text = ''")).containsExactly("b");
        assertThat(rows("SELECT message FROM logs WHERE blob = '00ff'")).containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE at < TIMESTAMP '1970-01-01'"))
                .containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE took < 0ms")).containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE mixed = 1")).containsExactly("a");
        assertThat(rows("SELECT message FROM logs WHERE mixed = 'one'")).containsExactly("b");
        assertThat(rows("SELECT message FROM logs WHERE flag")).containsExactly("a");
        assertThat(rows("SELECT attrs FROM logs WHERE message = 'b'"))
                .containsExactly("{\"mixed\":\"one\",\"nothing\":5,\"text\":\"\",\"whole\":9223372036854775807}");
    }

    @Test
    void readsOnlyTheColumnsThatTheQueryNames() throws IOException {
        for (int i = 0; i < 100; i++) {
            log(Level.INFO, "api", "user {user}", NOON + i)
                    .field(symbol("user"), (long) i)
                    .field(symbol("size"), 2L * i)
                    .field(symbol("host"), "h" + i);
            append();
        }
        store().seal();
        assertThat(chunksRead("SELECT count(*) FROM logs")).isZero();
        assertThat(chunksRead("SELECT count(*) FROM logs WHERE user > 3")).isOne();
        assertThat(chunksRead("SELECT user FROM logs WHERE user > 3 ORDER BY user"))
                .isOne();
        assertThat(chunksRead("SELECT user + size, level FROM logs WHERE user <> size"))
                .isEqualTo(3);
        assertThat(chunksRead("SELECT host FROM logs WHERE false")).isZero();
        assertThat(chunksRead("SELECT * FROM logs WHERE user + 0 = -1")).isOne();
        assertThat(chunksRead("SELECT * FROM logs WHERE user = -1")).isZero();
    }

    @Test
    void passesOverSegmentsOfOtherTimesOrServices() throws IOException {
        for (int hour = 0; hour < 6; hour++) {
            for (String service : List.of("api", "web")) {
                log(Level.INFO, service, "x", NOON - hour * 60L * MINUTE);
                append();
            }
        }
        log(Level.INFO, "cron", "x", NOON - 6 * 60L * MINUTE);
        append();
        store().seal();
        QueryResult all = query("SELECT count(*) FROM logs");
        assertThat(all.execution().segmentsScanned()).isEqualTo(SEGMENTS);
        assertThat(all.execution().rowsScanned()).isEqualTo(13);
        assertPruned("timestamp > now() - 30m", 2, 1, 2);
        assertPruned("timestamp > now() - 30m AND service = 'api'", 1, 1, 2);
        assertPruned("service IN ('web')", 6, 6, 12);
        assertPruned("service = 'cron'", 1, 1, 1);
        assertPruned("service = 'cron' AND timestamp > now() - 5h", 0, 0, 0);
        assertPruned("timestamp BETWEEN now() - 3h AND now() - 2h", 4, 2, 4);
        assertPruned("timestamp <= now() - 5h OR timestamp >= now() - 1m", 5, SEGMENTS, 5);
        assertPruned("timestamp > now()", 0, 0, 0);
        assertPruned("NOT service = 'api'", 7, SEGMENTS, 13);
        assertPruned("service = 'API'", 0, 0, 0);
    }

    private void assertPruned(String condition, long rows, int segmentsScanned, long rowsScanned) {
        QueryResult result = query("SELECT count(*) FROM logs WHERE " + condition);
        assertThat(result.rows().get(0).get(0)).as(condition).isEqualTo(rows);
        assertThat(result.execution().segmentsScanned()).as(condition).isEqualTo(segmentsScanned);
        assertThat(result.execution().segmentsPruned()).as(condition).isEqualTo(SEGMENTS - segmentsScanned);
        assertThat(result.execution().rowsScanned()).as(condition).isEqualTo(rowsScanned);
    }

    @Test
    void stopsReadingWhenALimitIsReached() throws IOException {
        for (int hour = 0; hour < 6; hour++) {
            log(Level.INFO, "api", "x", NOON - hour * 60L * MINUTE);
            append();
        }
        store().seal();
        QueryResult result = query("SELECT message FROM logs LIMIT 2");
        assertThat(result.rows()).hasSize(2);
        assertThat(result.execution().segmentsScanned()).isEqualTo(2);
        assertThat(result.execution().rowsScanned()).isEqualTo(2);
    }

    @Test
    void answersAboutAStoreWithoutRows() {
        assertThat(rows("SELECT count(*), sum(user), max(timestamp) FROM logs")).containsExactly("0 | null | null");
        assertThat(rows("SELECT * FROM spans WHERE duration > 1s")).isEmpty();
        assertThat(rows("SELECT name, sum(value) FROM metrics GROUP BY name")).isEmpty();
    }

    @Test
    void manyRowsCrossBatchesAndRowGroups() throws IOException {
        int rows = 70_000;
        for (int i = 0; i < rows; i++) {
            log(i % 10 == 0 ? Level.ERROR : Level.INFO, "api", "n {n}", NOON - i)
                    .field(symbol("n"), (long) i);
            append();
            if (i == rows / 2) {
                store().seal();
            }
        }
        assertThat(rows("SELECT count(*), sum(n), min(n), max(n), count(DISTINCT n) FROM logs"))
                .containsExactly("70000 | " + (long) rows * (rows - 1) / 2 + " | 0 | 69999 | 70000");
        assertThat(rows("SELECT level, count(*) FROM logs GROUP BY level ORDER BY level"))
                .containsExactly("ERROR | 7000", "INFO | 63000");
        assertThat(rows("SELECT message FROM logs ORDER BY n DESC LIMIT 2 OFFSET 1"))
                .containsExactly("n 69998", "n 69997");
        assertThat(query("SELECT n FROM logs WHERE n % 2 = 0").rows()).hasSize(rows / 2);
        assertThat(rows("SELECT count(*) FROM logs WHERE message = 'n 34999' OR n = 35001"))
                .containsExactly("2");
    }

    /** Counts the chunks that a query has read of the store. */
    private int chunksRead(String sql) {
        try (CountingSnapshot snapshot = new CountingSnapshot(Store.read(directory))) {
            ENGINE.query(snapshot, sql);
            return snapshot.cursors.stream()
                    .mapToInt(Snapshot.Cursor::chunksRead)
                    .sum();
        } catch (TTLogException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static final class CountingSnapshot implements Snapshot {
        private final Snapshot snapshot;
        private final List<Cursor> cursors = new ArrayList<>();

        CountingSnapshot(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public TableSchema schema(Signal signal) {
            return snapshot.schema(signal);
        }

        @Override
        public Cursor scan(Scan scan) {
            assertThat(scan.columns()).doesNotHaveDuplicates();
            Cursor cursor = snapshot.scan(scan);
            cursors.add(cursor);
            return cursor;
        }

        @Override
        public void close() {
            snapshot.close();
        }
    }
}
