/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.roundtrip;

import static io.ttlog.TTLog.atInfo;
import static io.ttlog.TTLog.error;
import static io.ttlog.TTLog.info;
import static io.ttlog.TTLog.kv;
import static io.ttlog.TTLog.trace;
import static io.ttlog.TTLog.warn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ttlog.Ack;
import io.ttlog.Level;
import io.ttlog.LogEvent;
import io.ttlog.Overflow;
import io.ttlog.QueryResult;
import io.ttlog.Row;
import io.ttlog.Span;
import io.ttlog.SpanKind;
import io.ttlog.Stats;
import io.ttlog.TTLog;
import io.ttlog.TTLogSession;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Seeded random events of every kind come back from a query as they were recorded: live, sealed, and after reopening. */
class RoundTripTest {
    private static final int EVENTS = 600;
    private static final List<String> LOG_KEYS =
            List.of("a", "b", "c", "flag", "k0", "k1", "k2", "k3", "extra", "arg1");
    private static final List<String> SPAN_KEYS = List.of("k0", "k1", "k2", "k3", "real");

    @TempDir
    Path directory;

    private final long seed = Long.getLong("ttlog.seed", System.nanoTime());
    private final RandomValues values = new RandomValues(seed);
    private final List<Map<String, Object>> logs = new ArrayList<>();
    private final List<Map<String, Object>> spans = new ArrayList<>();
    private final Map<String, String> metrics = new TreeMap<>();
    private long seq;

    private TTLogSession start() {
        return TTLog.init()
                .service("round trip")
                .data(directory)
                .console(false)
                .level(Level.TRACE)
                .overflow(Overflow.BLOCK, Duration.ofMinutes(1))
                .ringBytes(4 << 20)
                .start();
    }

    @Test
    void everyEventComesBackLiveSealedAndReopened() {
        System.out.println("RoundTripTest -Dttlog.seed=" + seed);
        Stats stats;
        try (TTLogSession session = start()) {
            recordSome();
            assertAllComeBack("live");
            stats = session.stats();
        }
        assertThat(stats.valuesLost()).doesNotContainKeys(io.ttlog.DropReason.TOO_LARGE);
        assertThat(stats.misuses()).isZero();
        assertAllComeBack("sealed and closed");
        try (TTLogSession session = start()) {
            assertAllComeBack("reopened");
            recordSome();
            assertAllComeBack("sealed and live");
            assertThat(session.stats().misuses()).isZero();
        }
        assertAllComeBack("sealed twice");
    }

    private void recordSome() {
        for (int i = 0; i < EVENTS; i++) {
            switch (values.below(4)) {
                case 0 -> macro();
                case 1 -> fluent();
                case 2 -> span(3, "");
                default -> metric();
            }
        }
    }

    // ---- recording, and what is to come back

    private Map<String, Object> log(Level level, @Nullable String template, String message, @Nullable Throwable error) {
        Map<String, Object> row = new TreeMap<>();
        row.put("seq", seq++);
        row.put("level", level.name());
        row.put("service", "round trip");
        row.put("message", message);
        put(row, "template", template);
        put(row, "error", error == null ? null : RandomValues.expectedError(error));
        logs.add(row);
        return row;
    }

    private static void put(Map<String, Object> row, String column, @Nullable Object value) {
        Object expected = RandomValues.expected(value);
        if (column.equals("error") || column.equals("message")) {
            expected = value;
        }
        if (expected != null) {
            row.put(column, expected);
        }
    }

    private void macro() {
        long id = seq;
        Object a = values.any();
        Object b = values.any();
        switch (values.below(7)) {
            case 0 -> {
                info("objects {seq} {a} {b}", id, a, b);
                String text = "objects " + id + " " + RandomValues.shown(a) + " " + RandomValues.shown(b);
                Map<String, Object> row = log(Level.INFO, "objects {seq} {a} {b}", text, null);
                put(row, "a", a);
                put(row, "b", b);
            }
            case 1 -> {
                long whole = values.whole();
                double real = values.real();
                warn("numbers {seq} {b} {c}", id, whole, real);
                Map<String, Object> row =
                        log(Level.WARN, "numbers {seq} {b} {c}", "numbers " + id + " " + whole + " " + real, null);
                put(row, "b", whole);
                put(row, "c", real);
            }
            case 2 -> {
                char character = values.character();
                boolean flag = values.oneIn(2);
                trace("{seq}{flag}{a}", id, flag, character);
                Map<String, Object> row = log(Level.TRACE, "{seq}{flag}{a}", "" + id + flag + character, null);
                put(row, "flag", flag);
                put(row, "a", character);
            }
            case 3 -> {
                Throwable failure = values.throwable();
                error("failed {seq}", id, failure);
                log(Level.ERROR, "failed {seq}", "failed " + id, failure);
            }
            case 4 -> {
                info("named {seq}", id, kv("extra", a));
                put(log(Level.INFO, "named {seq}", "named " + id, null), "extra", a);
            }
            case 5 -> {
                info("beyond {seq}", id, b);
                put(log(Level.INFO, "beyond {seq}", "beyond " + id, null), "arg1", b);
            }
            default -> {
                info("supplied {seq} {a}", () -> id, () -> b);
                String text = "supplied " + id + " " + RandomValues.shown(b);
                put(log(Level.INFO, "supplied {seq} {a}", text, null), "a", b);
            }
        }
    }

    private void fluent() {
        long id = seq;
        Level level = values.level();
        LogEvent event = level == Level.INFO ? atInfo() : TTLog.at(level);
        event.with("seq", id);
        Map<String, Object> fields = new TreeMap<>();
        for (int k = 0; k < 4; k++) {
            if (values.oneIn(2)) {
                Object value = values.any();
                event.with("k" + k, value);
                put(fields, "k" + k, value);
            }
        }
        Throwable failure = values.oneIn(3) ? values.throwable() : null;
        if (failure != null) {
            event.withError(failure);
        }
        event.log("fluent {seq}");
        log(level, "fluent {seq}", "fluent " + id, failure).putAll(fields);
    }

    private void span(int depth, String parent) {
        Map<String, Object> row = new TreeMap<>();
        long id = seq++;
        String name = values.oneIn(2) ? "GET /x" : "work '" + values.below(5) + "' 🎉";
        SpanKind kind = SpanKind.values()[values.below(SpanKind.values().length)];
        try (Span span = TTLog.span(name).with("seq", id).kind(kind)) {
            row.put("seq", id);
            row.put("name", name);
            row.put("kind", kind.name().toLowerCase(Locale.ROOT));
            row.put("service", "round trip");
            row.put("trace_id", "bytes " + span.traceId());
            row.put("span_id", "bytes " + span.spanId());
            if (!parent.isEmpty()) {
                row.put("parent_id", "bytes " + parent);
            }
            for (int k = 0; k < 4; k++) {
                if (values.oneIn(2)) {
                    Object value = values.any();
                    span.record("k" + k, value);
                    put(row, "k" + k, value);
                }
            }
            double real = values.real();
            span.with("real", real);
            row.put("real", real);
            if (values.oneIn(2)) {
                long logSeq = seq;
                info("inside {seq}", logSeq);
                Map<String, Object> inside = log(Level.INFO, "inside {seq}", "inside " + logSeq, null);
                inside.put("trace_id", "bytes " + span.traceId());
                inside.put("span_id", "bytes " + span.spanId());
            }
            while (depth > 0 && values.oneIn(2)) {
                span(depth - 1, span.spanId());
            }
            row.put("status", "unset");
            if (values.oneIn(3)) {
                Throwable failure = values.throwable();
                span.fail(failure);
                row.put("status", "error");
                row.put("error", RandomValues.expectedError(failure));
            } else if (values.oneIn(2)) {
                span.ok();
                row.put("status", "ok");
            }
        }
        spans.add(row);
    }

    /** Metrics outlive sessions: their names carry the seed. */
    private void metric() {
        String name = "m" + values.below(20) + "_" + seed;
        String label = values.oneIn(2) ? "plain" : "it's\n\"🎉\"";
        switch (values.below(2)) {
            case 0 -> {
                var counter = TTLog.counter("c" + name).labels("k0", label);
                counter.add(values.below(1_000_000));
                metrics.put("c" + name + label, "counter " + (double) counter.value());
            }
            default -> {
                double value = values.real();
                TTLog.gauge("g" + name).labels("k0", label).set(value);
                metrics.put("g" + name + label, "gauge " + value);
            }
        }
    }

    // ---- asking

    private void assertAllComeBack(String when) {
        String what = when + ", -Dttlog.seed=" + seed;
        boolean running = !TTLog.stats().equals(io.ttlog.Stats.NONE);
        assertThat(TTLog.flush(Ack.WRITTEN, Duration.ofMinutes(1))).as(what).isEqualTo(running);
        assertRows(
                what,
                logs,
                "SELECT seq, level, service, message, template, trace_id, span_id, error, "
                        + String.join(", ", LOG_KEYS) + " FROM logs ORDER BY seq");
        spans.sort((x, y) -> Long.compare((Long) seqOf(x), (Long) seqOf(y)));
        assertRows(
                what,
                spans,
                "SELECT seq, name, kind, status, service, trace_id, span_id, parent_id, error, "
                        + String.join(", ", SPAN_KEYS) + " FROM spans ORDER BY seq");
        Map<String, String> last = new TreeMap<>();
        for (Row row : TTLog.query("SELECT name, kind, value, k0 FROM metrics WHERE name LIKE '%\\_" + seed
                + "' ESCAPE '\\' ORDER BY timestamp")) {
            last.put(row.getString("name") + row.getString("k0"), row.getString("kind") + " " + row.get("value"));
        }
        assertThat(last).as(what).isEqualTo(metrics);
        assertThat(TTLog.query("SELECT count(*) FROM logs").rows().get(0).get(0))
                .as(what)
                .isEqualTo((long) logs.size());
    }

    private static Object seqOf(Map<String, Object> row) {
        return java.util.Objects.requireNonNull(row.get("seq"));
    }

    private static void assertRows(String what, List<Map<String, Object>> expected, String sql) {
        QueryResult result = TTLog.query(sql);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Row row : result) {
            Map<String, Object> values = new TreeMap<>();
            for (int i = 0; i < result.columns().size(); i++) {
                Object value = row.get(i);
                if (value != null) {
                    values.put(
                            result.columns().get(i).name(),
                            value instanceof byte[] bytes
                                    ? "bytes " + HexFormat.of().formatHex(bytes)
                                    : value);
                }
            }
            rows.add(values);
        }
        assertThat(rows).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i)).as(what).isEqualTo(expected.get(i));
        }
    }
}
