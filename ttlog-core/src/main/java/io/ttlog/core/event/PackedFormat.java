/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

/**
 * The layout of packed events (RFC-0008): what event records (RFC-0001) become in files and on wires. Little-endian; a varint has
 * seven bits in each byte, the lowest first, and a zigzag is a varint of {@code n << 1 ^ n >> 63}.
 *
 * <pre>
 * event   shape, varint | [ definition ] | thread, varint | time since the event before, zigzag | trace | block | values | rest
 *
 * definition, when the shape has the number after the latest one, the first being 0:
 *         signal u8 | variant u8 | flags u8 | status u8 | name, logger, service: varint symbols | fields: varint
 *         { key symbol &lt;&lt; 3 | value type, varint } *
 *
 * trace   three i64, when the flags have TRACE
 * block   span: parent i64, duration zigzag | reading: f64 | histogram: count zigzag, three f64; of both, with TRACE, one f64 more
 *         gap: until since timestamp, zigzag; count, zigzag
 * values  null: nothing | boolean: u8 | long, timestamp, duration: zigzag | double: f64 | text: text | bytes: length varint, bytes
 * rest    [ buckets: length varint, bytes ] [ message: text ] [ error: text ] [ weight f64 ], by the flags
 *
 * text    varint:  number &lt;&lt; 1 | 1   the kept text of that number
 *                  length &lt;&lt; 2       WTF-8 follows
 *                  length &lt;&lt; 2 | 2   WTF-8 follows and is kept under the next number, the first being 0
 * </pre>
 *
 * Numbers of shapes and of texts mean something within one run of packed events only: the events of a frame.
 */
final class PackedFormat {
    /** Most texts that are kept in a run. */
    static final int TEXTS_MAX = 4096;

    /** Longest text that is kept: bounds what a byte of packed events can grow to. */
    static final int TEXT_KEPT_BYTES_MAX = 128;

    static final int TYPE_BITS = 3;
    static final int TYPE_MASK = (1 << TYPE_BITS) - 1;

    static final int VARINT_BYTES_MAX = 10;

    /** Low bit of a text: one that was kept. */
    static final int KEPT = 1;
    /** Low bits of a text: one that follows and is to be kept. */
    static final int TO_KEEP = 2;

    static final int LENGTH_SHIFT = 2;

    private PackedFormat() {}

    /** Whether the kind of a metric is that of a histogram. */
    static boolean isHistogram(int variant) {
        return variant == MetricKind.HISTOGRAM.ordinal();
    }

    /** Bytes of the part of a record that its signal decides, in front of the fields. */
    static int blockBytes(int signal, int variant, int flags) {
        return switch (EventReader.SIGNALS[signal]) {
            case LOG -> 0;
            case SPAN -> EventFormat.SPAN_BLOCK_BYTES;
            case METRIC ->
                (isHistogram(variant) ? EventFormat.HISTOGRAM_BLOCK_BYTES : EventFormat.READING_BLOCK_BYTES)
                        + ((flags & EventFormat.FLAG_TRACE) != 0 ? EventFormat.EXEMPLAR_BYTES : 0);
            case GAP -> EventFormat.GAP_BLOCK_BYTES;
            default -> throw new IllegalArgumentException("no event has signal " + signal);
        };
    }
}
