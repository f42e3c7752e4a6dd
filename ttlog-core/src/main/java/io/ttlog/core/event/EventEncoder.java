/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.putInt;
import static io.ttlog.core.event.EventFormat.putLong;

import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes one event record at a time (RFC-0001) into an array that it owns and grows up to the largest record. Order of calls: one {@code begin...}, then {@code field...} any number of times, then
 * {@link #message}, then {@link #error}, then {@link #end}. Allocates nothing once the array has grown to the size of the
 * application's events. Belongs to one thread.
 *
 * <p>An event that outgrows the maximum, in bytes or fields, is not an error here: {@link #end} returns {@link
 * #TOO_LARGE} and the next {@code begin...} starts afresh.
 */
public final class EventEncoder {
    /** What {@link #end} returns for an event beyond the largest record. */
    public static final int TOO_LARGE = -1;

    private static final int INITIAL_BYTES = 512;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final int recordBytesMax;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private int at;
    private int fieldCount;
    private boolean overflowed;

    /** For records of up to {@link EventFormat#RECORD_BYTES_MAX}. */
    public EventEncoder() {
        this(EventFormat.RECORD_BYTES_MAX);
    }

    /** For records of up to so many bytes, which also bounds the array that this keeps. */
    public EventEncoder(int recordBytesMax) {
        if (recordBytesMax < INITIAL_BYTES || recordBytesMax > EventFormat.RECORD_BYTES_MAX) {
            throw new IllegalArgumentException("records of " + recordBytesMax + " bytes; from " + INITIAL_BYTES + " to "
                    + EventFormat.RECORD_BYTES_MAX + " are possible");
        }
        this.recordBytesMax = recordBytesMax;
    }

    /** Starts a log event. Symbols are ids of {@link Symbols}; a template of {@link Symbols#NONE} wants a {@link #message}. */
    public EventEncoder beginLog(Level level, int template, int logger, int thread, int service, long timestampNanos) {
        return beginHeader(Signal.LOG, level.ordinal(), 0, template, logger, thread, service, timestampNanos, 0);
    }

    /** As {@link #beginLog}, inside a span. A trace id of zero means that there is none. */
    public EventEncoder beginLogInSpan(
            Level level,
            int template,
            int logger,
            int thread,
            int service,
            long timestampNanos,
            long traceIdHigh,
            long traceIdLow,
            long spanId) {
        beginHeader(
                Signal.LOG,
                level.ordinal(),
                0,
                template,
                logger,
                thread,
                service,
                timestampNanos,
                EventFormat.TRACE_BLOCK_BYTES);
        return trace(traceIdHigh, traceIdLow, spanId);
    }

    /** Starts a finished span. A parent of zero means that it is a root, a negative duration that it is unknown. */
    public EventEncoder beginSpan(
            SpanKind kind,
            SpanStatus status,
            int name,
            int thread,
            int service,
            long startNanos,
            long durationNanos,
            long traceIdHigh,
            long traceIdLow,
            long spanId,
            long parentId) {
        beginHeader(
                Signal.SPAN,
                kind.ordinal(),
                status.ordinal(),
                name,
                Symbols.NONE,
                thread,
                service,
                startNanos,
                EventFormat.TRACE_BLOCK_BYTES + EventFormat.SPAN_BLOCK_BYTES);
        trace(traceIdHigh, traceIdLow, spanId);
        putLong(buffer, at, parentId);
        putLong(buffer, at + Long.BYTES, durationNanos);
        at += EventFormat.SPAN_BLOCK_BYTES;
        return this;
    }

    /** Starts a reading of a counter or gauge. */
    public EventEncoder beginReading(MetricKind kind, int name, int service, long timestampNanos, double value) {
        assert kind != MetricKind.HISTOGRAM;
        beginMetric(kind, name, service, timestampNanos, EventFormat.READING_BLOCK_BYTES);
        putLong(buffer, at, Double.doubleToRawLongBits(value));
        at += EventFormat.READING_BLOCK_BYTES;
        return this;
    }

    /** Starts a reading of a histogram. */
    public EventEncoder beginHistogram(
            int name, int service, long timestampNanos, long count, double sum, double min, double max) {
        beginMetric(MetricKind.HISTOGRAM, name, service, timestampNanos, EventFormat.HISTOGRAM_BLOCK_BYTES);
        putLong(buffer, at, count);
        putLong(buffer, at + 8, Double.doubleToRawLongBits(sum));
        putLong(buffer, at + 16, Double.doubleToRawLongBits(min));
        putLong(buffer, at + 24, Double.doubleToRawLongBits(max));
        at += EventFormat.HISTOGRAM_BLOCK_BYTES;
        return this;
    }

    private void beginMetric(MetricKind kind, int name, int service, long timestampNanos, int blockBytes) {
        beginHeader(
                Signal.METRIC,
                kind.ordinal(),
                0,
                name,
                Symbols.NONE,
                Symbols.NONE,
                service,
                timestampNanos,
                blockBytes);
    }

    private EventEncoder beginHeader(
            Signal signal,
            int variant,
            int status,
            int name,
            int logger,
            int thread,
            int service,
            long timestampNanos,
            int blockBytes) {
        at = 0;
        fieldCount = 0;
        overflowed = false;
        final boolean room = reserve(EventFormat.HEADER_BYTES + blockBytes);
        assert room : "the initial array holds a header";
        final byte[] b = buffer;
        b[EventFormat.SIGNAL_OFFSET] = (byte) signal.ordinal();
        b[EventFormat.VARIANT_OFFSET] = (byte) variant;
        b[EventFormat.FLAGS_OFFSET] = 0;
        b[EventFormat.STATUS_OFFSET] = (byte) status;
        putLong(b, EventFormat.TIMESTAMP_OFFSET, timestampNanos);
        putInt(b, EventFormat.NAME_OFFSET, name);
        putInt(b, EventFormat.LOGGER_OFFSET, logger);
        putInt(b, EventFormat.THREAD_OFFSET, thread);
        putInt(b, EventFormat.SERVICE_OFFSET, service);
        at = EventFormat.HEADER_BYTES;
        return this;
    }

    private EventEncoder trace(long traceIdHigh, long traceIdLow, long spanId) {
        buffer[EventFormat.FLAGS_OFFSET] |= EventFormat.FLAG_TRACE;
        putLong(buffer, at, traceIdHigh);
        putLong(buffer, at + 8, traceIdLow);
        putLong(buffer, at + 16, spanId);
        at += EventFormat.TRACE_BLOCK_BYTES;
        return this;
    }

    /** Replaces the name symbol (template, span or metric name) of the record being written. */
    public void name(int symbol) {
        putInt(buffer, EventFormat.NAME_OFFSET, symbol);
    }

    /** Replaces the logger symbol of the record being written. */
    public void logger(int symbol) {
        putInt(buffer, EventFormat.LOGGER_OFFSET, symbol);
    }

    /** Replaces what only the end of a span tells: kind, status and duration of the span being written. */
    public void spanOutcome(SpanKind kind, SpanStatus status, long durationNanos) {
        assert buffer[EventFormat.SIGNAL_OFFSET] == Signal.SPAN.ordinal();
        buffer[EventFormat.VARIANT_OFFSET] = (byte) kind.ordinal();
        buffer[EventFormat.STATUS_OFFSET] = (byte) status.ordinal();
        putLong(buffer, EventFormat.HEADER_BYTES + EventFormat.TRACE_BLOCK_BYTES + Long.BYTES, durationNanos);
    }

    // A field is written behind the end of the record; then `at` and `fieldCount` move over it, without a call:
    // whatever
    // Error a caller without stack or memory gets in between, a record holds whole fields only.

    /** A field without a value. */
    public EventEncoder fieldNull(int key) {
        if (beginField(key, ValueType.NULL, 0)) {
            at += Integer.BYTES;
            fieldCount++;
        }
        return this;
    }

    /** A whole number. */
    public EventEncoder field(int key, long value) {
        return field8(key, ValueType.LONG, value);
    }

    /** A floating-point number, bit for bit. */
    public EventEncoder field(int key, double value) {
        return field8(key, ValueType.DOUBLE, Double.doubleToRawLongBits(value));
    }

    /** A truth value. */
    public EventEncoder field(int key, boolean value) {
        if (beginField(key, ValueType.BOOLEAN, 1)) {
            buffer[at + Integer.BYTES] = (byte) (value ? 1 : 0);
            at += Integer.BYTES + 1;
            fieldCount++;
        }
        return this;
    }

    /** A text, any UTF-16, lone surrogates included. */
    public EventEncoder field(int key, String value) {
        if (beginField(key, ValueType.TEXT, textBytesMax(value))) {
            at = putText(value, at + Integer.BYTES);
            fieldCount++;
        }
        return this;
    }

    /** Bytes, copied. */
    public EventEncoder field(int key, byte[] value) {
        if (beginField(key, ValueType.BYTES, Integer.BYTES + (long) value.length)) {
            putInt(buffer, at + Integer.BYTES, value.length);
            System.arraycopy(value, 0, buffer, at + 2 * Integer.BYTES, value.length);
            at += 2 * Integer.BYTES + value.length;
            fieldCount++;
        }
        return this;
    }

    /** A point in time; one outside 1677 to 2262, which nanoseconds in a long cannot hold, becomes its ISO-8601 text. */
    public EventEncoder field(int key, Instant value) {
        long seconds = value.getEpochSecond();
        if (seconds <= Long.MIN_VALUE / NANOS_PER_SECOND || seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
            return field(key, value.toString());
        }
        return fieldTimestamp(key, seconds * NANOS_PER_SECOND + value.getNano());
    }

    /** A length of time; one beyond 292 years, which nanoseconds in a long cannot hold, becomes its ISO-8601 text. */
    public EventEncoder field(int key, Duration value) {
        long seconds = value.getSeconds();
        if (seconds <= Long.MIN_VALUE / NANOS_PER_SECOND || seconds >= Long.MAX_VALUE / NANOS_PER_SECOND) {
            return field(key, value.toString());
        }
        return fieldDuration(key, seconds * NANOS_PER_SECOND + value.getNano());
    }

    /** A point in time in nanoseconds since 1970 UTC. */
    public EventEncoder fieldTimestamp(int key, long nanos) {
        return field8(key, ValueType.TIMESTAMP, nanos);
    }

    /** A length of time in nanoseconds. */
    public EventEncoder fieldDuration(int key, long nanos) {
        return field8(key, ValueType.DURATION, nanos);
    }

    /** The message of a log without a template. After all fields. */
    public EventEncoder message(String text) {
        return trailingText(EventFormat.FLAG_MESSAGE, text);
    }

    /** The error of a log or span. After all fields and the message. */
    public EventEncoder error(String text) {
        return trailingText(EventFormat.FLAG_ERROR, text);
    }

    /**
     * Completes the record.
     *
     * @return its bytes, without padding, at the start of {@link #buffer}, or {@link #TOO_LARGE}
     */
    public int end() {
        if (overflowed) {
            return TOO_LARGE;
        }
        putInt(buffer, EventFormat.BYTES_OFFSET, at);
        putInt(buffer, EventFormat.FIELD_COUNT_OFFSET, fieldCount);
        return at;
    }

    /** How far the record has been written, for {@link #copy} in another thread; a field is before it as a whole or not at all. */
    public long mark() {
        final long mark = (long) at << Integer.SIZE | fieldCount;
        return overflowed ? ~mark : mark;
    }

    /**
     * Takes over a record up to a mark, and may go on with it. The source may be going on at the same time: what lies before
     * a mark does not change until its next {@code begin...}.
     *
     * @param mark published by the thread of the source, and read from there, with release and acquire
     */
    public void copy(EventEncoder source, long mark) {
        final long written = mark < 0 ? ~mark : mark;
        final int bytes = (int) (written >>> Integer.SIZE);
        final byte[] from = source.buffer; // that of the mark or a later one, which holds the same (see reserve)
        if (buffer.length < bytes) {
            buffer = new byte[bytes];
        }
        System.arraycopy(from, 0, buffer, 0, bytes);
        at = bytes;
        fieldCount = (int) written;
        overflowed = mark < 0;
    }

    /** How many bytes the record can still take. */
    public int roomBytes() {
        return overflowed ? 0 : recordBytesMax - at;
    }

    /** The array that holds the record after {@link #end}; valid until the next {@code begin...}. */
    public byte[] buffer() {
        return buffer;
    }

    private EventEncoder field8(int key, ValueType type, long bits) {
        if (beginField(key, type, Long.BYTES)) {
            putLong(buffer, at + Integer.BYTES, bits);
            at += Integer.BYTES + Long.BYTES;
            fieldCount++;
        }
        return this;
    }

    /** Makes room for a field and writes its key at the end of the record, which does not move yet. */
    private boolean beginField(int key, ValueType type, long payloadBytesMax) {
        assert key == (key & EventFormat.KEY_MASK) : key;
        if (fieldCount == EventFormat.FIELDS_MAX || !reserve(Integer.BYTES + payloadBytesMax)) {
            overflowed = true;
            return false;
        }
        putInt(buffer, at, key | type.ordinal() << EventFormat.TYPE_SHIFT);
        return true;
    }

    private EventEncoder trailingText(int flag, String text) {
        if (reserve(textBytesMax(text))) {
            final int end = putText(text, at);
            buffer[EventFormat.FLAGS_OFFSET] |= (byte) flag;
            at = end;
        }
        return this;
    }

    /** The worst case, which needs no look at the text; only near the largest record its exact bytes. */
    private long textBytesMax(String text) {
        long max = Integer.BYTES + (long) Wtf8.BYTES_PER_CHAR_MAX * text.length();
        return at + max <= recordBytesMax ? max : Integer.BYTES + Wtf8.byteCount(text);
    }

    /** Returns where the text ends. */
    private int putText(String text, int from) {
        int end = Wtf8.encode(text, buffer, from + Integer.BYTES);
        putInt(buffer, from, end - from - Integer.BYTES);
        return end;
    }

    /** Makes room for more bytes. Encoding after it needs no checks. */
    private boolean reserve(long bytes) {
        if (bytes <= buffer.length - at) {
            return true;
        }
        if (overflowed || at + bytes > recordBytesMax) {
            overflowed = true;
            return false;
        }
        byte[] larger;
        try {
            larger = Arrays.copyOf(buffer, (int) Math.min(recordBytesMax, Math.max(at + bytes, buffer.length * 2L)));
        } catch (OutOfMemoryError noRoom) { // the host must not see it from us; the event is too large for this heap
            overflowed = true;
            return false;
        }
        VarHandle.releaseFence(); // who copies meanwhile and sees the array sees what is in it
        buffer = larger;
        return true;
    }
}
