/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import io.ttlog.core.event.ValueText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random events, encoded as a ring would hand them over, and what the store must answer about them: rows as plain maps of
 * column name to value, kept by the simplest means.
 */
final class Model {
    private static final String[] HOSTILE = {
        "",
        "plain",
        "ümläut 漢字 🎉",
        "lone \uD83C end",
        "\uDF89 first",
        "a\"b\\c\n\t\u0001",
        "{user_id}",
        " ",
        "x".repeat(3000)
    };
    private static final String[] TEMPLATES = {
        "no holes",
        "User {user} did {n}",
        "{} and {}",
        "odd {missing} {user}",
        "{n}{n}",
        "time {when} took {took} of {blob}"
    };
    private static final String[] KEYS = {"user", "n", "when", "took", "blob", "arg0", "n_2", "http.status", "flag"};

    private static final long FIRST_NANOS = 1_700_000_000_000_000_000L;

    private final Random random;
    private final long firstNanos;
    private final Symbols symbols = new Symbols();
    private final EventEncoder encoder = new EventEncoder();
    private final Map<Signal, List<Map<String, Object>>> rows = new EnumMap<>(Signal.class);
    private byte[] batch = new byte[1 << 16];
    private int batchBytes;
    private long sequence;

    private final Map<Signal, Long> last = new EnumMap<>(Signal.class);
    private final Set<Signal> saneInBatch = EnumSet.noneOf(Signal.class);

    Model(long seed) {
        this(seed, FIRST_NANOS);
    }

    /** Events from that time on. */
    Model(long seed, long firstNanos) {
        random = new Random(seed);
        this.firstNanos = firstNanos;
        for (Signal signal : Signal.values()) {
            rows.put(signal, new ArrayList<>());
        }
    }

    Symbols symbols() {
        return symbols;
    }

    byte[] batch() {
        return batch;
    }

    int batchBytes() {
        return batchBytes;
    }

    List<Map<String, Object>> rows(Signal signal) {
        return Objects.requireNonNull(rows.get(signal));
    }

    /** Makes the next batch, fillers in between. */
    void nextBatch(int events) {
        saneInBatch.clear();
        batchBytes = 0;
        for (int i = 0; i < events; i++) {
            if (random.nextInt(10) == 0) {
                room(16);
                EventFormat.putPadding(batch, batchBytes, 16);
                batchBytes += 16;
            }
            switch (random.nextInt(9)) {
                case 0, 7 -> span();
                case 1, 6 -> metric();
                case 8 -> gap();
                default -> log();
            }
        }
    }

    private void room(int bytes) {
        if (batchBytes + bytes > batch.length) {
            batch = Arrays.copyOf(batch, Math.max(batch.length * 2, batchBytes + bytes));
        }
    }

    private void end(Signal signal, Map<String, Object> row) {
        int bytes = encoder.end();
        room(bytes + 8);
        System.arraycopy(encoder.buffer(), 0, batch, batchBytes, bytes);
        batchBytes += EventFormat.aligned(bytes);
        rows(signal).add(row);
        sequence++;
    }

    private Map<String, Object> row(String... names) {
        Map<String, Object> row = new TreeMap<>();
        for (int i = 0; i < names.length; i += 2) {
            if (!names[i + 1].isEmpty()) {
                row.put(names[i], names[i + 1]);
            }
        }
        return row;
    }

    /** The time of the row, as the store has it. */
    private void putTime(Signal signal, Map<String, Object> row, long time) {
        boolean sane = SaneTimes.isSane(time);
        if (sane) {
            last.put(signal, time);
            saneInBatch.add(signal);
        } else if (signal != Signal.GAP) {
            row.put("attribute:original_timestamp", time);
        }
        long bound = time < SaneTimes.FROM_NANOS ? SaneTimes.FROM_NANOS : SaneTimes.TO_NANOS - 1;
        row.put("timestamp", sane ? time : last.getOrDefault(signal, bound));
    }

    /**
     * Absurd only behind a sane one of its batch: which time an earlier absurd one gets depends on what the writer knows of
     * the batches before, and AbsurdTimesTest shows that.
     */
    private long time(Signal signal) {
        long time = time();
        while (!SaneTimes.isSane(time) && !saneInBatch.contains(signal)) {
            time = time();
        }
        return time;
    }

    private long time() {
        return switch (random.nextInt(20)) {
            case 0 -> random.nextLong();
            case 1 -> Long.MIN_VALUE;
            case 2 -> Long.MAX_VALUE;
            default -> firstNanos + random.nextLong(7_200_000_000_000L);
        };
    }

    private String service() {
        return new String[] {"api", "web", "", "db ümläut"}[random.nextInt(4)];
    }

    private void log() {
        Level level = Level.values()[random.nextInt(6)];
        String template = random.nextInt(3) == 0 ? "" : TEMPLATES[random.nextInt(TEMPLATES.length)];
        String logger = random.nextBoolean() ? "io.example.Logger" + random.nextInt(3) : "";
        String service = service();
        long time = time(Signal.LOG);
        Map<String, Object> row = row(
                "level", level.name(), "logger", logger, "thread", "main", "service", service, "template", template);
        putTime(Signal.LOG, row, time);
        row.put("attribute:seq", sequence);
        if (random.nextBoolean()) {
            long high = random.nextInt(3) == 0 ? 0 : random.nextLong();
            long low = high == 0 ? 0 : random.nextLong();
            long span = random.nextInt(3) == 0 ? 0 : random.nextLong();
            encoder.beginLogInSpan(
                    level,
                    symbols.intern(template),
                    symbols.intern(logger),
                    symbols.intern("main"),
                    symbols.intern(service),
                    time,
                    high,
                    low,
                    span);
            putId(row, "trace_id", high, low);
            putId(row, "span_id", span);
        } else {
            encoder.beginLog(
                    level,
                    symbols.intern(template),
                    symbols.intern(logger),
                    symbols.intern("main"),
                    symbols.intern(service),
                    time);
        }
        Map<String, String> texts = fields(row);
        if (template.isEmpty() && random.nextBoolean()) {
            String message = hostile();
            encoder.message(message);
            row.put("message", message);
        } else {
            row.put("message", rendered(template, texts));
        }
        maybeError(row);
        maybeWeight(row);
        end(Signal.LOG, row);
    }

    private static String rendered(String template, Map<String, String> texts) {
        Template parsed = Template.parse(template);
        StringBuilder text = new StringBuilder(parsed.literals().get(0));
        for (int i = 0; i < parsed.holes().size(); i++) {
            String hole = parsed.holes().get(i);
            text.append(texts.getOrDefault(hole, "{" + hole + "}"))
                    .append(parsed.literals().get(i + 1));
        }
        return text.toString();
    }

    private void span() {
        SpanKind kind = SpanKind.values()[random.nextInt(5)];
        SpanStatus status = SpanStatus.values()[random.nextInt(3)];
        String service = service();
        long time = time(Signal.SPAN);
        long duration = random.nextInt(5) == 0 ? random.nextLong() : random.nextInt(1_000_000);
        long high = random.nextLong();
        long low = random.nextLong();
        long id = random.nextLong();
        long parent = random.nextBoolean() ? 0 : random.nextLong();
        encoder.beginSpan(
                kind,
                status,
                symbols.intern("GET /x"),
                symbols.intern("worker"),
                symbols.intern(service),
                time,
                duration,
                high,
                low,
                id,
                parent);
        Map<String, Object> row = row(
                "service", service, "name", "GET /x", "kind", kind.text(), "status", status.text(), "thread", "worker");
        putTime(Signal.SPAN, row, time);
        if (duration >= 0) {
            row.put("duration", duration);
        }
        row.put("attribute:seq", sequence);
        putId(row, "trace_id", high, low);
        putId(row, "span_id", id);
        putId(row, "parent_id", parent);
        fields(row);
        maybeError(row);
        maybeWeight(row);
        end(Signal.SPAN, row);
    }

    private void metric() {
        String service = service();
        long time = time(Signal.METRIC);
        Map<String, Object> row = row("service", service, "name", "requests_total");
        putTime(Signal.METRIC, row, time);
        row.put("attribute:seq", sequence);
        if (random.nextBoolean()) {
            double value = number();
            MetricKind kind = random.nextBoolean() ? MetricKind.COUNTER : MetricKind.GAUGE;
            encoder.beginReading(kind, symbols.intern("requests_total"), symbols.intern(service), time, value);
            row.put("kind", kind.text());
            row.put("value", bits(value));
        } else {
            long count = random.nextInt(100);
            double sum = number();
            double min = number();
            double max = number();
            encoder.beginHistogram(
                    symbols.intern("requests_total"), symbols.intern(service), time, count, sum, min, max);
            row.put("kind", "histogram");
            row.put("count", count);
            row.put("sum", bits(sum));
            row.put("min", bits(min));
            row.put("max", bits(max));
        }
        fields(row);
        end(Signal.METRIC, row);
    }

    private void gap() {
        String service = service();
        String sink = random.nextBoolean() ? "" : "store";
        int kind = random.nextInt(EventFormat.GAP_KINDS);
        int levels = Level.values().length;
        DropReason reason = DropReason.values()[random.nextInt(DropReason.values().length)];
        long from = time(Signal.GAP);
        long until = Math.max(from, time());
        encoder.beginGap(kind, reason, symbols.intern(sink), symbols.intern(service), from, until, sequence + 1);
        Map<String, Object> row = row(
                "service",
                service,
                "signal",
                kind < levels ? "log" : kind == levels ? "span" : "metric",
                "level",
                kind < levels ? Level.values()[kind].name() : "",
                "reason",
                reason.name().toLowerCase(Locale.ROOT),
                "sink",
                sink);
        putTime(Signal.GAP, row, from);
        long clamped = (long) Objects.requireNonNull(row.get("timestamp"));
        long end = clamped + (until - from);
        boolean keepsLength = until - from >= 0 && end >= SaneTimes.FROM_NANOS && end < SaneTimes.TO_NANOS;
        row.put("until", clamped == from ? until : keepsLength ? end : clamped);
        row.put("count", sequence + 1);
        end(Signal.GAP, row);
    }

    private double number() {
        return switch (random.nextInt(6)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> Double.NEGATIVE_INFINITY;
            case 3 -> Double.longBitsToDouble(0x7FF8_0000_0000_1234L);
            case 4 -> random.nextInt(1000) / 100.0;
            default -> random.nextGaussian();
        };
    }

    static String bits(double value) {
        return "double " + Long.toHexString(Double.doubleToRawLongBits(value));
    }

    private String hostile() {
        return HOSTILE[random.nextInt(HOSTILE.length)];
    }

    /** Random fields, same keys several times included; returns what each prints as. */
    private Map<String, String> fields(Map<String, Object> row) {
        encoder.field(symbols.intern("seq"), sequence);
        Map<String, String> texts = new TreeMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            String key = KEYS[random.nextInt(KEYS.length)];
            int symbol = symbols.intern(key);
            String column = "attribute:" + key;
            switch (random.nextInt(8)) {
                case 0 -> {
                    long value = random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(100);
                    encoder.field(symbol, value);
                    row.put(column, value);
                    texts.putIfAbsent(key, Long.toString(value));
                }
                case 1 -> {
                    double value = number();
                    encoder.field(symbol, value);
                    row.put(column, bits(value));
                    texts.putIfAbsent(key, Double.toString(value));
                }
                case 2 -> {
                    boolean value = random.nextBoolean();
                    encoder.field(symbol, value);
                    row.put(column, value);
                    texts.putIfAbsent(key, Boolean.toString(value));
                }
                case 3 -> {
                    byte[] value = new byte[random.nextInt(20)];
                    random.nextBytes(value);
                    encoder.field(symbol, value);
                    row.put(column, "bytes " + HexFormat.of().formatHex(value));
                    texts.putIfAbsent(key, HexFormat.of().formatHex(value));
                }
                case 4 -> {
                    long value = time();
                    encoder.fieldTimestamp(symbol, value);
                    row.put(column, "TIMESTAMP " + value);
                    texts.putIfAbsent(key, ValueText.timestamp(value));
                }
                case 5 -> {
                    long value = random.nextInt();
                    encoder.fieldDuration(symbol, value);
                    row.put(column, "DURATION " + value);
                    texts.putIfAbsent(key, ValueText.duration(value));
                }
                case 6 -> {
                    encoder.fieldNull(symbol);
                    row.remove(column);
                    texts.putIfAbsent(key, "null");
                }
                default -> {
                    String value = hostile();
                    encoder.field(symbol, value);
                    row.put(column, value);
                    texts.putIfAbsent(key, value);
                }
            }
        }
        return texts;
    }

    private void maybeWeight(Map<String, Object> row) {
        if (random.nextInt(5) == 0) {
            double weight = 1 + random.nextInt(1000) / 8.0;
            encoder.weight(weight);
            row.put("weight", bits(weight));
        }
    }

    private void maybeError(Map<String, Object> row) {
        if (random.nextInt(3) == 0) {
            String error = hostile();
            encoder.error(error);
            row.put("error", error);
        }
    }

    private static void putId(Map<String, Object> row, String column, long... words) {
        StringBuilder hex = new StringBuilder("bytes ");
        long any = 0;
        for (long word : words) {
            any |= word;
            hex.append(HexFormat.of().toHexDigits(word));
        }
        if (any != 0) {
            row.put(column, hex.toString());
        }
    }
}
