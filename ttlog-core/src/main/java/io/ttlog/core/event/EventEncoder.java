/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.putInt;
import static io.ttlog.core.event.EventFormat.putLong;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes one event record at a time (RFC-0001) into an array that it owns and grows up to the largest record. Order of calls: one {@code begin...}, then {@code field...} any number of times, then
 * {@link #message}, then {@link #error}, then {@link #weight}, then {@link #end}. Allocates nothing once the array has grown to the size of the
 * application's events. Belongs to one thread.
 *
 * <p>An event that outgrows the maximum, in bytes or fields, is not an error here: {@link #end} returns {@link
 * #TOO_LARGE} and the next {@code begin...} starts afresh.
 */
public final class EventEncoder {
    /** What {@link #end} returns for an event beyond the largest record. */
    public static final int TOO_LARGE = -1;

    /** Least bytes that can be lent: enough for the header of every event. */
    public static final int LENT_BYTES_MIN = 256;

    private static final int INITIAL_BYTES = 512;
    private static final long INT_MASK = 0xFFFF_FFFFL;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final VarHandle BUFFER;

    static {
        try {
            BUFFER = MethodHandles.lookup().findVarHandle(EventEncoder.class, "buffer", byte[].class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int recordBytesMax;
    private byte[] own = new byte[INITIAL_BYTES];
    private byte[] buffer = own; // the record is here: own, or lent
    private int start; // where the record starts; 0 in the own array
    private int limit = own.length; // where what may be written ends
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

    /**
     * Writes the next record straight into an array of somebody else's, such as a ring's, as long as it fits; one that outgrows
     * the lent part moves into this encoder's own array, where {@link #end} then finds it ({@link #isLent}).
     *
     * @param from where the record will start, a multiple of 8
     * @param to where the lent part ends; at least {@link #LENT_BYTES_MIN} behind {@code from}
     */
    public void lend(byte[] array, int from, int to) {
        assert to - from >= LENT_BYTES_MIN && (from & EventFormat.ALIGNMENT - 1) == 0;
        if (buffer != array) { // rarely: storing a reference costs more than comparing one
            buffer = array;
        }
        start = from;
        limit = to;
    }

    /** Moves the record out of the lent array, and has the next one written into the encoder's own; nothing if it is there. */
    public void takeBack() {
        if (isLent()) {
            moveToOwn(Math.min(at - start, recordBytesMax));
        }
    }

    /** Whether the record lies in an array that was lent. */
    public boolean isLent() {
        return buffer != own;
    }

    /** Starts a log event. Symbols are ids of {@link Symbols}; a template of {@link Symbols#NONE} wants a {@link #message}. */
    public EventEncoder beginLog(Level level, int template, int logger, int thread, int service, long timestampNanos) {
        return beginHeader(Signal.LOG, level.ordinal(), 0, template, logger, thread, service, timestampNanos);
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
        beginHeader(Signal.LOG, level.ordinal(), 0, template, logger, thread, service, timestampNanos);
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
        beginHeader(Signal.SPAN, kind.ordinal(), status.ordinal(), name, Symbols.NONE, thread, service, startNanos);
        trace(traceIdHigh, traceIdLow, spanId);
        putLong(buffer, at, parentId);
        putLong(buffer, at + Long.BYTES, durationNanos);
        at += EventFormat.SPAN_BLOCK_BYTES;
        return this;
    }

    /** Starts a reading of a counter or gauge. */
    public EventEncoder beginReading(MetricKind kind, int name, int service, long timestampNanos, double value) {
        assert kind != MetricKind.HISTOGRAM;
        beginMetric(kind, name, service, timestampNanos);
        putLong(buffer, at, Double.doubleToRawLongBits(value));
        at += EventFormat.READING_BLOCK_BYTES;
        return this;
    }

    /** Starts a reading of a histogram. */
    public EventEncoder beginHistogram(
            int name, int service, long timestampNanos, long count, double sum, double min, double max) {
        beginMetric(MetricKind.HISTOGRAM, name, service, timestampNanos);
        putLong(buffer, at, count);
        putLong(buffer, at + 8, Double.doubleToRawLongBits(sum));
        putLong(buffer, at + 16, Double.doubleToRawLongBits(min));
        putLong(buffer, at + 24, Double.doubleToRawLongBits(max));
        at += EventFormat.HISTOGRAM_BLOCK_BYTES;
        return this;
    }

    /** Says more about the metric whose record has just been started. */
    public EventEncoder describe(Temporality temporality, int unit, int description) {
        assert buffer[start + EventFormat.SIGNAL_OFFSET] == Signal.METRIC.ordinal();
        buffer[start + EventFormat.STATUS_OFFSET] = (byte) temporality.ordinal();
        putInt(buffer, start + EventFormat.LOGGER_OFFSET, unit);
        putInt(buffer, start + EventFormat.THREAD_OFFSET, description);
        return this;
    }

    /** Says of one value of the metric whose record has just been started in which span it was recorded. Before any field. */
    public EventEncoder exemplar(long traceIdHigh, long traceIdLow, long spanId, double value) {
        assert buffer[start + EventFormat.SIGNAL_OFFSET] == Signal.METRIC.ordinal() && fieldCount == 0;
        if (reserve(EventFormat.TRACE_BLOCK_BYTES + EventFormat.EXEMPLAR_BYTES)) {
            final int block = start + EventFormat.HEADER_BYTES;
            final int blockBytes = at - block;
            System.arraycopy(buffer, block, buffer, block + EventFormat.TRACE_BLOCK_BYTES, blockBytes);
            at = block;
            trace(traceIdHigh, traceIdLow, spanId);
            at += blockBytes;
            putLong(buffer, at, Double.doubleToRawLongBits(value));
            at += EventFormat.EXEMPLAR_BYTES;
        }
        return this;
    }

    /**
     * Starts a gap record: so many events were not kept. It takes no fields.
     *
     * @param kind below {@link EventFormat#GAP_KINDS}: what the events were
     * @param sink symbol of the name of the sink that did not keep them, {@link Symbols#NONE} when no sink got them
     * @param fromNanos when nothing of this had been lost yet
     * @param untilNanos when it was noticed, not before {@code fromNanos}
     * @param count of events, at least 1
     */
    public EventEncoder beginGap(
            int kind, DropReason reason, int sink, int service, long fromNanos, long untilNanos, long count) {
        assert kind < EventFormat.GAP_KINDS && fromNanos <= untilNanos && count > 0 : kind + " " + count;
        beginHeader(Signal.GAP, kind, reason.ordinal(), sink, Symbols.NONE, Symbols.NONE, service, fromNanos);
        putLong(buffer, at, untilNanos);
        putLong(buffer, at + Long.BYTES, count);
        at += EventFormat.GAP_BLOCK_BYTES;
        return this;
    }

    private void beginMetric(MetricKind kind, int name, int service, long timestampNanos) {
        beginHeader(Signal.METRIC, kind.ordinal(), 0, name, Symbols.NONE, Symbols.NONE, service, timestampNanos);
    }

    private EventEncoder beginHeader(
            Signal signal,
            int variant,
            int status,
            int name,
            int logger,
            int thread,
            int service,
            long timestampNanos) {
        final byte[] b = buffer;
        final int s = start;
        assert limit - s >= LENT_BYTES_MIN; // which every header fits
        // Few wide stores: they are a good part of the cost of an event.
        putInt(b, s + EventFormat.SIGNAL_OFFSET, signal.ordinal() | variant << 8 | status << 24);
        putLong(b, s + EventFormat.TIMESTAMP_OFFSET, timestampNanos);
        putLong(b, s + EventFormat.NAME_OFFSET, name & INT_MASK | (long) logger << Integer.SIZE);
        putLong(b, s + EventFormat.THREAD_OFFSET, thread & INT_MASK | (long) service << Integer.SIZE);
        fieldCount = 0;
        overflowed = false;
        at = s + EventFormat.HEADER_BYTES;
        return this;
    }

    private EventEncoder trace(long traceIdHigh, long traceIdLow, long spanId) {
        buffer[start + EventFormat.FLAGS_OFFSET] |= EventFormat.FLAG_TRACE;
        putLong(buffer, at, traceIdHigh);
        putLong(buffer, at + 8, traceIdLow);
        putLong(buffer, at + 16, spanId);
        at += EventFormat.TRACE_BLOCK_BYTES;
        return this;
    }

    /** Replaces the name symbol (template, span or metric name) of the record being written. */
    public void name(int symbol) {
        putInt(buffer, start + EventFormat.NAME_OFFSET, symbol);
    }

    /** Replaces the logger symbol of the record being written. */
    public void logger(int symbol) {
        putInt(buffer, start + EventFormat.LOGGER_OFFSET, symbol);
    }

    /** Replaces what only the end of a span tells: kind, status and duration of the span being written. */
    public void spanOutcome(SpanKind kind, SpanStatus status, long durationNanos) {
        assert buffer[EventFormat.SIGNAL_OFFSET] == Signal.SPAN.ordinal();
        buffer[EventFormat.VARIANT_OFFSET] = (byte) kind.ordinal();
        buffer[EventFormat.STATUS_OFFSET] = (byte) status.ordinal();
        putLong(buffer, EventFormat.HEADER_BYTES + EventFormat.TRACE_BLOCK_BYTES + Long.BYTES, durationNanos);
    }

    // A field is written behind the end of the record; then `at` and `fieldCount` move over it, without a call between:
    // whatever Error a caller without stack or memory gets on the way, a record holds whole fields only.

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
            final int p = at + Integer.BYTES;
            buffer[p] = (byte) (value ? 1 : 0);
            at = p + 1;
            fieldCount++;
        }
        return this;
    }

    /** A text, any UTF-16, lone surrogates included. */
    public EventEncoder field(int key, String value) {
        if (beginField(key, ValueType.TEXT, textBytesMax(value))) {
            final int end = putText(value, at + Integer.BYTES);
            at = end;
            fieldCount++;
        }
        return this;
    }

    /** As {@link #field(int, String)}, for a text that the caller knows to be ASCII; what another one becomes is not defined. */
    @SuppressWarnings("deprecation")
    @ForbiddenOnPurpose // this getBytes is a copy without an allocation; deprecated because it is wrong beyond Latin-1
    public EventEncoder fieldAscii(int key, String value) {
        final int length = value.length();
        if (beginField(key, ValueType.TEXT, Integer.BYTES + (long) length)) {
            final int p = at + Integer.BYTES;
            putInt(buffer, p, length);
            value.getBytes(0, length, buffer, p + Integer.BYTES);
            at = p + Integer.BYTES + length;
            fieldCount++;
        }
        return this;
    }

    /** Bytes, copied. */
    public EventEncoder field(int key, byte[] value) {
        if (beginField(key, ValueType.BYTES, Integer.BYTES + (long) value.length)) {
            final int p = at + Integer.BYTES;
            putInt(buffer, p, value.length);
            System.arraycopy(value, 0, buffer, p + Integer.BYTES, value.length);
            at = p + Integer.BYTES + value.length;
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

    /** The buckets of a histogram, as {@link BucketFormat#bytes}. After all fields. */
    public EventEncoder buckets(byte[] bytes) {
        assert (buffer[start + EventFormat.FLAGS_OFFSET] & EventFormat.FLAG_BUCKETS) == 0;
        if (reserve(Integer.BYTES + (long) bytes.length)) {
            putInt(buffer, at, bytes.length);
            System.arraycopy(bytes, 0, buffer, at + Integer.BYTES, bytes.length);
            buffer[start + EventFormat.FLAGS_OFFSET] |= EventFormat.FLAG_BUCKETS;
            at += Integer.BYTES + bytes.length;
        }
        return this;
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
     * How many events the record stands for, itself included: those that were left out in its favour. After everything else;
     * a second call replaces the first.
     *
     * @param weight finite and at least 1, which is what a record without a weight has
     */
    public EventEncoder weight(double weight) {
        assert EventFormat.isWeight(weight) : weight;
        if (hasWeight()) {
            putLong(buffer, at - EventFormat.WEIGHT_BYTES, Double.doubleToRawLongBits(weight));
        } else if (reserve(EventFormat.WEIGHT_BYTES)) {
            putLong(buffer, at, Double.doubleToRawLongBits(weight));
            buffer[start + EventFormat.FLAGS_OFFSET] |= EventFormat.FLAG_WEIGHT;
            at += EventFormat.WEIGHT_BYTES;
        }
        return this;
    }

    /** The weight given so far, 1 if none. */
    public double weight() {
        return hasWeight() ? Double.longBitsToDouble(EventFormat.getLong(buffer, at - EventFormat.WEIGHT_BYTES)) : 1;
    }

    private boolean hasWeight() {
        return (buffer[start + EventFormat.FLAGS_OFFSET] & EventFormat.FLAG_WEIGHT) != 0;
    }

    /**
     * Completes the record.
     *
     * @return its bytes, without padding, from {@link #start} of {@link #buffer}, or {@link #TOO_LARGE}
     */
    public int end() {
        if (overflowed) {
            return TOO_LARGE;
        }
        putInt(buffer, start + EventFormat.BYTES_OFFSET, at - start);
        putInt(buffer, start + EventFormat.FIELD_COUNT_OFFSET, fieldCount);
        return at - start;
    }

    /**
     * Begins with a copy of what another encoder has written, in whatever thread: the first bytes of {@link #currentBuffer}, as many
     * as {@link #bytes} was when that thread told it. Whoever calls this finds out whether the other one has begun a new record
     * meanwhile, and only then calls {@link #countFields}.
     */
    public void resume(byte[] record, int bytes) {
        takeBack();
        if (own.length < bytes) {
            growOwn(bytes);
        }
        System.arraycopy(record, 0, own, 0, bytes);
        at = bytes;
        overflowed = false;
    }

    /** Counts the fields of a record that was resumed. */
    public void countFields() {
        putInt(buffer, EventFormat.FIELD_COUNT_OFFSET, EventFormat.FIELDS_MAX);
        final EventReader reader = new EventReader().wrap(buffer, 0);
        fieldCount = 0;
        while (reader.nextOffset() < at) {
            reader.nextField();
            fieldCount++;
        }
    }

    /** For another thread than the encoder's: the array that the record is in, or a longer one that it is being moved to. */
    public byte[] currentBuffer() {
        return (byte[]) BUFFER.getAcquire(this); // pairs with the fence in growOwn()
    }

    /** Fields of the record so far. */
    public int fields() {
        return fieldCount;
    }

    /** Bytes of the record so far. */
    public int bytes() {
        return at - start;
    }

    /** How many bytes the record can still take. */
    public int roomBytes() {
        return overflowed ? 0 : recordBytesMax - (at - start);
    }

    /** The array that holds the record after {@link #end}; valid until the next {@code begin...}. */
    public byte[] buffer() {
        return buffer;
    }

    /** Where in {@link #buffer} the record starts: 0, unless it {@link #isLent}. */
    public int start() {
        return start;
    }

    private EventEncoder field8(int key, ValueType type, long bits) {
        if (beginField(key, type, Long.BYTES)) {
            final int p = at + Integer.BYTES;
            putLong(buffer, p, bits);
            at = p + Long.BYTES;
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
            buffer[start + EventFormat.FLAGS_OFFSET] |= (byte) flag;
            at = end;
        }
        return this;
    }

    /** The worst case, which needs no look at the text; only near the largest record its exact bytes. */
    private long textBytesMax(String text) {
        long max = Integer.BYTES + (long) Wtf8.BYTES_PER_CHAR_MAX * text.length();
        return at - start + max <= recordBytesMax ? max : Integer.BYTES + Wtf8.byteCount(text);
    }

    /** Returns where the text ends. */
    private int putText(String text, int from) {
        int end = Wtf8.encode(text, buffer, from + Integer.BYTES);
        putInt(buffer, from, end - from - Integer.BYTES);
        return end;
    }

    /** Makes room for more bytes. Encoding after it needs no checks. */
    private boolean reserve(long bytes) {
        return bytes <= limit - at || enlarge(bytes);
    }

    private boolean enlarge(long bytes) {
        final long needed = at - start + bytes;
        if (overflowed || needed > recordBytesMax) {
            overflowed = true;
            return false;
        }
        if (isLent()) {
            moveToOwn((int) needed);
        } else {
            growOwn((int) Math.min(recordBytesMax, Math.max(needed, own.length * 2L)));
        }
        return !overflowed;
    }

    /** Keeps what the record holds, as long as there is memory for it: else the event is too large. */
    private void growOwn(int bytes) {
        byte[] larger;
        try {
            larger = Arrays.copyOf(own, bytes);
        } catch (OutOfMemoryError noRoom) { // the host must not see it from us
            overflowed = true;
            return;
        }
        VarHandle.releaseFence(); // see currentBuffer()
        own = larger; // and the rest without a call, lest an Error makes the old array look lent
        buffer = larger;
        start = 0;
        limit = larger.length;
    }

    private void moveToOwn(int bytes) {
        if (own.length < bytes) {
            try {
                own = new byte[bytes];
            } catch (OutOfMemoryError noRoom) { // as in growOwn(); the lent array is to be left all the same
                overflowed = true;
            }
        }
        // An Error between lend() and the end of begin...() left an `at` of the record before.
        final int written = Math.max(0, Math.min(at - start, own.length));
        System.arraycopy(buffer, start, own, 0, written);
        buffer = own; // and the rest without a call, as in growOwn()
        start = 0;
        limit = own.length;
        at = written;
    }
}
