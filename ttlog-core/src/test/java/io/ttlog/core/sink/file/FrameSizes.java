/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.core.codec.Block;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.core.codec.Codecs;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.util.List;
import java.util.Random;

/** Prints the figures of RFC-0001: bytes per event of 100,000 seeded web-shop events, raw and in frames of each codec. */
final class FrameSizes {
    private static final int EVENTS = 100_000;

    private FrameSizes() {}

    public static void main(String[] args) {
        long seed = Long.getLong("ttlog.seed", 1);
        for (int frameBytes : new int[] {4 << 10, 64 << 10, OpenFrame.FULL_RAW_BYTES, 1 << 20}) {
            for (BlockCodec codec : List.of(Codecs.NONE, Codecs.LZ4, Codecs.SNAPPY, Codecs.ZSTD, Codecs.zstd(9))) {
                measure(codec, frameBytes, seed, false);
                String line = measure(codec, frameBytes, seed, true); // the second time is warm
                System.out.println(line);
            }
        }
    }

    private static String measure(BlockCodec codec, int frameBytes, long seed, boolean decode) {
        Symbols symbols = new Symbols();
        Random random = new Random(seed);
        EventEncoder encoder = new EventEncoder();
        OpenFrame frame = new OpenFrame(symbols);
        long recordBytes = 0;
        long rawBytes = 0;
        long symbolBytes = 0;
        long storedBytes = 0;
        long frames = 0;
        long encodeNanos = 0;
        long decodeNanos = 0;
        for (int i = 0; i < EVENTS; i++) {
            event(encoder, symbols, random, i);
            byte[] record = SampleEvents.record(encoder);
            recordBytes += record.length;
            frame.add(record, 0);
            if (frame.rawBytes() >= frameBytes || i == EVENTS - 1) {
                rawBytes += frame.rawBytes();
                symbolBytes += frame.definitionBytes();
                long start = System.nanoTime();
                byte[] block = frame.encode(codec, 1, frames++);
                long encoded = System.nanoTime();
                encodeNanos += encoded - start;
                storedBytes += block.length;
                if (decode) {
                    Block read = BlockFormat.decode(block, 0, block.length, "memory", 0);
                    decodeNanos += System.nanoTime() - encoded;
                    if (read.raw().length != frame.rawBytes()) {
                        throw new AssertionError("decoded " + read.raw().length + " of " + frame.rawBytes());
                    }
                }
                frame.clear();
            }
        }
        return String.format(
                "frame %7d  %-6s  record %.1f  raw %.1f  stored %.1f B/event  symbols %.2f%%  encode %.0f ns  decode %.0f ns/event",
                frameBytes,
                codec.name(),
                (double) recordBytes / EVENTS,
                (double) rawBytes / EVENTS,
                (double) storedBytes / EVENTS,
                100.0 * symbolBytes / rawBytes,
                (double) encodeNanos / EVENTS,
                (double) decodeNanos / EVENTS);
    }

    /** Two thirds logs in a span with two or three fields, a quarter spans, the rest readings. */
    private static void event(EventEncoder encoder, Symbols symbols, Random random, int index) {
        long time = 1_795_261_896_000_000_000L + index * 40_000L + random.nextInt(30_000);
        int service = symbols.intern("shop");
        int thread = symbols.intern("http-" + random.nextInt(16));
        int kind = random.nextInt(12);
        if (kind < 8) {
            int logger = symbols.intern("shop.Service" + random.nextInt(12));
            int site = random.nextInt(40);
            encoder.beginLogInSpan(
                    random.nextInt(20) == 0 ? Level.WARN : Level.INFO,
                    symbols.intern("step " + site + " of order {order_id} took {millis} ms for {user}"),
                    logger,
                    thread,
                    service,
                    time,
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong());
            encoder.field(symbols.intern("order_id"), 100_000L + random.nextInt(50_000))
                    .field(symbols.intern("millis"), Math.round(random.nextGaussian() * 100 + 500) / 10.0)
                    .field(symbols.intern("user"), "user-" + random.nextInt(2000));
        } else if (kind < 11) {
            encoder.beginSpan(
                    SpanKind.SERVER,
                    SpanStatus.OK,
                    symbols.intern("GET /item/" + random.nextInt(20)),
                    thread,
                    service,
                    time,
                    random.nextInt(50_000_000),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong());
            encoder.field(symbols.intern("http.status"), 200L);
        } else {
            encoder.beginReading(MetricKind.COUNTER, symbols.intern("requests_total"), service, time, index);
            encoder.field(symbols.intern("path"), "/item/" + random.nextInt(20));
        }
    }
}
