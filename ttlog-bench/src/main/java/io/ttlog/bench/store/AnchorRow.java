/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.store;

import io.ttlog.Level;
import io.ttlog.SpanKind;
import io.ttlog.core.event.EventEncoder;
import io.ttlog.core.event.MetricKind;
import io.ttlog.core.event.SpanStatus;
import io.ttlog.core.event.Symbols;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of the anchor as an application would have it at hand: numbers, symbols and texts, which {@link #into} records. Copies other than 0 are made as
 * the anchor's README says, later in time and with other identifiers; those inside of messages are {@link Ids#inText} before. Belongs to one thread.
 */
interface AnchorRow {
    /** Writes the row, or a copy of it, as an event. */
    void into(EventEncoder encoder, int copy);

    /** Between two copies of logs. */
    long LOG_SHIFT_NANOS = 6 * 3_600_000_000_000L;

    /** Between two copies of spans. */
    long SPAN_SHIFT_NANOS = 2 * 3_600_000_000_000L;

    /** Of the fields of a line, the message unescaped. */
    static AnchorRow log(String[] fields, Symbols symbols) {
        long time = Long.parseLong(fields[0]);
        Level level = Level.valueOf(fields[1]);
        int service = symbols.intern(fields[2]);
        int pod = symbols.intern("pod");
        int logger = symbols.intern(fields[4]);
        boolean traced = !fields[5].isEmpty();
        long high = traced ? hex(fields[5], 0) : 0;
        long low = traced ? hex(fields[5], 16) : 0;
        long span = fields[6].isEmpty() ? 0 : hex(fields[6], 0);
        String podName = fields[3];
        String message = fields[7];
        return (encoder, copy) -> {
            encoder.beginLogInSpan(
                    level,
                    Symbols.NONE,
                    logger,
                    Symbols.NONE,
                    service,
                    time + copy * LOG_SHIFT_NANOS,
                    Ids.of(high, copy),
                    low,
                    Ids.of(span, copy));
            encoder.field(pod, podName);
            encoder.message(message);
        };
    }

    /** Of the fields of a line, but with these identifiers. */
    static AnchorRow span(String[] fields, Symbols symbols, long high, long low, long span, long parent) {
        long start = Long.parseLong(fields[6]);
        long duration = Long.parseLong(fields[7]);
        int service = symbols.intern(fields[3]);
        int name = symbols.intern(fields[5]);
        int pod = symbols.intern("pod");
        String podName = fields[4];
        return (encoder, copy) -> {
            encoder.beginSpan(
                    SpanKind.INTERNAL,
                    SpanStatus.UNSET,
                    name,
                    Symbols.NONE,
                    service,
                    start + copy * SPAN_SHIFT_NANOS,
                    duration,
                    Ids.of(high, copy),
                    low,
                    Ids.of(span, copy),
                    Ids.of(parent, copy));
            encoder.field(pod, podName);
        };
    }

    /** What the points of a series share. */
    final class Series {
        private final MetricKind kind;
        private final int name;
        private final int service;
        private final long spanNanos;
        private final int[] keys;
        private final String[] labels;
        private double largest;

        /** Of the fields of its line. */
        Series(String[] fields, Symbols symbols) {
            kind = fields[4].equals("counter") ? MetricKind.COUNTER : MetricKind.GAUGE;
            name = symbols.intern(fields[2]);
            service = symbols.intern(fields[1]);
            spanNanos = Long.parseLong(fields[6]) * 1_000_000L;
            labels = fields[3].isEmpty() ? new String[0] : fields[3].split(";", -1);
            keys = new int[labels.length];
            for (int i = 0; i < labels.length; i++) {
                int equals = labels[i].indexOf('=');
                keys[i] = symbols.intern(equals < 0 ? "label" : labels[i].substring(0, equals));
                labels[i] = labels[i].substring(equals + 1);
            }
        }

        /** A point of it, just as given, with the number of its series as a label. */
        AnchorRow numbered(int key, long number, long timeNanos, double value) {
            return (encoder, copy) -> {
                encoder.beginReading(kind, name, service, timeNanos, value);
                encoder.field(key, number);
                for (int i = 0; i < keys.length; i++) {
                    encoder.field(keys[i], labels[i]);
                }
            };
        }

        /** A point of it. */
        AnchorRow point(long timeNanos, double value) {
            largest = Math.max(largest, value);
            return (encoder, copy) -> {
                double shifted = kind == MetricKind.COUNTER ? value + copy * largest : value;
                encoder.beginReading(kind, name, service, timeNanos + copy * spanNanos, shifted);
                for (int i = 0; i < keys.length; i++) {
                    encoder.field(keys[i], labels[i]);
                }
            };
        }
    }

    /** Sixteen hexadecimal digits of a text, or as many as there are, as a number. */
    static long hex(String digits, int from) {
        return Long.parseUnsignedLong(digits, from, Math.min(digits.length(), from + 16), 16);
    }

    /** Identifiers of copies: the first four digits are others. */
    final class Ids {
        private static final Pattern IDENTIFIER =
                Pattern.compile("[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

        private Ids() {}

        private static int digits(int copy) {
            return copy * 40503 & 0xFFFF;
        }

        static long of(long id, int copy) {
            return id == 0 || copy == 0 ? id : id & 0xFFFF_FFFF_FFFFL | (long) digits(copy) << 48;
        }

        static String inText(String text, int copy) {
            if (copy == 0) {
                return text;
            }
            String first = String.format(Locale.ROOT, "%04x", digits(copy));
            StringBuilder copied = new StringBuilder(text);
            for (Matcher found = IDENTIFIER.matcher(text); found.find(); ) {
                copied.replace(found.start(), found.start() + first.length(), first);
            }
            return copied.toString();
        }
    }
}
