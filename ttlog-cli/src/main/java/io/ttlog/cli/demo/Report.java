/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.demo;

import io.ttlog.DropReason;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.cli.output.Format;
import io.ttlog.cli.output.ResultPrinter;
import io.ttlog.storage.StoreStats;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Prints what the demo found, all of it asked from the store by {@link TTLog#query} or read from counters. */
final class Report {
    /** The first question of the documentation, word for word. */
    static final String SLOW_SPANS = "SELECT span_id, duration, error FROM traces WHERE service = 'api'"
            + " AND duration > 1000ms AND timestamp > now() - 1h ORDER BY duration DESC;";

    /** The second question of the documentation, word for word. */
    static final String LOGS_BY_LEVEL =
            "SELECT count(*), level, service FROM logs WHERE timestamp > now() - 24h GROUP BY level, service;";

    private static final String FAULT = """
            SELECT time_bucket(1m, timestamp) AS minute, count(*) AS requests,
                   p50(duration) AS p50, p95(duration) AS p95
            FROM spans WHERE service = 'ts-gateway-service' AND parent_id IS NULL
            GROUP BY time_bucket(1m, timestamp) ORDER BY minute;""";

    private static final String LIVE_OPERATIONS = """
            SELECT name, count(*) AS calls, p50(duration) AS p50, p95(duration) AS p95, p99(duration) AS p99
            FROM spans WHERE service = 'api' GROUP BY name ORDER BY p99 DESC;""";

    private static final String RECORDED_OPERATIONS = """
            SELECT service, name, count(*) AS calls,
                   p50(duration) AS p50, p95(duration) AS p95, p99(duration) AS p99
            FROM spans WHERE service <> 'api' GROUP BY service, name
            HAVING count(*) >= 30 ORDER BY p99 DESC LIMIT 15;""";

    private static final String SLOWEST = """
            SELECT trace_id, service, name, duration FROM spans
            WHERE parent_id IS NULL ORDER BY duration DESC LIMIT 1;""";

    /** What to ask next; each is tried by a test. */
    private static final List<String> MORE = List.of(
            "SELECT timestamp, service, message FROM logs WHERE level = 'ERROR' LIMIT 20",
            "SELECT name, count(*), p99(duration) FROM spans WHERE service = 'api' GROUP BY name",
            "SELECT name, avg(value), max(value) FROM metrics WHERE service <> 'ttlog' GROUP BY name",
            "SELECT sink, sum(count), max(max) FROM metrics WHERE name = 'ttlog.sink.write_ms' GROUP BY sink",
            "SELECT path, count(*) FROM metrics WHERE name = 'requests_total' GROUP BY path");

    private static final int ERROR_CHARS_MAX = 68;
    private static final int NAME_CHARS_MAX = 32;
    private static final int SLOW_ROWS_MAX = 12;
    private static final int ROWS_MAX = 200;

    private final Appendable out;

    Report(Appendable out) {
        this.out = out;
    }

    /** What was replayed. */
    void replayed(Recording recording, double seconds) throws IOException {
        heading("What was recorded?");
        line(
                "%,d events of TrainTicket on 2023-01-30, replayed through the SDK in %.2f s until synced.",
                recording.rows().size(), seconds);
        line("Their times are shifted: the last one happened as this demo began.");
    }

    /** What the live service did. */
    void served(Load.Outcome load) throws IOException {
        line(
                "%,d HTTP requests to the live service 'api' in %.1f s, %,d of them failed.",
                load.requests(), load.seconds(), load.failed());
    }

    /** The questions and their answers; ttlog runs or has run on the store. */
    void answers() throws IOException {
        ask(
                "Which spans of the live service took longer than a second?",
                SLOW_SPANS,
                Format.table.printer(ERROR_CHARS_MAX),
                SLOW_ROWS_MAX);
        ask("How many log events of each level did each service write?", LOGS_BY_LEVEL);
        ask("When did TrainTicket become slow? (network delay injected 2 min 20 s before its end)", FAULT);
        ask("How long do the operations of the live service take?", LIVE_OPERATIONS);
        ask("How long do those of TrainTicket take? (30 calls and more, the slowest)", RECORDED_OPERATIONS);
        slowestTrace();
    }

    private void ask(String question, String sql) throws IOException {
        ask(question, sql, Format.table.printer(NAME_CHARS_MAX), ROWS_MAX);
    }

    private void ask(String question, String sql, ResultPrinter printer, int rowsMax) throws IOException {
        heading(question);
        out.append(sql).append('\n');
        QueryResult result = TTLog.query(sql);
        int rows = result.rows().size();
        printer.print(new FirstRows(result, rowsMax), out);
        if (rows > rowsMax) {
            line("the first of %d rows", rows);
        }
        QueryResult.Execution cost = result.execution();
        line(
                "answered in %.1f ms from %,d rows scanned; %d segments and memtables read, %d pruned",
                cost.nanos() / 1e6, cost.rowsScanned(), cost.segmentsScanned(), cost.segmentsPruned());
    }

    private void slowestTrace() throws IOException {
        heading("Where did the slowest trace spend its time?");
        for (Row root : TTLog.query(SLOWEST)) {
            String trace = Objects.requireNonNull(root.getString("trace_id"), "a root span has a trace");
            String of = " WHERE trace_id = '" + trace + "'";
            QueryResult spans =
                    TTLog.query("SELECT span_id, parent_id, timestamp, duration, service, name, error FROM spans" + of);
            QueryResult logs =
                    TTLog.query("SELECT span_id, timestamp, level, message FROM logs" + of + " ORDER BY timestamp");
            line(
                    "trace %s: %d spans, %d log lines",
                    trace, spans.rows().size(), logs.rows().size());
            new Waterfall(spans, logs).print(out);
        }
    }

    /** What went in and what became of it. */
    void conservation(List<Source> sources, StoreStats store) throws IOException {
        heading("What became of the events?");
        line("%-28s %12s %12s %12s", "", "in", "dropped", "stored");
        for (Source source : sources) {
            Stats stats = source.stats;
            line(
                    "%-28s %,12d %,12d %,12d",
                    source.name, stats.submitted(), stats.dropped() + stats.droppedBy("store"), stats.stored("store"));
            for (DropReason reason : DropReason.values()) {
                if (stats.dropped(reason) > 0) {
                    line("  dropped as %s: %,d", reason, stats.dropped(reason));
                }
            }
        }
        for (StoreStats.TableStats table : store.tables()) {
            line("%-28s %,12d rows in %d segments", table.signal().table(), table.rows(), table.segments());
        }
    }

    /** What the store takes on disk. */
    void sizes(Recording recording, StoreStats store) throws IOException {
        heading("How much does it take?");
        long rows = rows(store);
        long raw = store.tables().stream()
                .mapToLong(StoreStats.TableStats::rawBytes)
                .sum();
        line(
                "%.1f bytes an event: %,d bytes on disk (segments, log, manifest) for %,d events",
                (double) store.diskBytes() / rows, store.diskBytes(), rows);
        line("%.1f : 1 is the ratio of their values as bytes to the bytes on disk:", (double) raw / store.diskBytes());
        line("  %,d bytes of values (8 a number or time, text as UTF-8; no keys) to %,d", raw, store.diskBytes());
        line("For comparison: the CSV files of the replayed events alone have %,d bytes.", recording.fileBytes());
    }

    private static long rows(StoreStats store) {
        return store.tables().stream().mapToLong(StoreStats.TableStats::rows).sum();
    }

    /** What calls cost. */
    void cost(CallCost cost) throws IOException {
        heading("What does a log call cost its caller?");
        line("info(\"User {user_id} bought {items} items from {region}\", id, items, region)");
        line(
                "%.0f ns per call in the median of bursts, %.0f to %.0f; %,d calls measured, %,d dropped",
                cost.nanosMedian(), cost.nanosLow(), cost.nanosHigh(), cost.calls(), cost.dropped());
        line("Measured just now, on cores that it shared with pump and store; ttlog-bench measures calls alone.");
    }

    /** How to ask more. */
    void goOn(Path directory) throws IOException {
        heading("Ask more (the store stays in " + directory + ")");
        for (String sql : MORE) {
            line("./ttlog query --data %s \\", directory);
            line("  \"%s\"", sql);
        }
        line("./ttlog stats --data %s", directory);
        line("./ttlog verify --data %s", directory);
        line("rm -r %s", directory);
    }

    private void heading(String text) throws IOException {
        out.append("\n== ").append(text).append('\n');
    }

    private void line(String format, Object... values) throws IOException {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    /** Who recorded, and the counters. */
    record Source(String name, Stats stats) {}

    /** The first rows of a result. */
    private record FirstRows(QueryResult all, int rowsMax) implements QueryResult {
        @Override
        public List<Column> columns() {
            return all.columns();
        }

        @Override
        public List<Row> rows() {
            return all.rows().subList(0, Math.min(rowsMax, all.rows().size()));
        }

        @Override
        public Execution execution() {
            return all.execution();
        }

        @Override
        public Iterator<Row> iterator() {
            return rows().iterator();
        }
    }
}
