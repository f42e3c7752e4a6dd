/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The layout of an event record, version 1 (RFC-0001). Little-endian; records start at multiples of 8.
 *
 * <pre>
 *  0        4    5     6     7      8               16       20       24       28       32         36
 *  +--------+----+-----+-----+------+---------------+--------+--------+--------+--------+----------+
 *  | bytes  |sig |vari-|flags|status| timestamp     | name   | logger | thread | service| fields   |
 *  | i32    |nal |ant  |     |      | i64 ns UTC    | symbol | symbol | symbol | symbol | i32 count|
 *  +--------+----+-----+-----+------+---------------+--------+--------+--------+--------+----------+
 *  [ trace id high i64, low i64, span id i64 ]                     when flags has TRACE
 *  [ parent span id i64, duration i64 ]                            when signal is SPAN
 *  [ value f64 ] or [ count i64, sum f64, min f64, max f64 ]       when signal is METRIC: reading / histogram
 *  [ exemplar f64 ]                                                when signal is METRIC and flags has TRACE
 *  [ until i64, count i64 ]                                        when signal is GAP (RFC-0006)
 *  { key symbol u24 | value type u8 &lt;&lt; 24, payload } * count
 *  [ buckets: length i32, bytes of BucketFormat ]                  when flags has BUCKETS, which histograms alone have
 *  [ message: length i32, WTF-8 ]                                  when flags has MESSAGE
 *  [ error: length i32, WTF-8 ]                                    when flags has ERROR
 *  [ weight: f64 ]                                                 when flags has WEIGHT
 * </pre>
 *
 * {@code bytes} counts the whole record without the padding to 8. {@code variant} is the level of a log, the kind of a span
 * or of a metric. In a gap record it is the kind of what was lost, {@code status} the reason, {@code timestamp} the beginning,
 * {@code name} the sink that lost it; it has no flags, no fields, no logger and no thread. In a metric record {@code status} is the
 * temporality, {@code logger} the unit, {@code thread} the description, and the trace block that of an exemplar.
 */
public final class EventFormat {
    /** Version of this layout, written in the headers of files, not in each record. */
    public static final int VERSION = 1;

    /** Alignment of records in rings and batches; files need none. */
    public static final int ALIGNMENT = 8;

    /** Bytes of the fixed header. */
    public static final int HEADER_BYTES = 36;

    /**
     * Largest record; a longer event is dropped as TOO_LARGE. Bounds what a reader allocates for one record. Half of a
     * block's raw bytes, so that a record always fits a block together with its symbols.
     */
    public static final int RECORD_BYTES_MAX = 8 << 20;

    /** Most fields of one event: more than any known JSON log has keys, small enough to bound a reader's work. */
    public static final int FIELDS_MAX = 4096;

    /** Duration of a span that nobody knows; a reader takes every negative one for it. */
    public static final long DURATION_UNKNOWN = -1;

    /** Signal byte of a filler record in a ring: only {@code bytes} and {@code signal} are set. */
    public static final int SIGNAL_PADDING = 0xFF;

    /** Kinds of events that a gap record tells of: each level of logs, then spans, then metric readings. */
    public static final int GAP_KINDS = Level.values().length + 2;

    /** Flag: the trace block follows the header. */
    public static final int FLAG_TRACE = 1;
    /** Flag: a message text follows the fields. A log without it has a template in {@code name}. */
    public static final int FLAG_MESSAGE = 2;
    /** Flag: an error text follows the fields and the message. */
    public static final int FLAG_ERROR = 4;
    /** Flag: the record ends with a weight: how many events it stands for. */
    public static final int FLAG_WEIGHT = 8;
    /** Flag: the buckets of a histogram follow the fields. */
    public static final int FLAG_BUCKETS = 16;
    /** All flags that version 1 knows. */
    public static final int FLAGS_KNOWN = FLAG_TRACE | FLAG_MESSAGE | FLAG_ERROR | FLAG_WEIGHT | FLAG_BUCKETS;

    static final int BYTES_OFFSET = 0;
    static final int SIGNAL_OFFSET = 4;
    static final int VARIANT_OFFSET = 5;
    static final int FLAGS_OFFSET = 6;
    static final int STATUS_OFFSET = 7;
    static final int TIMESTAMP_OFFSET = 8;
    static final int NAME_OFFSET = 16;
    static final int LOGGER_OFFSET = 20;
    static final int THREAD_OFFSET = 24;
    static final int SERVICE_OFFSET = 28;
    static final int FIELD_COUNT_OFFSET = 32;

    static final int TRACE_BLOCK_BYTES = 24;
    static final int SPAN_BLOCK_BYTES = 16;
    static final int READING_BLOCK_BYTES = 8;
    static final int HISTOGRAM_BLOCK_BYTES = 32;
    static final int EXEMPLAR_BYTES = 8;
    static final int WEIGHT_BYTES = 8;
    static final int GAP_BLOCK_BYTES = 16;

    static final int KEY_MASK = 0xFF_FFFF;
    static final int TYPE_SHIFT = 24;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EventFormat() {}

    /** The bytes of a record rounded up to where the next one starts. */
    public static int aligned(int recordBytes) {
        return (recordBytes + (ALIGNMENT - 1)) & -ALIGNMENT;
    }

    /** Bytes of the record at the offset, without padding. */
    public static int recordBytes(byte[] buffer, int offset) {
        return getInt(buffer, offset + BYTES_OFFSET);
    }

    /** Whether the record at the offset is filler to be skipped. */
    public static boolean isPadding(byte[] buffer, int offset) {
        return (buffer[offset + SIGNAL_OFFSET] & 0xFF) == SIGNAL_PADDING;
    }

    /** Signal byte of the record at the offset: the ordinal of {@link io.ttlog.Signal}, or {@link #SIGNAL_PADDING}. */
    public static int signal(byte[] buffer, int offset) {
        return buffer[offset + SIGNAL_OFFSET] & 0xFF;
    }

    /** Variant byte of the record at the offset: the ordinal of the level of a log, of the kind of a span or metric, or the kind that a gap tells of. */
    public static int variant(byte[] buffer, int offset) {
        return buffer[offset + VARIANT_OFFSET] & 0xFF;
    }

    /** Whether the number can be the weight of an event: it stands for itself at least, and for finitely many. */
    public static boolean isWeight(double number) {
        return number >= 1 && number <= Double.MAX_VALUE;
    }

    /**
     * Multiplies the weight of the record at the offset, which gets one if it has none; as long as it stays finite, at least 1, and
     * the record is not too large.
     *
     * @return bytes of the record, without padding: up to 8 more than before
     */
    public static int multiplyWeight(byte[] buffer, int offset, double factor) {
        final int bytes = recordBytes(buffer, offset);
        final int flags = buffer[offset + FLAGS_OFFSET];
        final boolean had = (flags & FLAG_WEIGHT) != 0;
        final int at = offset + bytes - (had ? WEIGHT_BYTES : 0);
        final double weight = had ? factor * Double.longBitsToDouble(getLong(buffer, at)) : factor;
        if (weight == 1 || !isWeight(weight) || !had && bytes > RECORD_BYTES_MAX - WEIGHT_BYTES) {
            return bytes;
        }
        putLong(buffer, at, Double.doubleToRawLongBits(weight));
        buffer[offset + FLAGS_OFFSET] = (byte) (flags | FLAG_WEIGHT);
        putInt(buffer, offset + BYTES_OFFSET, at + WEIGHT_BYTES - offset);
        return at + WEIGHT_BYTES - offset;
    }

    /** Symbol of the thread of the record at the offset. */
    public static int thread(byte[] buffer, int offset) {
        return getInt(buffer, offset + THREAD_OFFSET);
    }

    /** Timestamp of the record at the offset, nanoseconds since 1970 UTC. */
    public static long timestampNanos(byte[] buffer, int offset) {
        return getLong(buffer, offset + TIMESTAMP_OFFSET);
    }

    /** Replaces the timestamp of the record at the offset. */
    public static void putTimestampNanos(byte[] buffer, int offset, long nanos) {
        putLong(buffer, offset + TIMESTAMP_OFFSET, nanos);
    }

    /** Replaces the end of the gap record at the offset. */
    public static void putGapUntilNanos(byte[] buffer, int offset, long nanos) {
        putLong(buffer, offset + HEADER_BYTES, nanos);
    }

    /** Writes a filler record over {@code bytes} (a multiple of 8, at least 8). */
    public static void putPadding(byte[] buffer, int offset, int bytes) {
        assert bytes >= ALIGNMENT && bytes % ALIGNMENT == 0 : bytes;
        putInt(buffer, offset + BYTES_OFFSET, bytes);
        buffer[offset + SIGNAL_OFFSET] = (byte) SIGNAL_PADDING;
    }

    /** Plain read of a little-endian int at any alignment. */
    public static int getInt(byte[] buffer, int offset) {
        return (int) INT.get(buffer, offset);
    }

    /** Plain write of a little-endian int at any alignment. */
    public static void putInt(byte[] buffer, int offset, int value) {
        INT.set(buffer, offset, value);
    }

    /** Plain read of a little-endian long at any alignment. */
    public static long getLong(byte[] buffer, int offset) {
        return (long) LONG.get(buffer, offset);
    }

    /** Plain write of a little-endian long at any alignment. */
    public static void putLong(byte[] buffer, int offset, long value) {
        LONG.set(buffer, offset, value);
    }
}
