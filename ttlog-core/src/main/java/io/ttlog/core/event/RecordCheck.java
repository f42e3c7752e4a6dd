/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import static io.ttlog.core.event.EventFormat.getInt;
import static io.ttlog.core.event.EventFormat.getLong;

import io.ttlog.DropReason;
import io.ttlog.Level;
import io.ttlog.Signal;
import io.ttlog.SpanKind;
import io.ttlog.core.CorruptDataException;

/** Whether bytes out of a file or from a wire are one well-formed record (RFC-0001): believes nothing. */
final class RecordCheck {
    private static final int LEVELS = Level.values().length;
    private static final Signal[] SIGNALS = EventReader.SIGNALS;
    private static final int SPAN_KINDS = SpanKind.values().length;
    private static final int SPAN_STATUSES = SpanStatus.values().length;
    private static final int METRIC_KINDS = MetricKind.values().length;
    private static final int TEMPORALITIES = Temporality.values().length;
    private static final int DROP_REASONS = DropReason.values().length;

    private RecordCheck() {}

    /**
     * Checks every length, type and flag of the record at the offset.
     *
     * @param limit where the readable bytes end
     * @param source named in the error
     * @param sourceOffset where {@code start} lies in the source
     * @throws CorruptDataException when the bytes are not exactly one well-formed record
     */
    static void check(byte[] buffer, int start, int limit, String source, long sourceOffset) {
        if (limit - start < EventFormat.HEADER_BYTES) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    (limit - start) + " bytes where an event header needs " + EventFormat.HEADER_BYTES);
        }
        int length = EventFormat.recordBytes(buffer, start);
        if (length < EventFormat.HEADER_BYTES || length > limit - start || length > EventFormat.RECORD_BYTES_MAX) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    "event of " + length + " bytes where " + (limit - start) + " are left, at most "
                            + EventFormat.RECORD_BYTES_MAX);
        }
        checkHeader(buffer, start, source, sourceOffset);
        int fieldsAt = EventReader.fieldsAt(buffer, start);
        if (fieldsAt > start + length) {
            throw new CorruptDataException(
                    source,
                    sourceOffset,
                    "event of " + length + " bytes is too short for its header of " + (fieldsAt - start));
        }
        checkBody(buffer, start, fieldsAt, start + length, source, sourceOffset - start);
        if (EventFormat.signal(buffer, start) == Signal.GAP.ordinal()) {
            checkGap(buffer, start, source, sourceOffset - start);
        }
    }

    private static void checkHeader(byte[] buffer, int start, String source, long sourceOffset) {
        int signal = buffer[start + EventFormat.SIGNAL_OFFSET] & 0xFF;
        int variant = buffer[start + EventFormat.VARIANT_OFFSET] & 0xFF;
        int flags = buffer[start + EventFormat.FLAGS_OFFSET] & 0xFF;
        int status = buffer[start + EventFormat.STATUS_OFFSET] & 0xFF;
        if (signal >= SIGNALS.length) {
            throw new CorruptDataException(source, sourceOffset + EventFormat.SIGNAL_OFFSET, "signal " + signal);
        }
        int variants = switch (SIGNALS[signal]) {
            case LOG -> LEVELS;
            case SPAN -> SPAN_KINDS;
            case METRIC -> METRIC_KINDS;
            case GAP -> EventFormat.GAP_KINDS;
            default -> 0;
        };
        if (variant >= variants) {
            throw new CorruptDataException(
                    source,
                    sourceOffset + EventFormat.VARIANT_OFFSET,
                    "level or kind " + variant + " of " + SIGNALS[signal]);
        }
        if ((flags & ~EventFormat.FLAGS_KNOWN) != 0
                || (SIGNALS[signal] == Signal.SPAN && (flags & EventFormat.FLAG_TRACE) == 0)
                || (SIGNALS[signal] == Signal.GAP && flags != 0)
                || ((flags & EventFormat.FLAG_BUCKETS) != 0
                        && !(SIGNALS[signal] == Signal.METRIC && PackedFormat.isHistogram(variant)))) {
            throw new CorruptDataException(source, sourceOffset + EventFormat.FLAGS_OFFSET, "flags " + flags);
        }
        int statuses = switch (SIGNALS[signal]) {
            case LOG, SPAN -> SPAN_STATUSES;
            case METRIC -> TEMPORALITIES;
            case GAP -> DROP_REASONS;
            default -> 0;
        };
        if (status >= statuses) {
            throw new CorruptDataException(source, sourceOffset + EventFormat.STATUS_OFFSET, "status " + status);
        }
    }

    private static void checkBody(byte[] buffer, int start, int fieldsAt, int end, String source, long sourceBase) {
        int at = fieldsAt;
        int fields = getInt(buffer, start + EventFormat.FIELD_COUNT_OFFSET);
        if (fields < 0 || fields > EventFormat.FIELDS_MAX) {
            throw new CorruptDataException(
                    source,
                    sourceBase + start + EventFormat.FIELD_COUNT_OFFSET,
                    fields + " fields, at most " + EventFormat.FIELDS_MAX);
        }
        for (int i = 0; i < fields; i++) {
            need(at, Integer.BYTES, end, source, sourceBase);
            ValueType type = ValueType.of(getInt(buffer, at) >>> EventFormat.TYPE_SHIFT, source, sourceBase + at);
            at = afterValue(buffer, at + Integer.BYTES, type, end, source, sourceBase);
        }
        if (has(buffer, start, EventFormat.FLAG_BUCKETS)) {
            int from = at + Integer.BYTES;
            at = afterValue(buffer, at, ValueType.BYTES, end, source, sourceBase);
            BucketFormat.check(buffer, from, at - from, source, sourceBase + from);
        }
        if (has(buffer, start, EventFormat.FLAG_MESSAGE)) {
            at = afterValue(buffer, at, ValueType.TEXT, end, source, sourceBase);
        }
        if (has(buffer, start, EventFormat.FLAG_ERROR)) {
            at = afterValue(buffer, at, ValueType.TEXT, end, source, sourceBase);
        }
        if (has(buffer, start, EventFormat.FLAG_WEIGHT)) {
            need(at, EventFormat.WEIGHT_BYTES, end, source, sourceBase);
            double weight = Double.longBitsToDouble(getLong(buffer, at));
            if (!EventFormat.isWeight(weight)) {
                throw new CorruptDataException(source, sourceBase + at, "weight " + weight + ", at least 1 and finite");
            }
            at += EventFormat.WEIGHT_BYTES;
        }
        if (at != end) {
            throw new CorruptDataException(source, sourceBase + at, (end - at) + " bytes after the end of the event");
        }
    }

    private static void checkGap(byte[] buffer, int start, String source, long sourceBase) {
        int fields = getInt(buffer, start + EventFormat.FIELD_COUNT_OFFSET);
        int logger = getInt(buffer, start + EventFormat.LOGGER_OFFSET);
        int thread = getInt(buffer, start + EventFormat.THREAD_OFFSET);
        if (fields != 0 || logger != Symbols.NONE || thread != Symbols.NONE) {
            throw new CorruptDataException(
                    source,
                    sourceBase + start + EventFormat.LOGGER_OFFSET,
                    "gap with logger " + logger + ", thread " + thread + " and " + fields
                            + " fields; it has none of these");
        }
        int blockAt = start + EventFormat.HEADER_BYTES; // it has no trace
        long from = getLong(buffer, start + EventFormat.TIMESTAMP_OFFSET);
        long until = getLong(buffer, blockAt);
        long count = getLong(buffer, blockAt + Long.BYTES);
        if (until < from || count < 1) {
            throw new CorruptDataException(
                    source, sourceBase + blockAt, "gap of " + count + " events from " + from + " until " + until);
        }
    }

    private static int afterValue(byte[] buffer, int at, ValueType type, int end, String source, long sourceBase) {
        int fixed = switch (type) {
            case NULL -> 0;
            case BOOLEAN -> 1;
            case TEXT, BYTES -> Integer.BYTES;
            case LONG, DOUBLE, TIMESTAMP, DURATION -> Long.BYTES;
        };
        need(at, fixed, end, source, sourceBase);
        if (type == ValueType.BOOLEAN && (buffer[at] & 0xFE) != 0) {
            throw new CorruptDataException(source, sourceBase + at, "boolean " + buffer[at]);
        }
        if (type != ValueType.TEXT && type != ValueType.BYTES) {
            return at + fixed;
        }
        int length = getInt(buffer, at);
        need(at + Integer.BYTES, length, end, source, sourceBase);
        return at + Integer.BYTES + length;
    }

    private static void need(int at, int bytes, int end, String source, long sourceBase) {
        if (bytes < 0 || at > end || bytes > end - at) {
            throw new CorruptDataException(
                    source,
                    sourceBase + at,
                    "value of " + bytes + " bytes where " + (end - at) + " are left in the event");
        }
    }

    private static boolean has(byte[] buffer, int start, int flag) {
        return (buffer[start + EventFormat.FLAGS_OFFSET] & flag) != 0;
    }
}
