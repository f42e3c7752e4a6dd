/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.spi.ExponentialBuckets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events for tests: a few fixed ones that golden files hold, and random ones of all kinds with hostile strings. */
public final class SampleEvents {
    /** Strings that have broken encoders. */
    public static final List<String> HOSTILE_TEXTS = List.of(
            "",
            "\u0000",
            "\uD800",
            "\uDC00",
            "\uDFFF\uD800",
            "\uD83D\uDE00",
            "\uD83D",
            "a\uD83D\uDE00\uD83Db",
            "\uDBFF\uDFFF",
            "\u007F\u0080\u07FF\u0800\uFFFD\uFFFF",
            "line\nline\r\n\t\u001B[31m",
            "{x} {} {{}} \"quoted\" k=v",
            "TTBK\u0001",
            "naïve – 日本語 – 🎉");

    private final Symbols symbols;
    private final EventEncoder encoder = new EventEncoder();

    /** Events that name their strings by these symbols. */
    public SampleEvents(Symbols symbols) {
        this.symbols = symbols;
    }

    /** The fixed events, as records without padding. Their bytes are held by golden files: never change them. */
    public List<byte[]> fixed() {
        List<byte[]> records = new ArrayList<>();
        int service = symbols.intern("shop");
        int logger = symbols.intern("shop.Login");
        int thread = symbols.intern("main");
        encoder.beginLog(
                Level.INFO,
                symbols.intern("User {user_id} logged in from {ip}"),
                logger,
                thread,
                service,
                1_795_261_896_123_456_789L);
        encoder.field(symbols.intern("user_id"), 12345L).field(symbols.intern("ip"), "10.0.0.7");
        records.add(take());
        encoder.beginLogInSpan(
                Level.ERROR, Symbols.NONE, logger, thread, service, -1, 0x0AF7651916CD43DDL, 0x8448EB211C80319CL, 7);
        encoder.fieldNull(symbols.intern("nothing"))
                .field(symbols.intern("ratio"), Double.longBitsToDouble(0x7FF8_0000_0000_0001L))
                .field(symbols.intern("ok"), true)
                .field(symbols.intern("digest"), new byte[] {0, 1, -1})
                .field(symbols.intern("at"), Instant.ofEpochSecond(1, 2))
                .field(symbols.intern("took"), Duration.ofMillis(15))
                .message("lone \uD83D, pair \uD83D\uDE00, nul \u0000")
                .error("java.io.IOException: gone\n\tat shop.Login.run(Login.java:7)");
        records.add(take());
        encoder.beginSpan(
                SpanKind.SERVER,
                SpanStatus.ERROR,
                symbols.intern("checkout"),
                thread,
                service,
                1_795_261_896_000_000_000L,
                12_500_000,
                0x0AF7651916CD43DDL,
                0x8448EB211C80319CL,
                0xB7AD6B7169203331L,
                0);
        encoder.field(symbols.intern("items"), 3L).error("declined");
        records.add(take());
        encoder.beginReading(MetricKind.COUNTER, symbols.intern("requests_total"), service, 5, 42.0);
        encoder.field(symbols.intern("path"), "/cart");
        records.add(take());
        encoder.beginHistogram(symbols.intern("request_ms"), service, 6, 3, 6.5, 0.5, 4.0);
        records.add(take());
        return records;
    }

    /** An event that stands for thirty, as a record without padding; held by a golden file, too. */
    public byte[] weighted() {
        encoder.beginLog(
                Level.WARN,
                symbols.intern("Retry {n}"),
                symbols.intern("shop.Login"),
                symbols.intern("main"),
                symbols.intern("shop"),
                7);
        encoder.field(symbols.intern("n"), 3L).error("gone").weight(30);
        return take();
    }

    /** Fixed gap records; they have golden files of their own: never change them. */
    public List<byte[]> gaps() {
        List<byte[]> records = new ArrayList<>();
        int service = symbols.intern("shop");
        int store = symbols.intern("store");
        encoder.beginGap(
                Level.WARN.ordinal(),
                DropReason.RING_FULL,
                Symbols.NONE,
                service,
                1_795_261_896_123_456_789L,
                1_795_261_896_223_456_789L,
                120);
        records.add(take());
        int spans = Level.values().length;
        encoder.beginGap(spans, DropReason.SINK_FAILED, store, service, 1, 1, 1);
        records.add(take());
        int metrics = spans + 1;
        encoder.beginGap(
                metrics, DropReason.CARDINALITY, store, Symbols.NONE, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        records.add(take());
        return records;
    }

    /** Fixed metric readings with all that they can have; they have golden files of their own: never change them. */
    public List<byte[]> metrics() {
        List<byte[]> records = new ArrayList<>();
        int service = symbols.intern("shop");
        encoder.beginReading(MetricKind.COUNTER, symbols.intern("requests_total"), service, 5, 42.0)
                .describe(Temporality.CUMULATIVE, symbols.intern("{request}"), symbols.intern("what came in"))
                .exemplar(0x0AF7651916CD43DDL, 0x8448EB211C80319CL, 0xB7AD6B7169203331L, 2)
                .field(symbols.intern("path"), "/cart");
        records.add(take());
        encoder.beginReading(MetricKind.UP_DOWN_COUNTER, symbols.intern("open"), service, 6, -3)
                .describe(Temporality.CUMULATIVE, Symbols.NONE, Symbols.NONE);
        records.add(take());
        ExponentialBuckets buckets = new ExponentialBuckets();
        for (double value : new double[] {-2, 0, 0.25, 0.5, 3}) {
            buckets.add(value);
        }
        encoder.beginHistogram(symbols.intern("request_duration"), service, 7, 5, 1.75, -2, 3)
                .describe(Temporality.DELTA, symbols.intern("s"), Symbols.NONE)
                .exemplar(1, 2, 3, 3.0)
                .field(symbols.intern("path"), "/cart")
                .buckets(BucketFormat.bytes(buckets));
        records.add(take());
        return records;
    }

    /** A random metric reading with whatever it can have, as a record without padding. */
    public byte[] randomMetric(Random random) {
        boolean histogram = random.nextBoolean();
        if (histogram) {
            encoder.beginHistogram(
                    symbol(random),
                    symbol(random),
                    random.nextLong(),
                    random.nextLong(),
                    real(random),
                    real(random),
                    real(random));
        } else {
            MetricKind[] kinds = {MetricKind.COUNTER, MetricKind.GAUGE, MetricKind.UP_DOWN_COUNTER};
            encoder.beginReading(pick(random, kinds), symbol(random), symbol(random), random.nextLong(), real(random));
        }
        if (random.nextBoolean()) {
            encoder.describe(pick(random, Temporality.values()), symbol(random), symbol(random));
        }
        if (random.nextBoolean()) {
            encoder.exemplar(random.nextLong(), random.nextLong(), random.nextLong(), real(random));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            field(random);
        }
        if (histogram && random.nextBoolean()) {
            ExponentialBuckets buckets = new ExponentialBuckets(2 + random.nextInt(9), random.nextInt(31) - 10);
            for (int i = random.nextInt(20); i > 0; i--) {
                buckets.add(random.nextInt(10) == 0 ? 0 : random.nextGaussian() * Math.exp(random.nextInt(20) - 10));
            }
            encoder.buckets(BucketFormat.bytes(buckets));
        }
        if (random.nextInt(4) == 0) {
            encoder.weight(1 + Math.abs(random.nextGaussian()));
        }
        return take();
    }

    /** A random event of any kind, as a record without padding. */
    public byte[] random(Random random) {
        switch (random.nextInt(7)) {
            case 6 -> {
                long from = random.nextLong();
                encoder.beginGap(
                        random.nextInt(EventFormat.GAP_KINDS),
                        pick(random, DropReason.values()),
                        random.nextBoolean() ? Symbols.NONE : symbol(random),
                        symbol(random),
                        from,
                        Math.max(from, random.nextLong()),
                        1 + (random.nextLong() >>> 1 + random.nextInt(62)) / 2);
                return take();
            }
            case 0 ->
                encoder.beginSpan(
                        pick(random, SpanKind.values()),
                        pick(random, SpanStatus.values()),
                        symbol(random),
                        symbol(random),
                        symbol(random),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextBoolean() ? 0 : random.nextLong());
            case 1, 2 -> {
                return randomMetric(random);
            }
            case 3 ->
                encoder.beginLogInSpan(
                        pick(random, Level.values()),
                        symbol(random),
                        symbol(random),
                        symbol(random),
                        symbol(random),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong(),
                        random.nextLong());
            default ->
                encoder.beginLog(
                        pick(random, Level.values()),
                        symbol(random),
                        symbol(random),
                        symbol(random),
                        symbol(random),
                        random.nextLong());
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            field(random);
        }
        if (random.nextInt(3) == 0) {
            encoder.message(text(random));
        }
        if (random.nextInt(4) == 0) {
            encoder.error(text(random));
        }
        if (random.nextInt(4) == 0) {
            encoder.weight(1 + Math.abs(random.nextGaussian()));
        }
        return take();
    }

    private void field(Random random) {
        int key = symbol(random);
        switch (pick(random, ValueType.values())) {
            case NULL -> encoder.fieldNull(key);
            case LONG -> encoder.field(key, random.nextLong());
            case DOUBLE -> encoder.field(key, real(random));
            case BOOLEAN -> encoder.field(key, random.nextBoolean());
            case TEXT -> encoder.field(key, text(random));
            case BYTES -> {
                byte[] bytes = new byte[random.nextInt(40)];
                random.nextBytes(bytes);
                encoder.field(key, bytes);
            }
            case TIMESTAMP -> encoder.fieldTimestamp(key, random.nextLong());
            case DURATION -> encoder.fieldDuration(key, random.nextLong());
        }
    }

    /** A random string of any chars, or a hostile one. */
    public static String text(Random random) {
        if (random.nextInt(3) == 0) {
            return HOSTILE_TEXTS.get(random.nextInt(HOSTILE_TEXTS.size()));
        }
        StringBuilder text = new StringBuilder();
        int kind = random.nextInt(3);
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append((char)
                    (kind == 0
                            ? 32 + random.nextInt(95)
                            : kind == 1 ? random.nextInt(0x10000) : 0xD700 + random.nextInt(0xA00)));
        }
        return text.toString();
    }

    private int symbol(Random random) {
        return symbols.intern(random.nextInt(10) == 0 ? text(random) : "name" + random.nextInt(40) + " {name1}");
    }

    private static double real(Random random) {
        return Double.longBitsToDouble(random.nextLong());
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** The record that the encoder holds, as an array of its own. */
    private byte[] take() {
        return record(encoder);
    }

    /** Ends the record of the encoder and copies it. */
    public static byte[] record(EventEncoder encoder) {
        int bytes = encoder.end();
        if (bytes == EventEncoder.TOO_LARGE) {
            throw new AssertionError("the event is too large");
        }
        byte[] record = new byte[bytes];
        System.arraycopy(encoder.buffer(), 0, record, 0, bytes);
        return record;
    }

    /** The records back to back as sinks get them, padded to 8, with a filler after every third. */
    public static byte[] batch(List<byte[]> records) {
        int bytes = 0;
        for (byte[] record : records) {
            bytes += EventFormat.aligned(record.length) + 16;
        }
        byte[] batch = new byte[bytes];
        int at = 0;
        for (int i = 0; i < records.size(); i++) {
            byte[] record = records.get(i);
            System.arraycopy(record, 0, batch, at, record.length);
            at += EventFormat.aligned(record.length);
            if (i % 3 == 2) {
                EventFormat.putPadding(batch, at, 8);
                at += 8;
            }
        }
        if (at < bytes) {
            EventFormat.putPadding(batch, at, bytes - at);
        }
        return batch;
    }

    /** The record decoded. */
    public Event decode(byte[] record) {
        return Event.of(new EventReader().wrap(record, 0), symbols::text, new EventText(symbols::text));
    }
}
