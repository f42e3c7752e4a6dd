/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.redact;

import io.ttlog.Level;
import io.ttlog.Redaction;
import io.ttlog.Redaction.Way;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.SampleEvents;
import io.ttlog.core.event.Symbols;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/**
 * What the pump pays for each record: nanoseconds of CPU of {@link Rewriter#rewrite}, medians of 11 rounds of 200,000. A log of three fields
 * (a number, two texts of 8 bytes), the same with an error of 2 KB, with a denied field, and with a text that a detector masks.
 */
public final class RewriterCosts {
    private static final int RECORDS = 200_000;
    private static final int ROUNDS = 11;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private RewriterCosts() {}

    /** Prints a table. */
    public static void main(String[] arguments) {
        Symbols symbols = new Symbols();
        String frame = "\n\tat io.shop.orders.OrderService.place(OrderService.java:118)";
        byte[] plain = record(symbols, "region", "eu-north", "");
        byte[] failed =
                record(symbols, "region", "eu-north", "java.lang.IllegalStateException: gone" + frame.repeat(32));
        byte[] denied = record(symbols, "password", "hunter22", "");
        byte[] found = record(symbols, "region", "https://a:hunter2@host", "");
        for (String rules : new String[] {"keys, MASK", "keys, HASH", "keys and all detectors, MASK"}) {
            Way way = rules.contains("HASH") ? Way.HASH : Way.MASK;
            Redaction redaction = Redaction.standard().keys(way, "password");
            redaction = rules.contains("detectors") ? redaction.detectAll(way) : redaction;
            Rewriter rewriter = new Rewriter(redaction, symbols, 64 << 10);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s plain %.1f, with an error of %d bytes %.0f, with a denied field %.0f, with a match %.0f ns%n",
                    rules,
                    nanos(rewriter, plain),
                    failed.length - plain.length,
                    nanos(rewriter, failed),
                    nanos(rewriter, denied),
                    nanos(rewriter, found));
        }
    }

    private static byte[] record(Symbols symbols, String key, String value, String error) {
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(
                Level.INFO,
                symbols.intern("User {user_id} bought {item} in {" + key + "}"),
                symbols.intern("shop.Orders"),
                symbols.intern("main"),
                symbols.intern("shop"),
                7);
        encoder.field(symbols.intern("user_id"), 12345L)
                .field(symbols.intern("item"), "8 apples")
                .field(symbols.intern(key), value);
        if (!error.isEmpty()) {
            encoder.error(error);
        }
        return SampleEvents.record(encoder);
    }

    /** The records of a ring lie one behind the other; so do these. */
    private static double nanos(Rewriter rewriter, byte[] record) {
        int step = EventFormat.aligned(record.length);
        int count = Math.max(1, (256 << 10) / step);
        byte[] ring = new byte[count * step];
        for (int i = 0; i < count; i++) {
            System.arraycopy(record, 0, ring, i * step, record.length);
        }
        double[] rounds = new double[ROUNDS];
        long bytes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < RECORDS; i++) {
                bytes += rewriter.rewrite(ring, i % count * step);
            }
            rounds[round] = (double) (THREADS.getCurrentThreadCpuTime() - start) / RECORDS;
        }
        if (bytes < 0) {
            throw new AssertionError("records too large");
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }
}
