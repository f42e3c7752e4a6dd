/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.getInt;
import static io.ttlog.core.event.EventFormat.getLong;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.CorruptDataException;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one event record at a time in place (RFC-0001). {@link #wrap} trusts the bytes, for rings of this process;
 * {@link #wrapChecked} believes nothing, for files and wires. Then the header accessors may be called in any order, and
 * the fields are walked with {@link #nextField}; {@link #message} and {@link #error} walk past what is left of them.
 * Allocates nothing but the strings and arrays it returns. Belongs to one thread.
 */
public final class EventReader {
    private static final Level[] LEVELS = Level.values();
    /** What events can be. */
    static final Signal[] SIGNALS = {Signal.LOG, Signal.SPAN, Signal.METRIC, Signal.GAP};

    private static final SpanKind[] SPAN_KINDS = SpanKind.values();
    private static final SpanStatus[] SPAN_STATUSES = SpanStatus.values();
    static final MetricKind[] METRIC_KINDS = MetricKind.values();
    private static final Temporality[] TEMPORALITIES = Temporality.values();
    private static final DropReason[] DROP_REASONS = DropReason.values();
    static final ValueType[] TYPES = ValueType.values();

    private byte[] buffer = new byte[0];
    private int start;
    private int blockAt;
    private int fieldsAt;
    private int fieldsLeft;
    private int keyAt;
    private int payloadAt;
    private int nextAt;

    /** Reads the trusted record at the offset. */
    public EventReader wrap(byte[] bytes, int offset) {
        buffer = bytes;
        start = offset;
        blockAt = blockAt(bytes, offset);
        fieldsAt = fieldsAt(bytes, offset);
        rewind();
        return this;
    }

    /**
     * Checks every length, type and flag of the record at the offset, then reads it.
     *
     * @param limit where the readable bytes end
     * @param source named in the error
     * @param sourceOffset where {@code offset} lies in the source
     * @throws CorruptDataException when the bytes are not exactly one well-formed record
     */
    public EventReader wrapChecked(byte[] bytes, int offset, int limit, String source, long sourceOffset) {
        RecordCheck.check(bytes, offset, limit, source, sourceOffset);
        return wrap(bytes, offset);
    }

    /** Where in {@link #buffer} the record starts. */
    public int offset() {
        return start;
    }

    /** Puts another symbol in the place of each that the record names. Moves past all fields. */
    public void renumber(IntUnaryOperator symbols) {
        for (int at = EventFormat.NAME_OFFSET; at <= EventFormat.SERVICE_OFFSET; at += Integer.BYTES) {
            EventFormat.putInt(buffer, start + at, symbols.applyAsInt(getInt(buffer, start + at)));
        }
        rewind();
        while (nextField()) {
            int type = getInt(buffer, keyAt) & ~EventFormat.KEY_MASK;
            EventFormat.putInt(buffer, keyAt, type | symbols.applyAsInt(fieldKey()));
        }
    }

    /** Where the next field starts, or what follows the last one. */
    int nextOffset() {
        return nextAt;
    }

    /** Bytes of the record without padding. */
    public int recordBytes() {
        return EventFormat.recordBytes(buffer, start);
    }

    /** The kind of telemetry. */
    public Signal signal() {
        return SIGNALS[buffer[start + EventFormat.SIGNAL_OFFSET]];
    }

    /** The level of a log. */
    public Level level() {
        return LEVELS[variant()];
    }

    /** The kind of a span. */
    public SpanKind spanKind() {
        return SPAN_KINDS[variant()];
    }

    /** The status of a span. */
    public SpanStatus spanStatus() {
        return SPAN_STATUSES[buffer[start + EventFormat.STATUS_OFFSET]];
    }

    /** The kind of a metric. */
    public MetricKind metricKind() {
        return METRIC_KINDS[variant()];
    }

    private int variant() {
        return buffer[start + EventFormat.VARIANT_OFFSET];
    }

    /** When it happened, or started; nanoseconds since 1970 UTC. */
    public long timestampNanos() {
        return getLong(buffer, start + EventFormat.TIMESTAMP_OFFSET);
    }

    /**
     * Symbol of the template, span name, metric name, or of the sink that has a gap; {@link Symbols#NONE} for a log with a
     * message of its own, and for events that were lost before any sink.
     */
    public int name() {
        return getInt(buffer, start + EventFormat.NAME_OFFSET);
    }

    /** Symbol of the logger. */
    public int logger() {
        return getInt(buffer, start + EventFormat.LOGGER_OFFSET);
    }

    /** Symbol of the thread's name. */
    public int thread() {
        return getInt(buffer, start + EventFormat.THREAD_OFFSET);
    }

    /** Symbol of the service. */
    public int service() {
        return getInt(buffer, start + EventFormat.SERVICE_OFFSET);
    }

    /** Whether the event belongs to a trace. */
    public boolean hasTrace() {
        return has(EventFormat.FLAG_TRACE);
    }

    /** First half of the trace id; only if {@link #hasTrace}. */
    public long traceIdHigh() {
        return getLong(buffer, start + EventFormat.HEADER_BYTES);
    }

    /** Second half of the trace id; only if {@link #hasTrace}. */
    public long traceIdLow() {
        return getLong(buffer, start + EventFormat.HEADER_BYTES + 8);
    }

    /** The span id, zero for none; only if {@link #hasTrace}. */
    public long spanId() {
        return getLong(buffer, start + EventFormat.HEADER_BYTES + 16);
    }

    /** Parent of a span, zero for a root. */
    public long parentId() {
        return getLong(buffer, blockAt);
    }

    /** Whether the duration of a span is known. */
    public boolean hasDuration() {
        return durationNanos() >= 0;
    }

    /** Duration of a span; negative when it is unknown. */
    public long durationNanos() {
        return getLong(buffer, blockAt + 8);
    }

    /** Value of a counter or gauge. */
    public double value() {
        return Double.longBitsToDouble(getLong(buffer, blockAt));
    }

    /** Number of values of a histogram. */
    public long histogramCount() {
        return getLong(buffer, blockAt);
    }

    /** Sum of the values of a histogram. */
    public double histogramSum() {
        return Double.longBitsToDouble(getLong(buffer, blockAt + 8));
    }

    /** Smallest value of a histogram. */
    public double histogramMin() {
        return Double.longBitsToDouble(getLong(buffer, blockAt + 16));
    }

    /** Largest value of a histogram. */
    public double histogramMax() {
        return Double.longBitsToDouble(getLong(buffer, blockAt + 24));
    }

    /** Since when a metric counts. */
    public Temporality temporality() {
        return TEMPORALITIES[buffer[start + EventFormat.STATUS_OFFSET]];
    }

    /** Symbol of the unit of a metric. */
    public int unit() {
        return logger();
    }

    /** Symbol of the description of a metric. */
    public int description() {
        return thread();
    }

    /** The value of a metric's exemplar, whose ids are those of the trace; only if {@link #hasTrace}. */
    public double exemplarValue() {
        int bytes = metricKind() == MetricKind.HISTOGRAM
                ? EventFormat.HISTOGRAM_BLOCK_BYTES
                : EventFormat.READING_BLOCK_BYTES;
        return Double.longBitsToDouble(getLong(buffer, blockAt + bytes));
    }

    /** Whether a histogram has buckets. */
    public boolean hasBuckets() {
        return has(EventFormat.FLAG_BUCKETS);
    }

    /** Where in {@link #buffer} the length of the buckets stands, in front of their bytes; only if {@link #hasBuckets}. Moves past all fields. */
    public int bucketsOffset() {
        return afterFields();
    }

    /** When the loss that began at {@link #timestampNanos} was noticed, of a gap. */
    public long gapUntilNanos() {
        return getLong(buffer, blockAt);
    }

    /** How many events a gap tells of. */
    public long gapCount() {
        return getLong(buffer, blockAt + 8);
    }

    /** Which signal a gap tells of. */
    public Signal lostSignal() {
        int levels = LEVELS.length;
        return variant() < levels ? Signal.LOG : SIGNALS[variant() - levels + 1];
    }

    /** The level of the events that a gap tells of; null when they were no logs. */
    public @Nullable Level lostLevel() {
        return variant() < LEVELS.length ? LEVELS[variant()] : null;
    }

    /** As the encoder was told the kind of what was lost: below {@link EventFormat#GAP_KINDS}. */
    public int lostKind() {
        return variant();
    }

    /** Why what a gap tells of was lost. */
    public DropReason dropReason() {
        return DROP_REASONS[buffer[start + EventFormat.STATUS_OFFSET]];
    }

    /** Goes back before the first field. */
    public void rewind() {
        nextAt = fieldsAt;
        fieldsLeft = getInt(buffer, start + EventFormat.FIELD_COUNT_OFFSET);
    }

    /** Number of fields. */
    public int fieldCount() {
        return getInt(buffer, start + EventFormat.FIELD_COUNT_OFFSET);
    }

    /** Moves to the next field; false after the last. */
    public boolean nextField() {
        if (fieldsLeft == 0) {
            return false;
        }
        fieldsLeft--;
        keyAt = nextAt;
        payloadAt = keyAt + Integer.BYTES;
        nextAt = payloadAt
                + switch (fieldType()) {
                    case NULL -> 0;
                    case BOOLEAN -> 1;
                    case LONG, DOUBLE, TIMESTAMP, DURATION -> Long.BYTES;
                    case TEXT, BYTES -> Integer.BYTES + getInt(buffer, payloadAt);
                };
        return true;
    }

    /** Where in {@link #buffer} the fields begin. */
    public int fieldsOffset() {
        return fieldsAt;
    }

    /** Where in {@link #buffer} the current field begins: its key and type, then its value up to {@link #fieldEnd}. */
    public int fieldOffset() {
        return keyAt;
    }

    /** Where in {@link #buffer} the current field ends. */
    public int fieldEnd() {
        return nextAt;
    }

    /** Key symbol of the current field. */
    public int fieldKey() {
        return getInt(buffer, keyAt) & EventFormat.KEY_MASK;
    }

    /** Type of the current field. */
    public ValueType fieldType() {
        return TYPES[getInt(buffer, keyAt) >>> EventFormat.TYPE_SHIFT];
    }

    /** The current LONG, TIMESTAMP or DURATION. */
    public long fieldLong() {
        return getLong(buffer, payloadAt);
    }

    /** The current DOUBLE. */
    public double fieldDouble() {
        return Double.longBitsToDouble(getLong(buffer, payloadAt));
    }

    /** The current BOOLEAN. */
    public boolean fieldBoolean() {
        return buffer[payloadAt] != 0;
    }

    /** The current TEXT, as a new string. */
    public String fieldText() {
        return textAt(payloadAt);
    }

    /** The current BYTES, as a new array. */
    public byte[] fieldBytes() {
        byte[] copy = new byte[fieldPayloadBytes()];
        System.arraycopy(buffer, fieldPayloadOffset(), copy, 0, copy.length);
        return copy;
    }

    /** Length of the current TEXT or BYTES. */
    public int fieldPayloadBytes() {
        return getInt(buffer, payloadAt);
    }

    /** Where the bytes of the current TEXT or BYTES start in {@link #buffer}. */
    public int fieldPayloadOffset() {
        return payloadAt + Integer.BYTES;
    }

    /** The array being read. */
    public byte[] buffer() {
        return buffer;
    }

    /** Whether the event carries its message as a text of its own. */
    public boolean hasMessage() {
        return has(EventFormat.FLAG_MESSAGE);
    }

    /** Whether the event carries an error. */
    public boolean hasError() {
        return has(EventFormat.FLAG_ERROR);
    }

    /** The message, as a new string; only if {@link #hasMessage}. Moves past all fields. */
    public String message() {
        return textAt(messageOffset());
    }

    /** Where in {@link #buffer} the message's length stands, in front of its bytes; otherwise as {@link #message}. */
    public int messageOffset() {
        int at = afterFields();
        return hasBuckets() ? at + Integer.BYTES + getInt(buffer, at) : at;
    }

    /** The error, as a new string; only if {@link #hasError}. Moves past all fields. */
    public String error() {
        return textAt(errorOffset());
    }

    /** Where in {@link #buffer} the error's length stands, in front of its bytes; otherwise as {@link #error}. */
    public int errorOffset() {
        int at = messageOffset();
        return hasMessage() ? at + Integer.BYTES + getInt(buffer, at) : at;
    }

    /** Where in {@link #buffer} the texts end and what is left of the record begins. Moves past all fields. */
    public int restOffset() {
        int at = errorOffset();
        return hasError() ? at + Integer.BYTES + getInt(buffer, at) : at;
    }

    /** Whether the event stands for others that were left out. */
    public boolean hasWeight() {
        return has(EventFormat.FLAG_WEIGHT);
    }

    /** How many events it stands for, itself included; 1 unless {@link #hasWeight}. */
    public double weight() {
        return hasWeight()
                ? Double.longBitsToDouble(getLong(buffer, start + recordBytes() - EventFormat.WEIGHT_BYTES))
                : 1;
    }

    private int afterFields() {
        while (nextField()) {
            // each step moves nextAt; bounded by the field count
        }
        return nextAt;
    }

    private String textAt(int at) {
        return Wtf8.decode(buffer, at + Integer.BYTES, getInt(buffer, at));
    }

    private boolean has(int flag) {
        return (buffer[start + EventFormat.FLAGS_OFFSET] & flag) != 0;
    }

    private static int blockAt(byte[] bytes, int start) {
        boolean trace = (bytes[start + EventFormat.FLAGS_OFFSET] & EventFormat.FLAG_TRACE) != 0;
        return start + EventFormat.HEADER_BYTES + (trace ? EventFormat.TRACE_BLOCK_BYTES : 0);
    }

    /** Where the fields of a record begin whose signal, kind and flags are right. */
    static int fieldsAt(byte[] bytes, int start) {
        return blockAt(bytes, start)
                + PackedFormat.blockBytes(
                        bytes[start + EventFormat.SIGNAL_OFFSET],
                        bytes[start + EventFormat.VARIANT_OFFSET],
                        bytes[start + EventFormat.FLAGS_OFFSET]);
    }
}
