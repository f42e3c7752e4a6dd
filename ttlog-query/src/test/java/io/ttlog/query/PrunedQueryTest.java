/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Level;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.Signal;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.Symbols;
import io.ttlog.query.exec.QueryLimits;
import io.ttlog.storage.Scan;
import io.ttlog.storage.Snapshot;
import io.ttlog.storage.Store;
import io.ttlog.storage.StoreOptions;
import io.ttlog.storage.TableSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Zone maps and filters change what is read, never what comes out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PrunedQueryTest {
    private static final SqlEngine ENGINE = new SqlEngine(Clock.systemUTC(), QueryLimits.DEFAULT);
    private static final long TIME = 1_767_225_600_000_000_000L;

    /** Of each service, so that it has a row group of its own. */
    private static final int ROWS = 17_000;

    private static final int SERVICES = 3;
    private static final int ROUNDS = Integer.getInteger("ttlog.rounds", 40);
    private static final int BATCH_BYTES = 1 << 18;
    private static final String ABSENT_UUID = "00000000-dead-4bad-8bad-0123456789ab";

    @TempDir
    static Path directory = Path.of("set by JUnit");

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final byte[] batch = new byte[BATCH_BYTES + EventFormat.RECORD_BYTES_MAX];
    private final List<String> messages = new ArrayList<>();
    private final List<String> traces = new ArrayList<>();
    private int filled;

    private String hex(int digits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < digits; i++) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    private String uuid() {
        return hex(8) + "-" + hex(4) + "-" + hex(4) + "-" + hex(4) + "-" + hex(12);
    }

    private String message(int service, int row) {
        return switch (row % 20) {
            case 0 -> "order " + uuid() + " of user" + service + " took " + random.nextInt(1000) + " ms";
            case 1 -> "in" + uuid() + "out trace=" + hex(32) + " [" + hex(16) + "]";
            case 2 -> "service" + service + "/path/" + random.nextInt(50) + " 100% größe_" + random.nextInt(9);
            case 4 ->
                "digest " + hex(64) + String.format(java.util.Locale.ROOT, " a-b-c %04x-%08x", row % 50, row % 25);
            default -> "same again";
        };
    }

    private void append(Store store) throws IOException {
        int bytes = encoder.end();
        System.arraycopy(encoder.buffer(), 0, batch, filled, bytes);
        filled += EventFormat.aligned(bytes);
        if (filled >= BATCH_BYTES) {
            flush(store);
        }
    }

    private void flush(Store store) throws IOException {
        store.append(batch, 0, filled, symbols);
        filled = 0;
    }

    private void log(Store store, int service, int row) throws IOException {
        boolean traced = row % 3 == 0;
        long high = traced ? random.nextLong() : 0;
        long low = traced ? random.nextLong() | 1 : 0;
        String template =
                row % 7 == 0 ? "plain text of " + service : service == 2 && row % 11 == 0 ? "hole{n}word {host}" : "";
        encoder.beginLogInSpan(
                Level.INFO,
                template.isEmpty() ? Symbols.NONE : symbols.intern(template),
                symbols.intern("logger" + service),
                Symbols.NONE,
                symbols.intern("s" + service),
                TIME + row * 1_000_000L,
                high,
                low,
                traced ? random.nextLong() | 1 : 0);
        if (row % 2 == 0) {
            encoder.field(symbols.intern("n"), (long) service * ROWS + row);
        }
        if (row % 4 == 1) {
            encoder.field(symbols.intern("d"), row % 1001 == 0 ? Double.NaN : service - 1.5 + row / 1e6);
        }
        encoder.field(symbols.intern("host"), "host-" + service + "-" + row % 40);
        if (row % 9 == 0) {
            encoder.field(symbols.intern("mixed"), "m" + service);
        } else if (row % 9 == 1) {
            encoder.field(symbols.intern("mixed"), (long) service);
        }
        for (int i = 0; i < 3; i++) { // so that filters are a small part
            encoder.field(symbols.intern("noise" + i), random.nextLong());
        }
        if (service == 2) {
            encoder.field(symbols.intern("only2"), row % 2 == 0);
        }
        if (template.isEmpty()) {
            String message = message(service, row);
            if (random.nextInt(row % 20 < 5 ? 50 : 1000) == 0) {
                messages.add(message);
            }
            encoder.message(message);
        }
        if (traced && random.nextInt(200) == 0) {
            traces.add(String.format(java.util.Locale.ROOT, "%016x%016x", high, low));
        }
        append(store);
    }

    @BeforeAll
    void fill() throws IOException {
        try (Store store = Store.open(directory, StoreOptions.DEFAULT.withMergeFanIn(0))) {
            for (int half = 0; half < 2; half++) {
                for (int service = 0; service < SERVICES; service++) {
                    for (int row = half * ROWS / 2; row < (half + 1) * ROWS / 2; row++) {
                        log(store, service, row);
                    }
                }
                flush(store);
                store.seal();
            }
            store.compact();
            for (int row = 0; row < 100; row++) { // fresh, and below in the log
                log(store, 1, row);
            }
            for (int series = 0; series < 300; series++) {
                for (int point = 0; point < 700; point++) {
                    encoder.beginReading(
                            MetricKind.GAUGE,
                            symbols.intern("metric" + series / 100),
                            symbols.intern("s0"),
                            TIME + point * 1_000_000L,
                            random.nextDouble());
                    encoder.field(symbols.intern("pod"), "pod-" + series);
                    append(store);
                }
            }
            flush(store);
            store.seal();
            store.compact();
            for (int row = 0; row < 50; row++) {
                log(store, 0, row);
            }
            flush(store);
        }
    }

    /** Hands scans on without what rows need. */
    private static final class Unpruned implements Snapshot {
        private final Snapshot snapshot;

        Unpruned(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public TableSchema schema(Signal signal) {
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
    }

    private String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private String someMessage() {
        return messages.get(random.nextInt(messages.size()));
    }

    private String part(String text) {
        int from = random.nextInt(text.length());
        return text.substring(from, from + random.nextInt(text.length() - from + 1));
    }

    private String pattern() {
        String text = part(someMessage()).replace("%", "\\%").replace("_", "\\_");
        if (random.nextInt(3) == 0 && text.length() > 2) {
            int at = 1 + random.nextInt(text.length() - 2);
            text = text.substring(0, at) + (random.nextBoolean() ? "_" : "%") + text.substring(at + 1);
        }
        return (random.nextInt(4) == 0 ? "" : "%") + text + (random.nextInt(4) == 0 ? "" : "%");
    }

    private String changed(String digits) {
        int at = random.nextInt(digits.length());
        return digits.substring(0, at) + (digits.charAt(at) == '7' ? '8' : '7') + digits.substring(at + 1);
    }

    private String trace() {
        String trace = traces.get(random.nextInt(traces.size()));
        return random.nextInt(3) == 0 ? changed(trace) : trace;
    }

    private String comparison() {
        return List.of("=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM", "IS NOT DISTINCT FROM")
                .get(random.nextInt(8));
    }

    private String leaf() {
        return switch (random.nextInt(16)) {
            case 0 -> "trace_id = " + quoted(trace());
            case 1 -> "trace_id IN (" + quoted(trace()) + ", " + quoted(trace()) + ", NULL)";
            case 2, 3 -> "message LIKE " + quoted(pattern()) + " ESCAPE '\\'";
            case 4 -> "message = " + quoted(random.nextBoolean() ? someMessage() : "plain text of 1");
            case 5 -> "contains(message, " + quoted(part(someMessage())) + ")";
            case 6 -> "starts_with(message, " + quoted(someMessage().substring(0, 5)) + ")";
            case 7 -> "ends_with(message, " + quoted(part(someMessage())) + ")";
            case 8 -> "n " + comparison() + " " + random.nextInt(SERVICES * ROWS + 99);
            case 9 ->
                "d " + comparison() + " "
                        + List.of("0.0", "-1.5", "7.5", "CAST('NaN' AS DOUBLE)", "-0.0")
                                .get(random.nextInt(5));
            case 10 -> "host = " + quoted("host-" + random.nextInt(4) + "-" + random.nextInt(45));
            case 11 -> "host LIKE " + quoted("host-" + random.nextInt(4) + "-%");
            case 12 ->
                "mixed " + comparison()
                        + (random.nextBoolean() ? " 'm" + random.nextInt(4) + "'" : " " + random.nextInt(3));
            case 13 -> "only2" + (random.nextBoolean() ? " = true" : " IS NULL");
            case 14 -> "message LIKE '%hole" + random.nextInt(SERVICES * ROWS) + "word%'";
            default -> "message IN (" + quoted(someMessage()) + ", 'plain text of 0', " + quoted(ABSENT_UUID) + ")";
        };
    }

    private String condition(int depth) {
        if (depth == 0 || random.nextInt(3) == 0) {
            return leaf();
        }
        return switch (random.nextInt(5)) {
            case 0, 1 -> "(" + condition(depth - 1) + " AND " + condition(depth - 1) + ")";
            case 2, 3 -> "(" + condition(depth - 1) + " OR " + condition(depth - 1) + ")";
            default -> "NOT (" + condition(depth - 1) + ")";
        };
    }

    @Test
    void givesTheSameRowsWithAndWithoutIndexes() {
        int byFilter = 0;
        int found = 0;
        try (Snapshot snapshot = Store.read(directory)) {
            Snapshot unpruned = new Unpruned(snapshot);
            for (int round = 0; round < ROUNDS; round++) {
                String sql =
                        "SELECT count(*), min(timestamp), max(timestamp), count(DISTINCT trace_id), min(message), sum(n) FROM logs"
                                + " WHERE " + condition(2);
                QueryResult pruned = ENGINE.query(snapshot, sql);
                QueryResult whole = ENGINE.query(unpruned, sql);
                assertThat(pruned.rows().stream().map(Row::toString).toList())
                        .as(sql + " -Dttlog.seed=" + seed)
                        .isEqualTo(whole.rows().stream().map(Row::toString).toList());
                byFilter += pruned.execution().rowGroups().prunedByFilter();
                found += pruned.rows().get(0).get(0) instanceof Long count && count > 0 ? 1 : 0;
                assertThat(whole.execution().rowGroups().prunedByFilter()).isZero();
            }
        }
        assertThat(found).as("conditions that some row meets").isGreaterThan(ROUNDS / 4);
        // How many is a matter of the conditions that came up; four of forty have been seen.
        assertThat(byFilter)
                .as("row groups that filters ruled out, -Dttlog.seed=" + seed)
                .isPositive();
    }

    /** What a query reads: chunks, row groups. */
    private record Cost(int chunks, Snapshot.Groups groups) {}

    private Cost cost(String condition, String table) {
        Set<Snapshot.Cursor> cursors = new HashSet<>();
        try (Snapshot snapshot = Store.read(directory)) {
            Snapshot counting = new Snapshot() {
                @Override
                public TableSchema schema(Signal signal) {
                    return snapshot.schema(signal);
                }

                @Override
                public Cursor scan(Scan scan) {
                    Cursor cursor = snapshot.scan(scan);
                    cursors.add(cursor);
                    return cursor;
                }

                @Override
                public void close() {} // the real one is closed by who has opened it
            };
            assertThat(ENGINE.query(counting, "SELECT * FROM " + table + " WHERE " + condition)
                            .rows())
                    .as(condition)
                    .isEmpty();
        }
        Snapshot.Cursor cursor = cursors.stream()
                .filter(candidate -> candidate.groups().read()
                                + candidate.groups().byFilter()
                                + candidate.groups().byZone()
                        > 0)
                .findFirst()
                .orElseThrow();
        return new Cost(cursor.chunksRead(), cursor.groups());
    }

    /** Messages of the third service come from templates with holes, so its row group cannot be ruled out. */
    @Test
    void messagesAreReadWhereTheirIdsAndWordsMayBe() {
        for (String condition : List.of(
                "message LIKE '%00000000-dead-4bad-8bad-0123456789a#%'",
                "message LIKE '% nowhere# %'",
                "contains(message, 'trace=0123456789abcdef0123456789abcde#')",
                "message = 'same again and again#'",
                "message IN ('never#', 'said#')")) {
            int ruledOut = 0;
            for (String variant : List.of("1", "2", "3")) { // a filter takes one of 128 others for a word of its own
                ruledOut = Math.max(
                        ruledOut,
                        cost(condition.replace("#", variant), "logs").groups().byFilter());
            }
            assertThat(ruledOut).as(condition + ", -Dttlog.seed=" + seed).isGreaterThanOrEqualTo(SERVICES - 1);
        }
    }

    @Test
    void readsNoColumnOfSegmentsForWhatIsNowhere() {
        for (String condition : List.of(
                "trace_id = '0123456789abcdef0123456789abcdef'",
                "trace_id IN ('0123456789abcdef0123456789abcdef', 'fedcba9876543210fedcba9876543210')",
                "trace_id = '0123456789abcdef0123456789abcdef' AND message LIKE '%order%'",
                "n > 9999999")) {
            Cost cost = cost(condition, "logs");
            assertThat(cost.groups().byFilter() + cost.groups().byZone())
                    .as(condition)
                    .isGreaterThanOrEqualTo(SERVICES);
            assertThat(cost.groups().read()).as(condition).isZero();
            assertThat(cost.chunks()).as(condition).isZero();
        }
    }

    @Test
    void metricsAreReadWhereNameAndLabelAre() {
        Cost cost = cost("name = 'metric1' AND attrs.pod = 'pod-299'", "metrics");
        assertThat(cost.groups().read()).isLessThanOrEqualTo(1);
        assertThat(cost.groups().byFilter()).isGreaterThanOrEqualTo(2);
        try (Snapshot snapshot = Store.read(directory)) {
            QueryResult one = ENGINE.query(
                    snapshot, "SELECT count(*) FROM metrics WHERE name = 'metric1' AND attrs.pod = 'pod-150'");
            assertThat(one.rows().get(0).get(0)).isEqualTo(700L);
            assertThat(one.execution().rowGroups().read()).isLessThan(3);
        }
    }
}
